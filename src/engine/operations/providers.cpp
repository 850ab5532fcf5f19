// providers.*: accounts. The whole account, secrets included, stands in the catalog; the journal
// gets what the fold needs to know: that there is one, of which kind, for which channel.
#include <algorithm>

#include "engine/operations/all.h"
#include "engine/operations/shapes.h"
#include "schema/json.h"

namespace beckon::engine {
namespace {

struct AccountRequest {
  std::string key, kind, channel;
  schema::Value priority, weight, rate, daily_quota, warm_up, domains, breaker; // terms.h
  schema::Value base_url, timeout, retry, allow_private;
  schema::Value directory;                                               // sandbox
  schema::Value host, port, username, password, security, ehlo, ca_file; // smtp
  schema::Value region, access_key_id, secret_access_key, session_token, configuration_set; // ses
  schema::Value api_key, on_behalf_of, ip_pool; // sendgrid
  schema::Value server_token, message_stream;   // postmark
  schema::Value account_sid, auth_token, api_secret, from, messaging_service_sid, status_callback;
  schema::Value url, secret;                                               // webhook
  schema::Value topic_arn, webhook_key, webhook_user, webhook_password;    // what calls us
  schema::Value revision, metric, webhook_id, webhook_secret;              // klaviyo
  schema::Value event_account, event_key, event, event_url, webhook_token; // activecampaign
};
struct AccountView {
  std::string key;
  schema::Time updated_at;
  schema::Value config;
};

} // namespace
} // namespace beckon::engine

namespace beckon::schema {

template <>
struct Describe<AccountRequest> {
  static constexpr auto fields() {
    return std::tuple{
        required("key", &AccountRequest::key, kKeyAbout)
            .up_to_bytes(limits::key_bytes, "key_bytes"),
        required(
            "kind", &AccountRequest::kind,
            "sandbox, smtp, ses, sendgrid, postmark, twilio, webhook, klaviyo or activecampaign"),
        required("channel", &AccountRequest::channel, "What it carries, e.g. email"),
        optional("priority", &AccountRequest::priority, "Lower is asked first").only(Kind::integer),
        optional("weight", &AccountRequest::weight, "Share among accounts of one priority, from 1")
            .only(Kind::integer),
        optional("rate", &AccountRequest::rate,
                 R"(Its pace, e.g. {"limit": 14, "per": "1s", "burst": 5})"),
        optional("daily_quota", &AccountRequest::daily_quota, "Accepted messages of a day (UTC)")
            .only(Kind::integer),
        optional("warm_up", &AccountRequest::warm_up,
                 R"(E.g. {"since": "2024-03-01", "start": 50, "growth": 2, "days": 30})"),
        optional(
            "domains", &AccountRequest::domains,
            R"(Pace by the recipient's domain, e.g. {"gmail.com": {"limit": 20, "per": "1m"}})"),
        optional("base_url", &AccountRequest::base_url, "Instead of the provider's own"),
        optional("timeout", &AccountRequest::timeout, "Duration of one request, e.g. \"30s\""),
        optional("retry", &AccountRequest::retry, "Terms of repetition"),
        optional("breaker", &AccountRequest::breaker,
                 R"(When it is left alone, e.g. {"failures": 5, "pause": "30s"})"),
        optional("allow_private", &AccountRequest::allow_private,
                 "Whether it may be at a private address"),
        optional("directory", &AccountRequest::directory, "Where a sandbox writes messages"),
        optional("host", &AccountRequest::host, "Of the SMTP server"),
        optional("port", &AccountRequest::port, "Of the SMTP server"),
        optional("username", &AccountRequest::username, "For AUTH"),
        optional("password", &AccountRequest::password, "For AUTH; never read back"),
        optional("security", &AccountRequest::security, "starttls, tls or none"),
        optional("ehlo", &AccountRequest::ehlo, "The name this side gives"),
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
                 "SendGrid, never read back; Twilio: SK and 32 digits"),
        optional("on_behalf_of", &AccountRequest::on_behalf_of, "SendGrid: a subuser"),
        optional("ip_pool", &AccountRequest::ip_pool, "SendGrid: the pool to send from"),
        optional("server_token", &AccountRequest::server_token, "Postmark; never read back"),
        optional("message_stream", &AccountRequest::message_stream, "Postmark: else \"outbound\""),
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
                 "Webhook: whsec_ and base64, what requests are signed with; never read back"),
        optional("topic_arn", &AccountRequest::topic_arn,
                 "SES: the SNS topic that tells of events"),
        optional("webhook_key", &AccountRequest::webhook_key,
                 "SendGrid: the public key of its signed event webhook"),
        optional("webhook_user", &AccountRequest::webhook_user,
                 "Postmark: the user in its webhook's address"),
        optional("webhook_password", &AccountRequest::webhook_password,
                 "Postmark: the password in its webhook's address; never read back"),
        optional("revision", &AccountRequest::revision, "Klaviyo: of its API; else 2024-02-15"),
        optional("metric", &AccountRequest::metric,
                 "Klaviyo: the metric that a message becomes; else \"Beckon Message\""),
        optional("webhook_id", &AccountRequest::webhook_id, "Klaviyo: of its system webhook"),
        optional("webhook_secret", &AccountRequest::webhook_secret,
                 "Klaviyo: what its webhook is signed with; never read back"),
        optional("event_account", &AccountRequest::event_account,
                 "ActiveCampaign: actid of event tracking"),
        optional("event_key", &AccountRequest::event_key,
                 "ActiveCampaign: key of event tracking; never read back"),
        optional("event", &AccountRequest::event,
                 "ActiveCampaign: the event that a message becomes; else \"Beckon Message\""),
        optional("event_url", &AccountRequest::event_url,
                 "ActiveCampaign: instead of https://trackcmp.net"),
        optional("webhook_token", &AccountRequest::webhook_token,
                 "ActiveCampaign: what the address of its webhooks ends with; never read back")};
  }
};
template <>
struct Describe<AccountView> {
  static constexpr auto fields() {
    return std::tuple{required("key", &AccountView::key, kKeyAbout),
                      required("updated_at", &AccountView::updated_at, "When it was changed"),
                      required("config", &AccountView::config,
                               "The account; secrets only say whether they are set")
                          .only(Kind::object)};
  }
};

} // namespace beckon::schema

