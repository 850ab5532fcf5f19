// Made by bindings/generate.py from the operation registry; do not edit.

import type { Who } from '../index.js';

export interface ListsAddRequest {
  /** Unique key: letters, digits, "-", "_" and "." */
  key: string;
  /** The profile, by one identifier: user_id, anonymous_id, email, phone or id */
  profile: Who;
  /** Where it comes from, for the ledger */
  source?: string;
}

export interface ListsAddResponse {
  /** What it caused: profile, entered, left, flows */
  consequences: Record<string, unknown>;
}

export interface ListsCreateRequest {
  /** Unique key: letters, digits, "-", "_" and "." */
  key: string;
  /** For people */
  name?: string;
  /** For people */
  description?: string;
}

export interface ListsCreateResponse {
  /** Unique key: letters, digits, "-", "_" and "." */
  key: string;
  /** The version now current */
  version: number;
}

export interface ListsDeleteRequest {
  /** Unique key: letters, digits, "-", "_" and "." */
  key: string;
}

export interface ListsDeleteResponse {
}

export interface ListsGetRequest {
  /** Unique key: letters, digits, "-", "_" and "." */
  key: string;
  /** An earlier version; current when left out */
  version?: number;
}

export interface ListsGetResponse {
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

export interface ListsListRequest {
  /** Where the page before ended */
  cursor?: string;
  /** Items of a page */
  limit?: number;
}

export interface ListsListResponse {
  /** In the listing's order */
  items: Array<Record<string, unknown>>;
  /** For the next page; absent on the last */
  cursor?: string;
}

export interface ListsMembersRequest {
  /** Unique key: letters, digits, "-", "_" and "." */
  key: string;
  /** Where the page before ended */
  cursor?: string;
  /** Items of a page */
  limit?: number;
}

export interface ListsMembersResponse {
  /** In the listing's order */
  items: Array<Record<string, unknown>>;
  /** For the next page; absent on the last */
  cursor?: string;
}

export interface ListsRemoveRequest {
  /** Unique key: letters, digits, "-", "_" and "." */
  key: string;
  /** The profile, by one identifier: user_id, anonymous_id, email, phone or id */
  profile: Who;
  /** Where it comes from, for the ledger */
  source?: string;
}

export interface ListsRemoveResponse {
  /** What it caused: profile, entered, left, flows */
  consequences: Record<string, unknown>;
}

/** lists.* */
export interface Lists {
  /** Put a profile on a list. */
  add(request: ListsAddRequest): Promise<ListsAddResponse>;
  /** Make a list. */
  create(request: ListsCreateRequest): Promise<ListsCreateResponse>;
  /** Delete a list that nothing uses. */
  delete(request: ListsDeleteRequest): Promise<ListsDeleteResponse>;
  /** Show a list. */
  get(request: ListsGetRequest): Promise<ListsGetResponse>;
  /** List lists by key. */
  list(request?: ListsListRequest): Promise<ListsListResponse>;
  /** List the profiles on a list. */
  members(request: ListsMembersRequest): Promise<ListsMembersResponse>;
  /** Take a profile off a list. */
  remove(request: ListsRemoveRequest): Promise<ListsRemoveResponse>;
}
