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
}

/** settings.* */
export interface Settings {
  /** Show the settings of the workspace. */
  get(request?: SettingsGetRequest): Promise<SettingsGetResponse>;
  /** Change settings; what is left out stays. */
  update(request?: SettingsUpdateRequest): Promise<SettingsUpdateResponse>;
}
