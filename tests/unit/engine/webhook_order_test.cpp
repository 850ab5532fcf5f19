// Whatever the order in which a provider tells what became of a message, and however often, it
// comes to the same: for every receiver, with real signatures.
#include <doctest/doctest.h>
#include <openssl/ec.h>
#include <openssl/evp.h>
#include <openssl/pem.h>
#include <openssl/rsa.h>
#include <openssl/x509.h>

#include <algorithm>
#include <map>
#include <random>

#include "base/crypto.h"
#include "base/public_key.h"
#include "schema/json.h"
#include "schema/members.h"
#include "support/scripted_transport.h"
#include "support/workspace.h"

namespace beckon::engine {
namespace {

using schema::Value;
using KeyPtr = std::unique_ptr<EVP_PKEY, void (*)(EVP_PKEY*)>;

std::string sign(EVP_PKEY* key, const std::string& bytes) {
  const std::unique_ptr<EVP_MD_CTX, void (*)(EVP_MD_CTX*)> context(EVP_MD_CTX_new(),
                                                                   EVP_MD_CTX_free);
  const auto* data = reinterpret_cast<const unsigned char*>(bytes.data());
  size_t size = 0;
  REQUIRE(EVP_DigestSignInit(context.get(), nullptr, EVP_sha256(), nullptr, key) == 1);
  REQUIRE(EVP_DigestSign(context.get(), nullptr, &size, data, bytes.size()) == 1);
  std::string signature(size, '\0');
  REQUIRE(EVP_DigestSign(context.get(), reinterpret_cast<unsigned char*>(signature.data()), &size,
                         data, bytes.size()) == 1);
  signature.resize(size);
  return to_base64(signature);
}

std::string public_key_of(EVP_PKEY* key) {
  unsigned char* der = nullptr;
  const int size = i2d_PUBKEY(key, &der);
  REQUIRE(size > 0);
  const std::string text(reinterpret_cast<char*>(der), static_cast<size_t>(size));
  OPENSSL_free(der);
  return to_base64(text);
}

// Signed by itself, as good as Amazon's to whoever fetched it from Amazon's host.
std::string certificate_of(EVP_PKEY* key) {
  const std::unique_ptr<X509, void (*)(X509*)> made(X509_new(), X509_free);
  ASN1_INTEGER_set(X509_get_serialNumber(made.get()), 1);
  X509_gmtime_adj(X509_getm_notBefore(made.get()), 0);
  X509_gmtime_adj(X509_getm_notAfter(made.get()), 3'600);
  X509_set_pubkey(made.get(), key);
  REQUIRE(X509_sign(made.get(), key, EVP_sha256()) > 0);
  const std::unique_ptr<BIO, int (*)(BIO*)> out(BIO_new(BIO_s_mem()), BIO_free);
  REQUIRE(PEM_write_bio_X509(out.get(), made.get()) == 1);
  char* text = nullptr;
  const long size = BIO_get_mem_data(out.get(), &text);
  return {text, static_cast<size_t>(size)};
}

// What became of a message, in the words of this test.
enum class Happens { delivered, opened, scanned, clicked, soft, blocked, hard, complaint, leaves };
constexpr std::array<Happens, 9> kAll = {Happens::delivered, Happens::opened,    Happens::scanned,
                                         Happens::clicked,   Happens::soft,      Happens::blocked,
                                         Happens::hard,      Happens::complaint, Happens::leaves};
struct Event {
  Happens what;
  Millis at;
};

// One provider's way to tell it; "" for what it has no word for.
class Teller {
 public:
  virtual ~Teller() = default;
  virtual std::string account() const = 0; // a document of providers.create, "" for none
  // The operation's request.
  virtual Value tell(const std::string& send_key, const Event& event) const = 0;
  virtual std::string operation() const { return "webhooks.receive"; }
};

Value request_of(const std::string& provider, const Value& headers, const std::string& body,
                 const std::string& url = {}) {
  Value request = Value::object({{"provider", provider}, {"headers", headers}, {"body", body}});
  if (!url.empty()) request.set("url", url);
  return request;
}

class SendGrid : public Teller {
 public:
  std::string account() const override {
    return R"({"key": "sg", "kind": "sendgrid", "channel": "email", "priority": 9,
               "api_key": "SG.x", "webhook_key": ")" +
           public_key_of(key_.get()) + "\"}";
  }
  Value tell(const std::string& send_key, const Event& event) const override {
    static const std::map<Happens, std::string> kWords = {
        {Happens::delivered, R"("event": "delivered")"},
        {Happens::opened, R"("event": "open")"},
        {Happens::scanned, R"("event": "open", "sg_machine_open": true)"},
        {Happens::clicked, R"("event": "click")"},
        {Happens::soft, R"("event": "bounce", "type": "bounce", "status": "4.2.2")"},
        {Happens::blocked, R"("event": "bounce", "type": "blocked")"},
        {Happens::hard, R"("event": "bounce", "type": "bounce", "status": "5.1.1")"},
        {Happens::complaint, R"("event": "spamreport")"},
        {Happens::leaves, R"("event": "unsubscribe")"}};
    const std::string body = R"([{"beckon_send": ")" + send_key + R"(", "timestamp": )" +
                             std::to_string(event.at / 1'000) + ", " + kWords.at(event.what) + "}]";
    const std::string time = std::to_string(test::kStart / 1'000);
    return request_of(
        "sg",
        Value::object({{"X-Twilio-Email-Event-Webhook-Signature", sign(key_.get(), time + body)},
                       {"X-Twilio-Email-Event-Webhook-Timestamp", time}}),
        body);
  }

 private:
  KeyPtr key_{EVP_EC_gen("P-256"), EVP_PKEY_free};
};

class Ses : public Teller {
 public:
  std::string account() const override {
    return R"({"key": "aws", "kind": "ses", "channel": "email", "priority": 9,
               "region": "eu-west-1", "access_key_id": "AKID", "secret_access_key": "s",
               "topic_arn": "arn:aws:sns:eu-west-1:1:mail"})";
  }
  std::string certificate() const { return certificate_of(key_.get()); }
  Value tell(const std::string& send_key, const Event& event) const override {
    static const std::map<Happens, std::string> kWords = {
        {Happens::delivered, R"("eventType": "Delivery", "delivery": {)"},
        {Happens::opened, R"("eventType": "Open", "open": {)"},
        {Happens::scanned, ""},
        {Happens::clicked, R"("eventType": "Click", "click": {)"},
        {Happens::soft, R"("eventType": "Bounce", "bounce": {"bounceType": "Transient", )"},
        {Happens::blocked, R"("eventType": "Bounce", "bounce": {"bounceType": "Transient",
                               "bounceSubType": "ContentRejected", )"},
        {Happens::hard, R"("eventType": "Bounce", "bounce": {"bounceType": "Permanent", )"},
        {Happens::complaint, R"("eventType": "Complaint", "complaint": {)"},
        {Happens::leaves, R"("eventType": "Subscription", "subscription":
                              {"newTopicPreferences": {"unsubscribeAll": true}, )"}};
    const std::string& words = kWords.at(event.what);
    if (words.empty()) return {};
    const std::string message = "{" + words + R"("timestamp": ")" + format_time(event.at) +
                                R"("}, "mail": {"messageId": "1", "tags": {"beckon_send": [")" +
                                send_key + R"("]}}})";
    const std::string at = format_time(test::kStart), topic = "arn:aws:sns:eu-west-1:1:mail";
    const std::string text = "Message\n" + message + "\nMessageId\n1\nTimestamp\n" + at +
                             "\nTopicArn\n" + topic + "\nType\nNotification\n";
    const Value envelope =
        Value::object({{"Type", "Notification"},
                       {"MessageId", "1"},
                       {"TopicArn", topic},
                       {"Message", message},
                       {"Timestamp", at},
                       {"SignatureVersion", "2"},
                       {"Signature", sign(key_.get(), text)},
                       {"SigningCertURL", "https://sns.eu-west-1.amazonaws.com/a.pem"}});
    return request_of("aws", Value::object(), schema::to_json(envelope));
  }

