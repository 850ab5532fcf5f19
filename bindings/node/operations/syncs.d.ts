// Made by bindings/generate.py from the operation registry; do not edit.

import type { Watching } from '../index.js';

export interface SyncsAlertsRequest {
}

export interface SyncsAlertsResponse {
  /** In the listing's order */
  items: Array<Record<string, unknown>>;
  /** For the next page; absent on the last */
  cursor?: string;
}

export interface SyncsCreateRequest {
  /** Unique key: letters, digits, "-", "_" and "." */
  key: string;
  /** Key of the account at the platform */
  provider: string;
  /** Whether changes are gathered and not told */
  paused?: boolean;
  /** Key of the segment whose members are brought over */
  segment?: string;
  /** Trait → field there, e.g. {"plan.name": "plan"} */
  traits?: Record<string, string>;
  /** Whether traits that are not named go over by the platform's rules */
  other_traits?: boolean;
  /** Names of events; one may end in "*" */
  events?: Array<string>;
  /** List here → id of the list there */
  lists?: Record<string, string>;
  /** Channels whose consent is told: email, sms */
  consents?: Array<string>;
  /** Whether profiles that exist already are brought over when it is published */
  existing?: boolean;
}

export interface SyncsCreateResponse {
  /** Unique key: letters, digits, "-", "_" and "." */
  key: string;
  /** The version now current */
  version: number;
}

export interface SyncsDeleteRequest {
  /** Unique key: letters, digits, "-", "_" and "." */
  key: string;
}

export interface SyncsDeleteResponse {
}

export interface SyncsFailuresRequest {
  /** Unique key: letters, digits, "-", "_" and "." */
  key: string;
  /** Where the page before ended */
  cursor?: string;
  /** Items of a page */
  limit?: number;
}

export interface SyncsFailuresResponse {
  /** In the listing's order */
  items: Array<Record<string, unknown>>;
  /** For the next page; absent on the last */
  cursor?: string;
}

export interface SyncsGetRequest {
  /** Unique key: letters, digits, "-", "_" and "." */
  key: string;
  /** An earlier version; current when left out */
  version?: number;
}

