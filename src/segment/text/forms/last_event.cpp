// last("Plan Changed" where source = "web", has plan = "pro" and seats > 5)
#include <algorithm>
#include <array>

#include "segment/text/forms/forms.h"
#include "segment/text/selection.h"

namespace beckon::segment::text::forms {
namespace {

using schema::Value;

Node read(Reader* reader) {
  Node node;
  reader->skip();
  reader->expect_symbol("(");
  read_events(reader, "last_event", &node);
  read_clauses(reader, &node);
  reader->expect_symbol(")");
  return node;
}

bool print(const Value& object, Printer* printer) {
  const schema::Object& members = object.as_object();
  const bool sound = std::all_of(members.begin(), members.end(), [](const schema::Member& member) {
    return member.key == "last_event" || member.key == "where" || is_clause(member.key);
  });
  return sound && printer->add("last(") && print_events(object, "last_event", printer) &&
         print_clauses(object, printer) && printer->add(")");
}

constexpr std::array<Opening, 1> kOpenings = {{{"last", true, read}}};

} // namespace

extern const Form kLastEvent = {"last_event", kOpenings, print};

} // namespace beckon::segment::text::forms
