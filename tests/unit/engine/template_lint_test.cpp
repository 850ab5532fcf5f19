// What the linter says, and where.
#include "engine/template_lint.h"

#include <doctest/doctest.h>

#include "schema/json.h"
#include "support/errors.h"
#include "support/workspace.h"

namespace beckon::engine {
namespace {

using schema::parse_json;
using schema::Value;

// A shop that has seen a customer and an order.
struct Shop {
  Shop() {
    workspace->identify(R"({"user_id": "ada", "email": "ada@shop.example",
        "traits": {"first_name": "Ada", "address": {"city": "Ulm"}}})");
    workspace->track(R"({"user_id": "ada", "event": "Order Placed",
        "properties": {"order_id": "1", "total": 3, "items": [{"sku": "x"}]}})");
    workspace.call("templates.create", R"({"key": "thanks", "channel": "email",
        "kind": "transactional", "subject": "Thanks", "from": "a@shop.example", "text": "x"})");
    workspace.flow(R"({"key": "f", "trigger": {"event": "Order Placed"}, "start": "m",
        "nodes": {"m": {"type": "message", "channel": "email", "template": "thanks"}}})");
  }
  // One line a finding: severity rule pointer line:column.
  std::string lint(const std::string& members, std::string_view key = "thanks") {
    Value definition = parse_json(R"({"channel": "email", "kind": "transactional",
        "subject": "s", "from": "a@shop.example"})");
    const Value more = parse_json(members);
    for (const schema::Member& member : more.as_object()) definition.set(member.key, member.value);
    answer = workspace->call("templates.lint",
                             Value::object({{"key", key}, {"definition", definition}}));
    std::string all;
    for (const Value& row : answer.find("findings")->as_array()) {
      all += row.find("severity")->as_string() + " " + row.find("rule")->as_string() + " " +
             row.find("pointer")->as_string();
      if (const Value* line = row.find("line")) {
        all += " " + std::to_string(line->as_integer()) + ":" +
               std::to_string(row.find("column")->as_integer());
      }
      all += "\n";
    }
    return all;
  }
  std::string hint(size_t row = 0) {
    const Value* text = answer.find("findings")->as_array().at(row).find("hint");
    return text == nullptr ? "" : text->as_string();
  }
  test::TestWorkspace workspace;
  Value answer;
};

} // namespace

TEST_CASE("a sound template has no findings") {
  Shop shop;
  CHECK(
      shop.lint(
              R"({"html": "<p>{{ profile.first_name }} {{ profile.address.city }} {{ profile.email }}</p>{{ event.total }} {{ event.items[0].sku }} {{ workspace.name }} {{ entry.order_id | default: 1 }} {{ unsubscribe_url }}"})")
          .empty());
  CHECK(shop.answer.find("publishable")->as_bool());
}

TEST_CASE("errors of the language have their line and column") {
  Shop shop;
  CHECK(shop.lint(R"({"html": "<p>\n  {{ profile.name | upcas }}</p>"})") ==
        "error syntax /html 2:21\n");
  CHECK(shop.hint().find("upcase") != std::string::npos);
  CHECK_FALSE(shop.answer.find("publishable")->as_bool());
  CHECK(shop.lint(R"({"html": "ü {% if x %}"})").find("error syntax /html 1:3\n") == 0);
  CHECK(shop.lint(R"({"text": "x", "html": "<a href={{ event.total }}>"})") ==
        "error syntax /html 1:9\n");
  CHECK(shop.lint(R"({"text": "x", "form": "y"})") == "error shape /form\n");
  CHECK(shop.lint("{}") == "error shape /text\n");
}

