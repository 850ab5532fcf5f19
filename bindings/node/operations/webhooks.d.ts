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
  /** Whether it asked if somebody listens, and was told so */
  confirmed: boolean;
  /** What to answer such a message with */
  reply?: string;
}

/** webhooks.* */
export interface Webhooks {
  /** Take in what a provider tells about messages. */
  receive(request: WebhooksReceiveRequest): Promise<WebhooksReceiveResponse>;
}
