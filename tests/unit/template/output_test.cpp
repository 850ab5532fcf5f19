// Outputs: paths, literals, how values read as text.
#include <atomic>
#include <thread>

#include "unit/template/common.h"

namespace beckon::liquid {
namespace {

constexpr const char* kScope = R"({
  "profile": {"first_name": "Ada", "plan": null, "a.b": 1, "two words": 2, "größe": "XL",
              "tags": ["x", "y", "z"], "cart": {"total": 12.5, "items": 3}},
  "key": "first_name", "at": 1, "is-new?": true})";

TEST_CASE("text passes unchanged") {
  CHECK(rendered("") == "");
  CHECK(rendered("plain { } %} }} text\r\n") == "plain { } %} }} text\r\n");
  CHECK(rendered("a { b {x} {") == "a { b {x} {");
}

TEST_CASE("paths") {
  CHECK(rendered("Hi {{ profile.first_name }}!", kScope) == "Hi Ada!");
  CHECK(rendered("{{profile.cart.total}}", kScope) == "12.5");
  CHECK(rendered("{{ profile[\"first_name\"] }}", kScope) == "Ada");
  CHECK(rendered("{{ profile['a.b'] }}{{ profile[\"two words\"] }}", kScope) == "12");
  CHECK(rendered("{{ profile[key] }}", kScope) == "Ada");
  CHECK(rendered("{{ profile.tags[0] }}{{ profile.tags[-1] }}{{ profile.tags[at] }}", kScope) ==
        "xzy");
  CHECK(rendered("{{ profile.größe }}", kScope) == "XL");
  CHECK(rendered("{{ is-new? }}", kScope) == "true");
  CHECK(rendered("{{ profile.tags.size }} {{ profile.first_name.size }} {{ profile.größe.size }}"
                 " {{ profile.cart.size }}",
                 kScope) == "3 3 2 2");
  CHECK(rendered("{{ profile.tags.first }}{{ profile.tags.last }}", kScope) == "xz");
  CHECK(rendered("{{ a.size }}", R"({"a": {"size": "own"}})") == "own");
}

TEST_CASE("what is missing is nothing") {
  CHECK(rendered("[{{ nobody }}]", kScope) == "[]");
  CHECK(rendered("[{{ profile.plan }}]", kScope) == "[]");
  CHECK(rendered("[{{ profile.plan.name.more }}]", kScope) == "[]");
  CHECK(rendered("[{{ profile.first_name.x }}]", kScope) == "[]");
  CHECK(rendered("[{{ profile.tags[3] }}{{ profile.tags[-4] }}{{ profile.cart[0] }}]", kScope) ==
        "[]");
  CHECK(rendered("[{{ profile[nobody] }}{{ profile[profile.tags] }}]", kScope) == "[]");
  CHECK(parsed("[{{ a }}]")->render(schema::Value(3)) == "[]");
}

TEST_CASE("literals") {
  CHECK(rendered("{{ \"it's\" }}{{ 'say \"x\"' }}") == "it'ssay \"x\"");
  CHECK(rendered("{{ 12 }} {{ -3 }} {{ 1.50 }} {{ -0.5 }}") == "12 -3 1.5 -0.5");
  CHECK(rendered("{{ true }}{{ false }}[{{ nil }}{{ null }}{{ empty }}{{ blank }}]") ==
        "truefalse[]");
  CHECK(rendered("{{ 9223372036854775807 }}") == "9223372036854775807");
  CHECK(rendered("{{ true.name }}", R"({"true": {"name": "x"}})") == "x");
}

TEST_CASE("values as text") {
  const auto text = [](const std::string& json) {
    return rendered("{{ v }}", "{\"v\":" + json + "}");
  };
  CHECK(text("1") == "1");
  CHECK(text("1.0") == "1.0");
  CHECK(text("-0.25") == "-0.25");
  CHECK(text("0.0001") == "0.0001");
  CHECK(text("0.00001") == "1.0e-05");
  CHECK(text("1.5e-7") == "1.5e-07");
  CHECK(text("1e15") == "1000000000000000.0");
  CHECK(text("1e16") == "1.0e+16");
  CHECK(text("1.25e100") == "1.25e+100");
  CHECK(text("0.0") == "0.0");
  CHECK(text("0.1") == "0.1");
  CHECK(text("true") == "true");
  CHECK(text("false") == "false");
  CHECK(text("[1, \"a\", null, [2.5, true]]") == "1a2.5true");
  CHECK(text("{\"a\": [1, \"x\"]}") == "{\"a\":[1,\"x\"]}");
}

TEST_CASE("a dash takes the blanks beside it away") {
  CHECK(rendered("a \n {{- 1 -}} \t\r\n b") == "a1b");
  CHECK(rendered("a {{- 1 }} b") == "a1 b");
  CHECK(rendered("a {{ 1 -}} b") == "a 1b");
  CHECK(rendered("a {{- 1 -}} {{- 2 -}} b") == "a12b");
  CHECK(rendered("x {{- -1 -}} y") == "x-1y");
}

TEST_CASE("variables are listed in order, each once") {
  const TemplatePtr page = parsed(
      "{{ profile.first_name }}{{ event.items[0] }}{{ profile.first_name | append: event.total }}"
      "{{ profile['a.b'] }}{{ a[b.c].d | default: e, allow_false: f }}{{ \"x\" }}{{ true }}");
  CHECK(page->variables() == std::vector<std::string>{"profile.first_name", "event.items[0]",
                                                      "event.total", "profile.\"a.b\"", "a", "b.c",
                                                      "e", "f"});
}

TEST_CASE("missing variables are reported, each once, unless they have a default") {
  const TemplatePtr page = parsed(
      "{{ b }}{{ profile.plan }}{{ b }}{{ c | default: \"x\" }}{{ d | upcase }}"
      "{{ profile.first_name }}{{ e | default: f }}{{ g | upcase | default: \"y\" }}");
  std::vector<std::string> missing;
  RenderOptions options;
  options.missing = &missing;
  page->render(schema::parse_json(kScope), options);
  CHECK(missing == std::vector<std::string>{"b", "profile.plan", "d", "f"});
}

TEST_CASE("a template renders on many threads at once") {
  const TemplatePtr page = parsed("{{ name | upcase | append: \"!\" }}{{ name }}");
  const schema::Value scope = schema::parse_json(R"({"name": "ada"})");
  std::atomic<int> right = 0;
  std::vector<std::thread> threads;
  for (int i = 0; i < 4; ++i) {
    threads.emplace_back([&] {
      for (int j = 0; j < 500; ++j) right += page->render(scope) == "ADA!ada" ? 1 : 0;
    });
  }
  for (std::thread& thread : threads) thread.join();
  CHECK(right == 2'000);
}

} // namespace
} // namespace beckon::liquid
