#include "base/limits.h"
#include "unit/flow/fixture.h"

namespace beckon::flow {
namespace {

using Lines = std::vector<std::string>;

TEST_CASE("a webhook asks to send its request") {
  const NodePtr node = node_of(R"({"type": "webhook", "url": "https://example.com/{{ user_id }}",
      "method": "PUT", "headers": {"X-Key": "k"}, "body": {"a": [1]}, "next": "b"})");
  CHECK(node->type() == "webhook");
  CHECK(node->targets() == Lines{"b"});
  const Step step = node->step(Entry(), ListedWorld(), arrival(7));
  CHECK(step.next == "b");
  REQUIRE(std::holds_alternative<Send>(step.command));
  const Send& send = std::get<Send>(step.command);
  CHECK(send.channel == "webhook");
  CHECK(send.template_key == "");
  CHECK_FALSE(send.awaited);
  CHECK(send.request ==
        schema::parse_json(R"({"url": "https://example.com/{{ user_id }}", "method": "PUT",
                               "headers": {"X-Key": "k"}, "body": {"a": [1]}})"));
  const NodePtr brief = node_of(R"({"type": "webhook", "url": "http://localhost/"})");
  CHECK(std::get<Send>(brief->step(Entry(), ListedWorld(), arrival(7)).command).request ==
        schema::parse_json(R"({"url": "http://localhost/", "method": "POST"})"));
}

TEST_CASE("a webhook whose errors matter is awaited") {
  const NodePtr node = node_of(R"({"type": "webhook", "url": "https://example.com", "next": "b",
      "on_error": {"next": "c"}})");
  CHECK(std::get<Send>(node->step(Entry(), ListedWorld(), arrival(7)).command).awaited);
  const Moment settled = {9, Moment::By::settled, nullptr, Settled::succeeded};
  CHECK(passes_to(node->step(Entry(), ListedWorld(), settled)) == "b");
}

TEST_CASE("mistakes of a webhook") {
  const auto issues = [](const std::string& node) { return issues_of(flow_of_node(node, false)); };
  CHECK(issues(R"({"type": "webhook"})") == Lines{"/nodes/a: the member \"url\" is missing"});
  CHECK(issues(R"({"type": "webhook", "url": "ftp://example.com", "method": "HEAD",
                   "headers": {"X Key": "k", "": "x", "Good": 5, "Bad": "a\nb"}})") ==
        Lines{"/nodes/a/url: expected a URL of https or http (\"https://example.com/hook\")",
              "/nodes/a/method: unknown value \"HEAD\" "
              "(known: \"GET\", \"POST\", \"PUT\", \"PATCH\", \"DELETE\")",
              "/nodes/a/headers/X Key: \"X Key\" is no name of a header",
              "/nodes/a/headers/: \"\" is no name of a header",
              "/nodes/a/headers/Good: expected a string, found integer",
              "/nodes/a/headers/Bad: \"Bad\" contains a control character"});
  CHECK(issues(R"({"type": "webhook", "url": "https://e.com", "method": "GET", "body": "x",
                   "headers": []})") ==
        Lines{"/nodes/a/body: a GET has no body (leave it out, or set \"method\" to \"POST\")",
              "/nodes/a/headers: expected an object, found array "
              "({\"Authorization\": \"Bearer …\"})"});
  CHECK(issues(R"({"type": "webhook", "url": "https://)" + std::string(limits::url_bytes, 'x') +
               "\"}") == Lines{"/nodes/a/url: \"url\" has too many bytes (limit url_bytes: 2048)"});
  schema::Value node =
      schema::parse_json(R"({"type": "webhook", "url": "https://example.com", "headers": {}})");
  for (size_t i = 0; i <= limits::webhook_headers; ++i) {
    node.find("headers")->set("X-" + std::to_string(i), "v");
  }
  CHECK(issues(schema::to_json(node)) ==
        Lines{"/nodes/a/headers: too many headers (limit webhook_headers: 50)"});
}

} // namespace
} // namespace beckon::flow