 private:
  KeyPtr key_{EVP_RSA_gen(2'048), EVP_PKEY_free};
};

class Postmark : public Teller {
 public:
  std::string account() const override {
    return R"({"key": "pm", "kind": "postmark", "channel": "email", "priority": 9,
               "server_token": "t", "webhook_user": "shop", "webhook_password": "s3cret"})";
  }
  Value tell(const std::string& send_key, const Event& event) const override {
    const std::string at = '"' + format_time(event.at) + '"';
    const std::string bounce = R"("RecordType": "Bounce", "BouncedAt": )" + at + R"(, "Type": )";
    const std::map<Happens, std::string> words = {
        {Happens::delivered, R"("RecordType": "Delivery", "DeliveredAt": )" + at},
        {Happens::opened, R"("RecordType": "Open", "ReceivedAt": )" + at},
        {Happens::scanned, ""},
        {Happens::clicked, R"("RecordType": "Click", "ReceivedAt": )" + at},
        {Happens::soft, bounce + R"("SoftBounce")"},
        {Happens::blocked, bounce + R"("Blocked")"},
        {Happens::hard, bounce + R"("HardBounce")"},
        {Happens::complaint, bounce + R"("SpamComplaint")"},
        {Happens::leaves, bounce + R"("Unsubscribe")"}};
    if (words.at(event.what).empty()) return {};
    return request_of("pm", Value::object({{"Authorization", "Basic c2hvcDpzM2NyZXQ="}}),
                      R"({"MessageID": "m", "Metadata": {"beckon_send": ")" + send_key + "\"}, " +
                          words.at(event.what) + "}");
  }
};

