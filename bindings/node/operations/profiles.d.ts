// Made by bindings/generate.py from the operation registry; do not edit.

import type { Who } from '../index.js';

export interface ProfilesGetRequest {
  /** The profile, by one identifier: user_id, anonymous_id, email, phone or id */
  profile: Who;
}

export interface ProfilesGetResponse {
  /** Opaque */
  id: string;
  /** First record about it */
  created_at: string;
  /** kind and value */
  identifiers: Array<Record<string, unknown>>;
  /** What is known of it */
  traits: Record<string, unknown>;
  /** channel, topic, state, source, at */
  consents: Array<Record<string, unknown>>;
  /** Segments it is in */
  segments: Array<string>;
  /** Lists it is on */
  lists: Array<string>;
}

export interface ProfilesListRequest {
  /** Where the page before ended */
  cursor?: string;
  /** Items of a page */
  limit?: number;
}

export interface ProfilesListResponse {
  /** In the listing's order */
  items: Array<Record<string, unknown>>;
  /** For the next page; absent on the last */
  cursor?: string;
}

export interface ProfilesTimelineRequest {
  /** The profile, by one identifier: user_id, anonymous_id, email, phone or id */
  profile: Who;
  /** Only events of this name */
  event?: string;
  /** Items of a page */
  limit?: number;
}

export interface ProfilesTimelineResponse {
  /** In the listing's order */
  items: Array<Record<string, unknown>>;
  /** For the next page; absent on the last */
  cursor?: string;
}

/** profiles.* */
export interface Profiles {
  /** Show a profile with its segments and lists. */
  get(request: ProfilesGetRequest): Promise<ProfilesGetResponse>;
  /** List profiles, oldest first. */
  list(request?: ProfilesListRequest): Promise<ProfilesListResponse>;
  /** List a profile's events, the one recorded last first. */
  timeline(request: ProfilesTimelineRequest): Promise<ProfilesTimelineResponse>;
}
