// An account at a provider as providers.create takes it: the members of all kinds, of which a kind
// refuses those that it does not know. A new member gets a row in the list of its group.
#pragma once

#include <string>

#include "engine/operations/shapes.h"

namespace beckon::engine {

struct AccountRequest {
  std::string key, kind, channel;
  schema::Value priority, weight, rate, daily_quota, warm_up, domains, breaker; // terms.h
  schema::Value base_url, timeout, retry, allow_private;
  schema::Value directory;                                               // sandbox
  schema::Value host, port, username, password, security, ehlo, ca_file; // smtp
  schema::Value dkim_domain, dkim_selector, dkim_private_key;            // smtp, sandbox
  schema::Value region, access_key_id, secret_access_key, session_token, configuration_set; // ses
  schema::Value api_key, on_behalf_of, ip_pool; // sendgrid
  schema::Value server_token, message_stream;   // postmark
  schema::Value batch;                          // both
  schema::Value account_sid, auth_token, api_secret, from, messaging_service_sid, status_callback;
  schema::Value api_token;                                              // mixmax
  schema::Value team_id, key_id, private_key, topic, sandbox, sound;    // apns
  schema::Value service_account, android_channel, android_priority;     // fcm
  schema::Value vapid_private_key, contact, urgency, ttl;               // web_push, all of push
  schema::Value url, secret;                                            // webhook
  schema::Value topic_arn, webhook_key, webhook_user, webhook_password; // what calls us
  schema::Value webhook_secret, webhook_secret_before, shop, identify_by;
  schema::Value revision, metric, conversion_metric, webhook_id;           // klaviyo
  schema::Value event_account, event_key, event, event_url, webhook_token; // activecampaign
};

} // namespace beckon::engine

