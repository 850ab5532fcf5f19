// Push messages on their whole way: which account carries which device, credentials that expire,
// devices that are gone, terms of repetition, and messages that the host sends itself.
#include <doctest/doctest.h>

#include "schema/json.h"
#include "schema/members.h"
#include "support/keys.h"
#include "support/loopback_server.h"
#include "support/scripted_transport.h"
#include "support/workspace.h"

namespace beckon::engine {
namespace {

using test::text_of;

constexpr const char* kApple = "00fc13adff785122b4ad28809a3420982341241421348097878e577c991de8f0";
constexpr const char* kFirebase = "dyXq2:APA91bHPRgkF3JUikC4ENAHEeMrd41Zxv3hVZjC9KtT8OvPVGJ";
constexpr const char* kBrowser =
    R"({\"endpoint\":\"https://push.example.net/1\",\"keys\":{\"p256dh\":)"
    R"(\"BCVxsr7N_eNgVRqvHtD0zTZsEc6-VV-JvLexhqUzORcxaOzi6-AYWXvTBHm4bjyPjs7Vd8pZGH6SRpkNtoIAiw4\",)"
    R"(\"auth\":\"BTBZMqHH6r4Tts7J_aSIgg\"}})";

http::Response answer(int status, const std::string& body) {
  http::Response response = test::complete(status);
  response.body = body;
  return response;
}

bool asks_for_token(const http::Request& request) {
  return request.url.find("oauth2") != std::string::npos;
}

// A workspace whose flow sends a push message at each "Go"; what leaves goes to a script.
class Shop {
 public:
  Shop() : workspace(options()) {
    workspace.call("templates.create", R"({"key": "hi", "channel": "push",
        "kind": "transactional", "subject": "Hi", "text": "Hello"})");
    workspace.flow(
        R"({"key": "f", "trigger": {"event": "Go"}, "reentry": "after_exit", "start": "m",
        "nodes": {"m": {"type": "message", "channel": "push", "template": "hi"}}})");
  }
  engine::Options options() {
    engine::Options options = test::manual_options();
    options.transport = transport;
    return options;
  }
  void device(const std::string& who, const std::string& token, const std::string& platform) {
    workspace->identify(test::person(who));
    workspace.call("profiles.add_push_token", R"({"profile": )" + test::person(who) +
                                                  R"(, "token": ")" + token +
                                                  R"(", "platform": ")" + platform + "\"}");
  }
  void account(const std::string& kind, schema::Value config) {
    config.set("key", kind);
    config.set("kind", kind);
    config.set("channel", "push");
    workspace.call("providers.create", schema::to_json(config));
  }
  void apns() {
    account("apns", schema::Value::object({{"team_id", "DEF123GHIJ"},
                                           {"key_id", "ABC123DEFG"},
                                           {"topic", "example.shop"},
                                           {"private_key", test::kP256}}));
  }
  void fcm(schema::Value more = schema::Value::object()) {
    more.set("service_account",
             schema::Value::object({{"project_id", "p"},
                                    {"client_email", "push@p.iam.gserviceaccount.com"},
                                    {"private_key", test::kRsa}}));
    account("fcm", std::move(more));
  }
  void web_push() {
    account("web_push", schema::Value::object(
                            {{"vapid_private_key", "yfWPiYE-n46HLnH0KqZOF1fJJU3MYrct3AELtAQ-oRw"},
                             {"contact", "mailto:push@shop.example"}}));
  }
  void go(const std::string& who) {
    workspace.track(who, "Go");
    workspace->settle();
  }
  // "state reason" of each send, oldest first.
  std::vector<std::string> fates() {
    std::vector<std::string> fates;
    for (const schema::Value& send : workspace.items("sends.list")) {
      const std::string reason = schema::text_member(send, "reason");
      fates.push_back(text_of(send, "state") + (reason.empty() ? "" : " " + reason));
    }
    return fates;
  }
  std::vector<std::string> urls() {
    std::vector<std::string> urls;
    for (const http::Request& request : transport->requests()) urls.push_back(request.url);
    return urls;
  }
  size_t tokens_asked_for() {
    size_t count = 0;
    for (const http::Request& request : transport->requests()) count += asks_for_token(request);
    return count;
  }

  std::shared_ptr<test::ScriptedTransport> transport =
      std::make_shared<test::ScriptedTransport>([](const http::Request& request) {
        return asks_for_token(request)
                   ? answer(200, R"({"access_token": "t1", "expires_in": 3600})")
                   : answer(200, "{}");
      });
  test::TestWorkspace workspace;
};

std::string header(const http::Request& request, std::string_view name) {
  for (const auto& [key, value] : request.headers) {
    if (key == name) return value;
  }
  return {};
}