class Twilio : public Teller {
 public:
  std::string account() const override {
    return R"({"key": "tw", "kind": "twilio", "channel": "sms", "priority": 9, "from": "+15550001",
               "account_sid": "AC00000000000000000000000000000000", "auth_token": "12345"})";
  }
  Value tell(const std::string& send_key, const Event& event) const override {
    static const std::map<Happens, std::string> kWords = {
        {Happens::delivered, "MessageStatus=delivered"},
        {Happens::soft, "MessageStatus=undelivered&ErrorCode=30003"},
        {Happens::blocked, "MessageStatus=undelivered&ErrorCode=30007"},
        {Happens::hard, "MessageStatus=undelivered&ErrorCode=30005"},
        {Happens::leaves, "MessageStatus=failed&ErrorCode=21610"}};
    const auto words = kWords.find(event.what);
    if (words == kWords.end()) return {};
    const std::string body = words->second, url = "https://shop.example/?beckon_send=" + send_key;
    // Twilio signs the fields by name: ErrorCode before MessageStatus.
    const size_t mark = body.find("&ErrorCode=");
    std::string fields;
    if (mark != std::string::npos) fields = "ErrorCode" + body.substr(mark + 11);
    fields += "MessageStatus" + body.substr(14, std::min(mark, body.size()) - 14);
    const std::string signature = to_base64(hmac_sha1("12345", url + fields));
    return request_of("tw", Value::object({{"X-Twilio-Signature", signature}}), body, url);
  }
};

