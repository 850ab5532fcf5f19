// mixmax: what a rule posts. It signs nothing: the rule's address ends with ?token=…, which only it
// and the account know. Nothing in it names a message of ours, so it becomes events of the person,
// "Mixmax Opened Email" and "Mixmax Bounced Email".
// Configuration: {"webhook_token"}.
#include "base/crypto.h"
#include "message/address.h"
#include "provider/http_account.h"
#include "provider/receivers/registry.h"
#include "schema/members.h"

namespace beckon::provider {
namespace {

using schema::text_member;

constexpr size_t kDigestBytes = 16;
constexpr size_t kMostRecipients = 100;

// Whose mail it was: of an open one address, of a bounce those that it came back from.
std::vector<std::string> people_of(const schema::Value& event) {
  std::vector<std::string> people;
  const auto add = [&](const std::string& text) {
    const auto address = message::normalize_email(text);
    if (address && people.size() < kMostRecipients) people.push_back(*address);
  };
  if (text_member(event, "eventName") == "opened") add(text_member(event, "recipientEmail"));
  const schema::Value* bounced = event.find("bouncedRecipientEmails");
  if (bounced == nullptr || !bounced->is_array()) return people;
  for (const schema::Value& one : bounced->as_array()) {
    if (one.is_string()) add(one.as_string());
  }
  return people;
}

Millis time_of(const schema::Value& event, Millis otherwise) {
  for (const std::string_view key : {"timestamp", "sent"}) {
    const int64_t at = schema::integer_member(event, key);
    if (at > 0 && at < kTimeCeiling) return at;
    if (const auto written = parse_time(text_member(event, key))) return *written;
  }
  return otherwise;
}

class MixmaxReceiver final : public Receiver {
 public:
  std::string_view kind() const override { return "mixmax"; }

  void verify(const Account& account, const Delivery& delivery, std::string_view) const override {
    const std::string wanted = config_text(account, "webhook_token");
    if (wanted.empty() || !equal_constant_time(url_token(delivery), wanted)) refuse_delivery();
  }

  Reading read(const Account& account, const Delivery& delivery) const override {
    const schema::Value event = delivery_json(delivery);
    if (!event.is_object()) refuse_shape("an event of mixmax is an object");
    const bool opened = text_member(event, "eventName") == "opened";
    // It numbers nothing; what comes twice is the same to the byte.
    const Digest digest = sha256(account.key + "/" + delivery.body);
    const std::string id = "mixmax:" + to_hex(as_text(digest).substr(0, kDigestBytes));
    schema::Value properties = schema::Value::object();
    const schema::Value* message = event.find("message");
    const std::string subject = text_member(message != nullptr ? *message : event, "subject");
    if (!subject.empty()) properties.set("subject", subject);
    Reading reading;
    for (const std::string& address : people_of(event)) {
      reading.records.push_back(
          schema::Value::object({{"type", "track"},
                                 {"event", opened ? "Mixmax Opened Email" : "Mixmax Bounced Email"},
                                 {"email", address},
                                 {"at", time_of(event, delivery.at)},
                                 {"message_id", id + ":" + std::to_string(reading.records.size())},
                                 {"properties", properties}}));
    }
    return reading;
  }
};

} // namespace

const Receiver& mixmax_receiver() {
  static const MixmaxReceiver receiver;
  return receiver;
}

} // namespace beckon::provider
