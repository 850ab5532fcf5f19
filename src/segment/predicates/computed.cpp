// {"computed": "revenue_30d", "gte": 100}: a condition over a computed trait is the one over its
// events that asks the same (computed.h). For `first`, `last` and `most_frequent`, whose value may
// be missing, there is no such condition; theirs is here.
#include <algorithm>
#include <map>
#include <set>

#include "base/hash.h"
#include "schema/json.h"
#include "segment/computed.h"
#include "segment/predicates/registry.h"
#include "segment/property_test.h"
#include "segment/retention.h"

namespace beckon::segment::predicates {
namespace {

using schema::Value;
using Function = ComputedFunction;

// What is asked of the events inside the window, the newest first: of each what the selector keeps.
class OverAll : public Predicate {
 public:
  OverAll(std::string text, SelectorPtr selector, std::optional<Duration> within)
      : Predicate(std::move(text)), selector_(std::move(selector)), within_(within) {}

  Dependencies dependencies() const override { return {}; }
  bool turns_with_time() const override { return within_.has_value(); }
  // One of them is the first or the last, or of two values as frequent the newer one.
  bool orders_ties() const override { return true; }
  std::vector<SelectorUse> selectors() const override {
    if (newest_alone()) return {{selector_, 1, std::nullopt, false}};
    return {{selector_, 0, within_, !within_}};
  }
  bool holds(const Facts& facts, Millis now) const override {
    return holds_of(entries(facts, now));
  }

  // As time goes on the window only loses events: it turns when one of them leaves, if at all.
  Millis next_flip(const Facts& facts, Millis now) const override {
    if (!within_) return kMillisMax;
    std::vector<SeriesEntry> left = entries(facts, now);
    const bool held = holds_of(left);
    std::set<Millis> instants;
    for (const SeriesEntry& entry : left) instants.insert(leaves_at(*within_, entry.at));
    for (const Millis instant : instants) {
      if (instant == kMillisMax) break;
      std::erase_if(
          left, [&](const SeriesEntry& entry) { return leaves_at(*within_, entry.at) <= instant; });
      if (holds_of(left) != held) return instant;
    }
    return kMillisMax;
  }
  Value evidence(const Facts& facts, Millis now) const override {
    const std::vector<SeriesEntry> found = entries(facts, now);
    return Value::object(
        {{"events", static_cast<uint64_t>(found.size())}, {"holds", holds_of(found)}});
  }

 protected:
  virtual bool holds_of(const std::vector<SeriesEntry>& entries) const = 0;
  // Whether only the newest event is asked: when it leaves the window, all have left.
  virtual bool asks_newest() const { return false; }

 private:
  // By the calendar an older event may outlast a newer one.
  bool newest_alone() const { return asks_newest() && !(within_ && within_->months != 0); }
  Need need(Millis now) const {
    if (newest_alone()) return {1, kMillisMax, false};
    return within_ ? Need{0, window_start(*within_, now), false} : Need::everything();
  }
  std::vector<SeriesEntry> entries(const Facts& facts, Millis now) const {
    std::vector<SeriesEntry> found = facts.series(*selector_, need(now)).kept;
    if (newest_alone() && found.size() > 1) found.resize(1);
    std::erase_if(found, [&](const SeriesEntry& entry) {
      return within_ && !inside(*within_, entry.at, now);
    });
    return found;
  }

  SelectorPtr selector_;
  std::optional<Duration> within_;
};

// The selector keeps of an event whether its property passes the tests.
class EndValue final : public OverAll {
 public:
  enum class End : uint8_t { first, last };
  EndValue(std::string text, SelectorPtr selector, std::optional<Duration> within, End end,
           bool when_missing)
      : OverAll(std::move(text), std::move(selector), within),
        end_(end),
        when_missing_(when_missing) {}

 private:
  bool asks_newest() const override { return end_ == End::last; }
  bool holds_of(const std::vector<SeriesEntry>& entries) const override {
    if (entries.empty()) return when_missing_;
    return (end_ == End::last ? entries.front() : entries.back()).value != 0;
  }
  End end_;
  bool when_missing_;
};

// The selector keeps hashes; so do the tests.
struct HashTest {
  std::string_view op;
  std::set<int64_t> values;

