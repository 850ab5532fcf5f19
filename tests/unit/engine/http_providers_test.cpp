// A message on its whole way through an HTTP provider: a workspace, the real transport, a server on
// loopback that answers as the provider does.
#include <doctest/doctest.h>

#include <algorithm>
#include <set>

#include "schema/json.h"
#include "schema/members.h"
#include "support/loopback_server.h"
#include "support/workspace.h"

namespace beckon::engine {
namespace {

// Answers everything alike and keeps what it was asked.
class Sink {
 public:
  explicit Sink(std::string answer)
      : answer_(std::move(answer)),
        server_([this](test::Connection& connection, int) { serve(connection); }) {}
  std::string url() const { return "http://127.0.0.1:" + std::to_string(server_.port()); }
  std::vector<test::HttpRequest> requests() {
    const std::lock_guard lock(mutex_);
    return requests_;
  }

 private:
  void serve(test::Connection& connection) {
    while (auto request = test::read_http_request(connection)) {
      {
        const std::lock_guard lock(mutex_);
        requests_.push_back(std::move(*request));
      }
      connection.write(answer_);
    }
  }
  std::string answer_;
  std::mutex mutex_;
  std::vector<test::HttpRequest> requests_;
  test::LoopbackServer server_; // last: its threads use the rest
};

// Sends one marketing e-mail to Ada through an account with these members.
void send_one(test::TestWorkspace* workspace, const std::string& account) {
  (*workspace)->identify(R"({"user_id": "ada", "email": "ada@example.org"})");
  (*workspace)
      ->consent(R"({"user_id": "ada", "channel": "email", "state": "granted", "source": "form"})");
  workspace->call("templates.create", R"({"key": "hi", "channel": "email", "kind": "marketing",
      "subject": "Hi {{ profile.user_id }}", "from": "Shop <hello@shop.example>",
      "html": "<p>Hello</p> {{ unsubscribe_url }}"})");
  workspace->call("providers.create", account);
  workspace->flow(R"({"key": "f", "trigger": {"event": "Go"}, "start": "m",
      "nodes": {"m": {"type": "message", "channel": "email", "template": "hi"}}})");
  workspace->track("ada", "Go");
  (*workspace)->settle();
}

TEST_CASE("a letter through sendgrid: parts, headers of unsubscribing, the id that comes back") {
  Sink sink(test::http_response("202 Accepted", "X-Message-Id: LRzXl_NH\r\n", ""));
  test::TestWorkspace workspace;
  send_one(&workspace, R"({"key": "sg", "kind": "sendgrid", "channel": "email", "api_key": "SG.x",
                           "allow_private": true, "base_url": ")" +
                           sink.url() + "\"}");
  const auto requests = sink.requests();
  REQUIRE(requests.size() == 1);
  CHECK(requests[0].target == "/v3/mail/send");
  const schema::Value body = schema::parse_json(requests[0].body);
  CHECK(body.find("subject")->as_string() == "Hi ada");
  const schema::Array& content = body.find("content")->as_array();
  REQUIRE(content.size() == 2);
  CHECK(content[0].find("type")->as_string() == "text/plain");
  CHECK(content[0].find("value")->as_string().find("Hello") == 0);
  const schema::Value& headers = *body.find("headers");
  CHECK(headers.find("List-Unsubscribe-Post")->as_string() == "List-Unsubscribe=One-Click");
  CHECK(headers.find("List-Unsubscribe")->as_string().find("/u/") != std::string::npos);
  const auto sends = workspace.items("sends.list");
  REQUIRE(sends.size() == 1);
  CHECK(sends[0].find("state")->as_string() == "accepted");
  CHECK(sends[0].find("provider_message_id")->as_string() == "LRzXl_NH");
}

TEST_CASE("a letter through ses is signed for the hour of its claim") {
  Sink sink(test::http_response("200 OK", "Content-Type: application/json\r\n",
                                R"({"MessageId": "0100-1"})"));
  test::TestWorkspace workspace;
  send_one(&workspace, R"({"key": "aws", "kind": "ses", "channel": "email", "region": "eu-west-1",
                           "access_key_id": "AKID", "secret_access_key": "s", "allow_private": true,
                           "base_url": ")" +
                           sink.url() + "\"}");
  const auto requests = sink.requests();
  REQUIRE(requests.size() == 1);
  CHECK(requests[0].headers.at("x-amz-date") == "20240301T090000Z");
  CHECK(requests[0].headers.at("authorization").find("AKID/20240301/eu-west-1/ses") !=
        std::string::npos);
  CHECK(workspace.sends_by_state()["accepted"] == 1);
  // Secrets only say whether they are set.
  const schema::Value shown = workspace.call("providers.get", R"({"key": "aws"})");
  CHECK(shown.find("config")->find("secret_access_key")->as_bool());
}

