// Any bytes as the webhook of any provider: KIND LF HEADERS LF LF BODY, where a header is "Name:
// value". Nothing of it is signed, so none is taken for the provider's; read all the same, it is
// refused with a reason or says what the engine understands.
#include <string>
#include <vector>

#include "base/error.h"
#include "base/limits.h"
#include "fuzz/entry.h"
#include "provider/receiver.h"
#include "schema/json.h"
#include "schema/members.h"

namespace beckon::fuzz {
namespace {

provider::Account account_of(std::string_view kind) {
  provider::Account account;
  account.key = "main";
  account.kind = kind;
  // A key of P-256 and secrets that the input cannot know.
  account.config = schema::parse_json(R"({
    "webhook_key": "MFkwEwYHKoZIzj0CAQYIKoZIzj0DAQcDQgAE83T4O/n84iotIvIW4mdBgQ/7dAfSmpqIM8kF9mN1flpVKS3GRqe62gw+2fNNRaINXvVpiglSI8eNEc6wEA3F+g==",
    "topic_arn": "arn:aws:sns:eu-west-1:1:mail", "auth_token": "6a09e667f3bcc908",
    "webhook_user": "bb67ae8584caa73b", "webhook_password": "3c6ef372fe94f82b",
    "webhook_secret": "a54ff53a5f1d36f1", "webhook_token": "510e527fade682d1"})");
  return account;
}

template <typename Call>
void allowed_to_refuse(Call&& call) {
  try {
    call();
  } catch (const Error& error) {
    const bool known = error.code() == Code::invalid_request ||
                       error.code() == Code::permission_denied ||
                       error.code() == Code::limit_exceeded;
    demand(known && !error.message().empty(), "a refusal has its reason", error.message());
  }
}

void check_verify(const provider::Receiver& receiver, const provider::Account& account,
                  const provider::Delivery& delivery) {
  bool accepted = false;
  allowed_to_refuse([&] {
    receiver.certificate_url(delivery);
    receiver.verify(account, delivery, "no certificate");
    accepted = true;
  });
  demand(!accepted, "what nobody signed is refused", receiver.kind());
}

void check_notice(const provider::Notice& notice) {
  const bool known = notice.state == "delivered" || notice.state == "opened" ||
                     notice.state == "clicked" || notice.state == "bounced" ||
                     notice.state == "complained" || notice.state == "unsubscribed";
  demand(known, "a notice tells of a state that there is", notice.state);
  demand(!notice.hard || notice.state == "bounced", "only a bounce is hard");
  demand(!(notice.hard && notice.blocked), "a bounce is hard or blocked");
}

void check_record(const schema::Value& record) {
  const std::string type = schema::text_member(record, "type");
  demand(!type.empty(), "a record has a type");
  const std::string id = schema::text_member(record, "message_id");
  demand(!id.empty() && id.size() <= limits::message_id_bytes, "a record is known again", id);
  const bool named = record.find("user_id") != nullptr || record.find("email") != nullptr ||
                     record.find("phone") != nullptr || record.find("anonymous_id") != nullptr;
  demand(named, "a record names somebody");
  demand(schema::is_utf8(schema::to_json(record)), "a record can be written");
}

} // namespace
} // namespace beckon::fuzz

int LLVMFuzzerTestOneInput(const uint8_t* data, size_t size) {
  using namespace beckon;
  std::string_view rest(reinterpret_cast<const char*>(data), size);
  const std::string_view kind = fuzz::take_line(&rest);
  const provider::Receiver* receiver = provider::find_receiver(kind);
  if (receiver == nullptr) return 0;
  provider::Delivery delivery;
  delivery.url = "https://shop.example/hooks?beckon_send=ff";
  delivery.at = 1'710'000'000'000;
  for (std::string_view line = fuzz::take_line(&rest); !line.empty();
       line = fuzz::take_line(&rest)) {
    const size_t colon = std::min(line.find(": "), line.size());
    delivery.headers.emplace_back(line.substr(0, colon),
                                  line.substr(std::min(colon + 2, line.size())));
  }
  delivery.body = rest;
  const provider::Account account = fuzz::account_of(kind);
  fuzz::check_verify(*receiver, account, delivery);
  fuzz::allowed_to_refuse([&] {
    const provider::Reading reading = receiver->read(account, delivery);
    for (const provider::Notice& notice : reading.notices) fuzz::check_notice(notice);
    for (const schema::Value& record : reading.records) fuzz::check_record(record);
  });
  return 0;
}
