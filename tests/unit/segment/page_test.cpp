// Every row of docs/conditions.md is true: of the model, and of the evaluator. And the page leaves
// nothing out.
#include "page.h"

#include <cstdlib>
#include <set>

#include "segment/predicates/registry.h"
#include "segment/text/text.h"
#include "support.h"

namespace beckon::segment::test {
namespace {

std::vector<PageCase> cases() { return read_page(BECKON_DOCS "/conditions.md"); }

void collect_members(const schema::Value& value, std::set<std::string>* names) {
  if (value.is_array()) {
    for (const schema::Value& item : value.as_array()) collect_members(item, names);
  }
  if (!value.is_object()) return;
  for (const auto& [name, member] : value.as_object()) {
    names->insert(name);
    collect_members(member, names);
  }
}

} // namespace

TEST_CASE("the page of conditions: every row is true") {
  for (const PageCase& row : cases()) {
    CAPTURE(row.line);
    CAPTURE(row.condition);
    CAPTURE(row.given);
    const schema::Value source = schema::parse_json(row.condition);
    CHECK(model::model_holds(source, row.profile, row.now) == row.holds);
    CHECK(parse_value(source)->holds(ProfileFacts(row.profile), row.now) == row.holds);
  }
}

TEST_CASE("the page of conditions: the text beside a condition is its text") {
  const std::string page = BECKON_DOCS "/conditions.md";
  const auto text_of = [](const std::string& json) {
    return text::print_text(schema::parse_json(json)).value();
  };
  if (std::getenv("BECKON_UPDATE") != nullptr) write_forms(page, text_of);
  for (const PageForm& form : read_forms(page)) {
    CAPTURE(form.line);
    CAPTURE(form.json);
    CHECK(form.text == text_of(form.json));
    const text::ReadText read = text::read_text(form.text);
    CHECK(read.issues.empty());
    CHECK(read.condition == schema::parse_json(form.json));
  }
}

TEST_CASE("the page of conditions: every kind and every operator is on it, with both answers") {
  std::set<std::string> hold, fail;
  for (const PageCase& row : cases()) {
    collect_members(schema::parse_json(row.condition), row.holds ? &hold : &fail);
  }
  for (const PredicateKind* kind : predicate_kinds()) {
    CAPTURE(kind->name);
    CHECK((hold.count(std::string(kind->name)) + fail.count(std::string(kind->name))) > 0);
  }
  for (const std::string_view name : operator_names()) {
    CAPTURE(name);
    CHECK(hold.count(std::string(name)) == 1);
    CHECK(fail.count(std::string(name)) == 1);
  }
}

} // namespace beckon::segment::test