namespace beckon::engine {
namespace {

const provider::Provider& require_kind(const std::string& kind) {
  const provider::Provider* found = provider::find_provider(kind);
  if (found != nullptr) return *found;
  const std::string near = nearest_name(kind, provider::provider_kinds());
  throw Error(Code::invalid_definition,
              Issues{{"/kind", "unknown kind of provider \"" + kind + "\"",
                      near.empty() ? "" : "did you mean \"" + near + "\"?"}});
}

schema::Value config_of(const AccountRequest& request) {
  schema::Value config = schema::encode(request);
  config.erase("key");
  return config;
}

void check_account(const AccountRequest& request, const schema::Value& config) {
  const provider::Provider& kind = require_kind(request.kind);
  Issues issues;
  const auto channels = kind.channels();
  if (std::find(channels.begin(), channels.end(), request.channel) == channels.end()) {
    issues.push_back({"/channel", request.kind + " does not carry " + request.channel, ""});
  }
  kind.check(config, &issues);
  if (!issues.empty()) throw Error(Code::invalid_definition, std::move(issues));
}

// The account first, then the publication: a claim never names an account that is not there yet.
Published save(Workspace& workspace, const AccountRequest& request, const schema::Value& config,
               bool create) {
  check_key(request.key);
  check_account(request, config);
  const auto before = workspace.catalog().account(request.key);
  if (create && before) {
    throw Error(Code::conflict, "provider \"" + request.key + "\" exists already", "/key");
  }
  workspace.catalog().put_account({request.key, schema::to_json(config), workspace.now()});
  const schema::Value* priority = config.find("priority");
  const bool first = !workspace.definitions()->providers().count(request.key);
  return publish(
      workspace, DefinitionKind::provider, request.key,
      schema::Value::object({{"kind", request.kind},
                             {"channel", request.channel},
                             {"priority", priority == nullptr ? schema::Value(0) : *priority}}),
      first);
}

Published create(Workspace& workspace, const AccountRequest& request) {
  return save(workspace, request, config_of(request), true);
}

// Members that are left out keep their value: a secret need not be told again.
Published update(Workspace& workspace, const AccountRequest& request) {
  const auto before = workspace.catalog().account(request.key);
  if (!before) throw Error(Code::not_found, "there is no provider \"" + request.key + "\"", "/key");
  schema::Value config = schema::parse_json(before->document);
  const schema::Value changes = config_of(request);
  for (const schema::Member& member : changes.as_object()) {
    config.set(member.key, member.value);
  }
  return save(workspace, request, config, false);
}

AccountView view_of(const store::AccountRow& row) {
  AccountView view{row.key, row.updated_at, schema::parse_json(row.document)};
  const schema::Value* kind = view.config.find("kind");
  const provider::Provider* provider =
      kind != nullptr && kind->is_string() ? provider::find_provider(kind->as_string()) : nullptr;
  if (provider == nullptr) return {row.key, row.updated_at, schema::Value::object()};
  for (const std::string& secret : provider->secrets()) {
    if (view.config.find(secret) != nullptr) view.config.set(secret, true);
  }
  return view;
}

AccountView get(Workspace& workspace, const KeyRequest& request) {
  const auto row = workspace.catalog().account(request.key);
  if (!row) throw Error(Code::not_found, "there is no provider \"" + request.key + "\"", "/key");
  return view_of(*row);
}

Items list(Workspace& workspace, const Empty&) {
  Items all;
  for (const store::AccountRow& row : workspace.catalog().accounts()) {
    all.items.push_back(schema::encode(view_of(row)));
  }
  return all;
}

Empty erase(Workspace& workspace, const KeyRequest& request) {
  get(workspace, request);
  erase_document(workspace, DefinitionKind::provider, request.key);
  workspace.catalog().remove_account(request.key);
  return {};
}

constexpr const char* kExample =
    R"({"key": "box", "kind": "sandbox", "channel": "email", "directory": "/var/tmp/outbox"})";

} // namespace

void add_providers_operations(Registry& registry) {
  registry.add(operation<AccountRequest, Published>({.name = "providers.create",
                                                     .summary = "Add an account at a provider",
                                                     .permission = Permission::admin,
                                                     .method = Method::post,
                                                     .path = "/api/v1/providers",
                                                     .examples = {{"Files", kExample}}},
                                                    create));
  registry.add(operation<AccountRequest, Published>({.name = "providers.update",
                                                     .summary = "Change an account",
                                                     .permission = Permission::admin,
                                                     .method = Method::put,
                                                     .path = "/api/v1/providers/{key}",
                                                     .examples = {{"Files", kExample}}},
                                                    update));
  registry.add(operation<KeyRequest, AccountView>({.name = "providers.get",
                                                   .summary = "Show an account",
                                                   .permission = Permission::admin,
                                                   .path = "/api/v1/providers/{key}",
                                                   .examples = {{"One", R"({"key": "box"})"}}},
                                                  get));
  registry.add(operation<Empty, Items>({.name = "providers.list",
                                        .summary = "List accounts by key",
                                        .permission = Permission::admin,
                                        .path = "/api/v1/providers",
                                        .examples = {{"All", "{}"}}},
                                       list));
  registry.add(operation<KeyRequest, Empty>({.name = "providers.delete",
                                             .summary = "Remove an account",
                                             .permission = Permission::admin,
                                             .method = Method::remove,
                                             .path = "/api/v1/providers/{key}",
                                             .examples = {{"One", R"({"key": "box"})"}}},
                                            erase));
}

} // namespace beckon::engine