TEST_CASE("a provider that refuses the recipient ends the send with its reason") {
  Sink sink(test::http_response("422 Unprocessable", "",
                                R"({"ErrorCode": 406, "Message": "inactive recipient"})"));
  test::TestWorkspace workspace;
  send_one(&workspace, R"({"key": "pm", "kind": "postmark", "channel": "email",
                           "server_token": "t", "allow_private": true,
                           "base_url": ")" +
                           sink.url() + "\"}");
  const auto sends = workspace.items("sends.list");
  REQUIRE(sends.size() == 1);
  CHECK(sends[0].find("state")->as_string() == "rejected");
  CHECK(sends[0].find("reason")->as_string().find("inactive recipient") != std::string::npos);
}

// What Postmark tells of the one message, as webhooks.receive takes it.
schema::Value postmark_event(const std::string& send_key, const std::string& members,
                             const std::string& authorization = "Basic c2hvcDpzM2NyZXQ=") {
  return schema::Value::object(
      {{"provider", "pm"},
       {"headers", schema::Value::object({{"Authorization", authorization}})},
       {"body", R"({"MessageID": "m", "Metadata": {"beckon_send": ")" + send_key + "\"}, " +
                    members + "}"}});
}

struct Told {
  test::TestWorkspace workspace;
  std::string send_key;
};

std::unique_ptr<Told> sent_by_postmark() {
  Sink sink(test::http_response("200 OK", "", R"({"MessageID": "m", "ErrorCode": 0})"));
  auto told = std::make_unique<Told>();
  send_one(&told->workspace,
           R"({"key": "pm", "kind": "postmark", "channel": "email", "server_token": "t",
               "webhook_user": "shop", "webhook_password": "s3cret", "allow_private": true,
               "base_url": ")" +
               sink.url() + "\"}");
  const schema::Value body = schema::parse_json(sink.requests().at(0).body);
  told->send_key = body.find("Metadata")->find("beckon_send")->as_string();
  return told;
}

TEST_CASE("what a provider tells by webhook counts once, and only when it is signed") {
  const auto told = sent_by_postmark();
  const auto receive = [&](const schema::Value& request) {
    return told->workspace->call("webhooks.receive", request, {});
  };
  const std::string open = R"("RecordType": "Open", "ReceivedAt": "2024-03-01T09:00:00Z")";
  const schema::Value event = postmark_event(told->send_key, open);
  CHECK(schema::integer_member(receive(event), "counted") == 1);
  CHECK(schema::integer_member(receive(event), "counted") == 0);
  const schema::Value stranger = receive(postmark_event(std::string(64, 'a'), open));
  CHECK(schema::integer_member(stranger, "unknown") == 1);
  CHECK_THROWS_AS(receive(postmark_event(told->send_key, open, "Basic Og==")), Error);
  CHECK_THROWS_AS(
      receive(schema::Value::object(
          {{"provider", "nobody"}, {"headers", schema::Value::object()}, {"body", "{}"}})),
      Error);
  CHECK(told->workspace.broken() == "");
}

TEST_CASE("the events of a message come to the same in every order") {
  std::vector<std::string> events = {
      R"("RecordType": "Delivery", "DeliveredAt": "2024-03-01T09:00:00Z")",
      R"("RecordType": "Open", "ReceivedAt": "2024-03-01T09:00:00Z")",
      R"("RecordType": "Click", "ReceivedAt": "2024-03-01T09:00:00Z")",
      R"("RecordType": "SubscriptionChange", "SuppressSending": true,
         "ChangedAt": "2024-03-01T09:00:00Z")"};
  std::sort(events.begin(), events.end());
  std::set<std::string> outcomes;
  do {
    const auto told = sent_by_postmark();
    for (const std::string& event : events) {
      told->workspace->call("webhooks.receive", postmark_event(told->send_key, event), {});
    }
    std::string outcome;
    for (const schema::Value& send : told->workspace.items("sends.list")) {
      schema::Value row = send;
      row.erase("id"); // and the key: of this workspace alone
      row.erase("send_key");
      row.erase("profile");
      row.erase("entry");
      outcome += schema::to_canonical_json(row);
    }
    for (const schema::Value& row : told->workspace.items("suppressions.list")) {
      outcome += schema::to_canonical_json(row);
    }
    outcomes.insert(outcome);
    CHECK(told->workspace.broken() == "");
  } while (std::next_permutation(events.begin(), events.end()));
  CHECK(outcomes.size() == 1);
}

} // namespace
} // namespace beckon::engine
