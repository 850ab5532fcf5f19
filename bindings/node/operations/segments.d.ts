// Made by bindings/generate.py from the operation registry; do not edit.

import type { Watching, Who } from '../index.js';

export interface SegmentsCountRequest {
  /** Unique key: letters, digits, "-", "_" and "." */
  key: string;
  /** A past instant: as it stood then, by what is known now; the present when left out */
  at?: Date | string;
}

export interface SegmentsCountResponse {
  /** Profiles in the segment */
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

export interface SegmentsDependentsRequest {
  /** Unique key: letters, digits, "-", "_" and "." */
  key: string;
}

export interface SegmentsDependentsResponseUsedBy {
  /** segment, flow or list */
  kind: string;
  /** Which */
  key: string;
  /**
   * Where it stands: of a segment where, of a flow trigger, filter, exit_when or nodes/ and the
   * node's key
   */
  as: Array<string>;
  /** The segments between, the one asked about first */
  path: Array<string>;
}

export interface SegmentsDependentsResponseUses {
  /** segment, flow or list */
  kind: string;
  /** Which */
  key: string;
  /**
   * Where it stands: of a segment where, of a flow trigger, filter, exit_when or nodes/ and the
   * node's key
   */
  as: Array<string>;
  /** The segments between, the one asked about first */
  path: Array<string>;
}

export interface SegmentsDependentsResponse {
  /** Live segments and flows that use it, directly or through other segments */
  used_by: Array<SegmentsDependentsResponseUsedBy>;
  /** Segments and lists that it uses, directly or through other segments */
  uses: Array<SegmentsDependentsResponseUses>;
}

export interface SegmentsDifferenceRequest {
  /** Key of a segment */
  key: string;
  /** The segment whose profiles are left out */
  without: string;
  /** Where the page before ended */
  cursor?: string;
  /** Items of a page */
  limit?: number;
}

export interface SegmentsDifferenceResponse {
  /** In the listing's order */
  items: Array<Record<string, unknown>>;
  /** For the next page; absent on the last */
  cursor?: string;
}

export interface SegmentsEstimateRequest {
  /** A condition, as JSON or as text */
  where: Record<string, unknown> | string;
  /** How many of the profiles to show */
  sample?: number;
  /** A past instant: as it stood then, by what is known now; the present when left out */
  at?: Date | string;
}

export interface SegmentsEstimateResponse {
  /** Profiles for which the condition holds */
  count: number;
  /** Profiles in all */
  of: number;
  /** Some of them, from the oldest to the newest */
  sample: Array<Record<string, unknown>>;
}

export interface SegmentsExcludeRequest {
  /** Key of a segment */
  key: string;
  /** The profile, by one identifier: user_id, anonymous_id, email, phone or id */
  profile: Who;
  /** Who decided, or where; shown by explain */
  source?: string;
}

export interface SegmentsExcludeResponse {
  /** What it caused: profile, entered, left, flows */
  consequences: Record<string, unknown>;
}

export interface SegmentsExplainRequest {
  /** The profile, by one identifier: user_id, anonymous_id, email, phone or id */
  profile: Who;
  /** A segment; or give where */
  key?: string;
  /** A condition, as JSON or as text; or give key */
  where?: Record<string, unknown> | string;
  /** A past instant: as it stood then, by what is known now; the present when left out */
  at?: Date | string;
}

export interface SegmentsExplainResponseByHand {
  /** included or excluded */
  state: string;
  /** Who decided, or where; may be empty */
  source: string;
  /** When */
  at: string;
}

export interface SegmentsExplainResponse {
  /** Whether the profile is in it: what a hand has decided, else the condition */
  member: boolean;
  /**
   * Of the condition, each part: whether it holds, by what evidence and which events, and at
   * which instant time alone will change it
   */
  proof: Record<string, unknown>;
  /** What a hand has decided about a segment */
  by_hand?: SegmentsExplainResponseByHand;
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

export interface SegmentsGrowthRequest {
  /** Key of a segment */
  key: string;
  /** In the first day (UTC) */
  from: Date | string;
  /** In the last day (UTC) */
  to: Date | string;
}

export interface SegmentsGrowthResponseItems {
  /** 2024-03-09, of UTC */
  day: string;
  /** How often somebody entered */
  entered: number;
  /** How often somebody left */
  left: number;
  /** Profiles in the segment at the end of the day */
  members: number;
}

export interface SegmentsGrowthResponse {
  /** Every day, the first one first */
  items: Array<SegmentsGrowthResponseItems>;
}

export interface SegmentsHasRequest {
  /** Unique key: letters, digits, "-", "_" and "." */
  key: string;
  /** The profile, by one identifier: user_id, anonymous_id, email, phone or id */
  profile: Who;
  /** A past instant: as it stood then, by what is known now; the present when left out */
  at?: Date | string;
}

export interface SegmentsHasResponse {
  /** Whether the profile is in it */
  member: boolean;
}

export interface SegmentsHistoryRequest {
  /** The profile, by one identifier: user_id, anonymous_id, email, phone or id */
  profile: Who;
  /** Only of this segment */
  key?: string;
  /** Where the page before ended */
  cursor?: string;
  /** Items of a page */
  limit?: number;
}

export interface SegmentsHistoryResponse {
  /** In the listing's order */
  items: Array<Record<string, unknown>>;
  /** For the next page; absent on the last */
  cursor?: string;
}

export interface SegmentsIncludeRequest {
  /** Key of a segment */
  key: string;
  /** The profile, by one identifier: user_id, anonymous_id, email, phone or id */
  profile: Who;
  /** Who decided, or where; shown by explain */
  source?: string;
}

export interface SegmentsIncludeResponse {
  /** What it caused: profile, entered, left, flows */
  consequences: Record<string, unknown>;
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
  /** Key of a segment */
  key: string;
  /**
   * By id, which is the order in which profiles came to be known, or by the time they joined the
   * segment
   */
  sort?: 'id' | 'joined_at';
  /** asc or desc; by id asc, and by joined_at desc, when left out */
  order?: 'asc' | 'desc';
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

export interface SegmentsOverlapRequest {
  /** Two to ten segments */
  keys: Array<string>;
}

export interface SegmentsOverlapResponseSegments {
  /** Key of a segment */
  key: string;
  /** Profiles in it */
  count: number;
  /** Profiles in it and in none of the others */
  only: number;
}

export interface SegmentsOverlapResponsePairs {
  /** Two of them */
  keys: Array<string>;
  /** Profiles in both */
  both: number;
  /** Profiles in one or both */
  either: number;
}

export interface SegmentsOverlapResponse {
  /** Each by itself, as it was named */
  segments: Array<SegmentsOverlapResponseSegments>;
  /** Each with each */
  pairs: Array<SegmentsOverlapResponsePairs>;
  /** Profiles in all of them */
  all: number;
  /** Profiles in one of them at least */
  any: number;
}

export interface SegmentsResetRequest {
  /** Key of a segment */
  key: string;
  /** The profile, by one identifier: user_id, anonymous_id, email, phone or id */
  profile: Who;
  /** Who decided, or where; shown by explain */
  source?: string;
}

export interface SegmentsResetResponse {
  /** What it caused: profile, entered, left, flows */
  consequences: Record<string, unknown>;
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
  /** Count the profiles that are in a segment, or were. */
  count(request: SegmentsCountRequest, options?: Watching): Promise<SegmentsCountResponse>;
  /** Publish a segment and find its members. */
  create(request: SegmentsCreateRequest): Promise<SegmentsCreateResponse>;
  /** Delete a segment that nothing uses. */
  delete(request: SegmentsDeleteRequest): Promise<SegmentsDeleteResponse>;
  /** Tell what uses a segment, and what it uses. */
  dependents(request: SegmentsDependentsRequest): Promise<SegmentsDependentsResponse>;
  /** List the profiles in one segment that are not in another. */
  difference(request: SegmentsDifferenceRequest): Promise<SegmentsDifferenceResponse>;
  /** Count the profiles for which a condition holds that nobody has published. */
  estimate(
    request: SegmentsEstimateRequest,
    options?: Watching,
  ): Promise<SegmentsEstimateResponse>;
  /** Keep a profile out of a segment by hand, whatever its condition says. */
  exclude(request: SegmentsExcludeRequest): Promise<SegmentsExcludeResponse>;
  /** Prove why a profile is, or is not, in a segment. */
  explain(request: SegmentsExplainRequest): Promise<SegmentsExplainResponse>;
  /** Show a condition as JSON and as text, whichever it is given as. */
  format(request: SegmentsFormatRequest): Promise<SegmentsFormatResponse>;
  /** Show a segment's definition. */
  get(request: SegmentsGetRequest): Promise<SegmentsGetResponse>;
  /** Count by day who entered and left a segment, and who was in it. */
  growth(request: SegmentsGrowthRequest): Promise<SegmentsGrowthResponse>;
  /** Tell whether a profile is in a segment, or was. */
  has(request: SegmentsHasRequest): Promise<SegmentsHasResponse>;
  /** List when a profile entered and left segments, the newest first. */
  history(request: SegmentsHistoryRequest): Promise<SegmentsHistoryResponse>;
  /** Put a profile into a segment by hand, whatever its condition says. */
  include(request: SegmentsIncludeRequest): Promise<SegmentsIncludeResponse>;
  /** List segments by key. */
  list(request?: SegmentsListRequest): Promise<SegmentsListResponse>;
  /** List the profiles in a segment, with the time they joined. */
  members(request: SegmentsMembersRequest): Promise<SegmentsMembersResponse>;
  /** Count the profiles that segments have in common. */
  overlap(request: SegmentsOverlapRequest, options?: Watching): Promise<SegmentsOverlapResponse>;
  /** Leave it to a segment's condition again whether a profile is in it. */
  reset(request: SegmentsResetRequest): Promise<SegmentsResetResponse>;
  /** Publish a new version of a segment; members are found anew. */
  update(request: SegmentsUpdateRequest): Promise<SegmentsUpdateResponse>;
}
