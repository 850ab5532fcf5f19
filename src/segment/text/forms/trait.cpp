// country = "FR", "Favourite Colour" in ("red", "blue"), location within 10 km of (48.85, 2.35)
#include "segment/text/forms/forms.h"
#include "segment/text/tests.h"

namespace beckon::segment::text::forms {
namespace {

using schema::Value;

bool print_trait(const Value& object, Printer* printer) {
  return print_test(object, "trait", printer);
}

// {"near": {"trait": "location", "lat": 48.85, "lon": 2.35, "km": 10}}
Node read_near(Reader* reader, Node path) {
  Node near;
  near.place.offset = path.place.offset;
  near.set("trait", std::move(path));
  const auto number = [&](std::string_view member, std::string_view what) {
    const size_t offset = reader->offset();
    near.set(member, reader->expect_number(what), offset);
  };
  const size_t offset = reader->offset();
  Value km = reader->expect_number("a number of km");
  reader->expect_word("km");
  reader->expect_word("of");
  reader->expect_symbol("(");
  number("lat", "a latitude");
  reader->expect_symbol(",");
  number("lon", "a longitude");
  reader->expect_symbol(")");
  near.set("km", std::move(km), offset);
  Node node;
  node.set("near", std::move(near));
  return node;
}

bool print_near(const Value& object, Printer* printer) {
  const Value& near = *object.find("near");
  if (object.size() != 1 || !near.is_object() || near.size() != 4) return false;
  const auto number = [&](std::string_view member) {
    const Value* value = near.find(member);
    return value != nullptr && value->is_number() && printer->value(*value);
  };
  return printer->path(near.find("trait")) && printer->add(" within ") && number("km") &&
         printer->add(" km of (") && number("lat") && printer->add(", ") && number("lon") &&
         printer->add(")");
}

} // namespace

Node read_trait(Reader* reader) {
  const size_t offset = reader->offset();
  const TokenKind kind = reader->peek().kind;
  const bool is_name = kind == TokenKind::word || kind == TokenKind::string;
  const bool is_keyword = reader->at_word("and") || reader->at_word("or");
  if (!is_name || is_keyword) {
    reader->fail_expected("a condition");
    return {};
  }
  Node path{read_path(reader), Place(offset)};
  // `within last` and `within next` are operators.
  if (reader->at_word("within") && reader->peek(1).kind != TokenKind::word) {
    reader->skip();
    return read_near(reader, std::move(path));
  }
  Node test;
  test.set("trait", std::move(path));
  read_operators(reader, &test);
  return test;
}

extern const Form kTrait = {"trait", {}, print_trait};
extern const Form kNear = {"near", {}, print_near};

} // namespace beckon::segment::text::forms
