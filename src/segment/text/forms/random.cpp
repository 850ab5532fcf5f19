// random("autumn") < 0.1
#include <array>

#include "segment/text/forms/forms.h"

namespace beckon::segment::text::forms {
namespace {

using schema::Value;

Node read(Reader* reader) {
  Node options, node;
  options.place.offset = reader->offset();
  reader->skip();
  reader->expect_symbol("(");
  size_t offset = reader->offset();
  options.set("salt", reader->expect_string("a salt"), offset);
  reader->expect_symbol(")");
  reader->expect_symbol("<");
  offset = reader->offset();
  options.set("below", reader->expect_number("a number from 0 to 1"), offset);
  node.set("random", std::move(options));
  return node;
}

bool print(const Value& object, Printer* printer) {
  const Value& options = *object.find("random");
  if (object.size() != 1 || !options.is_object() || options.size() != 2) return false;
  const Value* below = options.find("below");
  return below != nullptr && below->is_number() && printer->add("random(") &&
         printer->string(options.find("salt")) && printer->add(") < ") && printer->value(*below);
}

constexpr std::array<Opening, 1> kOpenings = {{{"random", true, read}}};

} // namespace

extern const Form kRandom = {"random", kOpenings, print};

} // namespace beckon::segment::text::forms
