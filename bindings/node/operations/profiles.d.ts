// Made by bindings/generate.py from the operation registry; do not edit.

import type { Who } from '../index.js';

export interface ProfilesAddPushTokenRequest {
  /** The profile, by one identifier: user_id, anonymous_id, email, phone or id */
  profile: Who;
  /** As the device's push service has given it */
  token: string;
  /** Of the device */
  platform: 'ios' | 'android' | 'web';
}

export interface ProfilesAddPushTokenResponse {
  /** What it caused: profile, entered, left, flows */
  consequences: Record<string, unknown>;
}

export interface ProfilesEraseRequest {
  /** The profile, by one identifier: user_id, anonymous_id, email, phone or id */
  profile: Who;
}

export interface ProfilesEraseResponse {
  /**
   * profile, erased_at, how many identifiers, traits, events, entries, sends, consents and
   * journal records were erased; redacted is false while a full disk keeps the journal from being
   * redacted
   */
  receipt: Record<string, unknown>;
}

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
  /** token, platform, at; the device registered last at the end */
  push_tokens: Array<unknown>;
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

export interface ProfilesMergeRequest {
  /** The profile that is no more afterwards, by one identifier */
  from: Record<string, unknown>;
  /** The profile that it becomes part of, by one identifier */
  into: Record<string, unknown>;
}

export interface ProfilesMergeResponse {
  /** What it caused for the survivor: profile, entered, left, flows */
  consequences: Record<string, unknown>;
}

export interface ProfilesRemovePushTokenRequest {
  /** The profile, by one identifier: user_id, anonymous_id, email, phone or id */
  profile: Who;
  /** As the device's push service has given it */
  token: string;
}

export interface ProfilesRemovePushTokenResponse {
  /** Whether the profile had it */
  removed: boolean;
  /** What it caused: profile, entered, left, flows */
  consequences: Record<string, unknown>;
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
  /** Register a device for push messages. */
  addPushToken(request: ProfilesAddPushTokenRequest): Promise<ProfilesAddPushTokenResponse>;
  /** Forget a person, in the journal too. */
  erase(request: ProfilesEraseRequest): Promise<ProfilesEraseResponse>;
  /** Show a profile with its segments and lists. */
  get(request: ProfilesGetRequest): Promise<ProfilesGetResponse>;
  /** List profiles, oldest first. */
  list(request?: ProfilesListRequest): Promise<ProfilesListResponse>;
  /** Make one profile part of another. */
  merge(request: ProfilesMergeRequest): Promise<ProfilesMergeResponse>;
  /** Take a device off: it gets no push message from now on. */
  removePushToken(
    request: ProfilesRemovePushTokenRequest,
  ): Promise<ProfilesRemovePushTokenResponse>;
  /** List a profile's events, the one recorded last first. */
  timeline(request: ProfilesTimelineRequest): Promise<ProfilesTimelineResponse>;
}
