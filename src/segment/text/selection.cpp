#include "segment/text/selection.h"

#include <algorithm>
#include <array>

#include "segment/text/operands.h"
#include "segment/text/tests.h"

namespace beckon::segment::text {
namespace {

using schema::Value;

enum class Shape : uint8_t { duration, value, range, tests, string, events };

struct Clause {
  std::string_view member, word;
  Shape shape;
};

constexpr std::array<Clause, 11> kClauses = {{
    {"has", "has", Shape::tests},
    {"without", "without", Shape::events},
    {"template", "template", Shape::string},
    {"campaign", "campaign", Shape::string},
    {"flow", "flow", Shape::string},
    {"node", "node", Shape::string},
    {"channel", "channel", Shape::string},
    {"within", "last", Shape::duration},
    {"after", "after", Shape::value},
    {"before", "before", Shape::value},
    {"between", "between", Shape::range},
}};

Node read_shape(Reader* reader, Shape shape) {
  const size_t offset = reader->offset();
  switch (shape) {
    case Shape::duration: return {reader->expect_duration(), Place(offset)};
    case Shape::value: return {reader->expect_value(), Place(offset)};
    case Shape::string: return {reader->expect_string("a string"), Place(offset)};
    case Shape::range: return read_range(reader);
    case Shape::tests: return read_property_tests(reader);
    case Shape::events: break;
  }
  Node events;
  events.place.offset = offset;
  read_events(reader, "event", &events);
  return events;
}

bool print_shape(const Value& value, Shape shape, Printer* printer) {
  switch (shape) {
    case Shape::duration: return printer->duration(&value);
    case Shape::value: return printer->value(value);
    case Shape::string: return printer->string(&value);
    case Shape::range: return print_range(value, printer);
    case Shape::tests: return print_property_tests(value, printer);
    case Shape::events: break;
  }
  return value.is_object() && has_only(value, {"event", "where"}) &&
         print_events(value, "event", printer);
}

void read_clause(Reader* reader, Node* object) {
  for (const Clause& clause : kClauses) {
    const size_t offset = reader->offset();
    if (!reader->take_word(clause.word)) continue;
    if (object->value.find(clause.member) == nullptr) {
      object->set(clause.member, read_shape(reader, clause.shape));
    } else {
      reader->fail(offset, "\"" + std::string(clause.word) + "\" stands here twice");
    }
    return;
  }
  reader->fail_expected("a clause", clause_words());
}

} // namespace

void read_events(Reader* reader, std::string_view subject, Node* object) {
  const size_t offset = reader->offset();
  object->set(subject, reader->expect_string("the name of an event"), offset);
  if (reader->take_word("where")) object->set("where", read_property_tests(reader));
}

bool print_events(const Value& object, std::string_view subject, Printer* printer) {
  if (!printer->string(object.find(subject))) return false;
  const Value* where = object.find("where");
  if (where == nullptr || (where->is_array() && where->size() == 0)) return true;
  return printer->add(" where ") && print_property_tests(*where, printer);
}

void read_clauses(Reader* reader, Node* object) {
  while (reader->take_symbol(",")) read_clause(reader, object);
}

bool print_clauses(const Value& object, Printer* printer) {
  for (const Clause& clause : kClauses) {
    const Value* value = object.find(clause.member);
    if (value == nullptr) continue;
    if (clause.shape == Shape::tests && value->is_array() && value->size() == 0) continue;
    printer->add(", ");
    printer->add(clause.word);
    printer->add(" ");
    if (!print_shape(*value, clause.shape, printer)) return false;
  }
  return true;
}

std::vector<std::string_view> clause_words() {
  std::vector<std::string_view> words;
  for (const Clause& clause : kClauses) words.push_back(clause.word);
  return words;
}

bool is_clause(std::string_view member) {
  return std::any_of(kClauses.begin(), kClauses.end(),
                     [&](const Clause& clause) { return clause.member == member; });
}

} // namespace beckon::segment::text
