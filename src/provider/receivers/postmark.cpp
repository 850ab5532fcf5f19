// postmark: one event a call. Postmark signs nothing: it shows the user and password that were
// written into the webhook's address (HTTP Basic).
// Configuration: {"webhook_user", "webhook_password"}.
#include "base/crypto.h"
#include "provider/headers.h"
#include "provider/http_account.h"
#include "provider/receivers/registry.h"
#include "schema/members.h"

namespace beckon::provider {
namespace {

using schema::text_member;

// Bounces that say nothing about the mailbox: answers of robots, changes of address.
bool is_no_bounce(std::string_view type) {
  for (const std::string_view one :
       {"AutoResponder", "AddressChange", "ChallengeVerification", "Subscribe"}) {
    if (type == one) return true;
  }
  return false;
}

bool is_hard(std::string_view type) {
  return type == "HardBounce" || type == "BadEmailAddress" || type == "ManuallyDeactivated";
}

// About what was sent, or who sent it: another message may well arrive.
bool is_blocked(std::string_view type) {
  for (const std::string_view one :
       {"Blocked", "VirusNotification", "DMARCPolicy", "TemplateRenderingFailed", "SMTPApiError"}) {
    if (type == one) return true;
  }
  return false;
}

bool read_bounce(const schema::Value& event, Notice* notice) {
  const std::string type = text_member(event, "Type");
  notice->at = time_member(event, "BouncedAt", notice->at);
  notice->reason = text_member(event, "Description");
  if (type == "Unsubscribe") notice->state = "unsubscribed";
  else if (type == "SpamComplaint" || type == "SpamNotification") notice->state = "complained";
  else if (is_no_bounce(type)) return false;
  else {
    notice->state = "bounced";
    // Whatever it calls it: Postmark writes to an inactive address no more.
    notice->hard = is_hard(type) || schema::flag_member(event, "Inactive");
    notice->blocked = !notice->hard && is_blocked(type);
  }
  return true;
}

bool read_event(const schema::Value& event, Notice* notice) {
  const std::string what = text_member(event, "RecordType");
  if (what == "Bounce" || what == "SpamComplaint") return read_bounce(event, notice);
  if (what == "Delivery") {
    notice->state = "delivered";
    notice->at = time_member(event, "DeliveredAt", notice->at);
  } else if (what == "Open" || what == "Click") {
    notice->state = what == "Open" ? "opened" : "clicked";
    notice->at = time_member(event, "ReceivedAt", notice->at);
  } else if (what == "SubscriptionChange") {
    if (!schema::flag_member(event, "SuppressSending")) return false;
    const std::string reason = text_member(event, "SuppressionReason");
    notice->state = reason == "HardBounce" ? "bounced" : "unsubscribed";
    if (reason == "SpamComplaint") notice->state = "complained";
    notice->hard = reason == "HardBounce";
    notice->at = time_member(event, "ChangedAt", notice->at);
  } else {
    return false;
  }
  return true;
}

class PostmarkReceiver : public Receiver {
 public:
  std::string_view kind() const override { return "postmark"; }

  void verify(const Account& account, const Delivery& delivery, std::string_view) const override {
    const std::string user = config_text(account, "webhook_user"),
                      password = config_text(account, "webhook_password");
    const std::string* shown = find_header(delivery.headers, "Authorization");
    if (user.empty() || password.empty() || shown == nullptr) refuse_delivery();
    const std::string wanted = "Basic " + to_base64(user + ":" + password);
    if (!equal_constant_time(*shown, wanted)) refuse_delivery();
  }

  Reading read(const Account&, const Delivery& delivery) const override {
    const schema::Value event = delivery_json(delivery);
    if (!event.is_object()) refuse_shape("an event of postmark is an object");
    Notice notice;
    const schema::Value* metadata = event.find("Metadata");
    if (metadata != nullptr) notice.send_key = text_member(*metadata, "beckon_send");
    notice.provider_message_id = text_member(event, "MessageID");
    notice.at = delivery.at;
    Reading reading;
    if (read_event(event, &notice)) reading.notices.push_back(std::move(notice));
    return reading;
  }
};

} // namespace

const Receiver& postmark_receiver() {
  static const PostmarkReceiver receiver;
  return receiver;
}

} // namespace beckon::provider
