// Made by bindings/generate.py from the operation registry; do not edit.

export interface WebhooksReceiveRequest {
  /** Key of the account that is meant */
  provider: string;
  /** Name and value of each field */
  headers: Record<string, unknown>;
  /** The whole address as the provider called it; Twilio signs it */
  url?: string;
  /** The bytes as they came, when they are UTF-8 */
  body?: string;
  /** The bytes as they came */
  body_base64?: string;
}

export interface WebhooksReceiveResponse {
  /** What it told about messages */
  notices: number;
  /** Of them, those that were news */
  counted: number;
  /** Of them, those about no message of ours */
  unknown: number;
  /** Messages that people have sent */
  texts: number;
  /** What it told about people that was news */
  records: number;
  /** What it had told before */
  duplicates: number;
  /** What cannot be recorded: index, code, message */
  refused: Array<Record<string, unknown>>;
  /**
   * What people ask for by law: kind (access, erase, erase_all), profile, and whether it is done
   */
  requests: Array<Record<string, unknown>>;
  /** Whether it asked if somebody listens, and was told so */
  confirmed: boolean;
  /** What to answer such a message with */
  reply?: string;
}

/** webhooks.* */
export interface Webhooks {
  /** Take in what a provider or a shop tells. */
  receive(request: WebhooksReceiveRequest): Promise<WebhooksReceiveResponse>;
}
