// did("Order Placed" where total >= 50, last 30d), count("Order Placed") >= 2,
// sum(total of "Order Placed", last 90d) > 100; did(message opened, template "welcome") and
// count(message clicked) >= 2 for what became of the messages that Beckon sent.
#include <algorithm>
#include <array>

#include "segment/text/forms/forms.h"
#include "segment/text/selection.h"
#include "segment/text/tests.h"

namespace beckon::segment::text::forms {
namespace {

using schema::Value;

constexpr std::array<std::string_view, 5> kAggregates = {"sum", "avg", "min", "max", "distinct"};

// An event, or `message opened`, with its clauses and the closing parenthesis.
void read_subject(Reader* reader, Node* object) {
  if (reader->at_word("message")) {
    reader->skip();
    const size_t offset = reader->offset();
    object->set("message", reader->expect_name("what became of the message, such as opened"),
                offset);
  } else {
    read_events(reader, "event", object);
  }
  read_clauses(reader, object);
  reader->expect_symbol(")");
}

void open(Reader* reader) {
  reader->skip();
  reader->expect_symbol("(");
}

Node read_did(Reader* reader) {
  Node node;
  open(reader);
  read_subject(reader, &node);
  return node;
}

Node read_count(Reader* reader) {
  Node node, bounds;
  open(reader);
  read_subject(reader, &node);
  bounds.place.offset = reader->offset();
  read_operators(reader, &bounds);
  node.set("count", std::move(bounds));
  return node;
}

Node read_aggregate(Reader* reader) {
  Node node, aggregate;
  std::string_view member;
  for (const std::string_view name : kAggregates) {
    if (reader->at_word(name)) member = name;
  }
  aggregate.place.offset = reader->offset();
  open(reader);
  const size_t offset = reader->offset();
  aggregate.set("property", read_path(reader), offset);
  reader->expect_word("of");
  read_subject(reader, &node);
  read_operators(reader, &aggregate);
  node.set(member, std::move(aggregate));
  return node;
}

// The member that says what is compared; null for `did`. Sets `sound` to whether all others are
// such as a text can have.
const schema::Member* measure(const Value& object, std::string_view subject, bool* sound) {
  const schema::Member* found = nullptr;
  for (const schema::Member& member : object.as_object()) {
    if (member.key == subject || member.key == "where" || is_clause(member.key)) continue;
    const bool known = member.key == "count" || std::find(kAggregates.begin(), kAggregates.end(),
                                                          member.key) != kAggregates.end();
    *sound = *sound && known && found == nullptr && member.value.is_object();
    found = &member;
  }
  return found;
}

bool print_subject(const Value& object, Printer* printer) {
  if (object.find("event") != nullptr) {
    if (!print_events(object, "event", printer)) return false;
  } else if (!printer->add("message ") || !printer->name(object.find("message"))) {
    return false;
  }
  return print_clauses(object, printer) && printer->add(")");
}

bool print(const Value& object, Printer* printer) {
  const bool is_event = object.find("event") != nullptr;
  bool sound = is_event || object.find("where") == nullptr;
  const schema::Member* measured = measure(object, is_event ? "event" : "message", &sound);
  if (!sound) return false;
  if (measured == nullptr) return printer->add("did(") && print_subject(object, printer);
  printer->add(measured->key);
  printer->add("(");
  if (measured->key == "count") {
    return print_subject(object, printer) && print_operators(measured->value, "", printer);
  }
  return printer->path(measured->value.find("property")) && printer->add(" of ") &&
         print_subject(object, printer) && print_operators(measured->value, "property", printer);
}

constexpr std::array<Opening, 7> kOpenings = {{{"did", true, read_did},
                                               {"count", true, read_count},
                                               {"sum", true, read_aggregate},
                                               {"avg", true, read_aggregate},
                                               {"min", true, read_aggregate},
                                               {"max", true, read_aggregate},
                                               {"distinct", true, read_aggregate}}};

} // namespace

extern const Form kEvent = {"event", kOpenings, print};
extern const Form kMessage = {"message", {}, print};

} // namespace beckon::segment::text::forms
