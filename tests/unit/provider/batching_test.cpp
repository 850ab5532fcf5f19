// Several messages in one request: who may go together, what the request says field by field, and
// what its one answer means for each of them.
#include <set>

#include "unit/provider/common.h"

namespace beckon::provider {
namespace {

using Result = Outcome::Result;
using Fault = Outcome::Fault;

const char* const kSendGrid = R"({"kind": "sendgrid", "channel": "email", "api_key": "SG.x"})";
const char* const kPostmark = R"({"kind": "postmark", "channel": "email", "server_token": "t0k"})";

const Batching& batching_of(std::string_view kind) {
  REQUIRE(provider_of(kind).batching() != nullptr);
  return *provider_of(kind).batching();
}

// A letter to "<who>@example.org", the same for everybody but for the link, `body` and the subject.
Message letter(const std::string& who, const std::string& body = "Hello", size_t fill = 0) {
  Message message = email_message();
  message.send_key = "key-" + who;
  message.to = who + "@example.org";
  message.sender = "Shop <hello@shop.example>";
  const std::string url = "https://shop.example/u/" + who;
  message.html = "<p>" + body + std::string(fill, '.') + "</p><a href=\"" + url + "\">leave</a>";
  message.text = body + " " + url;
  message.headers = {{"List-Unsubscribe", "<" + url + ">"}};
  message.urls = {url};
  return message;
}

http::Response lost() {
  http::Response response;
  response.phase = http::Phase::sent;
  response.error = "timed out";
  return response;
}

schema::Value body_of(std::string_view kind, const char* config,
                      const std::vector<Message>& messages) {
  const Account account = account_of(std::string(kind), config);
  return schema::parse_json(batching_of(kind).build(account, messages).body);
}

// The part as its recipient gets it: tags replaced by what stands for them.
std::string received(const schema::Value& body, size_t personalization, size_t part) {
  std::string text = body.find("content")->as_array().at(part).find("value")->as_string();
  const schema::Value& one = body.find("personalizations")->as_array().at(personalization);
  const schema::Value* values = one.find("substitutions");
  if (values == nullptr) return text;
  for (const schema::Member& member : values->as_object()) {
    for (size_t at; (at = text.find(member.key)) != std::string::npos;) {
      text.replace(at, member.key.size(), member.value.as_string());
    }
  }
  return text;
}

} // namespace

TEST_CASE("sendgrid: messages that differ in their links are said once") {
  Message second = letter("bob");
  second.subject = "Hi Bob";
  CHECK(body_of("sendgrid", kSendGrid, {letter("ada"), second}) == schema::parse_json(R"({
      "personalizations": [
        {"to": [{"email": "ada@example.org"}], "custom_args": {"beckon_send": "key-ada"},
         "headers": {"List-Unsubscribe": "<https://shop.example/u/ada>"},
         "substitutions": {"-beckon-0-": "https://shop.example/u/ada"}},
        {"to": [{"email": "bob@example.org"}], "custom_args": {"beckon_send": "key-bob"},
         "subject": "Hi Bob",
         "headers": {"List-Unsubscribe": "<https://shop.example/u/bob>"},
         "substitutions": {"-beckon-0-": "https://shop.example/u/bob"}}],
      "from": {"email": "hello@shop.example", "name": "Shop"},
      "subject": "Hi",
      "content": [{"type": "text/plain", "value": "Hello -beckon-0-"},
                  {"type": "text/html", "value": "<p>Hello</p><a href=\"-beckon-0-\">leave</a>"}],
      "tracking_settings": {"click_tracking": {"enable": false},
                            "open_tracking": {"enable": false},
                            "subscription_tracking": {"enable": false}}})"));
}

TEST_CASE("sendgrid: each recipient gets the very parts that were composed") {
  const std::vector<std::vector<Message>> requests = {
      {letter("ada"), letter("bob")},                                   // one text
      {letter("ada", "Dear Ada"), letter("bob", "Bob!"), letter("cy")}, // short, each its own
      {letter("ada", "Hi", 20'000), letter("bob", "Hi", 20'000)}};      // long, one text
  for (const auto& messages : requests) {
    std::set<std::string> keys;
    for (const Message& message : messages) keys.insert(batching_of("sendgrid").key(message));
    CHECK(keys.size() == 1);
    CHECK(*keys.begin() != "");
    const schema::Value body = body_of("sendgrid", kSendGrid, messages);
    for (size_t i = 0; i < messages.size(); ++i) {
      CHECK(received(body, i, 0) == messages[i].text);
      CHECK(received(body, i, 1) == messages[i].html);
    }
  }
}

TEST_CASE("sendgrid: who does not go together") {
  const Batching& batching = batching_of("sendgrid");
  const std::string key = batching.key(letter("ada"));
  Message other_sender = letter("bob");
  other_sender.sender = "News <news@shop.example>";
  CHECK(batching.key(other_sender) != key);
  Message other_reply = letter("bob");
  other_reply.reply_to = "help@shop.example";
  CHECK(batching.key(other_reply) != key);
  Message no_html = letter("bob");
  no_html.html.clear();
  CHECK(batching.key(no_html) != key);
  // What is too long for a substitution must be the same but for the links.
  CHECK(batching.key(letter("ada", "Dear Ada", 20'000)) !=
        batching.key(letter("bob", "Dear Bob", 20'000)));
  // SendGrid would put something else in place of these.
  CHECK(batching.key(letter("bob", "say -beckon-0- aloud")) == "");
  Message many_links = letter("bob", "Hello", 20'000);
  many_links.urls.assign(200, std::string(60, 'u'));
  CHECK(batching.key(many_links) == "");
}

TEST_CASE("files: those of one template go with all its messages, once at SendGrid") {
  const auto files = std::make_shared<const std::vector<message::Attachment>>(
      std::vector<message::Attachment>{{"terms.txt", "text/plain", "fair", ""}});
  Message ada = letter("ada"), bob = letter("bob");
  ada.attachments = bob.attachments = files;
  const Batching& batching = batching_of("sendgrid");
  CHECK(batching.key(ada) == batching.key(bob));
  CHECK(batching.key(ada) != batching.key(letter("ada")));
  const schema::Value body = body_of("sendgrid", kSendGrid, {ada, bob});
  REQUIRE(body.find("attachments") != nullptr);
  CHECK(body.find("attachments")->size() == 1);
  const schema::Value each = body_of("postmark", kPostmark, {ada, bob});
  for (const schema::Value& one : each.as_array()) CHECK(one.find("Attachments")->size() == 1);
}

TEST_CASE("batches: no larger than the account says") {
  CHECK(batching_of("sendgrid").limit(account_of("sendgrid", kSendGrid)) == 1'000);
  CHECK(batching_of("postmark").limit(account_of("postmark", kPostmark)) == 500);
  const std::string three = R"({"kind": "sendgrid", "channel": "email", "api_key": "k",
                                "batch": 3})";
  CHECK(issues_of("sendgrid", three).empty());
  CHECK(batching_of("sendgrid").limit(account_of("sendgrid", three)) == 3);
  CHECK(contains(issue_of("sendgrid", R"({"kind": "sendgrid", "channel": "email", "api_key": "k",
                                         "batch": 1001})"),
                 "/batch: "));
  CHECK(contains(issue_of("postmark", R"({"kind": "postmark", "channel": "email",
                                         "server_token": "k", "batch": 501})"),
                 "/batch: "));
}

TEST_CASE("sendgrid: one answer for all") {
  const Batching& batching = batching_of("sendgrid");
  for (const Outcome& outcome : batching.read(answer(202, "", {{"X-Message-Id", "LRz"}}), 3)) {
    CHECK(outcome.result == Result::accepted);
    CHECK(outcome.provider_message_id == "LRz");
  }
  for (const Outcome& outcome : batching.read(lost(), 2)) CHECK(outcome.result == Result::unknown);
  for (const Outcome& outcome : batching.read(answer(503, ""), 2)) {
    CHECK(outcome.result == Result::retry);
    CHECK(outcome.fault == Fault::transient);
  }
  for (const Outcome& outcome : batching.read(answer(401, "{}"), 2)) {
    CHECK(outcome.fault == Fault::account);
  }
  const std::string about_all = R"({"errors": [{"message": "no content", "field": "content"}]})";
  for (const Outcome& outcome : batching.read(answer(400, about_all), 2)) {
    CHECK(outcome.result == Result::rejected);
    CHECK(outcome.fault == Fault::request);
  }
}

TEST_CASE("sendgrid: who is named is refused, and the others may go again") {
  const auto outcomes = batching_of("sendgrid")
                            .read(answer(400, R"({"errors": [
      {"message": "Does not contain a valid address.", "field": "personalizations.1.to.0.email"},
      {"message": "The subject is required", "field": "personalizations.3.subject"}]})"),
                                  4);
  REQUIRE(outcomes.size() == 4);
  CHECK(outcomes[1].result == Result::rejected);
  CHECK(outcomes[1].fault == Fault::recipient);
  CHECK(outcomes[3].result == Result::rejected);
  CHECK(outcomes[3].fault == Fault::request);
  for (const size_t spared : {0, 2}) {
    CHECK(outcomes[spared].result == Result::retry);
    CHECK(outcomes[spared].fault == Fault::request);
    CHECK(outcomes[spared].retry_after_ms == 0);
    CHECK_FALSE(contains(outcomes[spared].reason, "address"));
  }
  // A number that no message has is about nobody.
  const std::string beyond = R"({"errors": [{"field": "personalizations.9.to", "message": "?"}]})";
  for (const Outcome& outcome : batching_of("sendgrid").read(answer(400, beyond), 2)) {
    CHECK(outcome.result == Result::rejected);
  }
}

TEST_CASE("postmark: whole messages in an array") {
  const std::vector<Message> messages = {letter("ada"), letter("bob", "Another text")};
  CHECK(batching_of("postmark").key(messages[0]) == batching_of("postmark").key(messages[1]));
  const Account account = account_of("postmark", kPostmark);
  const http::Request request = batching_of("postmark").build(account, messages);
  CHECK(request.url == "https://api.postmarkapp.com/email/batch");
  const schema::Value body = schema::parse_json(request.body);
  REQUIRE(body.size() == 2);
  for (size_t i = 0; i < 2; ++i) {
    const http::Request alone = provider_of("postmark").build(account, messages[i]);
    CHECK(alone.headers == request.headers);
    CHECK(body.as_array()[i] == schema::parse_json(alone.body));
  }
}

TEST_CASE("postmark: an answer for each, in their order") {
  const Batching& batching = batching_of("postmark");
  const auto outcomes = batching.read(answer(200, R"([
      {"To": "ada@example.org", "MessageID": "m-1", "ErrorCode": 0, "Message": "OK"},
      {"ErrorCode": 406, "Message": "Found inactive addresses"},
      {"ErrorCode": 300, "Message": "Zero recipients"}])"),
                                      4);
  REQUIRE(outcomes.size() == 4);
  CHECK(outcomes[0].result == Result::accepted);
  CHECK(outcomes[0].provider_message_id == "m-1");
  CHECK(outcomes[1].fault == Fault::recipient);
  CHECK(outcomes[1].result == Result::rejected);
  CHECK(outcomes[2].fault == Fault::request);
  CHECK(outcomes[3].result == Result::unknown); // nothing was said about it
  const std::string token = R"({"ErrorCode": 10, "Message": "bad token"})";
  for (const Outcome& outcome : batching.read(answer(401, token), 2)) {
    CHECK(outcome.result == Result::rejected);
    CHECK(outcome.fault == Fault::account);
  }
  for (const Outcome& outcome : batching.read(lost(), 2)) CHECK(outcome.result == Result::unknown);
  // A 2xx that cannot be read is one all the same: sent again it could arrive twice.
  for (const Outcome& outcome : batching.read(answer(200, "<html>"), 2)) {
    CHECK(outcome.result == Result::accepted);
    CHECK(outcome.provider_message_id == "");
  }
}

} // namespace beckon::provider
