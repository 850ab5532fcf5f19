// docs/profiles.md, docs/consent.md and docs/retention.md are true: their calls are accepted, in
// order, and they name every operation of their nouns.
#include <doctest/doctest.h>

#include <fstream>
#include <set>
#include <sstream>

#include "engine/operations/registry.h"
#include "schema/json.h"
#include "support/workspace.h"

namespace beckon::engine {
namespace {

using namespace beckon::test;

struct Call {
  std::string verb, request;
};

std::vector<Call> calls_of(const std::string& page) {
  std::ifstream file(BECKON_DOCS "/" + page);
  REQUIRE(file.good());
  std::vector<Call> calls;
  for (std::string line; std::getline(file, line);) {
    if (line.rfind("```json ", 0) != 0) continue;
    Call call{line.substr(8), ""};
    while (std::getline(file, line) && line != "```") call.request += line + "\n";
    calls.push_back(call);
  }
  return calls;
}

void run(TestWorkspace* workspace, const Call& call) {
  if (call.verb == "identify") (*workspace)->identify(call.request);
  else if (call.verb == "track") (*workspace)->track(call.request);
  else if (call.verb == "consent") (*workspace)->consent(call.request);
  else workspace->call(call.verb, call.request);
}

std::string text_of_page(const std::string& page) {
  std::ifstream file(BECKON_DOCS "/" + page);
  std::ostringstream text;
  text << file.rdbuf();
  return text.str();
}

} // namespace

TEST_CASE("the pages of profiles, consent and retention: every call is accepted") {
  for (const char* page : {"profiles.md", "consent.md", "retention.md"}) {
    TestWorkspace workspace;
    const std::vector<Call> calls = calls_of(page);
    CHECK(calls.size() >= 5);
    for (const Call& call : calls) {
      CAPTURE(call.verb);
      CAPTURE(call.request);
      CHECK_NOTHROW(run(&workspace, call));
    }
    CHECK(workspace.broken() == "");
  }
}

TEST_CASE("the pages of profiles and consent: the values they speak of are those") {
  TestWorkspace workspace;
  for (const Call& call : calls_of("profiles.md")) run(&workspace, call);
  const schema::Value shown = workspace.call("profiles.get", R"({"profile": {"user_id": "u2"}})");
  CHECK(*shown.find("traits")->find("address") ==
        schema::parse_json(R"({"city": "Lyon", "zip": "00100"})"));
  CHECK(shown.find("computed")->find("revenue_30d")->as_integer() == 120);
  CHECK(workspace->is_member("good-customers", person("u2")));
}

TEST_CASE("the pages of profiles and consent: every operation is named") {
  const std::string pages = text_of_page("profiles.md") + text_of_page("consent.md");
  const std::set<std::string> nouns = {"consents", "computed_traits", "event_schemas"};
  const std::set<std::string> everywhere = {"get", "list", "update", "delete"};
  for (const Operation* operation : registry().sorted()) {
    const std::string verb = operation->spec.name.substr(operation->noun().size() + 1);
    if (nouns.count(operation->noun()) == 0 || everywhere.count(verb) != 0) continue;
    CAPTURE(operation->spec.name);
    CHECK(pages.find(operation->spec.name) != std::string::npos);
  }
}

} // namespace beckon::engine
