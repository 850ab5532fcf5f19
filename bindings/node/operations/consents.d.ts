// Made by bindings/generate.py from the operation registry; do not edit.

import type { Who } from '../index.js';

export interface ConsentsGetRequest {
  /** The profile, by one identifier: user_id, anonymous_id, email, phone or id */
  profile: Who;
}

export interface ConsentsGetResponse {
  /** In the listing's order */
  items: Array<Record<string, unknown>>;
  /** For the next page; absent on the last */
  cursor?: string;
}

export interface ConsentsHistoryRequest {
  /** The profile, by one identifier: user_id, anonymous_id, email, phone or id */
  profile: Who;
}

export interface ConsentsHistoryResponse {
  /** In the listing's order */
  items: Array<Record<string, unknown>>;
  /** For the next page; absent on the last */
  cursor?: string;
}

/** consents.* */
export interface Consents {
  /** Show a profile's consent by channel and topic. */
  get(request: ConsentsGetRequest): Promise<ConsentsGetResponse>;
  /** Show the ledger of a profile's consents and subscriptions. */
  history(request: ConsentsHistoryRequest): Promise<ConsentsHistoryResponse>;
}
