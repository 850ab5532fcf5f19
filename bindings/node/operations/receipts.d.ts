// Made by bindings/generate.py from the operation registry; do not edit.

export interface ReceiptsRecordRequest {
  /** Id of the send */
  send: string;
  /** What the message came to */
  state:
    'delivered' | 'opened' | 'clicked' | 'bounced' | 'complained' | 'unsubscribed' | 'converted';
  /** When it did; now when left out */
  at?: Date | string;
  /** Opened or clicked by a scanner, not by a human: does not count */
  machine?: boolean;
  /** A bounce for good: the address is never written to again */
  hard?: boolean;
  /** A bounce about the message or its sender: it does not count against the address */
  blocked?: boolean;
}

export interface ReceiptsRecordResponse {
  /** Whether the message is in this state for the first time */
  counted: boolean;
  /** What it caused: profile, entered, left, flows */
  consequences: Record<string, unknown>;
}

/** receipts.* */
export interface Receipts {
  /** Record what became of a message. */
  record(request: ReceiptsRecordRequest): Promise<ReceiptsRecordResponse>;
}