namespace beckon::schema {

using engine::AccountRequest;

// What every account has.
constexpr auto account_fields() {
  return std::tuple{
      required("key", &AccountRequest::key, kKeyAbout).up_to_bytes(limits::key_bytes, "key_bytes"),
      required(
          "kind", &AccountRequest::kind,
          "sandbox, smtp, ses, sendgrid, postmark, mixmax, twilio, apns, fcm, web_push, webhook "
          "host, klaviyo or activecampaign; shopify, which only tells"),
      required(
          "channel", &AccountRequest::channel,
          "What it carries, e.g. email; \"inbound\" when it only tells, \"sync\" when it is only "
          "synchronised to"),
      optional("priority", &AccountRequest::priority, "Lower is asked first").only(Kind::integer),
      optional("weight", &AccountRequest::weight, "Share among accounts of one priority, from 1")
          .only(Kind::integer),
      optional("rate", &AccountRequest::rate,
               R"(Its pace, e.g. {"limit": 14, "per": "1s", "burst": 5})"),
      optional("daily_quota", &AccountRequest::daily_quota, "Accepted messages of a day (UTC)")
          .only(Kind::integer),
      optional("warm_up", &AccountRequest::warm_up,
               R"(E.g. {"since": "2024-03-01", "start": 50, "growth": 2, "days": 30})"),
      optional("domains", &AccountRequest::domains,
               R"(Pace by the recipient's domain, e.g. {"gmail.com": {"limit": 20, "per": "1m"}})"),
      optional("breaker", &AccountRequest::breaker,
               R"(When it is left alone, e.g. {"failures": 5, "pause": "30s"})"),
      optional("retry", &AccountRequest::retry,
               R"(When it is tried again, e.g. {"attempts": 3, "first": "2s", "longest": "1m"})"),
      optional("base_url", &AccountRequest::base_url, "Instead of the provider's own"),
      optional("timeout", &AccountRequest::timeout, "Duration of one request, e.g. \"30s\""),
      optional("allow_private", &AccountRequest::allow_private,
               "Whether it may be at a private address")};
}
// E-mail.
constexpr auto mail_fields() {
  return std::tuple{
      optional("directory", &AccountRequest::directory, "Where a sandbox writes messages"),
      optional("host", &AccountRequest::host, "Of the SMTP server"),
      optional("port", &AccountRequest::port, "Of the SMTP server"),
      optional("username", &AccountRequest::username, "For AUTH"),
      optional("password", &AccountRequest::password, "For AUTH; never read back"),
      optional("security", &AccountRequest::security, "starttls, tls or none"),
      optional("ehlo", &AccountRequest::ehlo, "The name this side gives"),
      optional("dkim_domain", &AccountRequest::dkim_domain,
               "SMTP, sandbox: the domain that signs messages by DKIM"),
      optional("dkim_selector", &AccountRequest::dkim_selector,
               "SMTP, sandbox: the name of the key in DNS"),
      optional("dkim_private_key", &AccountRequest::dkim_private_key,
               "SMTP, sandbox: RSA or Ed25519 as PEM; never read back"),
      optional("ca_file", &AccountRequest::ca_file, "PEM bundle instead of the system's"),
      optional("region", &AccountRequest::region, "SES: \"eu-west-1\""),
      optional("access_key_id", &AccountRequest::access_key_id, "SES: of the access key"),
      optional("secret_access_key", &AccountRequest::secret_access_key,
               "SES: of the access key; never read back"),
      optional("session_token", &AccountRequest::session_token,
               "SES: of a temporary access key; never read back"),
      optional("configuration_set", &AccountRequest::configuration_set,
               "SES: whose events are published"),
      optional("api_key", &AccountRequest::api_key,
               "SendGrid, Klaviyo, ActiveCampaign: never read back; Twilio: SK and 32 digits"),
      optional("on_behalf_of", &AccountRequest::on_behalf_of, "SendGrid: a subuser"),
      optional("ip_pool", &AccountRequest::ip_pool, "SendGrid: the pool to send from"),
      optional("batch", &AccountRequest::batch,
               "The most messages of a request; SendGrid 1000, Postmark 500 when left out"),
      optional("server_token", &AccountRequest::server_token, "Postmark; never read back"),
      optional("message_stream", &AccountRequest::message_stream, "Postmark: else \"outbound\""),
      optional("api_token", &AccountRequest::api_token, "Mixmax; never read back")};
}
// Push messages.
constexpr auto push_fields() {
  return std::tuple{
      optional("team_id", &AccountRequest::team_id, "APNs: of the developer team"),
      optional("key_id", &AccountRequest::key_id, "APNs: of the key"),
      optional("private_key", &AccountRequest::private_key,
               "APNs: the text of the .p8 file; never read back"),
      optional("topic", &AccountRequest::topic, "APNs: the app's bundle id"),
      optional("sandbox", &AccountRequest::sandbox, "APNs: true for builds from Xcode"),
      optional("sound", &AccountRequest::sound, "APNs: else \"default\""),
      optional("service_account", &AccountRequest::service_account,
               "FCM: the service account's JSON as Google made it; never read back"),
      optional("android_channel", &AccountRequest::android_channel,
               "FCM: the notification channel of Android"),
      optional("android_priority", &AccountRequest::android_priority, "FCM: high or normal"),
      optional("vapid_private_key", &AccountRequest::vapid_private_key,
               "Web Push: base64url of the 32 bytes of a P-256 key; never read back"),
      optional("contact", &AccountRequest::contact,
               "Web Push: whom a push service may write to, \"mailto:push@shop.example\""),
      optional("urgency", &AccountRequest::urgency, "Web Push: very-low, low, normal or high"),
      optional("ttl", &AccountRequest::ttl,
               "Push: how long a message waits for a device that is away, e.g. \"1d\"")};
}
// SMS and webhooks.
constexpr auto other_fields() {
  return std::tuple{
      optional("account_sid", &AccountRequest::account_sid, "Twilio: AC and 32 digits"),
      optional("auth_token", &AccountRequest::auth_token, "Twilio; never read back"),
      optional("api_secret", &AccountRequest::api_secret,
               "Twilio: of the API key; never read back"),
      optional("from", &AccountRequest::from, "Twilio: the sending number"),
      optional("messaging_service_sid", &AccountRequest::messaging_service_sid,
               "Twilio: instead of a number"),
      optional("status_callback", &AccountRequest::status_callback,
               "Twilio: where it tells what became of a message"),
      optional("url", &AccountRequest::url, "Webhook: where messages are posted"),
      optional("secret", &AccountRequest::secret,
               "Webhook: whsec_ and base64, what requests are signed with; never read back")};
}

// What checks that a webhook is the provider's own.
constexpr auto inbound_fields() {
  return std::tuple{
      optional("topic_arn", &AccountRequest::topic_arn, "SES: the SNS topic that tells of events"),
      optional("webhook_key", &AccountRequest::webhook_key,
               "SendGrid: the public key of its signed event webhook"),
      optional("webhook_user", &AccountRequest::webhook_user,
               "Postmark: the user in its webhook's address"),
      optional("webhook_password", &AccountRequest::webhook_password,
               "Postmark: the password in its webhook's address; never read back"),
      optional("webhook_secret", &AccountRequest::webhook_secret,
               "What its webhooks are signed with; never read back"),
      optional("webhook_secret_before", &AccountRequest::webhook_secret_before,
               "The one it replaces, which holds as well; never read back"),
      optional("shop", &AccountRequest::shop, "Shopify: \"x.myshopify.com\", and no other"),
      optional("identify_by", &AccountRequest::identify_by,
               "Shopify: customer_id, which becomes the user_id, or email")};
}

// Platforms that customers are synchronised to.
constexpr auto platform_fields() {
  return std::tuple{
      optional("revision", &AccountRequest::revision, "Klaviyo: of its API; else 2024-02-15"),
      optional("metric", &AccountRequest::metric,
               "Klaviyo: the metric that a message becomes; else \"Beckon Message\""),
      optional("conversion_metric", &AccountRequest::conversion_metric,
               "Klaviyo: id of the metric whose conversions its reports count"),
      optional("webhook_id", &AccountRequest::webhook_id, "Klaviyo: of its system webhook"),
      optional("event_account", &AccountRequest::event_account,
               "ActiveCampaign: actid of event tracking"),
      optional("event_key", &AccountRequest::event_key,
               "ActiveCampaign: key of event tracking; never read back"),
      optional("event", &AccountRequest::event,
               "ActiveCampaign: the event that a message becomes; else \"Beckon Message\""),
      optional("event_url", &AccountRequest::event_url,
               "ActiveCampaign: instead of https://trackcmp.net"),
      optional("webhook_token", &AccountRequest::webhook_token,
               "ActiveCampaign: what its webhooks show; never read back")};
}

template <>
struct Describe<AccountRequest> {
  static constexpr auto fields() {
    return std::tuple_cat(account_fields(), mail_fields(), push_fields(), other_fields(),
                          inbound_fields(), platform_fields());
  }
};

} // namespace beckon::schema
