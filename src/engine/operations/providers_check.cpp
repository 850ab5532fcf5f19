// providers.check: whether an account is in order, asked of the provider without sending anything.
#include "engine/operations/all.h"
#include "engine/operations/shapes.h"
#include "provider/provider.h"
#include "schema/json.h"
#include "schema/members.h"

namespace beckon::engine {
namespace {

struct CheckAnswer {
  bool ok = false, asked = false;
  std::optional<std::string> reason;
};

} // namespace
} // namespace beckon::engine

namespace beckon::schema {

template <>
struct Describe<CheckAnswer> {
  static constexpr auto fields() {
    return std::tuple{
        required("ok", &CheckAnswer::ok, "Whether nothing speaks against it"),
        required("asked", &CheckAnswer::asked,
                 "Whether the provider itself was asked; some can only be asked by sending"),
        optional("reason", &CheckAnswer::reason, "What speaks against it, for people")};
  }
};

} // namespace beckon::schema

namespace beckon::engine {
namespace {

using Result = provider::Outcome::Result;

provider::Account account_of(Workspace& workspace, const std::string& key) {
  const auto row = workspace.catalog().account(key);
  if (!row) throw Error(Code::not_found, "there is no provider \"" + key + "\"", "/key");
  provider::Account account;
  account.key = key;
  account.config = schema::parse_json(row->document);
  account.kind = schema::text_member(account.config, "kind");
  account.channel = schema::text_member(account.config, "channel");
  return account;
}

CheckAnswer refused(bool asked, std::string reason) { return {false, asked, std::move(reason)}; }

http::Response ask(Workspace& workspace, const http::Request& request) {
  http::Response response;
  workspace.transport().perform({&request, 1},
                                [&](size_t, http::Response found) { response = std::move(found); });
  return response;
}

CheckAnswer ask_provider(Workspace& workspace, const provider::Provider& kind,
                         const provider::Account& account) {
  provider::CredentialAnswer held;
  bool asked = false;
  if (kind.has_credentials()) {
    const provider::CredentialCall call = kind.credential(account, "", workspace.now());
    asked = !call.made;
    held = call.made ? provider::CredentialAnswer{call.made, {}}
                     : kind.read_credential(ask(workspace, call.request), workspace.now());
    if (!held.credential) return refused(asked, held.refusal.reason);
  }
  const auto request =
      kind.question(account, held.credential ? held.credential->value : "", workspace.now());
  if (!request) return {true, asked, std::nullopt};
  const provider::Outcome outcome = kind.read_question(ask(workspace, *request));
  if (outcome.result != Result::accepted) return refused(true, outcome.reason);
  return {true, true, std::nullopt};
}

// What a version that knew less has saved may be refused by this one.
CheckAnswer check(Workspace& workspace, const KeyRequest& request) {
  const provider::Account account = account_of(workspace, request.key);
  const provider::Provider* kind = provider::find_provider(account.kind);
  if (kind == nullptr) return {true, false, std::nullopt}; // it only tells
  Issues issues;
  kind->check(account.config, &issues);
  if (!issues.empty()) {
    return refused(false, issues.front().pointer + ": " + issues.front().message);
  }
  if (account.kind == "host" && !workspace.options().sender) {
    return refused(false, "no sender was given when the workspace was opened");
  }
  return ask_provider(workspace, *kind, account);
}

} // namespace

void add_providers_check(Registry& registry) {
  registry.add(operation<KeyRequest, CheckAnswer>(
      {.name = "providers.check",
       .summary = "Ask a provider whether an account is in order; nothing is sent to anybody",
       .permission = Permission::admin,
       .method = Method::post,
       .path = "/api/v1/providers/{key}/check",
       .details = "The credentials are shown to the provider in a request that delivers nothing. "
                  "Of kinds that can only be asked by sending (web_push, webhook, sandbox, host) "
                  "the configuration alone is looked at: `asked` is false.",
       .examples = {{"One", R"({"key": "box"})"}}},
      check));
}

} // namespace beckon::engine
