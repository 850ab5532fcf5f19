// Any bytes as a Liquid template, rendered for a customer whose every value is hostile. Refused:
// there are issues that can be shown. Accepted: it renders the same twice or says why not, within
// its budgets, and no value brings markup into HTML.
#include <algorithm>
#include <array>
#include <string>

#include "base/error.h"
#include "fuzz/entry.h"
#include "schema/json.h"
#include "template/template.h"

namespace beckon::fuzz {
namespace {

constexpr size_t kMostOutput = 64 << 10;

const schema::Value& scope() {
  static const schema::Value value = schema::parse_json(R"JSON({
    "profile": {"first_name": "<script>alert(1)</script>", "name": "\" onload='x' \"", "n": 3,
                "city": "&lt;b&gt;", "vip": true, "price": 10.5, "born": "1992-02-29",
                "tags": ["<i>", "b", null, 2], "html": "<img src=x onerror=y>", "none": null,
                "address": {"city": "</td>", "a.b": "<"}},
    "event": {"items": [{"name": "<a>", "price": 1, "url": "javascript:alert(1)"},
                        {"name": "tea\r\n", "price": "2.50", "url": "/x?a=1&b=<"}],
              "total": "12.00", "currency": "EUR", "at": "2024-03-09T22:00:00Z"},
    "a": "<", "b": [1, 2, 3], "c": {"d": "<e>"}, "unsubscribe_url": "https://x.example/u/t"})JSON");
  return value;
}

struct Rendered {
  bool failed = false;
  std::string text;
};

Rendered render(const liquid::Template& parsed, liquid::Escape escape) {
  liquid::RenderOptions options;
  options.escape = escape;
  options.max_output = kMostOutput;
  options.max_steps = 20'000;
  options.now = 1'710'000'000'000;
  std::vector<std::string> missing;
  options.missing = &missing;
  try {
    Rendered rendered{false, parsed.render(scope(), options)};
    demand(rendered.text.size() <= kMostOutput, "the output stays within its budget");
    return rendered;
  } catch (const Error& error) {
    const bool known = error.code() == Code::limit_exceeded || error.code() == Code::not_found ||
                       error.code() == Code::invalid_request;
    demand(known, "a rendering fails for a reason of its own", code_name(error.code()));
    demand(!error.message().empty(), "a failure has a message");
    return {true, error.message()};
  }
}

// What may write markup of its own accord, or at the author's wish.
bool writes_markup(std::string_view source) {
  constexpr std::array<std::string_view, 4> kWays = {"<", "raw", "newline_to_br", "tablerow"};
  return std::any_of(kWays.begin(), kWays.end(), [&](std::string_view way) {
    return source.find(way) != std::string_view::npos;
  });
}

} // namespace
} // namespace beckon::fuzz

int LLVMFuzzerTestOneInput(const uint8_t* data, size_t size) {
  using namespace beckon;
  using fuzz::demand;
  const std::string_view source(reinterpret_cast<const char*>(data), size);
  Issues issues;
  const liquid::TemplatePtr parsed = liquid::Template::parse(source, "/html", &issues);
  demand((parsed == nullptr) == !issues.empty(), "a refused template has an issue");
  for (const Issue& issue : issues) {
    demand(issue.pointer == "/html" && !issue.message.empty(), "an issue can be shown",
           issue.message);
  }
  if (parsed == nullptr) return 0;
  parsed->variables();
  parsed->partials();
  const auto html = fuzz::render(*parsed, liquid::Escape::html);
  const auto again = fuzz::render(*parsed, liquid::Escape::html);
  demand(html.failed == again.failed && html.text == again.text,
         "a template renders the same twice", source);
  const bool markup = html.text.find('<') != std::string::npos;
  demand(html.failed || !markup || fuzz::writes_markup(source), "no value brings markup into HTML",
         source);
  fuzz::render(*parsed, liquid::Escape::none);
  return 0;
}
