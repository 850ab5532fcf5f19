// receipts.*: what became of a message after it left.
#include <array>

#include "base/crypto.h"
#include "engine/operations/all.h"
#include "engine/operations/receipts.h"
#include "engine/operations/shapes.h"

namespace beckon::engine {
namespace {

using ReceiptState = segment::MessageState;

struct ReceiptRequest {
  std::string send;
  ReceiptState state = ReceiptState::delivered;
  std::optional<schema::Time> at;
  bool machine = false;
  bool hard = false, blocked = false;
};
struct ReceiptAnswer {
  bool counted = false;
  schema::Value consequences;
};

} // namespace
} // namespace beckon::engine

namespace beckon::schema {

using namespace std::string_view_literals;

// "sent" is known from the provider's answer.
template <>
struct EnumNames<ReceiptState> {
  static constexpr std::array values = {std::pair{ReceiptState::delivered, "delivered"sv},
                                        std::pair{ReceiptState::opened, "opened"sv},
                                        std::pair{ReceiptState::clicked, "clicked"sv},
                                        std::pair{ReceiptState::bounced, "bounced"sv},
                                        std::pair{ReceiptState::complained, "complained"sv},
                                        std::pair{ReceiptState::unsubscribed, "unsubscribed"sv},
                                        std::pair{ReceiptState::converted, "converted"sv}};
};
template <>
struct Describe<ReceiptRequest> {
  static constexpr auto fields() {
    return std::tuple{required("send", &ReceiptRequest::send, "Id of the send"),
                      required("state", &ReceiptRequest::state, "What the message came to"),
                      optional("at", &ReceiptRequest::at, "When it did; now when left out"),
                      optional("machine", &ReceiptRequest::machine,
                               "Opened or clicked by a scanner, not by a human: does not count"),
                      optional("hard", &ReceiptRequest::hard,
                               "A bounce for good: the address is never written to again"),
                      optional("blocked", &ReceiptRequest::blocked,
                               "A bounce about the message or its sender: it does not count "
                               "against the address")};
  }
};
template <>
struct Describe<ReceiptAnswer> {
  static constexpr auto fields() {
    return std::tuple{required("counted", &ReceiptAnswer::counted,
                               "Whether the message is in this state for the first time"),
                      required("consequences", &ReceiptAnswer::consequences,
                               "What it caused: profile, entered, left, flows")
                          .only(Kind::object)};
  }
};

} // namespace beckon::schema

namespace beckon::engine {
namespace {

void check_flags(const ReceiptRequest& request) {
  const bool by_machine =
      request.state == ReceiptState::opened || request.state == ReceiptState::clicked;
  if (request.machine && !by_machine) {
    fail_invalid("only an open or a click can be a machine's", "/machine");
  }
  if (request.hard && request.state != ReceiptState::bounced) {
    fail_invalid("only a bounce can be hard", "/hard");
  }
  if (request.blocked && (request.hard || request.state != ReceiptState::bounced)) {
    fail_invalid("only a bounce that is not hard can be blocked", "/blocked");
  }
}

ReceiptAnswer record(Workspace& workspace, const ReceiptRequest& request) {
  check_flags(request);
  const auto number = workspace.read()->ids().read('s', request.send);
  if (!number) throw Error(Code::not_found, "there is no send " + request.send, "/send");
  Receipt receipt{*number, request.state, {}, request.machine, request.hard, request.blocked};
  if (request.at) receipt.at = request.at->ms;
  const Answer answer = submit_receipt(workspace, receipt);
  return {answer.value.find("counted")->as_bool(), to_value(answer.consequences)};
}

} // namespace

Answer submit_receipt(Workspace& workspace, const Receipt& receipt) {
  schema::Value payload = schema::Value::object(
      {{"send", receipt.send}, {"state", segment::message_state_name(receipt.state)}});
  if (receipt.at) payload.set("at", *receipt.at);
  if (receipt.machine) payload.set("machine", true);
  if (receipt.hard) payload.set("hard", true);
  if (receipt.blocked) payload.set("blocked", true);
  const bool opt_out = receipt.hard || receipt.state == ReceiptState::complained ||
                       receipt.state == ReceiptState::unsubscribed;
  return workspace.submit(store::RecordKind::receipt, payload, opt_out);
}

Told tell_receipt(Workspace& workspace, const Receipt& receipt) {
  try {
    const Answer answer = submit_receipt(workspace, receipt);
    return answer.value.find("counted")->as_bool() ? Told::news : Told::known;
  } catch (const Error& error) {
    if (error.code() != Code::conflict) throw;
    return Told::unknown;
  }
}

std::optional<uint64_t> find_send(const Reader& reader, std::string_view send_key) {
  const auto key = from_hex(send_key);
  const auto number = key ? reader.get(T::send_keys, *key) : std::nullopt;
  if (!number) return std::nullopt;
  return get_big<uint64_t>(*number);
}

void add_receipts_operations(Registry& registry) {
  registry.add(operation<ReceiptRequest, ReceiptAnswer>(
      {.name = "receipts.record",
       .summary = "Record what became of a message",
       .permission = Permission::write,
       .method = Method::post,
       .path = "/api/v1/receipts",
       .details = "Each state counts once a message, however often it is told. Conditions over "
                  "messages ask for these states: `{\"message\": \"opened\"}`.",
       .examples = {{"Opened", R"({"send": "s_0123456789abc", "state": "opened"})"},
                    {"A hard bounce",
                     R"({"send": "s_0123456789abc", "state": "bounced", "hard": true})"}}},
      record));
}

} // namespace beckon::engine
