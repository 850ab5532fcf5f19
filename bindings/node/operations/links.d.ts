// Made by bindings/generate.py from the operation registry; do not edit.

export interface LinksHandleRequestPreferences {
  /** As it is offered */
  channel: string;
  /** What the person wants */
  state: 'granted' | 'denied';
  /** As it is offered; the whole channel without */
  topic?: string;
}

export interface LinksHandleRequest {
  /** Of the link */
  token: string;
  /**
   * view changes nothing; unsubscribe stops marketing at once; click and open count what the link
   * or the image of a message tells; confirm grants what a confirmation asks for; choose sets the
   * preferences of a preference centre
   */
  action?: 'view' | 'unsubscribe' | 'click' | 'open' | 'confirm' | 'choose';
  /** Of who follows the link: machines are kept apart from humans */
  user_agent?: string;
  /** Whether it was asked for by HEAD, or in advance: a machine's */
  prefetch?: boolean;
  /** Of choose */
  preferences?: Array<LinksHandleRequestPreferences>;
  /** Of the person, for the ledger */
  ip?: string;
}

export interface LinksHandleResponse {
  /** Of the message */
  channel: string;
  /** Shortened: a***@example.com */
  address: string;
  /** Whether marketing is stopped now */
  unsubscribed: boolean;
  /** Of a click: where the link leads */
  target?: string;
  /** Whether it is the message's first click or open */
  counted?: boolean;
  /** Whether a machine followed the link */
  machine?: boolean;
  /** Of a confirmation: whether the consent is granted now */
  confirmed?: boolean;
  /** Of a preference centre: channel, topic, name, description, state */
  preferences?: Array<Record<string, unknown>>;
}

/** links.* */
export interface Links {
  /** Act on the signed token of a link. */
  handle(request: LinksHandleRequest): Promise<LinksHandleResponse>;
}
