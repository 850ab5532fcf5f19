// Made by bindings/generate.py from the operation registry; do not edit.

export interface SettingsGetRequest {
}

export interface SettingsGetResponseQuietHours {
  /** Only of these channels; all when left out */
  channels: Array<'email' | 'sms' | 'push' | 'webhook'>;
  /** When they begin, on the recipient's clock, e.g. "21:00" */
  from?: string;
  /** When they are over; before `from` when they span midnight */
  to?: string;
}

export interface SettingsGetResponseFrequencyCaps {
  /** Marketing messages that one profile may get */
  limit: number;
  /** Messages of this channel; of all when left out */
  channel?: 'email' | 'sms' | 'push' | 'webhook';
  /** In any time so long, e.g. "7d" */
  per?: string;
  /** Or in one day, week (from Monday) or month of the recipient's calendar */
  calendar?: 'day' | 'week' | 'month';
}

export interface SettingsGetResponseSms {
  /** Beside STOP, UNSUBSCRIBE and their like */
  stop_words: Array<string>;
  /** At the end of every marketing SMS */
  opt_out_text?: string;
  /** What HELP is answered with */
  help_text?: string;
}

export interface SettingsGetResponseWebhooks {
  /** Whether flows may call private and loopback addresses */
  allow_private: boolean;
  /** Of one call, e.g. "10s" */
  timeout?: string;
}

export interface SettingsGetResponseLinksUtm {
  /** utm_source, e.g. "newsletter" */
  source?: string;
  /** utm_medium, e.g. "email" */
  medium?: string;
  /** utm_campaign; the template's key when left out */
  campaign?: string;
  /** utm_term */
  term?: string;
  /** utm_content */
  content?: string;
}

export interface SettingsGetResponseLinks {
  /** Whether clicks in marketing e-mails are counted */
  clicks: boolean;
  /** Whether their openings are */
  opens: boolean;
  /**
   * Hosts of yours, each with those below it: links there are counted also when a customer's
   * value brings them in, and UTM parameters go to no others
   */
  domains: Array<string>;
  /** UTM parameters that links carry */
  utm?: SettingsGetResponseLinksUtm;
}

export interface SettingsGetResponseMessages {
  /** How long a copy of each message is kept, e.g. "30d"; none when left out */
  keep?: string;
}

export interface SettingsGetResponseSoftBounces {
  /** So many messages suppress the address; 5. 0: never */
  limit?: number;
  /** The last so long after the first, e.g. "7d" */
  over?: string;
  /** Older ones no longer count, e.g. "30d" */
  within?: string;
}

export interface SettingsGetResponseIdentifiers {
  /** A kind of the workspace's own, or user_id, email, phone, anonymous_id to change its rule */
  kind: string;
  /**
   * Of several identifiers in one record the highest decides; email has 40, phone 30,
   * anonymous_id 10, an own kind 50; user_id stands above all
   */
  priority?: number;
  /** How many of them one profile may have */
  limit?: number;
}

export interface SettingsGetResponseDoubleOptIn {
  /** Of the consent that is confirmed */
  channel: 'email' | 'sms' | 'push';
  /**
   * Transactional template that asks for it, with {{ confirm_url }}; without one the host asks
   * itself
   */
  template?: string;
  /** How long the link works; 7d when left out */
  expires?: string;
}

export interface SettingsGetResponseTopics {
  /** As consents name it */
  key: string;
  /** Of which channels; of all when left out */
  channels: Array<'email' | 'sms' | 'push'>;
  /** For people; the key when left out */
  name?: string;
  /** For people */
  description?: string;
}

export interface SettingsGetResponseRetention {
  /**
   * By name, or by what names begin with ("Order*", "*"), how long events are kept: "90d", "2y",
   * "forever". A name's own rule stands above that of a beginning, the longest beginning above
   * shorter ones; what has no rule is kept for ever
   */
  events: Record<string, string>;
  /**
   * How often what is over is removed from the disk: 1d to 90d, 7d when left out.
   * `flows.simulate` reaches back to the last removal
   */
  every?: string;
}

