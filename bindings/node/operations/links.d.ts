// Made by bindings/generate.py from the operation registry; do not edit.

export interface LinksHandleRequest {
  /** Of the link */
  token: string;
  /** view changes nothing; unsubscribe stops marketing at once */
  action?: 'view' | 'unsubscribe';
}

export interface LinksHandleResponse {
  /** Of the message */
  channel: string;
  /** Shortened: a***@example.com */
  address: string;
  /** Whether marketing is stopped now */
  unsubscribed: boolean;
}

/** links.* */
export interface Links {
  /** Act on the signed token of a link. */
  handle(request: LinksHandleRequest): Promise<LinksHandleResponse>;
}
