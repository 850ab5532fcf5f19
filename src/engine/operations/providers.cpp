// providers.*: accounts. The whole account, secrets included, stands in the catalog; the journal
// gets what the fold needs to know: that there is one, of which kind, for which channel.
#include <algorithm>

#include "engine/operations/all.h"
#include "engine/operations/provider_account.h"
#include "engine/operations/shapes.h"
#include "provider/receiver.h"
#include "schema/json.h"
#include "schema/members.h"

namespace beckon::engine {
namespace {

struct AccountView {
  std::string key;
  schema::Time updated_at;
  schema::Value config;
};

} // namespace
} // namespace beckon::engine

namespace beckon::schema {

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

[[noreturn]] void refuse_kind(const std::string& kind) {
  std::vector<std::string> known = provider::provider_kinds();
  for (std::string& source : provider::source_kinds()) known.push_back(std::move(source));
  const std::string near = nearest_name(kind, known);
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
  Issues issues;
  if (const provider::Provider* kind = provider::find_provider(request.kind)) {
    const auto channels = kind->channels();
    if (std::find(channels.begin(), channels.end(), request.channel) == channels.end()) {
      issues.push_back({"/channel", request.kind + " does not carry " + request.channel, ""});
    }
    kind->check(config, &issues);
  } else if (const provider::Source* source = provider::find_source(request.kind)) {
    source->check(config, &issues);
  } else {
    refuse_kind(request.kind);
  }
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
  const std::string kind = schema::text_member(view.config, "kind");
  const provider::Provider* provider = provider::find_provider(kind);
  const provider::Source* source = provider::find_source(kind);
  if (provider == nullptr && source == nullptr) {
    return {row.key, row.updated_at, schema::Value::object()};
  }
  for (const std::string& secret : provider == nullptr ? source->secrets() : provider->secrets()) {
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
