#include "generator.h"

namespace beckon::segment::test {

using schema::Value;

Millis Generator::instant() {
  return universe_.start +
         universe_.step * static_cast<Millis>(below(static_cast<size_t>(universe_.steps)));
}

Value Generator::scalar() {
  static const std::vector<Value> kValues = {0,
                                             1,
                                             2,
                                             2.0,
                                             2.5,
                                             -1,
                                             int64_t{9007199254740993},
                                             9007199254740992.0,
                                             "",
                                             "a",
                                             "b",
                                             "ab",
                                             "ba",
                                             "2",
                                             "2024-01-01",
                                             true,
                                             false};
  return one_of(kValues);
}

Value Generator::any_value() {
  switch (below(8)) {
    case 0: return Value();
    case 1: return Value::array({scalar(), scalar()});
    case 2: return Value::object({{"city", scalar()}, {"a.b", scalar()}});
    case 3: return Value::array();
    default: return scalar();
  }
}

void Generator::add_test(Value* test) {
  static const std::vector<std::string> kOrdered = {"gt", "gte", "lt", "lte"};
  static const std::vector<std::string> kScalar = {"eq", "ne", "contains", "not_contains"};
  switch (below(7)) {
    case 0: test->set(one_of(kOrdered), below(2) == 0 ? Value(below(3)) : Value("a")); break;
    case 1: test->set(below(2) == 0 ? "in" : "not_in", Value::array({scalar(), scalar()})); break;
    case 2: test->set("exists", below(2) == 0); break;
    case 3:
      test->set(below(2) == 0 ? "starts_with" : "ends_with", below(2) == 0 ? "a" : "b");
      break;
    case 4:
      test->set("between", below(2) == 0 ? Value::array({0, 2}) : Value::array({"a", "b"}));
      break;
    default: test->set(one_of(kScalar), scalar());
  }
}

Value Generator::count() {
  Value count = Value::object();
  const auto n = static_cast<int64_t>(below(4));
  switch (below(6)) {
    case 0: count.set("eq", n); break;
    case 1: count.set("lte", n); break;
    case 2: count.set("lt", n + 1); break;
    case 3: count.set("gt", n); break;
    case 4: count.set("gte", n).set("lte", n + static_cast<int64_t>(below(3))); break;
    default: count.set("gte", n);
  }
  return count;
}

Value Generator::event_condition(bool always_windowed) {
  static const std::vector<std::string> kNames = {"A", "B"};
  Value condition = Value::object({{"event", one_of(kNames)}});
  if (below(3) == 0) {
    Value test = Value::object({{"property", below(2) == 0 ? "p" : "q.city"}});
    add_test(&test);
    condition["where"].push_back(test);
  }
  if (below(4) != 0) condition.set("count", count());
  if (always_windowed || below(3) != 0) condition.set("within", one_of(universe_.windows));
  return condition;
}

Value Generator::leaf(bool with_segments) {
  static const std::vector<std::string> kTraits = {"x", "y", "y.city", "y.\"a.b\"", "z"};
  static const std::vector<std::string> kChannels = {"email", "sms"};
  static const std::vector<std::string> kStates = {"granted", "denied", "none"};
  static const std::vector<std::string> kLists = {"beta", "newsletter"};
  static const std::vector<std::string> kSegments = {"vip", "buyers"};
  switch (below(with_segments ? 10 : 9)) {
    case 0:
    case 1:
    case 2: {
      Value test = Value::object({{"trait", one_of(kTraits)}});
      for (size_t tests = 1 + below(2); tests > 0; --tests) add_test(&test);
      return test;
    }
    case 3:
    case 4:
    case 5: return event_condition();
    case 6: {
      Value consent = Value::object({{"consent", one_of(kChannels)}, {"is", one_of(kStates)}});
      if (below(2) == 0) consent.set("topic", "news");
      return consent;
    }
    case 7: return Value::object({{"list", one_of(kLists)}});
    case 8:
      if (below(2) == 0) return Value::object({{"suppressed", one_of(kChannels)}});
      return Value::object({{"random", Value::object({{"salt", "s"}, {"below", 0.5}})}});
    default: return Value::object({{"segment", one_of(kSegments)}});
  }
}

Value Generator::condition(int depth, bool with_segments) {
  if (depth == 0 || below(3) == 0) return leaf(with_segments);
  switch (below(5)) {
    case 0: return Value::object({{"not", condition(depth - 1, with_segments)}});
    case 1: return Value::object({{"everyone", true}});
    default: break;
  }
  Value parts = Value::array();
  for (size_t count = 1 + below(3); count > 0; --count) {
    parts.push_back(condition(depth - 1, with_segments));
  }
  return Value::object({{below(2) == 0 ? "all" : "any", std::move(parts)}});
}

model::ModelEvent Generator::event() {
  static const std::vector<std::string> kNames = {"A", "B", "C"};
  Value properties = Value::object();
  if (below(3) != 0) properties.set("p", any_value());
  if (below(3) != 0) properties.set("q", any_value());
  return {one_of(kNames), instant(), std::move(properties)};
}

model::ModelProfile Generator::profile(size_t most_events) {
  model::ModelProfile profile;
  profile.id = "p" + std::to_string(below(1'000'000));
  for (const char* name : {"x", "y", "z"}) {
    if (below(4) != 0) profile.traits.set(name, any_value());
  }
  for (size_t count = below(most_events + 1); count > 0; --count) profile.events.push_back(event());
  for (const char* channel : {"email", "sms"}) {
    for (const char* topic : {"", "news"}) {
      const size_t state = below(3);
      if (state == 0) continue;
      profile.consents[{channel, topic}] = state == 1 ? "granted" : "denied";
    }
    if (below(3) == 0) profile.suppressed.insert(channel);
  }
  if (below(2) == 0) profile.lists.insert("beta");
  if (below(2) == 0) profile.lists.insert("newsletter");
  const bool vip = below(2) == 0;
  profile.in_segment = [vip](const std::string& key) { return key == "vip" && vip; };
  return profile;
}

} // namespace beckon::segment::test