export interface SyncsGetResponse {
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

export interface SyncsListRequest {
  /** Where the page before ended */
  cursor?: string;
  /** Items of a page */
  limit?: number;
}

export interface SyncsListResponse {
  /** In the listing's order */
  items: Array<Record<string, unknown>>;
  /** For the next page; absent on the last */
  cursor?: string;
}

export interface SyncsReconcileRequest {
  /** Unique key: letters, digits, "-", "_" and "." */
  key: string;
  /** Whether contacts that differ or are missing there are told again */
  repair?: boolean;
  /** Differences shown one by one */
  samples?: number;
}

export interface SyncsReconcileResponse {
  /** Contacts that the platform should have */
  here: number;
  /** Contacts that it has */
  there: number;
  /** In both, and alike */
  same: number;
  /** That change just now */
  pending: number;
  /** In both, with other values */
  differs: number;
  /** Here and not there */
  missing: number;
  /** There and unknown here */
  only_there: number;
  /** Contacts that are told again */
  queued: number;
  /** {"what": "differs", "missing" or "only_there", "profile", "email", "fields"} */
  samples: Array<Record<string, unknown>>;
}

export interface SyncsRemoteRequest {
  /** Unique key: letters, digits, "-", "_" and "." */
  key: string;
  /** campaigns, flows, templates, metrics, lists …: what the platform has */
  collection: string;
  /** Whether it is read now; else what was read last, if anything was */
  refresh?: boolean;
}

export interface SyncsRemoteResponse {
  /** As it was asked for */
  collection: string;
  /** When the platform told it */
  read_at: string;
  /** As the platform tells them */
  items: Array<Record<string, unknown>>;
}

export interface SyncsRetryRequest {
  /** Unique key: letters, digits, "-", "_" and "." */
  key: string;
  /** Ids that syncs.failures gave; all when left out */
  items?: Array<string>;
}

export interface SyncsRetryResponse {
  /** Items that will be tried again */
  queued: number;
}

export interface SyncsRunRequest {
  /** Unique key: letters, digits, "-", "_" and "." */
  key: string;
  /** Whether every profile is compared and told anew if need be */
  existing?: boolean;
}

export interface SyncsRunResponse {
  /** Items told, skipped or failed */
  settled: number;
}

export interface SyncsStatusRequest {
  /** Unique key: letters, digits, "-", "_" and "." */
  key: string;
}

export interface SyncsStatusResponse {
  /** Unique key: letters, digits, "-", "_" and "." */
  key: string;
  /** Whether changes are gathered and not told */
  paused: boolean;
  /** Contacts and events that wait */
  waiting: number;
  /** Claimed, not yet answered */
  inflight: number;
  /** Refused, or after the last retry */
  failed: number;
  /** Profiles that are still to be looked at, of those that existed before */
  to_queue: number;
  /** Contacts that the platform was told of */
  contacts: number;
  /** Events that it was told, ever */
  events: number;
  /** Events that were not queued: too many waited */
  dropped: number;
  /** Age of the oldest change that is not settled */
  lag_ms: number;
  /** Items tried in the last hour */
  tries: number;
  /** Of them, those that failed */
  failures: number;
  /** The slowest answer of the last hour */
  slowest_ms: number;
  /** What somebody should look at */
  alerts: Array<Record<string, unknown>>;
  /** The last success */
  told_at?: string;
}

export interface SyncsUpdateRequest {
  /** Unique key: letters, digits, "-", "_" and "." */
  key: string;
  /** Key of the account at the platform */
  provider: string;
  /** Whether changes are gathered and not told */
  paused?: boolean;
  /** Key of the segment whose members are brought over */
  segment?: string;
  /** Trait → field there, e.g. {"plan.name": "plan"} */
  traits?: Record<string, string>;
  /** Whether traits that are not named go over by the platform's rules */
  other_traits?: boolean;
  /** Names of events; one may end in "*" */
  events?: Array<string>;
  /** List here → id of the list there */
  lists?: Record<string, string>;
  /** Channels whose consent is told: email, sms */
  consents?: Array<string>;
  /** Whether profiles that exist already are brought over when it is published */
  existing?: boolean;
}

export interface SyncsUpdateResponse {
  /** Unique key: letters, digits, "-", "_" and "." */
  key: string;
  /** The version now current */
  version: number;
}

/** syncs.* */
export interface Syncs {
  /** What somebody should look at. */
  alerts(request?: SyncsAlertsRequest): Promise<SyncsAlertsResponse>;
  /** Synchronise contacts and events to another platform. */
  create(request: SyncsCreateRequest): Promise<SyncsCreateResponse>;
  /** Synchronise to a platform no more. */
  delete(request: SyncsDeleteRequest): Promise<SyncsDeleteResponse>;
  /** List what could not be told. */
  failures(request: SyncsFailuresRequest): Promise<SyncsFailuresResponse>;
  /** Show what is synchronised. */
  get(request: SyncsGetRequest): Promise<SyncsGetResponse>;
  /** List synchronised platforms by key. */
  list(request?: SyncsListRequest): Promise<SyncsListResponse>;
  /** Compare every contact of the platform with the profiles here. */
  reconcile(request: SyncsReconcileRequest, options?: Watching): Promise<SyncsReconcileResponse>;
  /** Show campaigns, flows, templates or metrics of the platform. */
  remote(request: SyncsRemoteRequest, options?: Watching): Promise<SyncsRemoteResponse>;
  /** Try again what could not be told. */
  retry(request: SyncsRetryRequest): Promise<SyncsRetryResponse>;
  /** Tell now what is due. */
  run(request: SyncsRunRequest): Promise<SyncsRunResponse>;
  /** How a synchronisation goes. */
  status(request: SyncsStatusRequest): Promise<SyncsStatusResponse>;
  /** Change what is synchronised. */
  update(request: SyncsUpdateRequest): Promise<SyncsUpdateResponse>;
}
