// Made by bindings/generate.py from the operation registry; do not edit.

export interface ProvidersCheckRequest {
  /** Unique key: letters, digits, "-", "_" and "." */
  key: string;
}

export interface ProvidersCheckResponse {
  /** Whether nothing speaks against it */
  ok: boolean;
  /** Whether the provider itself was asked; some can only be asked by sending */
  asked: boolean;
  /** What speaks against it, for people */
  reason?: string;
}

export interface ProvidersCreateRequest {
  /** Unique key: letters, digits, "-", "_" and "." */
  key: string;
  /**
   * sandbox, smtp, ses, sendgrid, postmark, mixmax, twilio, apns, fcm, web_push, webhook host,
   * klaviyo or activecampaign; shopify, which only tells
   */
  kind: string;
  /**
   * What it carries, e.g. email; "inbound" when it only tells, "sync" when it is only
   * synchronised to
   */
  channel: string;
  /** Lower is asked first */
  priority?: number;
  /** Share among accounts of one priority, from 1 */
  weight?: number;
  /** Its pace, e.g. {"limit": 14, "per": "1s", "burst": 5} */
  rate?: unknown;
  /** Accepted messages of a day (UTC) */
  daily_quota?: number;
  /** E.g. {"since": "2024-03-01", "start": 50, "growth": 2, "days": 30} */
  warm_up?: unknown;
  /** Pace by the recipient's domain, e.g. {"gmail.com": {"limit": 20, "per": "1m"}} */
  domains?: unknown;
  /** When it is left alone, e.g. {"failures": 5, "pause": "30s"} */
  breaker?: unknown;
  /** When it is tried again, e.g. {"attempts": 3, "first": "2s", "longest": "1m"} */
  retry?: unknown;
  /** Instead of the provider's own */
  base_url?: unknown;
  /** Duration of one request, e.g. "30s" */
  timeout?: unknown;
  /** Whether it may be at a private address */
  allow_private?: unknown;
  /** Where a sandbox writes messages */
  directory?: unknown;
  /** Of the SMTP server */
  host?: unknown;
  /** Of the SMTP server */
  port?: unknown;
  /** For AUTH */
  username?: unknown;
  /** For AUTH; never read back */
  password?: unknown;
  /** starttls, tls or none */
  security?: unknown;
  /** The name this side gives */
  ehlo?: unknown;
  /** SMTP, sandbox: the domain that signs messages by DKIM */
  dkim_domain?: unknown;
  /** SMTP, sandbox: the name of the key in DNS */
  dkim_selector?: unknown;
  /** SMTP, sandbox: RSA or Ed25519 as PEM; never read back */
  dkim_private_key?: unknown;
  /** PEM bundle instead of the system's */
  ca_file?: unknown;
  /** SES: "eu-west-1" */
  region?: unknown;
  /** SES: of the access key */
  access_key_id?: unknown;
  /** SES: of the access key; never read back */
  secret_access_key?: unknown;
  /** SES: of a temporary access key; never read back */
  session_token?: unknown;
  /** SES: whose events are published */
  configuration_set?: unknown;
  /** SendGrid, Klaviyo, ActiveCampaign: never read back; Twilio: SK and 32 digits */
  api_key?: unknown;
  /** SendGrid: a subuser */
  on_behalf_of?: unknown;
  /** SendGrid: the pool to send from */
  ip_pool?: unknown;
  /** The most messages of a request; SendGrid 1000, Postmark 500 when left out */
  batch?: unknown;
  /** Postmark; never read back */
  server_token?: unknown;
  /** Postmark: else "outbound" */
  message_stream?: unknown;
  /** Mixmax; never read back */
  api_token?: unknown;
  /** APNs: of the developer team */
  team_id?: unknown;
  /** APNs: of the key */
  key_id?: unknown;
  /** APNs: the text of the .p8 file; never read back */
  private_key?: unknown;
  /** APNs: the app's bundle id */
  topic?: unknown;
  /** APNs: true for builds from Xcode */
  sandbox?: unknown;
  /** APNs: else "default" */
  sound?: unknown;
  /** FCM: the service account's JSON as Google made it; never read back */
  service_account?: unknown;
  /** FCM: the notification channel of Android */
  android_channel?: unknown;
  /** FCM: high or normal */
  android_priority?: unknown;
  /** Web Push: base64url of the 32 bytes of a P-256 key; never read back */
  vapid_private_key?: unknown;
  /** Web Push: whom a push service may write to, "mailto:push@shop.example" */
  contact?: unknown;
  /** Web Push: very-low, low, normal or high */
  urgency?: unknown;
  /** Push: how long a message waits for a device that is away, e.g. "1d" */
  ttl?: unknown;
  /** Twilio: AC and 32 digits */
  account_sid?: unknown;
  /** Twilio; never read back */
  auth_token?: unknown;
  /** Twilio: of the API key; never read back */
  api_secret?: unknown;
  /** Twilio: the sending number */
  from?: unknown;
  /** Twilio: instead of a number */
  messaging_service_sid?: unknown;
  /** Twilio: where it tells what became of a message */
  status_callback?: unknown;
  /** Webhook: where messages are posted */
  url?: unknown;
  /** Webhook: whsec_ and base64, what requests are signed with; never read back */
  secret?: unknown;
  /** SES: the SNS topic that tells of events */
  topic_arn?: unknown;
  /** SendGrid: the public key of its signed event webhook */
  webhook_key?: unknown;
  /** Postmark: the user in its webhook's address */
  webhook_user?: unknown;
  /** Postmark: the password in its webhook's address; never read back */
  webhook_password?: unknown;
  /** What its webhooks are signed with; never read back */
  webhook_secret?: unknown;
  /** The one it replaces, which holds as well; never read back */
  webhook_secret_before?: unknown;
  /** Shopify: "x.myshopify.com", and no other */
  shop?: unknown;
  /** Shopify: customer_id, which becomes the user_id, or email */
  identify_by?: unknown;
  /** Klaviyo: of its API; else 2024-02-15 */
  revision?: unknown;
  /** Klaviyo: the metric that a message becomes; else "Beckon Message" */
  metric?: unknown;
  /** Klaviyo: id of the metric whose conversions its reports count */
  conversion_metric?: unknown;
  /** Klaviyo: of its system webhook */
  webhook_id?: unknown;
  /** ActiveCampaign: actid of event tracking */
  event_account?: unknown;
  /** ActiveCampaign: key of event tracking; never read back */
  event_key?: unknown;
  /** ActiveCampaign: the event that a message becomes; else "Beckon Message" */
  event?: unknown;
  /** ActiveCampaign: instead of https://trackcmp.net */
  event_url?: unknown;
  /** ActiveCampaign: what its webhooks show; never read back */
  webhook_token?: unknown;
}

