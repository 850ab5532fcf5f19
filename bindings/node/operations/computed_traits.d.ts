// Made by bindings/generate.py from the operation registry; do not edit.

import type { Who } from '../index.js';

export interface ComputedTraitsCreateRequest {
  /** Unique key: letters, digits, "-", "_" and "." */
  key: string;
  /** Of which events; the name may end in "*" */
  event: string;
  /** count, sum, min, max, average, first, last, most_frequent or unique */
  function: string;
  /** For people */
  description?: string;
  /** Tests on their properties, as in a condition */
  where?: Array<unknown>;
  /** Of whose values; of all functions but count */
  property?: string;
  /** Only of the last so long, e.g. "30d" */
  within?: string;
  /** Or only after an instant */
  after?: string;
  /** Or only before one */
  before?: string;
  /** Or only between two, both included */
  between?: Array<unknown>;
}

export interface ComputedTraitsCreateResponse {
  /** Unique key: letters, digits, "-", "_" and "." */
  key: string;
  /** The version now current */
  version: number;
}

export interface ComputedTraitsDeleteRequest {
  /** Unique key: letters, digits, "-", "_" and "." */
  key: string;
}

export interface ComputedTraitsDeleteResponse {
}

export interface ComputedTraitsGetRequest {
  /** Unique key: letters, digits, "-", "_" and "." */
  key: string;
  /** An earlier version; current when left out */
  version?: number;
}

export interface ComputedTraitsGetResponse {
  /** Unique key: letters, digits, "-", "_" and "." */
  key: string;
  /** Of this document */
  version: number;
  /** First publication */
  created_at: string;
  /** Newest publication or change of status */
  updated_at: string;
  /** As it was published */
  definition: Record<string, unknown>;
  /** Of a flow: live, paused or archived */
  status?: string;
}

export interface ComputedTraitsListRequest {
  /** Where the page before ended */
  cursor?: string;
  /** Items of a page */
  limit?: number;
}

export interface ComputedTraitsListResponse {
  /** In the listing's order */
  items: Array<Record<string, unknown>>;
  /** For the next page; absent on the last */
  cursor?: string;
}

export interface ComputedTraitsUpdateRequest {
  /** Unique key: letters, digits, "-", "_" and "." */
  key: string;
  /** Of which events; the name may end in "*" */
  event: string;
  /** count, sum, min, max, average, first, last, most_frequent or unique */
  function: string;
  /** For people */
  description?: string;
  /** Tests on their properties, as in a condition */
  where?: Array<unknown>;
  /** Of whose values; of all functions but count */
  property?: string;
  /** Only of the last so long, e.g. "30d" */
  within?: string;
  /** Or only after an instant */
  after?: string;
  /** Or only before one */
  before?: string;
  /** Or only between two, both included */
  between?: Array<unknown>;
}

export interface ComputedTraitsUpdateResponse {
  /** Unique key: letters, digits, "-", "_" and "." */
  key: string;
  /** The version now current */
  version: number;
}

export interface ComputedTraitsValueRequest {
  /** Unique key: letters, digits, "-", "_" and "." */
  key: string;
  /** The profile, by one identifier: user_id, anonymous_id, email, phone or id */
  profile: Who;
}

export interface ComputedTraitsValueResponse {
  /** At the present instant; null when there is none */
  value: unknown;
}

/** computed_traits.* */
export interface ComputedTraits {
  /** Name what is derived of a profile's events. */
  create(request: ComputedTraitsCreateRequest): Promise<ComputedTraitsCreateResponse>;
  /** Delete a computed trait that nothing uses. */
  delete(request: ComputedTraitsDeleteRequest): Promise<ComputedTraitsDeleteResponse>;
  /** Show a computed trait. */
  get(request: ComputedTraitsGetRequest): Promise<ComputedTraitsGetResponse>;
  /** List computed traits by key. */
  list(request?: ComputedTraitsListRequest): Promise<ComputedTraitsListResponse>;
  /** Change a computed trait that no segment or flow asks. */
  update(request: ComputedTraitsUpdateRequest): Promise<ComputedTraitsUpdateResponse>;
  /** Show a computed trait of one profile. */
  value(request: ComputedTraitsValueRequest): Promise<ComputedTraitsValueResponse>;
}
