// Made by bindings/generate.py from the operation registry; do not edit.

export interface ProvidersCreateRequest {
  /** Unique key: letters, digits, "-", "_" and "." */
  key: string;
  /** sandbox, smtp, ses, sendgrid, postmark, twilio or webhook */
  kind: string;
  /** What it carries, e.g. email */
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
  /** Instead of the provider's own */
  base_url?: unknown;
  /** Duration of one request, e.g. "30s" */
  timeout?: unknown;
  /** Terms of repetition */
  retry?: unknown;
  /** When it is left alone, e.g. {"failures": 5, "pause": "30s"} */
  breaker?: unknown;
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
  /** SendGrid, never read back; Twilio: SK and 32 digits */
  api_key?: unknown;
  /** SendGrid: a subuser */
  on_behalf_of?: unknown;
  /** SendGrid: the pool to send from */
  ip_pool?: unknown;
  /** Postmark; never read back */
  server_token?: unknown;
  /** Postmark: else "outbound" */
  message_stream?: unknown;
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
  /** sandbox, smtp, ses, sendgrid, postmark, twilio or webhook */
  kind: string;
  /** What it carries, e.g. email */
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
  /** Instead of the provider's own */
  base_url?: unknown;
  /** Duration of one request, e.g. "30s" */
  timeout?: unknown;
  /** Terms of repetition */
  retry?: unknown;
  /** When it is left alone, e.g. {"failures": 5, "pause": "30s"} */
  breaker?: unknown;
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
  /** SendGrid, never read back; Twilio: SK and 32 digits */
  api_key?: unknown;
  /** SendGrid: a subuser */
  on_behalf_of?: unknown;
  /** SendGrid: the pool to send from */
  ip_pool?: unknown;
  /** Postmark; never read back */
  server_token?: unknown;
  /** Postmark: else "outbound" */
  message_stream?: unknown;
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
}

export interface ProvidersUpdateResponse {
  /** Unique key: letters, digits, "-", "_" and "." */
  key: string;
  /** The version now current */
  version: number;
}

/** providers.* */
export interface Providers {
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
