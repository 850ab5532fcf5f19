// What a faulty template answers: every issue, with its place and a hint.
#include <chrono>

#include "base/limits.h"
#include "unit/template/common.h"

namespace beckon::liquid {
namespace {

TEST_CASE("issues name line and column, in characters") {
  CHECK(issue_of("a\nbü {{ x | nope }}").message ==
        "line 2, column 11: there is no filter \"nope\"");
  CHECK(issue_of("{% when a %}").message.find("line 1, column 1: {% when %} stands in no") == 0);
  CHECK(issue_of("x {% if a %}").message == "line 1, column 3: {% if %} is not closed");
  CHECK(issue_of("{% if a ==\n %}x{% endif %}").message.find("line 1, column") == 0);
}

TEST_CASE("all issues are collected") {
  const Issues issues = issues_of("{{ a | }}\n{% assign %}\n{{ b | upcas }}\n{{");
  REQUIRE(issues.size() == 4);
  CHECK(issues[0].message.substr(0, 6) == "line 1");
  CHECK(issues[1].message.substr(0, 6) == "line 2");
  CHECK(issues[2].message.substr(0, 6) == "line 3");
  CHECK(issues[3].message.substr(0, 6) == "line 4");
}

TEST_CASE("hints name what was probably meant, or what there is") {
  CHECK(issue_of("{{ a | upcas }}").hint == "did you mean \"upcase\"?");
  CHECK(issue_of("{{ a | zzzzzzzz }}").hint.find("filters: ") == 0);
  CHECK(issue_of("{% coment %}").hint == "did you mean {% comment %}?");
  CHECK(issue_of("{% zzzzzzzzz %}").hint.find("tags: assign break") == 0);
  CHECK(issue_of("{% iff a %}").hint == "did you mean {% if %}?");
  CHECK(issue_of("{% if a %}").hint == "end it with {% endif %}");
  CHECK(issue_of("{% endraw %}").hint == "open it with {% raw %}");
  CHECK(issue_of("{% %}").hint == "write for example {% comment %}");
  CHECK(issue_of("{{ a").hint.find("}}") != std::string::npos);
  CHECK(issue_of("{% a").hint.find("%}") != std::string::npos);
}

TEST_CASE("faulty expressions") {
  const auto says = [](const std::string& markup, const std::string& expected) {
    const std::string message = issue_of("{{ " + markup + " }}").message;
    CAPTURE(message);
    return message.find(expected) != std::string::npos;
  };
  CHECK(says("| upcase", "found \"|\""));
  CHECK(says("a b", "expected a filter after | or the end, found \"b\""));
  CHECK(says("a == 1", "found \"==\""));
  CHECK(says("a |", "expected the name of a filter, found the end"));
  CHECK(says("a | \"x\"", "expected the name of a filter"));
  CHECK(says("a.", "expected a name after the dot"));
  CHECK(says("a.1", "expected a name after the dot"));
  CHECK(says("a[", "expected a variable"));
  CHECK(says("a[]", "expected a variable"));
  CHECK(says("a[0", "expected ], found the end"));
  CHECK(says("a[0 1]", "expected ], found \"1\""));
  CHECK(says("'a", "the quoted text is not closed"));
  CHECK(says("a | append: 'b", "the quoted text is not closed"));
  CHECK(says("99999999999999999999", "too large"));
  CHECK(says("a[99999999999999999999]", "too large"));
  CHECK(says("a | append", "takes 1 arguments, here it has 0"));
  CHECK(says("a | append: 1, 2", "takes 1 arguments, here it has 2"));
  CHECK(says("a | default: 1, 2", "takes 0 to 1 arguments, here it has 2"));
  CHECK(says("a | default: 1, allow_flase: true", "has no argument \"allow_flase\""));
  CHECK(says("a | append: x: 1", "has no argument \"x\""));
  CHECK(says("a | append: ", "expected a variable"));
  CHECK(says("a | upcase,", "found \",\""));
  CHECK(says("(1..", "expected a variable, a quoted text or a number, found the end"));
}

TEST_CASE("brackets nest only so deep") {
  std::string deep = "a", shallow = "a";
  for (size_t i = 0; i <= limits::document_depth; ++i) deep = "a[" + deep + "]";
  for (size_t i = 0; i < limits::document_depth; ++i) shallow = "a[" + shallow + "]";
  CHECK(issue_of("{{ " + deep + " }}").message.find("document_depth") != std::string::npos);
  parsed("{{ " + shallow + " }}");
}

TEST_CASE("tags that hold text") {
  CHECK(rendered("a{% comment %} {{ bad | }} {% if %} {% endcomment %}b") == "ab");
  CHECK(rendered("{% comment %}x{% comment %}y{% endcomment %}z{% endcomment %}b") == "b");
  CHECK(rendered("{% raw %}{{ a | nope }} {% if %}{{{% endraw %}") == "{{ a | nope }} {% if %}{{");
  CHECK(rendered("{% raw %}{% comment %}{% endraw %}") == "{% comment %}");
  CHECK(rendered("a {%- comment -%} x {%- endcomment -%} b") == "ab");
  CHECK(rendered("a {% raw -%} x {%- endraw %} b") == "a x b");
  CHECK(rendered("{%raw%}{%endraw%}{%   raw   %}x{%  endraw  %}") == "x");
  CHECK(issue_of("{% raw %} x").message == "line 1, column 1: {% raw %} is not closed");
  CHECK(issue_of("\n {% comment %}{% comment %}{% endcomment %}").message ==
        "line 2, column 2: {% comment %} is not closed");
  CHECK(issue_of("{% raw x %}{% endraw %}").message ==
        "line 1, column 1: {% raw %} takes no arguments, here it has \"x\"");
}

TEST_CASE("the list of issues ends somewhere") {
  std::string source;
  for (int i = 0; i < 2'000; ++i) source += "{% nope %}\n";
  const Issues issues = issues_of(source);
  CHECK(issues.size() == limits::issues);
  CHECK(issues.back().message.find("more issues") != std::string::npos);
}

TEST_CASE("issues add to those of the caller") {
  Issues issues = {{"/subject", "earlier", ""}};
  CHECK(Template::parse("fine", "/html", &issues) != nullptr);
  CHECK(Template::parse("{{", "/html", &issues) == nullptr);
  CHECK(issues.size() == 2);
}

TEST_CASE("budgets") {
  const std::string longest(limits::template_bytes, 'x');
  CHECK(rendered(longest) == longest);
  CHECK(issue_of(longest + "x").message.find("template_bytes") != std::string::npos);

  const auto limited = [](const std::string& source, size_t output, size_t steps) {
    RenderOptions options;
    options.max_output = output;
    options.max_steps = steps;
    options.escape = Escape::html;
    return parsed(source)->render(schema::parse_json(R"({"v": "<<<<<", "w": "12345"})"), options);
  };
  const auto exceeded = [&](const std::string& source, size_t output, size_t steps) {
    try {
      limited(source, output, steps);
    } catch (const Error& error) {
      return error.code() == Code::limit_exceeded ? error.message() : "another code";
    }
    return std::string();
  };
  CHECK(limited("12345", 5, 0) == "12345");
  CHECK(exceeded("123456", 5, 0).find("render_bytes") != std::string::npos);
  CHECK(limited("{{ w }}", 5, 0) == "12345");
  CHECK(exceeded("{{ w }}{{ w }}", 9, 0).find("render_bytes") != std::string::npos);
  CHECK(exceeded("{{ v }}", 19, 0).find("render_bytes") != std::string::npos); // 20 when escaped
  CHECK(exceeded("{{ w | append: w | append: w | default: 1 }}", 12, 0).find("render_bytes") !=
        std::string::npos);
  CHECK(limited("a{{ w }}b", 0, 3) == "a12345b");
  CHECK(exceeded("a{{ w }}b", 0, 2).find("render_steps") != std::string::npos);
  CHECK(exceeded("{{ w.a.b.c }}", 0, 3).find("render_steps") == std::string::npos);
  CHECK(exceeded("{{ w | upcase | upcase }}", 0, 2).find("render_steps") != std::string::npos);
}

TEST_CASE("hostile templates parse in time that grows with their length") {
  for (const std::string& unit :
       {std::string("{% comment "), std::string("{"), std::string("{{a}}"), std::string("{%"),
        std::string("{{"), std::string("{% raw %}"), std::string("{% comment %}"), std::string("|"),
        std::string("'")}) {
    std::string source;
    for (const char* prefix : {"", "{% raw %}", "{% comment %}"}) {
      source = prefix;
      while (source.size() < (256 << 10)) source += unit;
      source += " %} }}";
      const auto begin = std::chrono::steady_clock::now();
      Issues issues;
      Template::parse(source, "", &issues);
      const auto spent = std::chrono::steady_clock::now() - begin;
      CAPTURE(unit);
      CHECK(spent < std::chrono::seconds(2));
    }
  }
}

} // namespace
} // namespace beckon::liquid
