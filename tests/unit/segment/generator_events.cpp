// Conditions over what a profile did and what was sent to it.
#include <algorithm>

#include "generator.h"

namespace beckon::segment::test {

using schema::Value;

Value Generator::count() {
  Value count = Value::object();
  const auto n = static_cast<int64_t>(below(4));
  switch (below(7)) {
    case 0: count.set("eq", n); break;
    case 1: count.set("lte", n); break;
    case 2: count.set("lt", n + 1); break;
    case 3: count.set("gt", n); break;
    case 4: count.set("gte", n).set("lte", n + static_cast<int64_t>(below(3))); break;
    case 5: count.set("between", Value::array({n, n + static_cast<int64_t>(below(3))})); break;
    default: count.set("gte", n);
  }
  return count;
}

Value Generator::property_test() {
  Value test = Value::object({{"property", one_in(2) ? "p" : one_in(2) ? "q.city" : "n"}});
  if (one_in(8)) {
    test.set("property", "d").set(one_in(2) ? "before" : "after", date_text());
  } else {
    add_test(&test);
  }
  return test;
}

// {name: "A"}, sometimes with where.
Value Generator::event_and_where(const char* name) {
  static const std::vector<std::string> kNames = {"A", "A", "B", "B", "A*", "*"};
  Value condition = Value::object({{name, one_of(kNames)}});
  if (one_in(3)) condition.set("where", Value::array({property_test()}));
  return condition;
}

void Generator::add_window(Value* condition) {
  switch (below(8)) {
    case 0: condition->set("after", format_time(instant())); break;
    case 1: condition->set("before", format_time(instant())); break;
    case 2: {
      const Millis a = instant(), b = instant();
      condition->set("between",
                     Value::array({format_time(std::min(a, b)), format_time(std::max(a, b))}));
      break;
    }
    default: condition->set("within", window());
  }
}

Value Generator::event_condition(bool always_windowed) {
  Value condition = event_and_where("event");
  if (!one_in(4)) condition.set("count", count());
  if (always_windowed) condition.set("within", window());
  else if (!one_in(3)) add_window(&condition);
  return condition;
}

Value Generator::aggregate_leaf() {
  static const std::vector<std::string> kKinds = {"sum", "avg", "min", "max"};
  static const std::vector<std::string> kOps = {"eq", "ne", "gt", "gte", "lt", "lte"};
  static const std::vector<Value> kBounds = {0, 1, 2.5, 0.3, 0.2, -0.1, 33.33, 100};
  Value condition = event_and_where("event");
  if (one_in(4)) {
    Value distinct = count();
    condition.set("distinct", distinct.set("property", one_in(2) ? "p" : "n"));
  } else {
    Value asked = Value::object({{"property", one_in(6) ? "p" : "n"}});
    if (one_in(6)) asked.set("between", Value::array({0, one_of(kBounds).as_number() + 1}));
    else asked.set(one_of(kOps), one_of(kBounds));
    condition.set(one_of(kKinds), std::move(asked));
  }
  if (!one_in(3)) add_window(&condition);
  return condition;
}

// Of the definitions that the model knows for this.
Value Generator::computed_leaf() {
  static const std::vector<std::string> kNumbers = {"c_sum", "c_average", "c_min"};
  static const std::vector<std::string> kCounts = {"c_count", "c_unique"};
  static const std::vector<std::string> kValues = {"c_first", "c_last", "c_last_mo"};
  static const std::vector<std::string> kOps = {"eq", "ne", "gt", "gte", "lt", "lte"};
  static const std::vector<Value> kBounds = {0, 1, 2.5, 0.3, 33.33};
  Value condition, bounds;
  switch (below(4)) {
    case 0:
      condition.set("computed", one_of(kCounts));
      bounds = count();
      for (const auto& [op, bound] : bounds.as_object()) condition.set(op, bound);
      return condition;
    case 1:
      condition.set("computed", one_of(kNumbers)).set(one_of(kOps), one_of(kBounds));
      return condition;
    case 2:
      condition.set("computed", one_of(kValues));
      add_test(&condition);
      return condition;
    default: break;
  }
  condition.set("computed", "c_often");
  const std::vector<std::string> lists = {"in", "not_in"}, singles = {"eq", "ne"};
  if (one_in(2)) condition.set(one_of(singles), scalar());
  else condition.set(one_of(lists), Value::array({scalar(), scalar()}));
  return condition;
}

Value Generator::last_event_leaf() {
  Value condition = event_and_where("last_event");
  condition.set("has", Value::array({property_test()}));
  if (one_in(3)) add_window(&condition);
  return condition;
}

Value Generator::sequence_leaf() {
  Value steps = Value::array();
  for (size_t count = 2 + below(2); count > 0; --count) {
    Value step = event_and_where("event");
    if (steps.size() > 0 && one_in(2)) step.set("within", window());
    steps.push_back(std::move(step));
  }
  Value condition = Value::object({{"sequence", std::move(steps)}});
  if (one_in(3)) condition.set("without", event_and_where("event"));
  if (!one_in(3)) add_window(&condition);
  return condition;
}

Value Generator::message_leaf() {
  static const std::vector<std::string> kStates = {"sent", "delivered", "opened", "clicked",
                                                   "unsubscribed"};
  Value condition = Value::object({{"message", one_of(kStates)}});
  if (one_in(3)) condition.set("template", one_in(2) ? "hello" : "offer");
  if (one_in(5)) condition.set("flow", "onboarding");
  if (one_in(6)) condition.set("node", one_in(2) ? "one" : "two");
  if (one_in(6)) condition.set("channel", one_in(3) ? "sms" : "email");
  if (one_in(2)) condition.set("count", count());
  if (one_in(2)) add_window(&condition);
  return condition;
}

} // namespace beckon::segment::test
