// sequence("Signed Up" then "Order Placed" where total > 50 within 2h, without "Cancelled", last
// 30d)
#include <algorithm>
#include <array>

#include "segment/text/forms/forms.h"
#include "segment/text/selection.h"

namespace beckon::segment::text::forms {
namespace {

using schema::Value;

Node read_step(Reader* reader) {
  Node step;
  step.place.offset = reader->offset();
  read_events(reader, "event", &step);
  if (reader->take_word("within")) {
    const size_t offset = reader->offset();
    step.set("within", reader->expect_duration(), offset);
  }
  return step;
}

Node read(Reader* reader) {
  Node node, steps;
  reader->skip();
  reader->expect_symbol("(");
  steps.place.offset = reader->offset();
  do steps.push(read_step(reader));
  while (reader->take_word("then"));
  node.set("sequence", std::move(steps));
  read_clauses(reader, &node);
  reader->expect_symbol(")");
  return node;
}

bool print_step(const Value& step, Printer* printer) {
  if (!step.is_object() || !has_only(step, {"event", "where", "within"})) return false;
  if (!print_events(step, "event", printer)) return false;
  const Value* within = step.find("within");
  return within == nullptr || (printer->add(" within ") && printer->duration(within));
}

bool print(const Value& object, Printer* printer) {
  const schema::Object& members = object.as_object();
  const bool sound = std::all_of(members.begin(), members.end(), [](const schema::Member& member) {
    return member.key == "sequence" || is_clause(member.key);
  });
  const Value& steps = *object.find("sequence");
  if (!sound || !steps.is_array() || steps.size() == 0) return false;
  for (size_t i = 0; i < steps.size(); ++i) {
    printer->add(i == 0 ? "sequence(" : " then ");
    if (!print_step(steps.as_array()[i], printer)) return false;
  }
  return print_clauses(object, printer) && printer->add(")");
}

constexpr std::array<Opening, 1> kOpenings = {{{"sequence", true, read}}};

} // namespace

extern const Form kSequence = {"sequence", kOpenings, print};

} // namespace beckon::segment::text::forms