// Mail to the mailbox of bounces.
class Mailbox : public Teller {
 public:
  std::string account() const override { return {}; }
  std::string operation() const override { return "bounces.receive"; }
  Value tell(const std::string& send_key, const Event& event) const override {
    static const std::map<Happens, std::string> kStatus = {
        {Happens::soft, "4.2.2"}, {Happens::blocked, "5.7.1"}, {Happens::hard, "5.1.1"}};
    const bool complaint = event.what == Happens::complaint, leaves = event.what == Happens::leaves;
    const auto status = kStatus.find(event.what);
    if (status == kStatus.end() && !complaint && !leaves) return {};
    std::string report =
        "Content-Type: message/delivery-status\r\n\r\n"
        "Final-Recipient: rfc822; a@x.example\r\nAction: failed\r\nStatus: ";
    if (status != kStatus.end()) report += status->second + "\r\n";
    else {
      report = "Content-Type: message/feedback-report\r\n\r\nFeedback-Type: ";
      report += complaint ? "abuse\r\n" : "opt-out\r\n";
    }
    return Value::object(
        {{"body", "Content-Type: multipart/report; boundary=b\r\n\r\n--b\r\n" + report +
                      "\r\n--b\r\nContent-Type: text/rfc822-headers\r\n\r\nMessage-ID: <" +
                      send_key + "@shop.example>\r\n\r\n--b--\r\n"}});
  }
};

struct Sent {
  std::string who, key, address;
};

// People who have got one message each.
class Audience {
 public:
  Audience(std::string certificate, const Teller& teller, const std::string& soft_bounces)
      : transport_(std::make_shared<test::ScriptedTransport>(
            [certificate = std::move(certificate)](const http::Request&) {
              http::Response response = test::complete(200);
              response.body = certificate;
              return response;
            })),
        workspace_(options()) {
    workspace_.call("settings.update", R"({"soft_bounces": )" + soft_bounces + "}");
    if (!teller.account().empty()) workspace_.call("providers.create", teller.account());
    channel_ = teller.account().find("\"sms\"") == std::string::npos ? "email" : "sms";
    workspace_.call("providers.create", R"({"key": "box", "kind": "sandbox", "channel": ")" +
                                            channel_ + R"(", "directory": ")" +
                                            workspace_.outbox() + "\"}");
    workspace_.call("templates.create", R"({"key": "hi", "channel": ")" + channel_ +
                                            R"(", "kind": "marketing", "text": "Hi",
        "subject": "Hi", "from": "Shop <hello@shop.example>"})");
    workspace_.flow(R"({"key": "f", "trigger": {"event": "Go"}, "start": "m", "nodes": {"m":
        {"type": "message", "channel": ")" +
                    channel_ + R"(", "template": "hi"}}})");
  }

  void add(const std::string& who, const std::string& number) {
    const std::string id = R"("user_id": ")" + who + "\"";
    workspace_->identify("{" + id + R"(, "email": ")" + who + R"(@x.example", "phone": ")" +
                         number + "\"}");
    workspace_->consent("{" + id + R"(, "channel": ")" + channel_ +
                        R"(", "state": "granted", "source": "form"})");
    workspace_.track(who, "Go");
    workspace_->settle();
    Sent sent{who, "", channel_ == "sms" ? number : who + "@x.example"};
    for (const Value& row : workspace_.items("sends.list")) {
      if (schema::text_member(row, "address") != sent.address) continue;
      sent.key = schema::text_member(row, "send_key");
    }
    REQUIRE(sent.key != "");
    people_.push_back(std::move(sent));
  }

  // All that can be seen of it, without what is of this person alone.
  std::string outcome(const Sent& sent) {
    std::string text;
    for (Value row : workspace_.items("sends.list")) {
      if (schema::text_member(row, "address") != sent.address) continue;
      for (const char* own : {"id", "send_key", "profile", "entry", "address"}) row.erase(own);
      text += schema::to_canonical_json(row);
    }
    text += schema::to_canonical_json(workspace_.call(
        "suppressions.get",
        R"({"channel": ")" + channel_ + R"(", "address": ")" + sent.address + "\"}"));
    const std::string person = R"({"profile": {"user_id": ")" + sent.who + "\"}}";
    text += schema::to_canonical_json(workspace_.call("consents.get", person));
    return text;
  }

  test::TestWorkspace& workspace() { return workspace_; }
  const std::vector<Sent>& people() const { return people_; }

 private:
  Options options() {
    Options options = test::manual_options();
    options.transport = transport_;
    return options;
  }

  std::shared_ptr<test::ScriptedTransport> transport_;
  test::TestWorkspace workspace_;
  std::string channel_;
  std::vector<Sent> people_;
};