export interface SettingsGetResponse {
  /** Of the shop, for templates */
  name?: string;
  /** Where links of messages lead, e.g. "https://mail.shop.example" */
  public_url?: string;
  /** Postal address, for the foot of messages */
  address?: string;
  /** IANA zone of profiles and flows that name none, e.g. "Europe/Paris" */
  timezone?: string;
  /** When no marketing leaves: it waits for their end. {} for none */
  quiet_hours?: SettingsGetResponseQuietHours;
  /** How many marketing messages one profile may get. [] for none */
  frequency_caps?: Array<SettingsGetResponseFrequencyCaps>;
  /** Texts of SMS */
  sms?: SettingsGetResponseSms;
  /** Terms of the calls that flows make */
  webhooks?: SettingsGetResponseWebhooks;
  /** How links of e-mails are counted; public_url is needed */
  links?: SettingsGetResponseLinks;
  /** Whether copies of messages are kept. {} for none */
  messages?: SettingsGetResponseMessages;
  /** When an address that refuses for a time is given up */
  soft_bounces?: SettingsGetResponseSoftBounces;
  /** Kinds of identifiers beside, or other rules for, those that are known. [] for none */
  identifiers?: Array<SettingsGetResponseIdentifiers>;
  /**
   * Of consents and of the context of records: truncated to a network of 256 (IPv4) or 2^80
   * (IPv6) addresses when left out, else kept or dropped
   */
  ip_addresses?: 'truncated' | 'kept' | 'dropped';
  /** Channels whose consent is confirmed by a link, and how. [] for none */
  double_opt_in?: Array<SettingsGetResponseDoubleOptIn>;
  /** What the preference centre offers. [] for none */
  topics?: Array<SettingsGetResponseTopics>;
  /**
   * How long events are kept; older ones count nowhere and are removed. {} for ever; what is gone
   * by then does not come back
   */
  retention?: SettingsGetResponseRetention;
}

export interface SettingsUpdateRequestQuietHours {
  /** When they begin, on the recipient's clock, e.g. "21:00" */
  from?: string;
  /** When they are over; before `from` when they span midnight */
  to?: string;
  /** Only of these channels; all when left out */
  channels?: Array<'email' | 'sms' | 'push' | 'webhook'>;
}

export interface SettingsUpdateRequestFrequencyCaps {
  /** Marketing messages that one profile may get */
  limit: number;
  /** Messages of this channel; of all when left out */
  channel?: 'email' | 'sms' | 'push' | 'webhook';
  /** In any time so long, e.g. "7d" */
  per?: string;
  /** Or in one day, week (from Monday) or month of the recipient's calendar */
  calendar?: 'day' | 'week' | 'month';
}

export interface SettingsUpdateRequestSms {
  /** At the end of every marketing SMS */
  opt_out_text?: string;
  /** What HELP is answered with */
  help_text?: string;
  /** Beside STOP, UNSUBSCRIBE and their like */
  stop_words?: Array<string>;
}

export interface SettingsUpdateRequestWebhooks {
  /** Whether flows may call private and loopback addresses */
  allow_private?: boolean;
  /** Of one call, e.g. "10s" */
  timeout?: string;
}

export interface SettingsUpdateRequestLinksUtm {
  /** utm_source, e.g. "newsletter" */
  source?: string;
  /** utm_medium, e.g. "email" */
  medium?: string;
  /** utm_campaign; the template's key when left out */
  campaign?: string;
  /** utm_term */
  term?: string;
  /** utm_content */
  content?: string;
}

export interface SettingsUpdateRequestLinks {
  /** Whether clicks in marketing e-mails are counted */
  clicks?: boolean;
  /** Whether their openings are */
  opens?: boolean;
  /**
   * Hosts of yours, each with those below it: links there are counted also when a customer's
   * value brings them in, and UTM parameters go to no others
   */
  domains?: Array<string>;
  /** UTM parameters that links carry */
  utm?: SettingsUpdateRequestLinksUtm;
}

export interface SettingsUpdateRequestMessages {
  /** How long a copy of each message is kept, e.g. "30d"; none when left out */
  keep?: string;
}

export interface SettingsUpdateRequestSoftBounces {
  /** So many messages suppress the address; 5. 0: never */
  limit?: number;
  /** The last so long after the first, e.g. "7d" */
  over?: string;
  /** Older ones no longer count, e.g. "30d" */
  within?: string;
}

export interface SettingsUpdateRequestIdentifiers {
  /** A kind of the workspace's own, or user_id, email, phone, anonymous_id to change its rule */
  kind: string;
  /**
   * Of several identifiers in one record the highest decides; email has 40, phone 30,
   * anonymous_id 10, an own kind 50; user_id stands above all
   */
  priority?: number;
  /** How many of them one profile may have */
  limit?: number;
}

export interface SettingsUpdateRequestDoubleOptIn {
  /** Of the consent that is confirmed */
  channel: 'email' | 'sms' | 'push';
  /**
   * Transactional template that asks for it, with {{ confirm_url }}; without one the host asks
   * itself
   */
  template?: string;
  /** How long the link works; 7d when left out */
  expires?: string;
}

