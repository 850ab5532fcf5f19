// Made by bindings/generate.py from the operation registry; do not edit.

export interface BouncesReceiveRequest {
  /** The whole mail as it came, when it is UTF-8 */
  body?: string;
  /** The whole mail as it came */
  body_base64?: string;
}

export interface BouncesReceiveResponse {
  /** hard_bounce, soft_bounce, blocked, complaint or opt_out; none when the mail is no report */
  kind: string;
  /** Whether the message is in this state for the first time */
  counted: boolean;
  /** The message it is about; absent: none of ours */
  send?: string;
  /** As the report names it */
  recipient?: string;
  /** What the other server said */
  reason?: string;
}

/** bounces.* */
export interface Bounces {
  /** Take in a mail about a mail: a bounce, a complaint. */
  receive(request?: BouncesReceiveRequest): Promise<BouncesReceiveResponse>;
}
