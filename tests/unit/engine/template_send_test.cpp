// templates.send_test and templates.compile.
#include <doctest/doctest.h>

#include <cstdlib>

#include "base/child_process.h"
#include "engine/template_compiler.h"
#include "schema/json.h"
#include "support/errors.h"
#include "support/files.h"
#include "support/scripted_transport.h"
#include "support/workspace.h"

namespace beckon::engine {
namespace {

using schema::parse_json;
using schema::Value;

struct Desk {
  Desk() {
    transport = std::make_shared<test::ScriptedTransport>(
        [](const http::Request&) { return test::complete(200); });
    engine::Options options = test::manual_options();
    options.transport = transport;
    workspace = std::make_unique<test::TestWorkspace>(options);
    workspace->engine().identify(
        R"({"user_id": "ada", "traits": {"name": "Ada", "locale": "de"}})");
    workspace->call("settings.update", R"({"public_url": "https://m.shop.example"})");
    workspace->call("templates.create", R"({"key": "hi", "channel": "email", "kind": "marketing",
        "subject": "Hello {{ profile.name }}", "from": "Shop <hello@shop.example>",
        "html": "<a href=\"https://shop.example/\">{{ event.total }}</a>",
        "locales": {"de": {"subject": "Hallo {{ profile.name }}", "text": "{{ event.total }}"}}})");
    for (const char* account : {"second", "first"}) {
      workspace->call("providers.create", R"({"key": ")" + std::string(account) +
                                              R"(", "kind": "webhook",
          "channel": "email", "priority": )" + (std::string(account) == "first" ? "1" : "2") +
                                              R"(, "url": "https://)" + account + R"(.example/",
          "secret": "whsec_MfKQ9r8GKYqrTwjUPD8ILPZIo2LaLaSw"})");
    }
  }
  Value test(const std::string& members) {
    return workspace->call("templates.send_test",
                           R"({"key": "hi", "profile": {"user_id": "ada"}, )" + members + "}");
  }
  Value last() { return parse_json(transport->requests().back().body); }
  std::shared_ptr<test::ScriptedTransport> transport;
  std::unique_ptr<test::TestWorkspace> workspace;
};

} // namespace

TEST_CASE("a test leaves at once, marked, with the profile's data, and is no send") {
  Desk desk;
  const std::string before = desk.workspace->state_hash();
  const Value answer =
      desk.test(R"("to": "Me@shop.example", "event": {"total": "12 €"}, "locale": "en")");
  CHECK(answer.find("account")->as_string() == "first");
  CHECK(answer.find("result")->as_string() == "accepted");
  const Value message = desk.last();
  CHECK(message.find("to")->as_string() == "me@shop.example");
  CHECK(message.find("subject")->as_string() == "[Test] Hello Ada");
  CHECK(message.find("html")->as_string().find("<a href=\"https://shop.example/\">12 €</a>") == 0);
  desk.test(R"("to": "me@shop.example", "account": "second")");
  CHECK(desk.last().find("subject")->as_string() == "[Test] Hallo Ada");
  CHECK(desk.transport->requests().back().url == "https://second.example");
  CHECK(desk.workspace->state_hash() == before);
  CHECK(desk.workspace->items("sends.list").empty());
}

TEST_CASE("what the provider says is told") {
  Desk desk;
  desk.transport->answer_with([](const http::Request&) { return test::complete(422); });
  const Value answer = desk.test(R"("to": "me@shop.example")");
  CHECK(answer.find("result")->as_string() == "rejected");
  CHECK_FALSE(answer.find("reason")->as_string().empty());
}

TEST_CASE("tests that cannot be") {
  Desk desk;
  const auto refused = [&](const std::string& members) {
    const auto error = test::error_of([&] { desk.test(members); });
    return error ? std::string(code_name(error->code())) + " " + error->pointer() : "sent";
  };
  CHECK(refused(R"("to": "nobody")") == "invalid_request /to");
  CHECK(refused(R"("to": "me@shop.example", "account": "third")") == "not_found /account");
  CHECK(test::code_of([&] {
          desk.workspace->call("templates.send_test", R"({"key": "hi", "to": "me@shop.example",
              "profile": {"user_id": "bob"}})");
        }) == Code::not_found);
  desk.workspace->call("suppressions.add", R"({"channel": "email", "address": "me@shop.example",
      "reason": "manual"})");
  CHECK(refused(R"("to": "me@shop.example")") == "conflict /to");
  CHECK(desk.transport->requests().empty());
  test::TestWorkspace bare;
  bare.email_template("hi");
  bare->identify(R"({"user_id": "ada"})");
  CHECK(test::code_of([&] {
          bare.call("templates.send_test",
                    R"({"key": "hi", "profile": {"user_id": "ada"}, "to": "a@b.example"})");
        }) == Code::conflict);
}

TEST_CASE("without a compiler a source is refused, never passed through") {
  test::TestWorkspace workspace;
  const auto error = test::error_of([&] {
    workspace.call("templates.create", R"({"key": "t", "channel": "email", "kind": "marketing",
        "subject": "s", "from": "a@shop.example", "html": "<p>old</p>",
        "source": {"language": "mjml", "text": "<mjml></mjml>"}})");
  });
  REQUIRE(error.has_value());
  CHECK(error->code() == Code::unsupported);
  CHECK(error->pointer() == "/source/text");
  CHECK(test::code_of([&] {
          workspace.call("templates.compile", R"({"language": "html", "text": "<p>"})");
        }) == Code::unsupported);
  CHECK(test::code_of([&] { workspace.call("templates.get", R"({"key": "t"})"); }) ==
        Code::not_found);
}

namespace {

// A compiler of a few lines, for a Node that is there.
std::string with_script(const std::string& script, std::string_view source) {
  const test::TempDirectory directory;
  test::write_file(directory.file("compile.mjs"), script);
  const TemplateCompiler compiler(directory.file("compile.mjs"));
  try {
    return compiler.compile("mjml", std::string(source), "/x");
  } catch (const Error& error) {
    std::string text = std::string(code_name(error.code())) + " " + error.pointer() + ": ";
    return text + (error.issues().empty() ? error.message() : error.issues()[0].message);
  }
}

bool has_node() {
  return run_child({"node", "--version"}, "", {1'000, 20'000}).end == ChildResult::End::exited;
}

} // namespace

TEST_CASE("what a compiler answers") {
  if (!has_node()) {
    MESSAGE("there is no Node here: the answers of a compiler are not looked at");
    return;
  }
  const std::string echo =
      "let t='';for await (const p of process.stdin) t+=p;const r=JSON.parse(t);";
  CHECK(with_script(echo + "console.log(JSON.stringify({html:r.language+':'+r.source}))",
                    "ü{{ a }}") == "mjml:ü{{ a }}");
  CHECK(with_script(echo + "console.log(JSON.stringify({issues:[{message:'bad',line:3}]}))", "") ==
        "invalid_definition /x: line 3: bad");
  CHECK(with_script(echo + "console.log(JSON.stringify({missing:'mjml'}))", "") ==
        "unsupported /x: the compiler of templates lacks the package mjml");
  CHECK(with_script("console.log('{}')", "") ==
        "io_error /x: the compiler of templates answered without HTML");
  CHECK(with_script("throw new Error('no luck')", "").rfind("io_error /x: ", 0) == 0);
}

} // namespace beckon::engine