export interface SettingsUpdateRequestTopics {
  /** As consents name it */
  key: string;
  /** For people; the key when left out */
  name?: string;
  /** For people */
  description?: string;
  /** Of which channels; of all when left out */
  channels?: Array<'email' | 'sms' | 'push'>;
}

export interface SettingsUpdateRequestRetention {
  /**
   * By name, or by what names begin with ("Order*", "*"), how long events are kept: "90d", "2y",
   * "forever". A name's own rule stands above that of a beginning, the longest beginning above
   * shorter ones; what has no rule is kept for ever
   */
  events?: Record<string, string>;
  /**
   * How often what is over is removed from the disk: 1d to 90d, 7d when left out.
   * `flows.simulate` reaches back to the last removal
   */
  every?: string;
}

export interface SettingsUpdateRequest {
  /** Of the shop, for templates */
  name?: string;
  /** Where links of messages lead, e.g. "https://mail.shop.example" */
  public_url?: string;
  /** Postal address, for the foot of messages */
  address?: string;
  /** IANA zone of profiles and flows that name none, e.g. "Europe/Paris" */
  timezone?: string;
  /** When no marketing leaves: it waits for their end. {} for none */
  quiet_hours?: SettingsUpdateRequestQuietHours;
  /** How many marketing messages one profile may get. [] for none */
  frequency_caps?: Array<SettingsUpdateRequestFrequencyCaps>;
  /** Texts of SMS */
  sms?: SettingsUpdateRequestSms;
  /** Terms of the calls that flows make */
  webhooks?: SettingsUpdateRequestWebhooks;
  /** How links of e-mails are counted; public_url is needed */
  links?: SettingsUpdateRequestLinks;
  /** Whether copies of messages are kept. {} for none */
  messages?: SettingsUpdateRequestMessages;
  /** When an address that refuses for a time is given up */
  soft_bounces?: SettingsUpdateRequestSoftBounces;
  /** Kinds of identifiers beside, or other rules for, those that are known. [] for none */
  identifiers?: Array<SettingsUpdateRequestIdentifiers>;
  /**
   * Of consents and of the context of records: truncated to a network of 256 (IPv4) or 2^80
   * (IPv6) addresses when left out, else kept or dropped
   */
  ip_addresses?: 'truncated' | 'kept' | 'dropped';
  /** Channels whose consent is confirmed by a link, and how. [] for none */
  double_opt_in?: Array<SettingsUpdateRequestDoubleOptIn>;
  /** What the preference centre offers. [] for none */
  topics?: Array<SettingsUpdateRequestTopics>;
  /**
   * How long events are kept; older ones count nowhere and are removed. {} for ever; what is gone
   * by then does not come back
   */
  retention?: SettingsUpdateRequestRetention;
}

export interface SettingsUpdateResponseQuietHours {
  /** Only of these channels; all when left out */
  channels: Array<'email' | 'sms' | 'push' | 'webhook'>;
  /** When they begin, on the recipient's clock, e.g. "21:00" */
  from?: string;
  /** When they are over; before `from` when they span midnight */
  to?: string;
}

export interface SettingsUpdateResponseFrequencyCaps {
  /** Marketing messages that one profile may get */
  limit: number;
  /** Messages of this channel; of all when left out */
  channel?: 'email' | 'sms' | 'push' | 'webhook';
  /** In any time so long, e.g. "7d" */
  per?: string;
  /** Or in one day, week (from Monday) or month of the recipient's calendar */
  calendar?: 'day' | 'week' | 'month';
}

export interface SettingsUpdateResponseSms {
  /** Beside STOP, UNSUBSCRIBE and their like */
  stop_words: Array<string>;
  /** At the end of every marketing SMS */
  opt_out_text?: string;
  /** What HELP is answered with */
  help_text?: string;
}

export interface SettingsUpdateResponseWebhooks {
  /** Whether flows may call private and loopback addresses */
  allow_private: boolean;
  /** Of one call, e.g. "10s" */
  timeout?: string;
}

export interface SettingsUpdateResponseLinksUtm {
  /** utm_source, e.g. "newsletter" */
  source?: string;
  /** utm_medium, e.g. "email" */
  medium?: string;
  /** utm_campaign; the template's key when left out */
  campaign?: string;
  /** utm_term */
  term?: string;
  /** utm_content */
  content?: string;
}

