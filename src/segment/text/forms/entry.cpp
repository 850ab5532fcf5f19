// entry(cart.total) >= 100
#include <array>

#include "segment/text/forms/forms.h"
#include "segment/text/tests.h"

namespace beckon::segment::text::forms {
namespace {

using schema::Value;

Node read(Reader* reader) {
  Node test;
  test.place.offset = reader->offset();
  reader->skip();
  reader->expect_symbol("(");
  const size_t offset = reader->offset();
  test.set("entry", read_path(reader), offset);
  reader->expect_symbol(")");
  read_operators(reader, &test);
  return test;
}

bool print(const Value& object, Printer* printer) {
  return printer->add("entry(") && printer->path(object.find("entry")) && printer->add(")") &&
         print_operators(object, "entry", printer);
}

constexpr std::array<Opening, 1> kOpenings = {{{"entry", true, read}}};

} // namespace

extern const Form kEntry = {"entry", kOpenings, print};

} // namespace beckon::segment::text::forms
