// What a flow's webhook node asks of the outside: the request as its author wrote it, whatever the
// customers' values hold, to public addresses only.
#include <doctest/doctest.h>

#include "schema/json.h"
#include "support/errors.h"
#include "support/loopback_server.h"
#include "support/scripted_transport.h"
#include "support/workspace.h"

namespace beckon::law {
namespace {

using namespace beckon::test;
using schema::Value;

// Calls at "Go", with what is given of the node.
void call_flow(TestWorkspace* workspace, const std::string& node) {
  workspace->flow(R"({"key": "tell", "trigger": {"event": "Go"}, "reentry": "after_exit",
      "start": "call", "nodes": {"call": {"type": "webhook", )" +
                  node + "}}}");
}

std::string header_of(const http::Request& request, std::string_view name) {
  for (const auto& [key, value] : request.headers) {
    if (key == name) return value;
  }
  return {};
}

struct Case {
  std::shared_ptr<ScriptedTransport> transport =
      std::make_shared<ScriptedTransport>([](const http::Request&) { return complete(204); });
  TestWorkspace workspace;

  Case() : workspace(with_transport()) {}
  engine::Options with_transport() const {
    engine::Options options = manual_options();
    options.transport = transport;
    return options;
  }
  void go(const std::string& properties = "{}") {
    workspace->track(R"({"user_id": "ann", "event": "Go", "properties": )" + properties + "}");
    workspace->settle();
  }
};

// Over the real network, to a server on this machine.
std::string state_over_network(const std::string& node, const char* settings = nullptr) {
  TestWorkspace workspace;
  if (settings != nullptr) workspace.call("settings.update", settings);
  call_flow(&workspace, node);
  workspace->track(R"({"user_id": "ann", "event": "Go"})");
  workspace->settle();
  const auto sends = workspace.items("sends.list");
  REQUIRE(sends.size() == 1);
  return text_of(sends[0], "state") + ": " + text_of(sends[0], "reason");
}

} // namespace

TEST_CASE("calls: url, headers and body are Liquid, and a body of JSON stays JSON") {
  Case test;
  call_flow(&test.workspace, R"("url": "https://api.example/{{ event.kind | url_encode }}",
      "method": "PUT", "headers": {"X-Who": "{{ profile.user_id }}"},
      "body": {"name": "{{ event.name }}", "items": ["{{ event.count }}", 7], "ok": true})");
  test.go(R"({"kind": "a/b?c", "name": "\", \"admin\": \"yes", "count": 2})");
  const auto requests = test.transport->requests();
  REQUIRE(requests.size() == 1);
  CHECK(requests[0].method == "PUT");
  CHECK(requests[0].url == "https://api.example/a%2Fb%3Fc");
  CHECK(header_of(requests[0], "X-Who") == "ann");
  CHECK(header_of(requests[0], "Content-Type") == "application/json");
  CHECK_FALSE(header_of(requests[0], "webhook-id").empty());
  CHECK_FALSE(requests[0].allow_private);
  const Value body = schema::parse_json(requests[0].body);
  CHECK(text_of(body, "name") == "\", \"admin\": \"yes");
  CHECK(body.find("admin") == nullptr);
  CHECK(body.find("items")->as_array()[0] == Value("2"));
  CHECK(body.find("items")->as_array()[1] == Value(7));
  CHECK(test.workspace.sends_by_state()["accepted"] == 1);
  CHECK(test.workspace.broken() == "");
}

TEST_CASE("calls: need no address, no consent and no account, and count for no cap") {
  Case test;
  test.workspace.call("settings.update", R"({"frequency_caps": [{"limit": 1, "per": "1d"}],
      "quiet_hours": {"from": "00:00", "to": "23:59"}})");
  call_flow(&test.workspace, R"("url": "https://api.example/")");
  for (int i = 0; i < 3; ++i) test.go();
  CHECK(test.transport->requests().size() == 3);
  CHECK(test.workspace.items("exclusions.list").empty());
}

TEST_CASE("calls: are repeated under one id until they are answered") {
  Case test;
  call_flow(&test.workspace, R"("url": "https://api.example/")");
  test.transport->answer_with([](const http::Request&) { return broken_off(http::Phase::sent); });
  test.go();
  test.workspace->advance_by("1s");
  test.transport->answer_with([](const http::Request&) { return complete(200); });
  test.workspace->advance_by("1m");
  const auto requests = test.transport->requests();
  REQUIRE(requests.size() == 3);
  CHECK(header_of(requests[0], "webhook-id") == header_of(requests[2], "webhook-id"));
  CHECK(test.workspace.sends_by_state()["accepted"] == 1);
}

TEST_CASE("calls: a value of a customer leads to no other scheme and adds no header") {
  Case test;
  SUBCASE("a scheme that a value could choose is refused where it is written") {
    for (const char* url : {"{{ event.url }}", "file:///tmp/owned", "smtp://relay.example/x"}) {
      const auto refused =
          error_of([&] { call_flow(&test.workspace, "\"url\": \"" + std::string(url) + "\""); });
      REQUIRE(refused);
      CHECK(refused->code() == Code::invalid_definition);
    }
  }
  SUBCASE("a header") { // the transport refuses it: see the tests of http
    TestWorkspace workspace;
    workspace.call("settings.update", R"({"webhooks": {"allow_private": true}})");
    int asked = 0;
    LoopbackServer server([&](Connection&, int) { ++asked; });
    call_flow(&workspace, R"("url": "http://127.0.0.1:)" + std::to_string(server.port()) +
                              R"(/", "headers": {"X-A": "{{ event.a }}"})");
    workspace->track(R"({"user_id": "ann", "event": "Go", "properties": {"a": "1\r\nX-B: 2"}})");
    workspace->settle();
    CHECK(workspace.sends_by_state()["accepted"] == 0);
    CHECK(asked == 0);
  }
}

TEST_CASE("calls: private addresses are refused unless the workspace permits them") {
  LoopbackServer server([](Connection& connection, int) {
    while (read_http_request(connection)) connection.write(http_response("200 OK", "", "ok"));
  });
  const std::string port = std::to_string(server.port());
  for (const char* host : {"127.0.0.1", "localhost", "[::1]", "0x7f000001", "127.1", "0.0.0.0"}) {
    CAPTURE(std::string(host));
    const std::string told =
        state_over_network("\"url\": \"http://" + std::string(host) + ":" + port + "/\"");
    CHECK(told.find("accepted") == std::string::npos);
  }
  CHECK(server.connections() == 0);
  CHECK(state_over_network("\"url\": \"http://127.0.0.1:" + port + "/\"",
                           R"({"webhooks": {"allow_private": true}})") == "accepted: ");
}

TEST_CASE("calls: redirects are not followed") {
  LoopbackServer inside([](Connection& connection, int) {
    while (read_http_request(connection)) connection.write(http_response("200 OK", "", "secret"));
  });
  const std::string to = "Location: http://127.0.0.1:" + std::to_string(inside.port()) + "/\r\n";
  LoopbackServer server([&](Connection& connection, int) {
    while (read_http_request(connection)) connection.write(http_response("302 Found", to, ""));
  });
  const std::string told =
      state_over_network("\"url\": \"http://127.0.0.1:" + std::to_string(server.port()) + "/\"",
                         R"({"webhooks": {"allow_private": true}})");
  CHECK(told.find("rejected") == 0);
  CHECK(inside.connections() == 0);
}

} // namespace beckon::law