export interface ProvidersCreateResponse {
  /** Unique key: letters, digits, "-", "_" and "." */
  key: string;
  /** The version now current */
  version: number;
}

export interface ProvidersDeleteRequest {
  /** Unique key: letters, digits, "-", "_" and "." */
  key: string;
}

export interface ProvidersDeleteResponse {
}

export interface ProvidersGetRequest {
  /** Unique key: letters, digits, "-", "_" and "." */
  key: string;
}

export interface ProvidersGetResponse {
  /** Unique key: letters, digits, "-", "_" and "." */
  key: string;
  /** When it was changed */
  updated_at: string;
  /** The account; secrets only say whether they are set */
  config: Record<string, unknown>;
}

export interface ProvidersListRequest {
}

export interface ProvidersListResponse {
  /** In the listing's order */
  items: Array<Record<string, unknown>>;
  /** For the next page; absent on the last */
  cursor?: string;
}

export interface ProvidersUpdateRequest {
  /** Unique key: letters, digits, "-", "_" and "." */
  key: string;
  /**
   * sandbox, smtp, ses, sendgrid, postmark, mixmax, twilio, apns, fcm, web_push, webhook host,
   * klaviyo or activecampaign; shopify, which only tells
   */
  kind: string;
  /**
   * What it carries, e.g. email; "inbound" when it only tells, "sync" when it is only
   * synchronised to
   */
  channel: string;
  /** Lower is asked first */
  priority?: number;
  /** Share among accounts of one priority, from 1 */
  weight?: number;
  /** Its pace, e.g. {"limit": 14, "per": "1s", "burst": 5} */
  rate?: unknown;
  /** Accepted messages of a day (UTC) */
  daily_quota?: number;
  /** E.g. {"since": "2024-03-01", "start": 50, "growth": 2, "days": 30} */
  warm_up?: unknown;
  /** Pace by the recipient's domain, e.g. {"gmail.com": {"limit": 20, "per": "1m"}} */
  domains?: unknown;
  /** When it is left alone, e.g. {"failures": 5, "pause": "30s"} */
  breaker?: unknown;
  /** When it is tried again, e.g. {"attempts": 3, "first": "2s", "longest": "1m"} */
  retry?: unknown;
  /** Instead of the provider's own */
  base_url?: unknown;
  /** Duration of one request, e.g. "30s" */
  timeout?: unknown;
  /** Whether it may be at a private address */
  allow_private?: unknown;
  /** Where a sandbox writes messages */
  directory?: unknown;
  /** Of the SMTP server */
  host?: unknown;
  /** Of the SMTP server */
  port?: unknown;
  /** For AUTH */
  username?: unknown;
  /** For AUTH; never read back */
  password?: unknown;
  /** starttls, tls or none */
  security?: unknown;
  /** The name this side gives */
  ehlo?: unknown;
  /** SMTP, sandbox: the domain that signs messages by DKIM */
  dkim_domain?: unknown;
  /** SMTP, sandbox: the name of the key in DNS */
  dkim_selector?: unknown;
  /** SMTP, sandbox: RSA or Ed25519 as PEM; never read back */
  dkim_private_key?: unknown;
  /** PEM bundle instead of the system's */
  ca_file?: unknown;
  /** SES: "eu-west-1" */
  region?: unknown;
  /** SES: of the access key */
  access_key_id?: unknown;
  /** SES: of the access key; never read back */
  secret_access_key?: unknown;
  /** SES: of a temporary access key; never read back */
  session_token?: unknown;
  /** SES: whose events are published */
  configuration_set?: unknown;
  /** SendGrid, Klaviyo, ActiveCampaign: never read back; Twilio: SK and 32 digits */
  api_key?: unknown;
  /** SendGrid: a subuser */
  on_behalf_of?: unknown;
  /** SendGrid: the pool to send from */
  ip_pool?: unknown;
  /** The most messages of a request; SendGrid 1000, Postmark 500 when left out */
  batch?: unknown;
  /** Postmark; never read back */
  server_token?: unknown;
  /** Postmark: else "outbound" */
  message_stream?: unknown;
  /** Mixmax; never read back */
  api_token?: unknown;
  /** APNs: of the developer team */
  team_id?: unknown;
  /** APNs: of the key */
  key_id?: unknown;
  /** APNs: the text of the .p8 file; never read back */
  private_key?: unknown;
  /** APNs: the app's bundle id */
  topic?: unknown;
  /** APNs: true for builds from Xcode */
  sandbox?: unknown;
  /** APNs: else "default" */
  sound?: unknown;
  /** FCM: the service account's JSON as Google made it; never read back */
  service_account?: unknown;
  /** FCM: the notification channel of Android */
  android_channel?: unknown;
  /** FCM: high or normal */
  android_priority?: unknown;
  /** Web Push: base64url of the 32 bytes of a P-256 key; never read back */
  vapid_private_key?: unknown;
  /** Web Push: whom a push service may write to, "mailto:push@shop.example" */
  contact?: unknown;
  /** Web Push: very-low, low, normal or high */
  urgency?: unknown;
  /** Push: how long a message waits for a device that is away, e.g. "1d" */
  ttl?: unknown;
  /** Twilio: AC and 32 digits */
  account_sid?: unknown;
  /** Twilio; never read back */
  auth_token?: unknown;
  /** Twilio: of the API key; never read back */
  api_secret?: unknown;
  /** Twilio: the sending number */
  from?: unknown;
  /** Twilio: instead of a number */
  messaging_service_sid?: unknown;
  /** Twilio: where it tells what became of a message */
  status_callback?: unknown;
  /** Webhook: where messages are posted */
  url?: unknown;
  /** Webhook: whsec_ and base64, what requests are signed with; never read back */
  secret?: unknown;
  /** SES: the SNS topic that tells of events */
  topic_arn?: unknown;
  /** SendGrid: the public key of its signed event webhook */
  webhook_key?: unknown;
  /** Postmark: the user in its webhook's address */
  webhook_user?: unknown;
  /** Postmark: the password in its webhook's address; never read back */
  webhook_password?: unknown;
  /** What its webhooks are signed with; never read back */
  webhook_secret?: unknown;
  /** The one it replaces, which holds as well; never read back */
  webhook_secret_before?: unknown;
  /** Shopify: "x.myshopify.com", and no other */
  shop?: unknown;
  /** Shopify: customer_id, which becomes the user_id, or email */
  identify_by?: unknown;
  /** Klaviyo: of its API; else 2024-02-15 */
  revision?: unknown;
  /** Klaviyo: the metric that a message becomes; else "Beckon Message" */
  metric?: unknown;
  /** Klaviyo: id of the metric whose conversions its reports count */
  conversion_metric?: unknown;
  /** Klaviyo: of its system webhook */
  webhook_id?: unknown;
  /** ActiveCampaign: actid of event tracking */
  event_account?: unknown;
  /** ActiveCampaign: key of event tracking; never read back */
  event_key?: unknown;
  /** ActiveCampaign: the event that a message becomes; else "Beckon Message" */
  event?: unknown;
  /** ActiveCampaign: instead of https://trackcmp.net */
  event_url?: unknown;
  /** ActiveCampaign: what its webhooks show; never read back */
  webhook_token?: unknown;
}

export interface ProvidersUpdateResponse {
  /** Unique key: letters, digits, "-", "_" and "." */
  key: string;
  /** The version now current */
  version: number;
}

/** providers.* */
export interface Providers {
  /** Ask a provider whether an account is in order; nothing is sent to anybody. */
  check(request: ProvidersCheckRequest): Promise<ProvidersCheckResponse>;
  /** Add an account at a provider. */
  create(request: ProvidersCreateRequest): Promise<ProvidersCreateResponse>;
  /** Remove an account. */
  delete(request: ProvidersDeleteRequest): Promise<ProvidersDeleteResponse>;
  /** Show an account. */
  get(request: ProvidersGetRequest): Promise<ProvidersGetResponse>;
  /** List accounts by key. */
  list(request?: ProvidersListRequest): Promise<ProvidersListResponse>;
  /** Change an account. */
  update(request: ProvidersUpdateRequest): Promise<ProvidersUpdateResponse>;
}
