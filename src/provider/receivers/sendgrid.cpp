// sendgrid: the signed Event Webhook, an array of events a call.
// Configuration: {"webhook_key": the public key that SendGrid shows, base64}.
#include "base/crypto.h"
#include "base/public_key.h"
#include "provider/http_account.h"
#include "provider/receivers/registry.h"
#include "schema/members.h"

namespace beckon::provider {
namespace {

using schema::text_member;

// SendGrid repeats what was not taken for a day, and does not sign anew.
constexpr Millis kFreshMs = 24 * 3'600'000 + 600'000;

bool read_event(const schema::Value& event, Notice* notice) {
  const std::string what = text_member(event, "event");
  notice->reason = text_member(event, "reason");
  if (what == "delivered") notice->state = "delivered";
  else if (what == "open") notice->state = "opened";
  else if (what == "click") notice->state = "clicked";
  else if (what == "spamreport") notice->state = "complained";
  else if (what == "unsubscribe" || what == "group_unsubscribe") notice->state = "unsubscribed";
  else if (what == "bounce") {
    notice->state = "bounced";
    // "blocked" is about reputation or content: the mailbox may well exist.
    notice->blocked = text_member(event, "type") == "blocked";
    notice->hard = !notice->blocked && text_member(event, "status").rfind("4.", 0) != 0;
  } else if (what == "dropped" && notice->reason == "Bounced Address") {
    notice->state = "bounced";
    notice->hard = true;
  } else if (what == "dropped" && notice->reason == "Spam Reporting Address") {
    notice->state = "complained";
  } else if (what == "dropped" && notice->reason == "Unsubscribed Address") {
    notice->state = "unsubscribed";
  } else {
    return false; // processed, deferred, group_resubscribe, account_status_change
  }
  notice->machine = notice->state == "opened" && schema::flag_member(event, "sg_machine_open");
  return true;
}

class SendGridReceiver : public Receiver {
 public:
  std::string_view kind() const override { return "sendgrid"; }

  void verify(const Account& account, const Delivery& delivery, std::string_view) const override {
    const auto key = from_base64(config_text(account, "webhook_key"));
    const std::string time = header_text(delivery, "X-Twilio-Email-Event-Webhook-Timestamp");
    const auto signature =
        from_base64(header_text(delivery, "X-Twilio-Email-Event-Webhook-Signature"));
    const bool digits = !time.empty() && time.size() <= 12 &&
                        time.find_first_not_of("0123456789") == std::string::npos;
    if (!key || key->empty() || !signature || !digits) refuse_delivery();
    if (!verify_p256(*key, *signature, time + delivery.body)) refuse_delivery();
    if (std::stoll(time) * 1'000 < delivery.at - kFreshMs) refuse_delivery();
  }

  Reading read(const Account&, const Delivery& delivery) const override {
    const schema::Value events = delivery_json(delivery);
    if (!events.is_array()) refuse_shape("sendgrid's events come as an array");
    Reading reading;
    for (const schema::Value& event : events.as_array()) {
      Notice notice;
      notice.send_key = text_member(event, "beckon_send");
      const std::string id = text_member(event, "sg_message_id");
      notice.provider_message_id = id.substr(0, id.find('.'));
      const int64_t seconds = schema::integer_member(event, "timestamp");
      notice.at = seconds > 0 && seconds < kTimeCeiling / 1'000 ? seconds * 1'000 : delivery.at;
      if (read_event(event, &notice)) reading.notices.push_back(std::move(notice));
    }
    return reading;
  }
};

} // namespace

const Receiver& sendgrid_receiver() {
  static const SendGridReceiver receiver;
  return receiver;
}

} // namespace beckon::provider