void check_orders(const Teller& teller, const std::string& certificate = {}) {
  constexpr size_t kCases = 100;
  std::mt19937_64 random(7);
  const auto below = [&](size_t bound) { return static_cast<size_t>(random() % bound); };
  for (const std::string soft : {R"({"limit": 1, "over": "0s"})", "{}"}) {
    CAPTURE(soft);
    Audience audience(certificate, teller, soft);
    size_t told = 0;
    for (size_t i = 0; i < kCases / 2; ++i) {
      std::vector<Event> events;
      for (size_t n = 1 + below(5); n > 0; --n) {
        events.push_back(
            {kAll[below(kAll.size())], test::kStart - static_cast<Millis>(below(3'600)) * 1'000});
      }
      std::vector<Event> other = events;
      for (size_t n = below(3); n > 0; --n) other.push_back(other[below(other.size())]);
      std::shuffle(other.begin(), other.end(), random);
      const std::string number = std::to_string(i);
      audience.add("a" + number, "+3361200" + std::to_string(1'000 + i));
      audience.add("b" + number, "+3361300" + std::to_string(1'000 + i));
      const Sent &first = audience.people()[2 * i], &second = audience.people()[2 * i + 1];
      const auto tell_all = [&](const Sent& sent, const std::vector<Event>& all) {
        for (const Event& event : all) {
          const Value request = teller.tell(sent.key, event);
          if (request.is_null()) continue;
          audience.workspace()->call(teller.operation(), request, {});
          ++told;
        }
      };
      tell_all(first, events);
      tell_all(second, other);
      CAPTURE(i);
      REQUIRE(audience.outcome(first) == audience.outcome(second));
    }
    CHECK(told > kCases / 2);
    CHECK(audience.workspace().broken() == "");
    // The state is a fold of it all.
    const std::string hash = audience.workspace().state_hash();
    audience.workspace().reopen();
    CHECK(audience.workspace().state_hash() == hash);
  }
}

TEST_CASE("any order and repetition of a message's events comes to the same: sendgrid") {
  check_orders(SendGrid());
}
TEST_CASE("any order and repetition of a message's events comes to the same: ses") {
  const Ses ses;
  check_orders(ses, ses.certificate());
}
TEST_CASE("any order and repetition of a message's events comes to the same: postmark") {
  check_orders(Postmark());
}
TEST_CASE("any order and repetition of a message's events comes to the same: twilio") {
  check_orders(Twilio());
}
TEST_CASE("any order and repetition of a message's events comes to the same: mailbox") {
  check_orders(Mailbox());
}

TEST_CASE("texts that are told again, late, change nothing: an old START does not undo a STOP") {
  Audience audience({}, Twilio(), "{}");
  audience.add("ada", "+33612345678");
  const auto text = [&](const std::string& id, const std::string& word) {
    const std::string body =
        "Body=" + word + "&From=%2B33612345678&MessageSid=" + id + "&To=%2B15550001";
    const std::string signed_text =
        "https://shop.example/Body" + word + "From+33612345678MessageSid" + id + "To+15550001";
    audience.workspace()->call(
        "webhooks.receive",
        request_of(
            "tw",
            Value::object({{"X-Twilio-Signature", to_base64(hmac_sha1("12345", signed_text))}}),
            body, "https://shop.example/"),
        {});
  };
  const auto suppressed = [&] {
    return schema::flag_member(
        audience.workspace().call("suppressions.get",
                                  R"({"channel": "sms", "address": "+33612345678"})"),
        "suppressed");
  };
  text("SM1", "START");
  text("SM2", "STOP");
  CHECK(suppressed());
  text("SM1", "START");
  CHECK(suppressed());
  text("SM3", "START");
  CHECK_FALSE(suppressed());
  text("SM2", "STOP");
  CHECK_FALSE(suppressed());
}

} // namespace
} // namespace beckon::engine