TEST_CASE("variables that the workspace has never seen, with the nearest that it has") {
  Shop shop;
  CHECK(shop.lint(R"({"text": "Dear {{ profile.frist_name }},\n{{ event.totl | money }}"})") ==
        "warning unknown_variable /text 1:9\nwarning unknown_variable /text 2:4\n");
  CHECK(shop.hint(0) == "did you mean \"profile.first_name\"?");
  CHECK(shop.hint(1) == "did you mean \"event.total\"?");
  CHECK(shop.lint(R"({"text": "{{ custmer.name }} {{ profil.first_name }}"})") ==
        "warning unknown_variable /text 1:4\nwarning unknown_variable /text 1:23\n");
  CHECK(shop.hint(1) == "did you mean \"profile\"?");
  CHECK(shop.lint(R"({"text": "{{ workspace.nmae }}"})") == "warning unknown_variable /text 1:4\n");
  // What the template makes itself is no question.
  CHECK(
      shop.lint(R"({"text": "{% for item in event.items %}{{ item.sku }}{% endfor %}"})").empty());
  // Of a template that no flow sends nobody knows the event.
  CHECK(shop.lint(R"({"text": "{{ event.anything }}"})", "other").empty());
  shop.answer = shop.workspace.call("templates.lint", R"({"key": "other",
      "events": ["Order Placed"], "definition": {"channel": "push", "kind": "transactional",
      "text": "{{ event.anything }}"}})");
  CHECK(shop.answer.find("findings")->size() == 1);
}

TEST_CASE("marketing without a way out") {
  Shop shop;
  CHECK(shop.lint(R"({"kind": "marketing", "html": "<p>x</p>"})") ==
        "warning no_unsubscribe_link /html\n");
  CHECK(shop.lint(R"({"kind": "marketing", "text": "{{ unsubscribe_url }}"})").empty());
  CHECK(shop.lint(R"({"kind": "marketing", "channel": "sms", "text": "x"})") ==
        "note no_opt_out_text /text\n");
  CHECK(shop.lint(R"({"kind": "marketing", "channel": "sms",
                      "text": "Reply STOP to opt out."})")
            .empty());
}

TEST_CASE("each language is looked at") {
  Shop shop;
  CHECK(shop.lint(R"({"text": "x", "locales": {"de": {"subject": "s",
                      "text": "{{ profile.vorname }}"}}})") ==
        "warning unknown_variable /locales/de/text 1:4\n");
}

TEST_CASE("files, links, sizes, alphabets") {
  Shop shop;
  const std::string file = R"("attachments": [{"name": "l.png", "content_type": "image/png",
                              "content": "AAEC", "content_id": "logo"}])";
  CHECK(shop.lint(R"({"html": "<img src=\"cid:logo\">", )" + file + "}").empty());
  CHECK(shop.lint(R"({"html": "<img src=\"cid:lgo\">", )" + file + "}") ==
        "warning missing_file /html 1:11\nwarning unused_file /attachments/0\n");
  CHECK(shop.lint(R"({"html": "<a href=\"{{ event.order_id }}\">x</a>"})").empty());
  shop.workspace.call("settings.update", R"({"public_url": "https://m.shop.example"})");
  CHECK(shop.lint(R"({"html": "<a href=\"{{ event.order_id }}\">x</a>"})") ==
        "note uncounted_link /html 1:10\n");
  shop.workspace.call("settings.update", R"({"links": {"domains": ["shop.example"]}})");
  CHECK(shop.lint(R"({"html": "<a href=\"{{ event.order_id }}\">x</a>"})").empty());
  CHECK(shop.lint(R"({"html": ")" + std::string(102'001, 'x') + "\"}") == "warning size /html\n");
  CHECK(shop.lint(R"({"channel": "sms", "text": "It’s {{ profile.first_name }}"})") ==
        "note sms_encoding /text 1:3\n");
}

TEST_CASE("what is published can be asked about by its key") {
  Shop shop;
  const Value answer = shop.workspace.call("templates.lint", R"({"key": "thanks"})");
  CHECK(answer.find("findings")->size() == 0);
  CHECK(test::code_of([&] { shop.workspace.call("templates.lint", R"({"key": "no"})"); }) ==
        Code::not_found);
}

} // namespace beckon::engine
