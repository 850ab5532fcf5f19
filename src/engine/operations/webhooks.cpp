// webhooks.receive: what a provider tells about messages, checked over its raw bytes first.
#include "base/crypto.h"
#include "engine/operations/all.h"
#include "engine/operations/receipts.h"
#include "engine/operations/shapes.h"
#include "engine/operations/sms.h"
#include "engine/operations/webhook_people.h"
#include "message/address.h"
#include "provider/receiver.h"
#include "schema/json.h"
#include "schema/members.h"

namespace beckon::engine {
namespace {

struct DeliveryRequest {
  std::string provider;
  std::string url;
  schema::Value headers;
  std::optional<std::string> body, body_base64;
};
struct DeliveryAnswer {
  uint32_t notices = 0, counted = 0, unknown = 0, texts = 0;
  uint32_t records = 0, duplicates = 0;
  std::vector<schema::Value> refused, requests;
  bool confirmed = false;
  std::optional<std::string> reply;
};

} // namespace
} // namespace beckon::engine

namespace beckon::schema {

template <>
struct Describe<DeliveryRequest> {
  static constexpr auto fields() {
    return std::tuple{
        required("provider", &DeliveryRequest::provider, "Key of the account that is meant")
            .up_to_bytes(limits::key_bytes, "key_bytes"),
        optional("url", &DeliveryRequest::url,
                 "The whole address as the provider called it; Twilio signs it"),
        required("headers", &DeliveryRequest::headers, "Name and value of each field")
            .only(Kind::object),
        optional("body", &DeliveryRequest::body, "The bytes as they came, when they are UTF-8"),
        optional("body_base64", &DeliveryRequest::body_base64, "The bytes as they came")};
  }
  static void check(const DeliveryRequest& request, const std::string& pointer, Issues* issues) {
    if (request.body.has_value() != request.body_base64.has_value()) return;
    issues->push_back({pointer, "give one of body and body_base64", ""});
  }
};
template <>
struct Describe<DeliveryAnswer> {
  static constexpr auto fields() {
    return std::tuple{
        required("notices", &DeliveryAnswer::notices, "What it told about messages"),
        required("counted", &DeliveryAnswer::counted, "Of them, those that were news"),
        required("unknown", &DeliveryAnswer::unknown, "Of them, those about no message of ours"),
        required("texts", &DeliveryAnswer::texts, "Messages that people have sent"),
        optional("reply", &DeliveryAnswer::reply, "What to answer such a message with"),
        required("records", &DeliveryAnswer::records, "What it told about people that was news"),
        required("duplicates", &DeliveryAnswer::duplicates, "What it had told before"),
        required("refused", &DeliveryAnswer::refused,
                 "What cannot be recorded: index, code, message")
            .only(Kind::object),
        required("requests", &DeliveryAnswer::requests,
                 "What people ask for by law: kind (access, erase, erase_all), profile, and "
                 "whether it is done")
            .only(Kind::object),
        required("confirmed", &DeliveryAnswer::confirmed,
                 "Whether it asked if somebody listens, and was told so")};
  }
};

} // namespace beckon::schema