TEST_CASE("the device's token decides which account carries the message") {
  Shop shop;
  shop.apns();
  shop.fcm();
  shop.web_push();
  shop.device("ada", kApple, "ios");
  shop.device("bob", kFirebase, "android");
  shop.device("cleo", kBrowser, "web");
  for (const std::string who : {"ada", "bob", "cleo"}) shop.go(who);
  CHECK(shop.urls() ==
        std::vector<std::string>{"https://api.push.apple.com/3/device/" + std::string(kApple),
                                 "https://oauth2.googleapis.com/token",
                                 "https://fcm.googleapis.com/v1/projects/p/messages:send",
                                 "https://push.example.net/1"});
  CHECK(shop.fates() == std::vector<std::string>(3, "accepted"));
  CHECK(header(shop.transport->requests()[0], "authorization").rfind("bearer eyJ", 0) == 0);
  CHECK(header(shop.transport->requests()[2], "Authorization") == "Bearer t1");
  CHECK(header(shop.transport->requests()[3], "Authorization").rfind("vapid t=eyJ", 0) == 0);
  CHECK(shop.workspace.broken() == "");
}

TEST_CASE("a device that no account serves is told so") {
  Shop shop;
  shop.apns();
  shop.device("bob", kFirebase, "android");
  shop.go("bob");
  CHECK(shop.fates() == std::vector<std::string>{"excluded no_provider"});
  CHECK(shop.urls().empty());
}

TEST_CASE("an access token is asked for once, and again before it expires") {
  Shop shop;
  shop.fcm();
  shop.device("bob", kFirebase, "android");
  shop.go("bob");
  shop.go("bob");
  shop.workspace->advance_by("54m");
  shop.go("bob");
  CHECK(shop.tokens_asked_for() == 1);
  shop.workspace->advance_by("2m"); // five minutes before it expires
  shop.go("bob");
  CHECK(shop.tokens_asked_for() == 2);
  CHECK(shop.fates() == std::vector<std::string>(4, "accepted"));
  // Changed accounts begin anew: the old token was another key's.
  shop.workspace.call("providers.update", R"({"key": "fcm", "kind": "fcm", "channel": "push",
                                              "android_channel": "offers"})");
  shop.go("bob");
  CHECK(shop.tokens_asked_for() == 3);
}

TEST_CASE("a token that cannot be renewed serves until it expires") {
  Shop shop;
  shop.fcm();
  shop.device("bob", kFirebase, "android");
  shop.go("bob");
  shop.transport->answer_with([](const http::Request& request) {
    return asks_for_token(request) ? answer(503, "") : answer(200, "{}");
  });
  shop.workspace->advance_by("56m");
  shop.go("bob");
  CHECK(shop.fates() == std::vector<std::string>(2, "accepted"));
  CHECK(shop.tokens_asked_for() == 2);
  shop.workspace->advance_by("5m"); // now it has expired
  shop.go("bob");
  CHECK(shop.fates().back() == "retry no access token: HTTP 503");
}

TEST_CASE("a message that an expired credential was shown with goes again at once, once") {
  Shop shop;
  shop.fcm();
  shop.device("bob", kFirebase, "android");
  shop.go("bob");
  int refused = 0;
  const std::string expired = R"({"error": {"status": "UNAUTHENTICATED"}})";
  shop.transport->answer_with([&](const http::Request& request) {
    if (asks_for_token(request))
      return answer(200, R"({"access_token": "t2", "expires_in": 3600})");
    if (header(request, "Authorization") == "Bearer t2") return answer(200, "{}");
    ++refused;
    return answer(401, expired);
  });
  shop.go("bob");
  CHECK(refused == 1);
  CHECK(shop.fates() == std::vector<std::string>(2, "accepted"));
  // A fresh one that is refused too is the account's own trouble, which waits.
  shop.transport->answer_with([&](const http::Request& request) {
    if (asks_for_token(request))
      return answer(200, R"({"access_token": "t3", "expires_in": 3600})");
    ++refused;
    return answer(401, expired);
  });
  shop.go("bob");
  CHECK(refused == 3);
  CHECK(shop.fates().back().rfind("retry HTTP 401", 0) == 0);
  CHECK(shop.workspace.broken() == "");
}

TEST_CASE("without an access token nothing leaves and the account rests") {
  Shop shop;
  shop.fcm();
  shop.device("bob", kFirebase, "android");
  shop.transport->answer_with(
      [](const http::Request&) { return answer(400, R"({"error": "invalid_grant"})"); });
  shop.go("bob");
  CHECK(shop.urls() == std::vector<std::string>{"https://oauth2.googleapis.com/token"});
  REQUIRE(shop.fates().size() == 1);
  CHECK(shop.fates()[0].rfind("retry no access token: HTTP 400", 0) == 0);
  shop.transport->answer_with([](const http::Request& request) {
    return asks_for_token(request) ? answer(200, R"({"access_token": "t", "expires_in": 3600})")
                                   : answer(200, "{}");
  });
  shop.workspace->advance_by("1m");
  CHECK(shop.fates() == std::vector<std::string>{"accepted"});
}

