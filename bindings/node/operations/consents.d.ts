// Made by bindings/generate.py from the operation registry; do not edit.

import type { Who } from '../index.js';

export interface ConsentsChooseRequestPreferences {
  /** As it is offered */
  channel: string;
  /** What the person wants */
  state: 'granted' | 'denied';
  /** As it is offered; the whole channel without */
  topic?: string;
}

export interface ConsentsChooseRequest {
  /** The profile, by one identifier: user_id, anonymous_id, email, phone or id */
  profile: Who;
  /** What they choose */
  preferences: Array<ConsentsChooseRequestPreferences>;
  /** Where, e.g. "footer" */
  source?: string;
  /** How, e.g. "form" */
  method?: string;
  /** Of the words that were agreed to */
  text_version?: string;
  /** Of the person; kept as the settings say */
  ip?: string;
  /** Of the person's program */
  user_agent?: string;
  /** Who entered it, when the person did not */
  actor?: string;
}

export interface ConsentsChooseResponse {
  /**
   * channel, topic, state; name and description of a topic. Each channel comes before its topics
   */
  preferences: Array<Record<string, unknown>>;
  /**
   * Of the preference centre, signed for this person; absent when there is no address that it
   * could go to
   */
  url?: string;
}

export interface ConsentsConfirmRequest {
  /** The end of confirm_url */
  token: string;
  /** Where, e.g. "footer" */
  source?: string;
  /** How, e.g. "form" */
  method?: string;
  /** Of the words that were agreed to */
  text_version?: string;
  /** Of the person; kept as the settings say */
  ip?: string;
  /** Of the person's program */
  user_agent?: string;
  /** Who entered it, when the person did not */
  actor?: string;
}

export interface ConsentsConfirmResponse {
  /** Of the consent that is granted */
  channel: string;
  /** "" for the whole channel */
  topic: string;
}

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

export interface ConsentsPreferencesRequest {
  /** The profile, by one identifier: user_id, anonymous_id, email, phone or id */
  profile: Who;
}

export interface ConsentsPreferencesResponse {
  /**
   * channel, topic, state; name and description of a topic. Each channel comes before its topics
   */
  preferences: Array<Record<string, unknown>>;
  /**
   * Of the preference centre, signed for this person; absent when there is no address that it
   * could go to
   */
  url?: string;
}

export interface ConsentsRequestRequest {
  /** The profile, by one identifier: user_id, anonymous_id, email, phone or id */
  profile: Who;
  /** email, sms or push */
  channel: string;
  /** The whole channel when left out */
  topic?: string;
  /** Where, e.g. "footer" */
  source?: string;
  /** How, e.g. "form" */
  method?: string;
  /** Of the words that were agreed to */
  text_version?: string;
  /** Of the person; kept as the settings say */
  ip?: string;
  /** Of the person's program */
  user_agent?: string;
  /** Who entered it, when the person did not */
  actor?: string;
}

export interface ConsentsRequestResponse {
  /** What holds now: pending, or what held before */
  state: string;
  /** What it caused: profile, entered, left, flows */
  consequences: Record<string, unknown>;
  /** What the person follows to confirm it */
  confirm_url?: string;
  /** Until when */
  expires_at?: string;
}

/** consents.* */
export interface Consents {
  /** Record what a person chooses in a preference centre. */
  choose(request: ConsentsChooseRequest): Promise<ConsentsChooseResponse>;
  /** Grant what a confirmation link stands for. */
  confirm(request: ConsentsConfirmRequest): Promise<ConsentsConfirmResponse>;
  /** Show a profile's consent by channel and topic. */
  get(request: ConsentsGetRequest): Promise<ConsentsGetResponse>;
  /** Show the ledger of a profile's consents and subscriptions. */
  history(request: ConsentsHistoryRequest): Promise<ConsentsHistoryResponse>;
  /** Show what a person can choose, and has chosen. */
  preferences(request: ConsentsPreferencesRequest): Promise<ConsentsPreferencesResponse>;
  /** Ask for a consent that the person confirms by a link. */
  request(request: ConsentsRequestRequest): Promise<ConsentsRequestResponse>;
}
