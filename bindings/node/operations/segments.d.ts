// Made by bindings/generate.py from the operation registry; do not edit.

import type { Who } from '../index.js';

export interface SegmentsCountRequest {
  /** Unique key: letters, digits, "-", "_" and "." */
  key: string;
}

export interface SegmentsCountResponse {
  /** Profiles in the segment now */
  count: number;
}

export interface SegmentsCreateRequest {
  /** Unique key: letters, digits, "-", "_" and "." */
  key: string;
  /** A condition, as JSON or as text */
  where: Record<string, unknown> | string;
  /** For people */
  name?: string;
  /** For people */
  description?: string;
}

export interface SegmentsCreateResponse {
  /** Unique key: letters, digits, "-", "_" and "." */
  key: string;
  /** The version now current */
  version: number;
}

export interface SegmentsDeleteRequest {
  /** Unique key: letters, digits, "-", "_" and "." */
  key: string;
}

export interface SegmentsDeleteResponse {
}

export interface SegmentsExplainRequest {
  /** The profile, by one identifier: user_id, anonymous_id, email, phone or id */
  profile: Who;
  /** A segment; or give where */
  key?: string;
  /** A condition, as JSON or as text; or give key */
  where?: Record<string, unknown> | string;
}

export interface SegmentsExplainResponse {
  /** Whether the condition holds now */
  member: boolean;
  /** Each part: whether it holds, by what evidence, and when time alone may change it */
  proof: Record<string, unknown>;
}

export interface SegmentsFormatRequest {
  /** A condition, as JSON or as text */
  where: Record<string, unknown> | string;
}

export interface SegmentsFormatResponse {
  /** The condition as JSON */
  where: Record<string, unknown>;
  /** The same condition as text */
  text: string;
}

export interface SegmentsGetRequest {
  /** Unique key: letters, digits, "-", "_" and "." */
  key: string;
  /** An earlier version; current when left out */
  version?: number;
}

export interface SegmentsGetResponse {
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

export interface SegmentsHasRequest {
  /** Unique key: letters, digits, "-", "_" and "." */
  key: string;
  /** The profile, by one identifier: user_id, anonymous_id, email, phone or id */
  profile: Who;
}

export interface SegmentsHasResponse {
  /** Whether the profile is in it */
  member: boolean;
}

export interface SegmentsListRequest {
  /** Where the page before ended */
  cursor?: string;
  /** Items of a page */
  limit?: number;
}

export interface SegmentsListResponse {
  /** In the listing's order */
  items: Array<Record<string, unknown>>;
  /** For the next page; absent on the last */
  cursor?: string;
}

export interface SegmentsMembersRequest {
  /** Unique key: letters, digits, "-", "_" and "." */
  key: string;
  /** Where the page before ended */
  cursor?: string;
  /** Items of a page */
  limit?: number;
}

export interface SegmentsMembersResponse {
  /** In the listing's order */
  items: Array<Record<string, unknown>>;
  /** For the next page; absent on the last */
  cursor?: string;
}

export interface SegmentsUpdateRequest {
  /** Unique key: letters, digits, "-", "_" and "." */
  key: string;
  /** A condition, as JSON or as text */
  where: Record<string, unknown> | string;
  /** For people */
  name?: string;
  /** For people */
  description?: string;
  /** Whether those who enter by this edit start the flows on the segment */
  start_flows?: boolean;
}

export interface SegmentsUpdateResponse {
  /** Unique key: letters, digits, "-", "_" and "." */
  key: string;
  /** The version now current */
  version: number;
}

/** segments.* */
export interface Segments {
  /** Count the profiles in a segment. */
  count(request: SegmentsCountRequest): Promise<SegmentsCountResponse>;
  /** Publish a segment and find its members. */
  create(request: SegmentsCreateRequest): Promise<SegmentsCreateResponse>;
  /** Delete a segment that nothing uses. */
  delete(request: SegmentsDeleteRequest): Promise<SegmentsDeleteResponse>;
  /** Prove why a profile is, or is not, in a segment. */
  explain(request: SegmentsExplainRequest): Promise<SegmentsExplainResponse>;
  /** Show a condition as JSON and as text, whichever it is given as. */
  format(request: SegmentsFormatRequest): Promise<SegmentsFormatResponse>;
  /** Show a segment's definition. */
  get(request: SegmentsGetRequest): Promise<SegmentsGetResponse>;
  /** Tell whether a profile is in a segment. */
  has(request: SegmentsHasRequest): Promise<SegmentsHasResponse>;
  /** List segments by key. */
  list(request?: SegmentsListRequest): Promise<SegmentsListResponse>;
  /** List the profiles in a segment. */
  members(request: SegmentsMembersRequest): Promise<SegmentsMembersResponse>;
  /** Publish a new version of a segment; members are found anew. */
  update(request: SegmentsUpdateRequest): Promise<SegmentsUpdateResponse>;
}
