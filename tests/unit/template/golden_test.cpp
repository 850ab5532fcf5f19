// The published conformance cases of the language, where they are at hand: BECKON_DATA names the
// folder that holds golden_liquid_open.json (github.com/jg-rp/golden-liquid, MIT).
#include <cstdlib>
#include <fstream>
#include <map>
#include <sstream>

#include "common.h"

namespace beckon::liquid {
namespace {

using schema::Value;

struct Outcome {
  bool failed = false;
  std::string text;
};

Outcome run_case(const Value& golden) {
  Issues issues;
  const TemplatePtr parsed = Template::parse(golden.find("template")->as_string(), "", &issues);
  if (parsed == nullptr) return {true, issues.front().message};
  std::map<std::string, TemplatePtr, std::less<>> partials;
  if (const Value* sources = golden.find("templates")) {
    for (const schema::Member& member : sources->as_object()) {
      partials[member.key] = Template::parse(member.value.as_string(), "", &issues);
      if (partials[member.key] == nullptr) return {true, issues.front().message};
    }
  }
  RenderOptions options;
  options.partials = [&](std::string_view name) -> TemplatePtr {
    const auto found = partials.find(name);
    return found == partials.end() ? nullptr : found->second;
  };
  const Value* data = golden.find("data");
  try {
    return {false, parsed->render(data == nullptr ? Value::object() : *data, options)};
  } catch (const Error& error) {
    return {true, error.message()};
  }
}

bool is_right(const Value& golden, const Outcome& outcome) {
  if (golden.find("invalid") != nullptr) return outcome.failed;
  if (outcome.failed) return false;
  if (const Value* result = golden.find("result")) return outcome.text == result->as_string();
  for (const Value& result : golden.find("results")->as_array()) {
    if (outcome.text == result.as_string()) return true;
  }
  return false;
}

TEST_CASE("the published cases of the language") {
  const char* folder = std::getenv("BECKON_DATA");
  std::ifstream file(std::string(folder == nullptr ? "" : folder) + "/golden_liquid_open.json");
  if (folder == nullptr || !file) {
    MESSAGE("not checked: BECKON_DATA names no folder with golden_liquid_open.json");
    return;
  }
  std::ostringstream text;
  text << file.rdbuf();
  schema::ReadLimits limits;
  limits.bytes = size_t{64} << 20;
  const Value suite = schema::parse_json(text.str(), limits);
  const schema::Array& cases = suite.find("tests")->as_array();
  REQUIRE(cases.size() > 0);
  for (const Value& golden : cases) {
    const Outcome outcome = run_case(golden);
    CHECK_MESSAGE(is_right(golden, outcome), golden.find("name")->as_string(), ": ",
                  golden.find("template")->as_string(), " gave ", outcome.text);
  }
}

} // namespace
} // namespace beckon::liquid
