// What the tags write.
#include <map>

#include "common.h"

namespace beckon::liquid {
namespace {

TEST_CASE("if, elsif, else; unless asks the opposite") {
  const std::string source = "{% if n > 5 %}many{% elsif n == 0 %}none{% else %}some{% endif %}";
  CHECK(rendered(source, R"({"n": 6})") == "many");
  CHECK(rendered(source, R"({"n": 0})") == "none");
  CHECK(rendered(source, R"({"n": 2})") == "some");
  CHECK(rendered("{% unless a %}no{% else %}yes{% endunless %}", R"({"a": false})") == "no");
  CHECK(rendered("{% unless a %}no{% else %}yes{% endunless %}", R"({"a": ""})") == "yes");
}

TEST_CASE("and, or bind from the right") {
  const auto holds = [](const std::string& condition) {
    return rendered("{% if " + condition + " %}1{% else %}0{% endif %}") == "1";
  };
  CHECK_FALSE(holds("false and true or true"));
  CHECK(holds("true or true and false"));
  CHECK(holds("1 < 2 and \"a\" <= \"b\""));
  CHECK(holds("\"order placed\" contains \"placed\""));
  CHECK_FALSE(holds("nothing contains \"a\""));
  CHECK_FALSE(holds("nothing < 1"));
  CHECK(holds("\" \" == blank"));
  CHECK_FALSE(holds("\" \" == empty"));
  CHECK(holds("(1..3) contains 2"));
  CHECK(holds("2 == 2.0"));
  CHECK_FALSE(holds("\"2\" == 2"));
}

TEST_CASE("a text has no order with a number") {
  const TemplatePtr parsed_template = parsed("{% if a < 1 %}x{% endif %}");
  CHECK_THROWS_AS(parsed_template->render(schema::parse_json(R"({"a": "1"})")), Error);
}

TEST_CASE("case writes every branch that matches, else when none before did") {
  const std::string source =
      "{% case plan %}{% when \"pro\", \"team\" %}paid{% when \"team\" or \"all\" %}+{% else %}free"
      "{% endcase %}";
  CHECK(rendered(source, R"({"plan": "pro"})") == "paid");
  CHECK(rendered(source, R"({"plan": "team"})") == "paid+");
  CHECK(rendered(source, R"({"plan": "x"})") == "free");
}

TEST_CASE("loops") {
  const std::string scope = R"({"items": ["a", "b", "c", "d"], "map": {"x": 1, "y": 2}})";
  CHECK(rendered("{% for i in items %}{{ i }}{% endfor %}", scope) == "abcd");
  CHECK(rendered("{% for i in items limit: 2 offset: 1 %}{{ i }}{% endfor %}", scope) == "bc");
  CHECK(rendered("{% for i in items reversed %}{{ i }}{% endfor %}", scope) == "dcba");
  CHECK(rendered("{% for i in items reversed limit: 2 %}{{ i }}{% endfor %}", scope) == "ba");
  CHECK(rendered("{% for p in map %}{{ p[0] }}={{ p[1] }};{% endfor %}", scope) == "x=1;y=2;");
  CHECK(rendered("{% for i in nothing %}x{% else %}empty{% endfor %}", scope) == "empty");
  CHECK(rendered("{% for i in (1..3) %}{{ forloop.rindex }}{% endfor %}") == "321");
  CHECK(rendered("{% for i in (3..1) %}x{% else %}none{% endfor %}") == "none");
  CHECK(rendered("{% for i in (1..5) %}{% if i == 2 %}{% continue %}{% endif %}{% if i == 4 %}"
                 "{% break %}{% endif %}{{ i }}{% endfor %}") == "13");
  CHECK(rendered("{% for i in (1..2) %}{% for j in (1..2) %}{{ forloop.parentloop.index }}"
                 "{{ forloop.index }} {% endfor %}{% endfor %}") == "11 12 21 22 ");
}

TEST_CASE("a loop's variables end with it, what it assigns stays") {
  CHECK(rendered("{% for i in (1..3) %}{% assign last = i %}{% endfor %}[{{ i }}{{ last }}]") ==
        "[3]");
  CHECK(
      rendered("{% for i in (1..2) %}{% assign loop = forloop %}{% endfor %}[{{ loop.index }}]") ==
      "[]");
}

TEST_CASE("assign, capture, counters, cycle") {
  CHECK(rendered(
            "{% assign a = \"x\" | upcase %}{% assign b = a %}{% assign a = 1 %}{{ b }}{{ a }}") ==
        "X1");
  CHECK(rendered("{% capture c %}<{{ x }}>{% endcapture %}{{ c }}{{ c }}", R"({"x": 1})") ==
        "<1><1>");
  CHECK(rendered("{% increment n %}{% increment n %}{{ n }}{% decrement m %}") == "012-1");
  CHECK(rendered("{% for i in (1..3) %}{% cycle \"a\", \"b\" %}{% endfor %}") == "aba");
}

TEST_CASE("captured HTML is escaped once") {
  CHECK(rendered("{% capture c %}<b>{{ x }}</b>{% endcapture %}{{ c }}", R"({"x": "<i>"})",
                 Escape::html) == "<b>&lt;i&gt;</b>");
}

TEST_CASE("liquid holds one tag a line") {
  CHECK(rendered("{% liquid\n  assign a = 2\n  # a remark\n  if a > 1\n    echo a | times: 3\n"
                 "  endif\n%}") == "6");
}

TEST_CASE("blocks with nothing but blanks write nothing") {
  CHECK(rendered("[{% if true %}\n  {% assign a = 1 %}\n{% endif %}]") == "[]");
  CHECK(rendered("[{% if true %}\n{{ a }}\n{% endif %}]") == "[\n\n]");
}

TEST_CASE("tablerow writes the rows of a table") {
  CHECK(rendered("{% tablerow i in (1..3) cols: 2 %}{{ i }}{% endtablerow %}") ==
        "<tr class=\"row1\">\n<td class=\"col1\">1</td><td class=\"col2\">2</td></tr>\n"
        "<tr class=\"row2\"><td class=\"col1\">3</td></tr>\n");
}

struct Partials {
  std::map<std::string, TemplatePtr, std::less<>> all;
  RenderOptions options;