  bool holds(const std::optional<int64_t>& value) const {
    const bool known = value && values.count(*value) != 0;
    return op == "ne" || op == "not_in" ? !known : known;
  }
};

class MostFrequent final : public OverAll {
 public:
  MostFrequent(std::string text, SelectorPtr selector, std::optional<Duration> within,
               std::vector<HashTest> tests)
      : OverAll(std::move(text), std::move(selector), within), tests_(std::move(tests)) {}

 private:
  bool holds_of(const std::vector<SeriesEntry>& entries) const override {
    std::map<int64_t, size_t> counts;
    for (const SeriesEntry& entry : entries) ++counts[entry.value];
    std::optional<int64_t> found;
    size_t most = 0;
    for (const SeriesEntry& entry : entries) { // the newest first
      if (counts[entry.value] <= most) continue;
      most = counts[entry.value];
      found = entry.value;
    }
    return std::all_of(tests_.begin(), tests_.end(),
                       [&](const HashTest& test) { return test.holds(found); });
  }
  std::vector<HashTest> tests_;
};

// The members of the definition that say which events, and those of the condition that test.
struct Asked {
  const Value& definition;
  Value tests; // an object
  Value events() const {
    Value source = Value::object();
    for (const std::string_view member :
         {"event", "where", "within", "after", "before", "between"}) {
      if (const Value* value = definition.find(member)) source.set(member, *value);
    }
    return source;
  }
  Value on_property() const {
    Value test = tests;
    test.set("property", *definition.find("property"));
    return test;
  }
};

std::string_view measure_of(Function function) {
  switch (function) {
    case Function::count: return "count";
    case Function::average: return "avg";
    case Function::unique: return "distinct";
    default: return function_name(function);
  }
}

// The condition over events that asks the same, as its author would have written it.
Value rewritten(const ComputedTrait& trait, const Asked& asked) {
  Value source = asked.events();
  source.set(measure_of(trait.function),
             trait.function == Function::count ? asked.tests : asked.on_property());
  return source;
}

// Parses what its author has not written, and says what is wrong with it at what he has.
std::optional<Expression> parse_rewritten(const Value& source, const Asked& asked,
                                          const std::string& pointer, ConditionParser* parser) {
  const PredicateKind* kind = find_predicate_kind("event");
  Issues found;
  Issues* const issues = parser->issues;
  parser->issues = &found;
  auto expression = kind->parse(source, "", parser);
  parser->issues = issues;
  for (const Issue& issue : found) {
    std::string place = pointer;
    for (const schema::Member& test : asked.tests.as_object()) {
      const bool named = (issue.pointer + "/").find("/" + test.key + "/") != std::string::npos;
      if (named) place = pointer_join(pointer, test.key);
    }
    parser->report(place, issue.message, issue.hint);
  }
  if (!expression || !found.empty()) return std::nullopt;
  expression->pointer = pointer;
  return expression;
}

Value text_of(const ComputedTrait& trait, const Value& tests, const Window& window) {
  Value text;
  add_filter_text(trait.filter, "event", &text);
  text.set("computed", function_name(trait.function));
  text.set("property", trait.property->text());
  text.set("tests", tests);
  add_window_text(window, &text);
  return text;
}

std::optional<Expression> parse_end(const ComputedTrait& trait, const Asked& asked,
                                    const std::string& pointer, ConditionParser* parser) {
  const bool outer = parser->in_event;
  parser->in_event = true;
  const auto tests = parse_tests(asked.tests, pointer, "computed", parser);
  parser->in_event = outer;
  if (!tests) return std::nullopt;
  SelectorParts asked_of = selector_parts(trait.filter, trait.window);
  Value normal = Value::object();
  bool when_missing = true;
  for (const ValueTest& test : *tests) {
    normal.set(test.name(), test.operand());
    when_missing = when_missing && test.holds(nullptr);
    asked_of.has.push_back(std::make_shared<const PropertyTest>(*trait.property, test));
  }
  const Value exists =
      Value::array({Value::object({{"property", trait.property->text()}, {"exists", true}})});
  const auto has_it = parse_property_tests(Value::object({{"where", exists}}), "", "where", parser);
  if (!has_it) return std::nullopt;
  asked_of.where.insert(asked_of.where.end(), has_it->begin(), has_it->end());
  asked_of.value = SelectorParts::Value::flag;
  const auto end = trait.function == Function::first ? EndValue::End::first : EndValue::End::last;
  const auto make = [&](const Window& kept) {
    SelectorParts parts = asked_of;
    parts.from = kept.from;
    return std::make_shared<EndValue>(to_canonical_json(text_of(trait, normal, kept)),
                                      std::make_shared<const Selector>(std::move(parts)),
                                      kept.within, end, when_missing);
  };
  return leaf(under_retention(*parser, {&trait.filter}, trait.window, make), pointer);
}

int64_t hash_of(const Value& value) {
  return static_cast<int64_t>(hash64(to_canonical_json(value)));
}

std::optional<Expression> parse_most_frequent(const ComputedTrait& trait, const Asked& asked,
                                              const std::string& pointer, ConditionParser* parser) {
  static const std::vector<std::string_view> kOperators = {"eq", "ne", "in", "not_in"};
  std::vector<HashTest> tests;
  bool sound = parser->check_members(asked.tests, pointer, kOperators);
  for (const std::string_view op : kOperators) {
    const Value* operand = asked.tests.find(op);
    if (operand == nullptr) continue;
    HashTest test{op, {}};
    if (op == "eq" || op == "ne") {
      test.values.insert(hash_of(*operand));
    } else if (operand->is_array()) {
      for (const Value& item : operand->as_array()) test.values.insert(hash_of(item));
    } else {
      parser->report(pointer_join(pointer, op), "\"" + std::string(op) + "\" takes an array");
      sound = false;
    }
    tests.push_back(std::move(test));
  }
  if (!sound) return std::nullopt;
  const auto make = [&](const Window& kept) {
    SelectorParts parts = computed_selector(trait).parts();
    parts.from = kept.from;
    return std::make_shared<MostFrequent>(to_canonical_json(text_of(trait, asked.tests, kept)),
                                          std::make_shared<const Selector>(std::move(parts)),
                                          kept.within, tests);
  };
  return leaf(under_retention(*parser, {&trait.filter}, trait.window, make), pointer);
}

std::optional<Expression> parse(const Value& object, const std::string& pointer,
                                ConditionParser* parser) {
  const auto key = parser->key_member(object, pointer, "computed");
  if (!key) return std::nullopt;
  const Value* definition = parser->names.computed(*key);
  if (definition == nullptr) {
    const std::string near = nearest_name(*key, parser->names.computed_keys());
    parser->report(pointer_join(pointer, "computed"), "there is no computed trait \"" + *key + "\"",
                   near.empty() ? "" : "did you mean \"" + near + "\"?");
    return std::nullopt;
  }
  Issues none; // it was checked when it was published
  const auto trait = parse_computed(*definition, "", &none);
  Asked asked{*definition, object};
  asked.tests.erase("computed");
  if (!trait || asked.tests.size() == 0) {
    parser->report(pointer, "nothing is asked of the computed trait \"" + *key + "\"",
                   R"(for example {"computed": ")" + *key + R"(", "gte": 2})");
    return std::nullopt;
  }
  if (trait->function == Function::first || trait->function == Function::last) {
    return parse_end(*trait, asked, pointer, parser);
  }
  if (trait->function == Function::most_frequent) {
    return parse_most_frequent(*trait, asked, pointer, parser);
  }
  return parse_rewritten(rewritten(*trait, asked), asked, pointer, parser);
}

} // namespace

extern const PredicateKind kComputed = {"computed", parse};

} // namespace beckon::segment::predicates
