// computed("revenue_30d") >= 100
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
  test.set("computed", reader->expect_string("the key of a computed trait"), offset);
  reader->expect_symbol(")");
  read_operators(reader, &test);
  return test;
}

bool print(const Value& object, Printer* printer) {
  return printer->add("computed(") && printer->string(object.find("computed")) &&
         printer->add(")") && print_operators(object, "computed", printer);
}

constexpr std::array<Opening, 1> kOpenings = {{{"computed", true, read}}};

} // namespace

extern const Form kComputed = {"computed", kOpenings, print};

} // namespace beckon::segment::text::forms
