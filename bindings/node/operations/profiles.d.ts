// Made by bindings/generate.py from the operation registry; do not edit.

import type { Watching, Who } from '../index.js';

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

export interface ProfilesCreateRequest {
  /** At least one identifier is needed */
  user_id?: string;
  /** Of a visitor */
  anonymous_id?: string;
  /** An address */
  email?: string;
  /** An international number */
  phone?: string;
  /** Of the workspace's own kinds, by kind */
  identifiers?: Record<string, unknown>;
  /** What is known of it */
  traits?: Record<string, unknown>;
}

export interface ProfilesCreateResponse {
  /** As it is now */
  profile: Record<string, unknown>;
  /** What it caused: profile, entered, left, flows */
  consequences: Record<string, unknown>;
}

export interface ProfilesDeleteRequest {
  /** The profile, by one identifier: user_id, anonymous_id, email, phone or id */
  profile: Who;
}

export interface ProfilesDeleteResponse {
  /**
   * profile, erased_at, how many identifiers, traits, events, entries, sends, consents and
   * journal records were erased, how many targets are to forget too; redacted is false while a
   * full disk, or somebody who goes on reading the journal, keeps it from being redacted
   */
  receipt: Record<string, unknown>;
}

export interface ProfilesEraseRequest {
  /** The profile, by one identifier: user_id, anonymous_id, email, phone or id */
  profile: Who;
}

export interface ProfilesEraseResponse {
  /**
   * profile, erased_at, how many identifiers, traits, events, entries, sends, consents and
   * journal records were erased, how many targets are to forget too; redacted is false while a
   * full disk, or somebody who goes on reading the journal, keeps it from being redacted
   */
  receipt: Record<string, unknown>;
}

export interface ProfilesExplainRequest {
  /** The profile, by one identifier: user_id, anonymous_id, email, phone or id */
  profile: Who;
}

export interface ProfilesExplainResponse {
  /** In the listing's order */
  items: Array<Record<string, unknown>>;
  /** For the next page; absent on the last */
  cursor?: string;
}

export interface ProfilesExportRequest {
  /** The profile, by one identifier: user_id, anonymous_id, email, phone or id */
  profile: Who;
  /** For older events: of the answer before */
  cursor?: string;
}

export interface ProfilesExportResponse {
  /** As profiles.get shows it */
  profile: Record<string, unknown>;
  /** As profiles.explain shows it */
  identity: Array<Record<string, unknown>>;
  /** The ledger, oldest first */
  consents: Array<Record<string, unknown>>;
  /** Of the person's addresses: channel, address, reason, at */
  suppressions: Array<Record<string, unknown>>;
  /** Runs through flows */
  entries: Array<Record<string, unknown>>;
  /** Messages, as sends.list shows them */
  sends: Array<Record<string, unknown>>;
  /** The one recorded last first, a thousand at a time */
  events: Array<Record<string, unknown>>;
  /** When there are older events */
  cursor?: string;
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
  /** Computed traits that have a value */
  computed: Record<string, unknown>;
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

export interface ProfilesPatchRequest {
  /** The profile, by one identifier: user_id, anonymous_id, email, phone or id */
  profile: Who;
  /** Members of objects are set one by one; null removes; what is not named stays */
  traits: Record<string, unknown>;
}

export interface ProfilesPatchResponse {
  /** As it is now */
  profile: Record<string, unknown>;
  /** What it caused: profile, entered, left, flows */
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

export interface ProfilesSearchRequestPrefix {
  /** user_id, anonymous_id, email, phone or an own kind */
  kind: string;
  /** What it begins with */
  value: string;
}

export interface ProfilesSearchRequestSort {
  /** By the value at this path; without: as they were made */
  trait?: string;
  /** Profiles without the trait come last in either */
  order?: 'asc' | 'desc';
}

export interface ProfilesSearchRequest {
  /** Only who has such an identifier */
  prefix?: ProfilesSearchRequestPrefix;
  /** A condition, as JSON or as text */
  where?: Record<string, unknown> | string;
  /** Left out: by the identifier when there is a prefix, else as they were made */
  sort?: ProfilesSearchRequestSort;
  /** Where the page before ended */
  cursor?: string;
  /** Items of a page */
  limit?: number;
}

export interface ProfilesSearchResponse {
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
  /** Only events of this time or later */
  from?: Date | string;
  /** Only events of this time or earlier */
  to?: Date | string;
  /** Where the page before ended */
  cursor?: string;
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
  /** Make a profile that nobody has yet. */
  create(request?: ProfilesCreateRequest): Promise<ProfilesCreateResponse>;
  /** Delete a profile; the same as profiles.erase. */
  delete(request: ProfilesDeleteRequest): Promise<ProfilesDeleteResponse>;
  /** Forget a person, in the journal too. */
  erase(request: ProfilesEraseRequest): Promise<ProfilesEraseResponse>;
  /** Show how a profile came to be who it is. */
  explain(request: ProfilesExplainRequest): Promise<ProfilesExplainResponse>;
  /** Show all that is known of one person. */
  export(request: ProfilesExportRequest): Promise<ProfilesExportResponse>;
  /** Show a profile with its segments and lists. */
  get(request: ProfilesGetRequest): Promise<ProfilesGetResponse>;
  /** List profiles, oldest first. */
  list(request?: ProfilesListRequest): Promise<ProfilesListResponse>;
  /** Make one profile part of another. */
  merge(request: ProfilesMergeRequest): Promise<ProfilesMergeResponse>;
  /** Change some of a profile's traits. */
  patch(request: ProfilesPatchRequest): Promise<ProfilesPatchResponse>;
  /** Take a device off: it gets no push message from now on. */
  removePushToken(
    request: ProfilesRemovePushTokenRequest,
  ): Promise<ProfilesRemovePushTokenResponse>;
  /** Find profiles by a beginning of an identifier and by a condition. */
  search(request?: ProfilesSearchRequest, options?: Watching): Promise<ProfilesSearchResponse>;
  /** List a profile's events, the one recorded last first. */
  timeline(request: ProfilesTimelineRequest): Promise<ProfilesTimelineResponse>;
}