export interface SettingsUpdateResponseLinks {
  /** Whether clicks in marketing e-mails are counted */
  clicks: boolean;
  /** Whether their openings are */
  opens: boolean;
  /**
   * Hosts of yours, each with those below it: links there are counted also when a customer's
   * value brings them in, and UTM parameters go to no others
   */
  domains: Array<string>;
  /** UTM parameters that links carry */
  utm?: SettingsUpdateResponseLinksUtm;
}

export interface SettingsUpdateResponseMessages {
  /** How long a copy of each message is kept, e.g. "30d"; none when left out */
  keep?: string;
}

export interface SettingsUpdateResponseSoftBounces {
  /** So many messages suppress the address; 5. 0: never */
  limit?: number;
  /** The last so long after the first, e.g. "7d" */
  over?: string;
  /** Older ones no longer count, e.g. "30d" */
  within?: string;
}

export interface SettingsUpdateResponseIdentifiers {
  /** A kind of the workspace's own, or user_id, email, phone, anonymous_id to change its rule */
  kind: string;
  /**
   * Of several identifiers in one record the highest decides; email has 40, phone 30,
   * anonymous_id 10, an own kind 50; user_id stands above all
   */
  priority?: number;
  /** How many of them one profile may have */
  limit?: number;
}

export interface SettingsUpdateResponseDoubleOptIn {
  /** Of the consent that is confirmed */
  channel: 'email' | 'sms' | 'push';
  /**
   * Transactional template that asks for it, with {{ confirm_url }}; without one the host asks
   * itself
   */
  template?: string;
  /** How long the link works; 7d when left out */
  expires?: string;
}

export interface SettingsUpdateResponseTopics {
  /** As consents name it */
  key: string;
  /** Of which channels; of all when left out */
  channels: Array<'email' | 'sms' | 'push'>;
  /** For people; the key when left out */
  name?: string;
  /** For people */
  description?: string;
}

export interface SettingsUpdateResponseRetention {
  /**
   * By name, or by what names begin with ("Order*", "*"), how long events are kept: "90d", "2y",
   * "forever". A name's own rule stands above that of a beginning, the longest beginning above
   * shorter ones; what has no rule is kept for ever
   */
  events: Record<string, string>;
  /**
   * How often what is over is removed from the disk: 1d to 90d, 7d when left out.
   * `flows.simulate` reaches back to the last removal
   */
  every?: string;
}

export interface SettingsUpdateResponse {
  /** Of the shop, for templates */
  name?: string;
  /** Where links of messages lead, e.g. "https://mail.shop.example" */
  public_url?: string;
  /** Postal address, for the foot of messages */
  address?: string;
  /** IANA zone of profiles and flows that name none, e.g. "Europe/Paris" */
  timezone?: string;
  /** When no marketing leaves: it waits for their end. {} for none */
  quiet_hours?: SettingsUpdateResponseQuietHours;
  /** How many marketing messages one profile may get. [] for none */
  frequency_caps?: Array<SettingsUpdateResponseFrequencyCaps>;
  /** Texts of SMS */
  sms?: SettingsUpdateResponseSms;
  /** Terms of the calls that flows make */
  webhooks?: SettingsUpdateResponseWebhooks;
  /** How links of e-mails are counted; public_url is needed */
  links?: SettingsUpdateResponseLinks;
  /** Whether copies of messages are kept. {} for none */
  messages?: SettingsUpdateResponseMessages;
  /** When an address that refuses for a time is given up */
  soft_bounces?: SettingsUpdateResponseSoftBounces;
  /** Kinds of identifiers beside, or other rules for, those that are known. [] for none */
  identifiers?: Array<SettingsUpdateResponseIdentifiers>;
  /**
   * Of consents and of the context of records: truncated to a network of 256 (IPv4) or 2^80
   * (IPv6) addresses when left out, else kept or dropped
   */
  ip_addresses?: 'truncated' | 'kept' | 'dropped';
  /** Channels whose consent is confirmed by a link, and how. [] for none */
  double_opt_in?: Array<SettingsUpdateResponseDoubleOptIn>;
  /** What the preference centre offers. [] for none */
  topics?: Array<SettingsUpdateResponseTopics>;
  /**
   * How long events are kept; older ones count nowhere and are removed. {} for ever; what is gone
   * by then does not come back
   */
  retention?: SettingsUpdateResponseRetention;
}

/** settings.* */
export interface Settings {
  /** Show the settings of the workspace. */
  get(request?: SettingsGetRequest): Promise<SettingsGetResponse>;
  /** Change settings; what is left out stays. */
  update(request?: SettingsUpdateRequest): Promise<SettingsUpdateResponse>;
}
