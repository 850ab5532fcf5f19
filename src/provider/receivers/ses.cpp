// ses: events of Amazon SES, published to an SNS topic that calls us. The envelope is signed with
// the key of a certificate at Amazon's own host; the event is a JSON text inside it.
// Configuration: {"topic_arn": the topic that may call}.
#include "base/crypto.h"
#include "base/limits.h"
#include "base/public_key.h"
#include "provider/http_account.h"
#include "provider/receivers/registry.h"
#include "schema/json.h"
#include "schema/members.h"

namespace beckon::provider {
namespace {

using schema::text_member;

constexpr Millis kFreshMs = 3'600'000; // SNS repeats for at most an hour

// "sns.eu-west-1.amazonaws.com", and the same in China.
bool is_sns_host(std::string_view host) {
  constexpr std::string_view kBegin = "sns.";
  if (host.substr(0, kBegin.size()) != kBegin) return false;
  host.remove_prefix(kBegin.size());
  for (const std::string_view end :
       {std::string_view(".amazonaws.com"), std::string_view(".amazonaws.com.cn")}) {
    if (host.size() < end.size() + 3 || host.substr(host.size() - end.size()) != end) continue;
    const std::string_view region = host.substr(0, host.size() - end.size());
    return region.find_first_not_of(
               "abcdefghijklmnopqrstuvwxyzABCDEFGHIJKLMNOPQRSTUVWXYZ"
               "0123456789-") == std::string_view::npos;
  }
  return false;
}

bool is_sns_url(std::string_view url) {
  constexpr std::string_view kScheme = "https://";
  if (url.substr(0, kScheme.size()) != kScheme) return false;
  url.remove_prefix(kScheme.size());
  return is_sns_host(url.substr(0, url.find_first_of("/?#")));
}

// What is signed: names and values of these members in this order, each on a line of its own.
std::string signed_text(const schema::Value& envelope) {
  std::string text;
  for (const std::string_view key : {"Message", "MessageId", "Subject", "SubscribeURL", "Timestamp",
                                     "Token", "TopicArn", "Type"}) {
    const std::string value = text_member(envelope, key);
    if (!value.empty()) text += std::string(key) + "\n" + value + "\n";
  }
  return text;
}

std::string send_key_of(const schema::Value& mail) {
  const schema::Value* tags = mail.find("tags");
  const schema::Value* tag = tags == nullptr ? nullptr : tags->find("beckon_send");
  const bool there =
      tag != nullptr && tag->is_array() && tag->size() > 0 && tag->as_array().front().is_string();
  return there ? tag->as_array().front().as_string() : "";
}

// Fills in state and flags; false for events that say nothing new about the message.
bool read_event(const std::string& type, const schema::Value& event, Notice* notice) {
  const auto part = [&](std::string_view key) {
    const schema::Value* found = event.find(key);
    return found != nullptr && found->is_object() ? *found : schema::Value::object();
  };
  schema::Value about;
  if (type == "Delivery") {
    about = part("delivery");
    notice->state = "delivered";
  } else if (type == "Bounce") {
    about = part("bounce");
    notice->state = "bounced";
    notice->hard = text_member(about, "bounceType") == "Permanent";
    const std::string sub = text_member(about, "bounceSubType");
    notice->blocked = sub == "MessageTooLarge" || sub == "ContentRejected" ||
                      sub == "AttachmentRejected"; // the message, not the mailbox
    notice->reason = text_member(about, "bounceType") + "/" + sub;
  } else if (type == "Complaint") {
    about = part("complaint");
    if (text_member(about, "complaintFeedbackType") == "not-spam") return false;
    notice->state = "complained";
  } else if (type == "Open") {
    about = part("open");
    notice->state = "opened";
  } else if (type == "Click") {
    about = part("click");
    notice->state = "clicked";
  } else if (type == "Subscription") {
    about = part("subscription");
    const schema::Value* now = about.find("newTopicPreferences");
    if (now == nullptr || !schema::flag_member(*now, "unsubscribeAll")) return false;
    notice->state = "unsubscribed";
  } else {
    return false; // Send, Reject, Rendering Failure, DeliveryDelay
  }
  notice->at = time_member(about, "timestamp", notice->at);
  return true;
}

class SesReceiver : public Receiver {
 public:
  std::string_view kind() const override { return "ses"; }

  std::string certificate_url(const Delivery& delivery) const override {
    const std::string url = text_member(delivery_json(delivery), "SigningCertURL");
    const bool pem = url.size() > 4 && url.substr(url.size() - 4) == ".pem";
    if (!is_sns_url(url) || !pem) refuse_delivery();
    return url;
  }

  void verify(const Account& account, const Delivery& delivery,
              std::string_view certificate) const override {
    const schema::Value envelope = delivery_json(delivery);
    const std::string topic = config_text(account, "topic_arn");
    if (topic.empty() || text_member(envelope, "TopicArn") != topic) refuse_delivery();
    const std::string version = text_member(envelope, "SignatureVersion");
    if (version != "1" && version != "2") refuse_delivery();
    const auto signature = from_base64(text_member(envelope, "Signature"));
    const Hash hash = version == "1" ? Hash::sha1 : Hash::sha256;
    if (!signature || !verify_rsa(certificate, hash, *signature, signed_text(envelope))) {
      refuse_delivery();
    }
    const auto at = parse_time(text_member(envelope, "Timestamp"));
    if (!at || *at < delivery.at - kFreshMs) refuse_delivery();
  }

  Reading read(const Account&, const Delivery& delivery) const override {
    const schema::Value envelope = delivery_json(delivery);
    Reading reading;
    const std::string type = text_member(envelope, "Type");
    if (type == "SubscriptionConfirmation") {
      reading.confirm_url = text_member(envelope, "SubscribeURL");
      if (!is_sns_url(reading.confirm_url)) refuse_delivery();
      return reading;
    }
    if (type != "Notification") return reading;
    schema::Value event;
    try {
      event = schema::parse_json(text_member(envelope, "Message"));
    } catch (const Error&) {
      return reading; // "Successfully validated SNS topic …": the topic's first words are no JSON
    }
    const schema::Value* mail = event.find("mail");
    if (mail == nullptr || !mail->is_object()) return reading;
    std::string what = text_member(event, "eventType");
    if (what.empty()) what = text_member(event, "notificationType");
    Notice notice;
    notice.send_key = send_key_of(*mail);
    notice.provider_message_id = text_member(*mail, "messageId");
    notice.at = time_member(envelope, "Timestamp", delivery.at);
    if (read_event(what, event, &notice)) reading.notices.push_back(std::move(notice));
    return reading;
  }
};

} // namespace

const Receiver& ses_receiver() {
  static const SesReceiver receiver;
  return receiver;
}

} // namespace beckon::provider
