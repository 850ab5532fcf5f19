// Made by bindings/generate.py from the operation registry; do not edit.

import type { Who } from '../index.js';

export interface SendsGetRequest {
  /** Of the send */
  id: string;
}

export interface SendsGetResponse {
  /** The send */
  send: Record<string, unknown>;
}

export interface SendsListRequest {
  /** The profile, by one identifier: user_id, anonymous_id, email, phone or id */
  profile?: Who;
  /** Only those of this flow */
  flow?: string;
  /** Only those of this node */
  node?: string;
  /** Only those of this channel */
  channel?: string;
  /** Only of this template */
  template?: string;
  /** Only those to this address */
  address?: string;
  /** Only those decided on since then */
  from?: Date | string;
  /** Only those decided on before then */
  to?: Date | string;
  /** Only those in this state */
  state?: string;
  /** Only those with this reason */
  reason?: string;
  /** Where the page before ended */
  cursor?: string;
  /** Items of a page */
  limit?: number;
}

export interface SendsListResponse {
  /** In the listing's order */
  items: Array<Record<string, unknown>>;
  /** For the next page; absent on the last */
  cursor?: string;
}

export interface SendsMessageRequest {
  /** Of the send */
  id: string;
}

export interface SendsMessageResponse {
  /** When it was composed */
  at: string;
  /** mime of an e-mail, else json */
  form: string;
  /** The message */
  content: string;
}

/** sends.* */
export interface Sends {
  /** Show a send. */
  get(request: SendsGetRequest): Promise<SendsGetResponse>;
  /** List sends, oldest first. */
  list(request?: SendsListRequest): Promise<SendsListResponse>;
  /** Show the message of a send as it left. */
  message(request: SendsMessageRequest): Promise<SendsMessageResponse>;
}
