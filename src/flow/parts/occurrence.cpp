// Events as they happen and conditions that become true: exit_when and goal.
#include <algorithm>
#include <utility>

#include "flow/parts/parts.h"

namespace beckon::flow {
namespace {

// Whether an item of exit_when is an event as it happens rather than a condition over events. A
// misspelled member counts as the one that it resembles.
bool is_event_exit(const schema::Value& source) {
  if (source.find("event") == nullptr) return false;
  const std::vector<std::string> known = {"event",  "where",   "match",   "count", "sum",
                                          "avg",    "min",     "max",     "after", "before",
                                          "within", "between", "distinct"};
  const schema::Object& members = source.as_object();
  return std::all_of(members.begin(), members.end(), [&](const schema::Member& member) {
    const std::string nearest = nearest_name(member.key, known);
    return nearest == "event" || nearest == "where" || nearest == "match";
  });
}

void read_match(Reader* reader, EventMatch* result) {
  const schema::Value* source = reader->find("match");
  if (source == nullptr) return;
  if (!source->is_object()) {
    reader->issue("match", object_expected(*source),
                  R"({"property": "cart_id", "equals": "entry.cart_id"})");
    return;
  }
  Reader match(*source, pointer_join(reader->pointer(), "match"), &reader->reading());
  match.check_members({"property", "equals"});
  result->property = match.path("property");
  result->entry_property = match.path("equals", "entry.");
  if (result->entry_property && !reader->reading().names.has_entry()) {
    match.issue("equals", "nothing is known here of what started the entry",
                R"(leave out "match", or trigger the flow by an event or by {"call": true})");
  }
}

} // namespace

EventMatch read_event_match(Reader* reader) {
  EventMatch result;
  result.event = reader->event_name("event");
  if (reader->has("where")) result.where = reader->where("where");
  read_match(reader, &result);
  return result;
}

std::vector<Occurrence> read_exits(Reader* document) {
  const schema::Value* source = document->find("exit_when");
  std::vector<Occurrence> exits;
  if (source == nullptr) return exits;
  if (!source->is_array()) {
    document->issue("exit_when", "expected an array of events and conditions",
                    R"([{"event": "Order Placed"}])");
    return exits;
  }
  if (source->size() > limits::flow_exits) {
    document->too_many("exit_when", "exits", {"flow_exits", limits::flow_exits});
    return exits;
  }
  for (size_t i = 0; i < source->size(); ++i) {
    const schema::Value& item = source->as_array()[i];
    const std::string pointer = pointer_join("/exit_when", i);
    Occurrence exit;
    if (is_event_exit(item)) {
      Reader reader(item, pointer, &document->reading());
      reader.check_members({"event", "where", "match"});
      exit.event = read_event_match(&reader);
    } else {
      exit.condition = document->reading().condition(item, pointer);
    }
    exits.push_back(std::move(exit));
  }
  return exits;
}

std::optional<Goal> read_goal(Reader* document) {
  const schema::Value* source = document->find("goal");
  if (source == nullptr) return std::nullopt;
  const std::string hint = R"({"event": "Order Placed", "within": "5d"})";
  if (!source->is_object()) {
    document->issue("goal", object_expected(*source), hint);
    return std::nullopt;
  }
  Reader reader(*source, "/goal", &document->reading());
  Goal goal;
  if (reader.has("event")) {
    reader.check_members({"event", "where", "match", "within"});
    goal.when.event = read_event_match(&reader);
  } else if (reader.has("when")) {
    reader.check_members({"when", "within"});
    goal.when.condition = reader.condition("when");
  } else {
    reader.check_members({"event", "where", "match", "when", "within"});
    document->issue("goal", "a goal needs an event, or a condition under \"when\"", hint);
  }
  if (reader.has("within")) goal.within = reader.duration("within");
  return goal;
}

} // namespace beckon::flow