TEST_CASE("a device that is gone is taken off, unless it came back since") {
  Shop shop;
  shop.apns();
  shop.device("ada", kApple, "ios");
  shop.workspace->advance_by("1h");
  shop.device("bob", std::string(64, 'b'), "ios");
  const std::string an_hour_ago = std::to_string(test::kStart + test::kMinute);
  shop.transport->answer_with([&](const http::Request&) {
    return answer(410, R"({"reason": "Unregistered", "timestamp": )" + an_hour_ago + "}");
  });
  shop.go("ada");
  shop.go("bob");
  shop.go("ada");
  shop.go("bob");
  std::vector<std::string> states;
  for (const std::string& fate : shop.fates()) states.push_back(fate.substr(0, 8));
  CHECK(states == std::vector<std::string>{"rejected", "rejected", "excluded", "rejected"});
  CHECK(shop.workspace.broken() == "");
}

TEST_CASE(
    "a message goes to the newest device that is served, and on to the next when it is gone") {
  Shop shop;
  shop.apns();
  const std::string old(64, 'a'), newer(64, 'b');
  shop.device("ada", old, "ios");
  shop.workspace->advance_by("1m");
  shop.device("ada", newer, "ios");
  shop.workspace->advance_by("1m");
  shop.device("ada", kFirebase, "android"); // which no account serves
  const std::string base = "https://api.push.apple.com/3/device/";
  shop.transport->answer_with([&](const http::Request& request) {
    return request.url == base + old ? answer(200, "")
                                     : answer(410, R"({"reason": "Unregistered"})");
  });
  shop.go("ada");
  CHECK(shop.urls() == std::vector<std::string>{base + newer, base + old});
  CHECK(shop.fates() == std::vector<std::string>{"accepted"});
  CHECK(text_of(shop.workspace.items("sends.list")[0], "address") == old);
  shop.transport->answer_with(
      [](const http::Request&) { return answer(410, R"({"reason": "Unregistered"})"); });
  shop.go("ada");
  CHECK(shop.fates().back().rfind("rejected", 0) == 0);
  CHECK(shop.workspace.broken() == "");
  const std::string hash = shop.workspace.state_hash();
  shop.workspace.reopen();
  CHECK(shop.workspace.state_hash() == hash);
}

TEST_CASE("a refusal that a wrong account would give for every device takes none off") {
  Shop shop;
  shop.apns();
  shop.device("ada", kApple, "ios");
  shop.transport->answer_with(
      [](const http::Request&) { return answer(400, R"({"reason": "BadDeviceToken"})"); });
  shop.go("ada");
  shop.go("ada");
  CHECK(shop.urls().size() == 2);
}

TEST_CASE("the account's terms of repetition hold") {
  Shop shop;
  shop.fcm(schema::parse_json(R"({"retry": {"attempts": 2, "first": "10s", "longest": "15s"}})"));
  shop.device("bob", kFirebase, "android");
  std::vector<Millis> tries;
  shop.transport->answer_with([&](const http::Request& request) {
    if (asks_for_token(request)) return answer(200, R"({"access_token": "t", "expires_in": 3600})");
    tries.push_back(shop.workspace->now() - test::kStart);
    return answer(500, "");
  });
  shop.go("bob");
  shop.workspace->advance_by("10m");
  CHECK(tries == std::vector<Millis>{0, 10'000, 25'000});
  CHECK(shop.fates() == std::vector<std::string>{"failed HTTP 500"});
}

TEST_CASE("the host sends what an account of its own carries") {
  engine::Options options = test::manual_options();
  std::vector<std::string> given;
  std::string outcome = R"({"result": "accepted", "id": "m1"})";
  options.sender = [&](const std::string& message) {
    given.push_back(message);
    return answer(200, outcome);
  };
  test::TestWorkspace workspace(options);
  workspace.opt_in("ada");
  workspace.email_template("hi");
  workspace.call("providers.create", R"({"key": "ours", "kind": "host", "channel": "email"})");
  workspace.flow(R"({"key": "f", "trigger": {"event": "Go"}, "reentry": "after_exit", "start": "m",
      "nodes": {"m": {"type": "message", "channel": "email", "template": "hi"}}})");
  workspace.track("ada", "Go");
  workspace->settle();
  REQUIRE(given.size() == 1);
  const schema::Value message = schema::parse_json(given[0]);
  CHECK(text_of(message, "to") == "ada@shop.example");
  CHECK(text_of(message, "account") == "ours");
  CHECK(text_of(message, "mime").find("List-Unsubscribe:") != std::string::npos);
  CHECK(text_of(workspace.items("sends.list")[0], "provider_message_id") == "m1");
  outcome = R"({"result": "rejected", "reason": "no"})";
  workspace.track("ada", "Go");
  workspace->settle();
  CHECK(workspace.sends_by_state()["rejected"] == 1);
  outcome = "";
  workspace.track("ada", "Go");
  workspace->settle();
  CHECK(workspace.sends_by_state()["unknown"] == 1);
  CHECK(workspace.broken() == "");
}

