// docs/conditions-text.md: every row is read, printed and read again; the grammar names every word.
#include <fstream>
#include <set>
#include <sstream>

#include "segment/text/forms/forms.h"
#include "segment/text/selection.h"
#include "segment/text/text.h"
#include "segment/text/words.h"
#include "support.h"

namespace beckon::segment::test {
namespace {

using schema::Value;

struct Row {
  std::string text, json;
};

std::string page() {
  std::ostringstream whole;
  whole << std::ifstream(BECKON_DOCS "/conditions-text.md").rdbuf();
  return whole.str();
}

// The rows of the table: "| `text` | `json` |".
std::vector<Row> rows() {
  std::vector<Row> found;
  std::istringstream lines(page());
  for (std::string line; std::getline(lines, line);) {
    const size_t middle = line.find("` | `");
    if (!line.starts_with("| `") || middle == std::string::npos) continue;
    found.push_back(
        {line.substr(3, middle - 3), line.substr(middle + 5, line.rfind('`') - middle - 5)});
  }
  return found;
}

// Whatever it names is there.
bool accepted(const Value& condition) {
  class AllNames final : public Names {
    bool has_segment(std::string_view) const override { return true; }
    bool has_list(std::string_view) const override { return true; }
    bool has_template(std::string_view) const override { return true; }
    bool has_flow(std::string_view) const override { return true; }
    bool has_entry() const override { return true; }
    const schema::Value* computed(std::string_view key) const override {
      const auto found = model::computed_definitions().find(key);
      return found == model::computed_definitions().end() ? nullptr : &found->second;
    }
  };
  Issues issues;
  return parse_condition(condition, "", AllNames(), &issues) != nullptr;
}

void collect_members(const Value& value, std::set<std::string>* names) {
  if (value.is_array()) {
    for (const Value& item : value.as_array()) collect_members(item, names);
  }
  if (!value.is_object()) return;
  for (const auto& [name, member] : value.as_object()) {
    names->insert(name);
    collect_members(member, names);
  }
}

TEST_SUITE("text page") {
  TEST_CASE("every row is read, accepted, printed and read again") {
    CHECK(rows().size() > 50);
    for (const Row& row : rows()) {
      CAPTURE(row.text);
      const Value json = schema::parse_json(row.json);
      const text::ReadText read = text::read_text(row.text);
      CHECK(read.issues.empty());
      CHECK(schema::to_json(read.condition) == schema::to_json(json));
      CHECK(text::print_text(json) == row.text);
      CHECK(accepted(json));
      CHECK(accepted(Value(row.text)));
    }
  }

  TEST_CASE("every kind and every operator has a row") {
    std::set<std::string> members;
    for (const Row& row : rows()) collect_members(schema::parse_json(row.json), &members);
    for (const text::Form* form : text::text_forms()) {
      CAPTURE(form->kind);
      CHECK(members.count(std::string(form->kind)) == 1);
    }
    for (const text::OperatorWords& row : text::operator_words()) {
      CAPTURE(row.op);
      CHECK(members.count(std::string(row.op)) == 1);
    }
  }

  TEST_CASE("the grammar names every word") {
    const std::string whole = page();
    const size_t begin = whole.find("```ebnf");
    REQUIRE(begin != std::string::npos);
    const std::string grammar = whole.substr(begin, whole.find("```", begin + 3) - begin);
    const auto check = [&](std::string_view word) {
      CAPTURE(word);
      CHECK(grammar.find('"' + std::string(word) + '"') != std::string::npos);
    };
    for (const text::Form* form : text::text_forms()) {
      for (const text::Opening& opening : form->openings) check(opening.word);
    }
    for (const std::string_view word : text::clause_words()) check(word);
    for (const text::OperatorWords& row : text::operator_words()) {
      std::istringstream words{std::string(row.words)};
      for (std::string word; words >> word;) check(word);
    }
  }
}

} // namespace
} // namespace beckon::segment::test
