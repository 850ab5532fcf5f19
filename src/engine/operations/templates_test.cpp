// templates.send_test: a message to somebody who looks at it before the readers do.
#include <algorithm>

#include "base/crypto.h"
#include "engine/compose.h"
#include "engine/credentials.h"
#include "engine/operations/all.h"
#include "engine/operations/template_message.h"
#include "engine/operations/templates.h"
#include "engine/suppression.h"
#include "message/address.h"
#include "schema/json.h"
#include "schema/members.h"

namespace beckon::engine {
namespace {

struct TestRequest {
  std::string key;
  std::optional<uint32_t> version;
  schema::Value profile, event;
  std::string to, locale, account;
};
struct TestAnswer {
  std::string account, result;
  std::optional<std::string> provider_message_id, reason;
};

} // namespace
} // namespace beckon::engine

namespace beckon::schema {

template <>
struct Describe<TestRequest> {
  using S = TestRequest;
  static constexpr auto fields() {
    return std::tuple{
        required("key", &S::key, kKeyAbout).up_to_bytes(limits::key_bytes, "key_bytes"),
        optional("version", &S::version, "An earlier version; current when left out"),
        required("profile", &S::profile, "Whose message it is, by one identifier")
            .only(Kind::object),
        optional("event", &S::event, "Properties of the event behind it").only(Kind::object),
        required("to", &S::to, "Who gets it: an address of the template's channel"),
        optional("locale", &S::locale, "Instead of the profile's"),
        optional("account", &S::account,
                 "Through which; the one of lowest priority when left out")};
  }
};
template <>
struct Describe<TestAnswer> {
  using S = TestAnswer;
  static constexpr auto fields() {
    return std::tuple{
        required("account", &S::account, "Through which it left"),
        required("result", &S::result, "accepted, rejected, retry or unknown"),
        optional("provider_message_id", &S::provider_message_id, "The provider's own id"),
        optional("reason", &S::reason, "Why it was not accepted")};
  }
};

} // namespace beckon::schema

namespace beckon::engine {
namespace {

constexpr std::string_view kMark = "[Test] ";

std::string checked_address(const std::string& channel, const std::string& text) {
  std::optional<std::string> address = text.empty() ? std::nullopt : std::optional(text);
  if (channel == "email") address = message::normalize_email(text);
  if (channel == "sms") address = message::normalize_phone(text);
  if (!address) fail_invalid("this is no address of the channel " + channel, "/to");
  return *address;
}

std::optional<Router::Chosen> read_account(const store::AccountRow& row) {
  provider::Account account;
  account.key = row.key;
  account.config = schema::parse_json(row.document);
  account.kind = schema::text_member(account.config, "kind");
  account.channel = schema::text_member(account.config, "channel");
  account.priority = schema::integer_member(account.config, "priority");
  Router::Chosen chosen;
  chosen.provider = provider::find_provider(account.kind);
  if (chosen.provider == nullptr) return std::nullopt;
  chosen.account = std::make_shared<const provider::Account>(std::move(account));
  return chosen;
}

// Of accounts that carry the message: the one that was named, else that of lowest priority.
Router::Chosen choose_account(Workspace& workspace, const std::string& channel,
                              const TestRequest& request, const std::string& address) {
  std::optional<Router::Chosen> best;
  for (const store::AccountRow& row : workspace.catalog().accounts()) {
    const auto chosen = read_account(row);
    if (!chosen || chosen->account->channel != channel || !chosen->provider->serves(address)) {
      continue;
    }
    if (!request.account.empty() && row.key != request.account) continue;
    if (!best || chosen->account->priority < best->account->priority) best = chosen;
  }
  if (best) return *best;
  if (request.account.empty()) {
    throw Error(Code::conflict, "no account carries the channel " + channel, "",
                "add one: providers.create");
  }
  throw Error(Code::not_found, "no account \"" + request.account + "\" carries the message",
              "/account");
}

TestAnswer answer_of(const Router::Chosen& chosen, const provider::Outcome& outcome) {
  TestAnswer answer{
      chosen.account->key, std::string(provider::result_name(outcome.result)), {}, {}};
  if (!outcome.provider_message_id.empty()) {
    answer.provider_message_id = outcome.provider_message_id;
  }
  if (!outcome.reason.empty()) answer.reason = outcome.reason;
  return answer;
}

TestAnswer send_test(Workspace& workspace, const TestRequest& request) {
  const Document document =
      get_document(workspace, DefinitionKind::template_, {request.key, request.version});
  auto reader = workspace.read();
  const CompiledTemplate compiled = compile_template(document.definition, template_store(*reader));
  const std::string address = checked_address(compiled.channel, request.to);
  if (find_suppression(reader->txn(), reader->table(T::suppressions), compiled.channel, address)) {
    throw Error(Code::conflict, "the address is suppressed: nothing goes there", "/to");
  }
  const Router::Chosen chosen = choose_account(workspace, compiled.channel, request, address);
  // As the profile would get it, but to the address that was told, marked, and each one new.
  provider::Message message =
      sample_message(workspace, *reader, compiled,
                     {request.key, request.profile, request.event, request.locale, address,
                      random_bytes(16), std::string(kMark)},
                     nullptr);
  reader.reset(); // no transaction is open while something is on its way
  Credentials credentials;
  const Credentials::Need need{chosen, address};
  credentials.renew(&workspace.transport(), {need}, workspace.now());
  if (const auto refusal = credentials.refusal(need)) {
    return answer_of(chosen, *refusal);
  }
  message.credential = credentials.value(need);
  const http::Request built = chosen.provider->build(*chosen.account, message);
  provider::Outcome outcome;
  workspace.transport().perform({&built, 1}, [&](size_t, const http::Response& response) {
    outcome = chosen.provider->read(response);
  });
  return answer_of(chosen, outcome);
}

} // namespace

void add_templates_test(Registry& registry) {
  registry.add(operation<TestRequest, TestAnswer>(
      {.name = "templates.send_test",
       .summary = "Send a template to an address of one's own, with a profile's data",
       .permission = Permission::write,
       .method = Method::post,
       .path = "/api/v1/templates/{key}/send-test",
       .details = "It leaves at once, marked `[Test]` in its subject, whatever the send policy "
                  "says of the profile; it is no send: nothing counts it, its links are not "
                  "counted, its unsubscribe link does nothing. A suppressed address gets none.",
       .examples = {{"To oneself", R"({"key": "review", "profile": {"user_id": "u1"},
 "to": "me@shop.example"})"}}},
      send_test));
}

} // namespace beckon::engine