TEST_CASE("an account is asked about without sending anything") {
  Shop shop;
  shop.apns();
  shop.fcm();
  shop.web_push();
  const auto check = [&](const std::string& key) {
    const schema::Value found =
        shop.workspace.call("providers.check", R"({"key": ")" + key + "\"}");
    return std::string(schema::flag_member(found, "ok") ? "ok" : "not ok") +
           (schema::flag_member(found, "asked") ? ", asked: " : ": ") +
           schema::text_member(found, "reason");
  };
  shop.transport->answer_with([](const http::Request& request) {
    if (asks_for_token(request)) return answer(200, R"({"access_token": "t", "expires_in": 3600})");
    if (request.url.find("apple") != std::string::npos) {
      return answer(400, R"({"reason": "BadDeviceToken"})");
    }
    return answer(200, "{}");
  });
  CHECK(check("apns") == "ok, asked: ");
  CHECK(check("fcm") == "ok, asked: ");
  CHECK(check("web_push") == "ok: ");
  CHECK(shop.urls().size() == 3);
  shop.transport->answer_with(
      [](const http::Request&) { return answer(403, R"({"reason": "InvalidProviderToken"})"); });
  CHECK(check("apns") == R"(not ok, asked: HTTP 403: {"reason": "InvalidProviderToken"})");
  CHECK(check("fcm").rfind("not ok, asked: no access token: HTTP 403", 0) == 0);
  shop.workspace.call("providers.create", R"({"key": "ours", "kind": "host", "channel": "sms"})");
  CHECK(check("ours") == "not ok: no sender was given when the workspace was opened");
  CHECK_THROWS_AS(check("nobody"), Error);
  CHECK(shop.fates().empty());
}

// The same over sockets: the token's address and the service's are servers on loopback.
TEST_CASE("an access token and a message over HTTP") {
  std::mutex mutex;
  std::vector<test::HttpRequest> requests;
  test::LoopbackServer server([&](test::Connection& connection, int) {
    while (auto request = test::read_http_request(connection)) {
      const bool token = request->target == "/token";
      {
        const std::lock_guard lock(mutex);
        requests.push_back(std::move(*request));
      }
      connection.write(test::http_response("200 OK", "Content-Type: application/json\r\n",
                                           token
                                               ? R"({"access_token": "ya29.x", "expires_in": 3599})"
                                               : R"({"name": "projects/p/messages/1"})"));
    }
  });
  const std::string url = "http://127.0.0.1:" + std::to_string(server.port());
  test::TestWorkspace workspace;
  workspace.call("templates.create", R"({"key": "hi", "channel": "push", "kind": "transactional",
                                         "text": "Hello"})");
  workspace.flow(R"({"key": "f", "trigger": {"event": "Go"}, "start": "m",
      "nodes": {"m": {"type": "message", "channel": "push", "template": "hi"}}})");
  workspace->identify(test::person("bob"));
  workspace.call("profiles.add_push_token", R"({"profile": {"user_id": "bob"}, "token": ")" +
                                                std::string(kFirebase) +
                                                R"(", "platform": "android"})");
  workspace.call("providers.create",
                 schema::to_json(schema::Value::object(
                     {{"key", "fcm"},
                      {"kind", "fcm"},
                      {"channel", "push"},
                      {"allow_private", true},
                      {"base_url", url},
                      {"service_account",
                       schema::Value::object({{"project_id", "p"},
                                              {"client_email", "push@p.iam.gserviceaccount.com"},
                                              {"private_key", test::kRsa},
                                              {"token_uri", url + "/token"}})}})));
  workspace.track("bob", "Go");
  workspace->settle();
  REQUIRE(requests.size() == 2);
  CHECK(requests[0].target == "/token");
  CHECK(requests[0].headers.at("content-type") == "application/x-www-form-urlencoded");
  CHECK(requests[1].target == "/v1/projects/p/messages:send");
  CHECK(requests[1].headers.at("authorization") == "Bearer ya29.x");
  const auto sends = workspace.items("sends.list");
  REQUIRE(sends.size() == 1);
  CHECK(text_of(sends[0], "provider_message_id") == "projects/p/messages/1");
  const schema::Value shown = workspace.call("providers.get", R"({"key": "fcm"})");
  CHECK(shown.find("config")->find("service_account")->as_bool());
}

} // namespace
} // namespace beckon::engine
