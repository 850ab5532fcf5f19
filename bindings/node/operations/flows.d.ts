// Made by bindings/generate.py from the operation registry; do not edit.

import type { Who } from '../index.js';

export interface FlowsArchiveRequest {
  /** Unique key: letters, digits, "-", "_" and "." */
  key: string;
}

export interface FlowsArchiveResponse {
}

export interface FlowsCreateRequest {
  /** Unique key: letters, digits, "-", "_" and "." */
  key: string;
  /** What starts an entry */
  trigger: Record<string, unknown>;
  /** Key of the first node */
  start: unknown;
  /** Nodes by key */
  nodes: Record<string, unknown>;
  /** For people */
  name?: string;
  /** "event.cart_id": entries by this property */
  entry_key?: unknown;
  /** Condition to start, as JSON or as text */
  filter?: Record<string, unknown> | string;
  /** never, after_exit, {"after": duration} or concurrent_by_key */
  reentry?: unknown;
  /** Whether a key may enter again */
  again?: unknown;
  /** Start those in the segment already */
  include_existing?: unknown;
  /** What ends an entry */
  exit_when?: Array<unknown>;
}

export interface FlowsCreateResponse {
  /** Unique key: letters, digits, "-", "_" and "." */
  key: string;
  /** When it was saved */
  updated_at: string;
}

export interface FlowsEntriesRequest {
  /** Unique key: letters, digits, "-", "_" and "." */
  key: string;
  /** Only active, completed or exited ones */
  state?: string;
  /** The profile, by one identifier: user_id, anonymous_id, email, phone or id */
  profile?: Who;
  /** Where the page before ended */
  cursor?: string;
  /** Items of a page */
  limit?: number;
}

export interface FlowsEntriesResponse {
  /** In the listing's order */
  items: Array<Record<string, unknown>>;
  /** For the next page; absent on the last */
  cursor?: string;
}

export interface FlowsGetRequest {
  /** Unique key: letters, digits, "-", "_" and "." */
  key: string;
  /** An earlier version; current when left out */
  version?: number;
}

export interface FlowsGetResponse {
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

export interface FlowsListRequest {
  /** Where the page before ended */
  cursor?: string;
  /** Items of a page */
  limit?: number;
}

export interface FlowsListResponse {
  /** In the listing's order */
  items: Array<Record<string, unknown>>;
  /** For the next page; absent on the last */
  cursor?: string;
}

export interface FlowsPauseRequest {
  /** Unique key: letters, digits, "-", "_" and "." */
  key: string;
}

export interface FlowsPauseResponse {
}

export interface FlowsPublishRequest {
  /** Unique key: letters, digits, "-", "_" and "." */
  key: string;
}

export interface FlowsPublishResponse {
  /** Unique key: letters, digits, "-", "_" and "." */
  key: string;
  /** The version now current */
  version: number;
}

export interface FlowsResumeRequest {
  /** Unique key: letters, digits, "-", "_" and "." */
  key: string;
}

export interface FlowsResumeResponse {
}

export interface FlowsStartRequest {
  /** Unique key: letters, digits, "-", "_" and "." */
  key: string;
  /** The profile, by one identifier: user_id, anonymous_id, email, phone or id */
  profile?: Who;
  /** Everybody for whom this condition holds, as JSON or as text */
  where?: Record<string, unknown> | string;
  /** What entry.x and event.x find in the entries that begin */
  properties?: Record<string, unknown>;
}

export interface FlowsStartResponse {
  /** Entries that have begun */
  started: number;
  /** Starts that were refused, by reason */
  refused: Record<string, number>;
  /** Of one profile: profile, entered, left, flows */
  consequences?: Record<string, unknown>;
}

export interface FlowsStatsRequest {
  /** Unique key: letters, digits, "-", "_" and "." */
  key: string;
}

export interface FlowsStatsResponseNodes {
  /** Its key */
  node: string;
  /** Of the flow */
  version: number;
  /** Entries that came to it */
  entered: number;
  /** Entries that are at it */
  waiting: number;
}

export interface FlowsStatsResponse {
  /** Unique key: letters, digits, "-", "_" and "." */
  key: string;
  /** Entries ever */
  started: number;
  /** Entries under way */
  active: number;
  /** Entries that came to an end */
  completed: number;
  /** Entries that left before it */
  exited: number;
  /** Starts refused, by reason */
  refused: Record<string, number>;
  /** By version and node */
  nodes: Array<FlowsStatsResponseNodes>;
}

export interface FlowsUpdateRequest {
  /** Unique key: letters, digits, "-", "_" and "." */
  key: string;
  /** What starts an entry */
  trigger: Record<string, unknown>;
  /** Key of the first node */
  start: unknown;
  /** Nodes by key */
  nodes: Record<string, unknown>;
  /** For people */
  name?: string;
  /** "event.cart_id": entries by this property */
  entry_key?: unknown;
  /** Condition to start, as JSON or as text */
  filter?: Record<string, unknown> | string;
  /** never, after_exit, {"after": duration} or concurrent_by_key */
  reentry?: unknown;
  /** Whether a key may enter again */
  again?: unknown;
  /** Start those in the segment already */
  include_existing?: unknown;
  /** What ends an entry */
  exit_when?: Array<unknown>;
}

export interface FlowsUpdateResponse {
  /** Unique key: letters, digits, "-", "_" and "." */
  key: string;
  /** When it was saved */
  updated_at: string;
}

/** flows.* */
export interface Flows {
  /** Start nobody any more; entries under way go on. */
  archive(request: FlowsArchiveRequest): Promise<FlowsArchiveResponse>;
  /** Save a new flow as a draft. */
  create(request: FlowsCreateRequest): Promise<FlowsCreateResponse>;
  /** List a flow's entries, oldest first. */
  entries(request: FlowsEntriesRequest): Promise<FlowsEntriesResponse>;
  /** Show a flow's definition. */
  get(request: FlowsGetRequest): Promise<FlowsGetResponse>;
  /** List flows by key, drafts last. */
  list(request?: FlowsListRequest): Promise<FlowsListResponse>;
  /** Start nobody and let every entry wait. */
  pause(request: FlowsPauseRequest): Promise<FlowsPauseResponse>;
  /** Make the draft the current version; entries keep theirs. */
  publish(request: FlowsPublishRequest): Promise<FlowsPublishResponse>;
  /** Go on; what fell due meanwhile goes out. */
  resume(request: FlowsResumeRequest): Promise<FlowsResumeResponse>;
  /** Start a live flow for one profile, or for all who meet a condition. */
  start(request: FlowsStartRequest): Promise<FlowsStartResponse>;
  /** Count a flow's entries and its nodes'. */
  stats(request: FlowsStatsRequest): Promise<FlowsStatsResponse>;
  /** Save a draft over a flow. */
  update(request: FlowsUpdateRequest): Promise<FlowsUpdateResponse>;
}