namespace beckon::engine {
namespace {

provider::Account account_of(Workspace& workspace, const std::string& key) {
  const auto row = workspace.catalog().account(key);
  if (!row) throw Error(Code::not_found, "there is no provider \"" + key + "\"", "/provider");
  provider::Account account;
  account.key = row->key;
  account.config = schema::parse_json(row->document);
  account.kind = schema::text_member(account.config, "kind");
  return account;
}

provider::Delivery delivery_of(const DeliveryRequest& request, Millis now) {
  provider::Delivery delivery;
  delivery.url = request.url;
  delivery.at = now;
  for (const schema::Member& field : request.headers.as_object()) {
    if (!field.value.is_string()) {
      fail_invalid("the value of a header is a string", pointer_join("/headers", field.key));
    }
    delivery.headers.emplace_back(field.key, field.value.as_string());
  }
  if (request.body) {
    delivery.body = *request.body;
    return delivery;
  }
  auto bytes = from_base64(*request.body_base64);
  if (!bytes) fail_invalid("this is no base64", "/body_base64");
  delivery.body = std::move(*bytes);
  return delivery;
}

// The send of a hexadecimal send key; nothing when it is none of this workspace.
// Whether it was news. A message that has not left cannot have come to anything yet.
Told tell(Workspace& workspace, const provider::Notice& notice) {
  const auto number = find_send(*workspace.read(), notice.send_key);
  const auto state = segment::find_message_state(notice.state);
  if (!number || !state) return Told::unknown;
  return tell_receipt(workspace,
                      {*number, *state, notice.at, notice.machine, notice.hard, notice.blocked});
}

// What to answer it with, if anything. What comes from no telephone number has nothing to stop.
std::optional<std::string> hear(Workspace& workspace, const provider::InboundText& text) {
  if (!message::normalize_phone(text.from)) return std::nullopt;
  std::string id = text.id.empty() ? "" : "sms:" + text.id;
  if (id.size() > limits::message_id_bytes) id = to_hex(as_text(sha256(id)));
  return receive_text(workspace, {text.from, text.text, {}, text.answered, id}).reply;
}

bool confirm(Workspace& workspace, const std::string& url) {
  http::Request request;
  request.method = "GET";
  request.url = url;
  bool confirmed = false;
  workspace.transport().perform({&request, 1}, [&](size_t, const http::Response& response) {
    confirmed = response.phase == http::Phase::complete && response.status / 100 == 2;
  });
  if (!confirmed) throw Error(Code::io_error, "the webhook cannot be confirmed");
  return confirmed;
}

DeliveryAnswer receive(Workspace& workspace, const DeliveryRequest& request) {
  const provider::Account account = account_of(workspace, request.provider);
  const provider::Receiver* receiver = provider::find_receiver(account.kind);
  if (receiver == nullptr) {
    throw Error(Code::conflict, account.kind + " tells nothing by webhook", "/provider");
  }
  const provider::Delivery delivery = delivery_of(request, workspace.now());
  const std::string url = receiver->certificate_url(delivery);
  const std::string certificate =
      url.empty() ? "" : workspace.certificates().fetch(workspace.transport(), url);
  receiver->verify(account, delivery, certificate);
  provider::Reading reading = receiver->read(account, delivery);
  DeliveryAnswer answer;
  for (const provider::Notice& notice : reading.notices) {
    const Told told = tell(workspace, notice);
    ++answer.notices;
    answer.counted += told == Told::news ? 1 : 0;
    answer.unknown += told == Told::unknown ? 1 : 0;
  }
  for (const provider::InboundText& text : reading.texts) {
    const auto reply = hear(workspace, text);
    if (reply) answer.reply = reply;
    ++answer.texts;
  }
  Recorded recorded = record_people(workspace, std::move(reading.records), delivery.at);
  answer.records = recorded.records;
  answer.duplicates = recorded.duplicates;
  answer.refused = std::move(recorded.refused);
  for (const provider::PrivacyRequest& asked : reading.requests) {
    answer.requests.push_back(answer_request(workspace, asked));
  }
  if (!reading.confirm_url.empty()) answer.confirmed = confirm(workspace, reading.confirm_url);
  return answer;
}

} // namespace

void add_webhooks_operations(Registry& registry) {
  registry.add(operation<DeliveryRequest, DeliveryAnswer>(
      {.name = "webhooks.receive",
       .summary = "Take in what a provider or a shop tells",
       .permission = Permission::write,
       .method = Method::post,
       .path = "/api/v1/webhooks/{provider}",
       .details = "The signature is checked over the raw bytes before anything is read; one that "
                  "does not hold is refused with `permission_denied` and changes nothing. What is "
                  "told twice, or in another order, comes to the same. A shop's customers, orders "
                  "and checkouts become profiles, consents and events.",
       .examples = {{"An event of SendGrid",
                     R"({"provider": "sg", "headers": {
  "X-Twilio-Email-Event-Webhook-Signature": "MEUCIGHQ…",
  "X-Twilio-Email-Event-Webhook-Timestamp": "1600112502"},
  "body": "[{\"event\": \"delivered\", \"beckon_send\": \"9f86d0…\"}]"})"}}},
      receive));
}

} // namespace beckon::engine