  using Sources = std::vector<std::pair<std::string, std::string>>;
  explicit Partials(const Sources& sources) {
    for (const auto& [name, source] : sources) all[name] = parsed(source);
    options.partials = [this](std::string_view name) -> TemplatePtr {
      const auto found = all.find(name);
      return found == all.end() ? nullptr : found->second;
    };
  }
  std::string render(const std::string& source, const std::string& scope = "{}") {
    return parsed(source)->render(schema::parse_json(scope), options);
  }
};

TEST_CASE("render sees the scope and what it is given, and keeps its own to itself") {
  Partials partials({{"card", "[{{ a }}{{ b }}{{ shop.name }}]{% assign a = 9 %}"},
                     {"row", "{{ forloop.index }}{{ row.t }} "}});
  CHECK(partials.render("{% assign b = 1 %}{% render \"card\", a: 5 %}{{ a }}",
                        R"({"shop": {"name": "S"}})") == "[5S]");
  CHECK(partials.render("{% render \"row\" for rows %}", R"({"rows": [{"t": "x"}, {"t": "y"}]})") ==
        "1x 2y ");
  CHECK(partials.render("{% render \"row\" with rows[1] as row %}",
                        R"({"rows": [{"t": "x"}, {"t": "y"}]})") == "y ");
}

TEST_CASE("include shares the variables around it, and its breaks") {
  Partials partials({{"set", "{{ a }}{% assign a = 2 %}"}, {"stop", "{{ i }}{% break %}"}});
  CHECK(partials.render("{% assign a = 1 %}{% include \"set\" %}{{ a }}") == "12");
  CHECK(partials.render("{% for i in (1..3) %}{% include \"stop\" %}{% endfor %}") == "1");
  CHECK(partials.render("{% assign which = \"set\" %}{% include which, a: 7 %}") == "7");
}

TEST_CASE("a template that is not there, and one that asks for itself") {
  Partials partials(Partials::Sources{{"self", "x{% render \"self\" %}"}});
  CHECK_THROWS_WITH_AS(partials.render("{% render \"gone\" %}"), "there is no template \"gone\"",
                       Error);
  try {
    partials.render("{% render \"self\" %}");
    FAIL("a template that asks for itself must end");
  } catch (const Error& error) {
    CHECK(error.code() == Code::limit_exceeded);
    CHECK(error.message().find("template_depth") != std::string::npos);
  }
}

TEST_CASE("what a template asks for") {
  const TemplatePtr source = parsed(
      "{% for item in event.items %}{{ item.title }}{% endfor %}{% assign a = profile.name %}{{ a "
      "}}"
      "{% render \"footer\", shop: shop.name %}{% include 'footer' %}{% include other %}");
  CHECK(source->variables() ==
        std::vector<std::string>{"event.items", "profile.name", "shop.name", "other"});
  CHECK(source->partials() == std::vector<std::string>{"footer"});
}

TEST_CASE("strict rendering wants every variable that has no default") {
  RenderOptions options;
  options.strict = true;
  const auto render = [&](const std::string& source) {
    return parsed(source)->render(schema::parse_json(R"({"a": 1})"), options);
  };
  CHECK(render("{{ a }}{{ b | default: \"x\" }}{% if b %}{% endif %}") == "1x");
  CHECK_THROWS_WITH_AS(render("{{ b.c }}"), "the variable b.c has no value", Error);
}

TEST_CASE("tags nest only so deep, and loops run only so long") {
  std::string deep;
  for (int i = 0; i < 200; ++i) deep += "{% if a %}";
  Issues issues;
  CHECK(Template::parse(deep, "", &issues) == nullptr);
  CHECK(issues.front().message.find("template_depth") != std::string::npos);
  CHECK_THROWS_AS(rendered("{% for i in (1..9999999) %}{% endfor %}"), Error);
  CHECK_THROWS_AS(rendered("{{ (1..99999999999) | join: \"\" }}"), Error);
  CHECK_THROWS_AS(rendered("{% assign a = \"xxxxxxxxxx\" %}{% for i in (1..60) %}"
                           "{% assign a = a | append: a %}{% endfor %}"),
                  Error);
}

} // namespace
} // namespace beckon::liquid
