#include "segment/bounds.h"

#include <algorithm>
#include <array>

namespace beckon::segment {
namespace {

using schema::Value;
using Op = NumberBounds::Op;
using Test = NumberBounds::Test;

// Reads the two ends of "between"; each is checked by `parse_end`.
template <typename ParseEnd>
auto parse_ends(const Value& value, const std::string& pointer, ConditionParser* parser,
                const ParseEnd& parse_end) {
  using End = decltype(parse_end(value, pointer));
  std::array<End, 2> ends;
  if (!value.is_array() || value.size() != 2) {
    parser->report(pointer, "expected an array of the lowest and the highest number");
    return ends;
  }
  for (size_t i = 0; i < 2; ++i) {
    ends[i] = parse_end(value.as_array()[i], pointer_join(pointer, i));
  }
  return ends;
}

// The object of bounds under `member`, or null after an issue.
const Value* bounds_object(const Value& object, const std::string& pointer, std::string_view member,
                           ConditionParser* parser) {
  const Value* bounds = object.find(member);
  if (bounds->is_object() && bounds->size() > 0) return bounds;
  parser->report(pointer_join(pointer, member),
                 '"' + std::string(member) + "\" must be an object of one bound or more",
                 "for example \"" + std::string(member) + R"(": {"gte": 2})");
  return nullptr;
}

// --- of counts

struct CountRange {
  int64_t low = 0, high = CountTest::kUnbounded;
  bool impossible = false;

  void at_least(int64_t bound) { low = std::max(low, bound); }
  void at_most(int64_t bound) { high = std::min(high, bound); }
};

struct CountOp {
  std::string_view name;
  void (*narrow)(CountRange* range, int64_t bound); // `bound` is 0 or more
};

constexpr std::array<CountOp, 5> kCountOps = {{
    {"eq", [](CountRange* range, int64_t n) { range->at_least(n), range->at_most(n); }},
    {"gt",
     [](CountRange* range, int64_t n) {
       if (n == INT64_MAX) range->impossible = true;
       else range->at_least(n + 1);
     }},
    {"gte", [](CountRange* range, int64_t n) { range->at_least(n); }},
    {"lt",
     [](CountRange* range, int64_t n) {
       if (n == 0) range->impossible = true;
       else range->at_most(n - 1);
     }},
    {"lte", [](CountRange* range, int64_t n) { range->at_most(n); }},
}};

std::optional<int64_t> parse_whole(const Value& value, const std::string& pointer,
                                   ConditionParser* parser) {
  const Value number = value.is_number() ? canonical_number(value) : value;
  if (number.is_integer() && number.as_integer() >= 0) return number.as_integer();
  parser->report(pointer, "a count must be a whole number of 0 or more");
  return std::nullopt;
}

bool narrow_between(const Value& value, const std::string& pointer, ConditionParser* parser,
                    CountRange* range) {
  const auto ends = parse_ends(value, pointer, parser, [&](const Value& end, const auto& where) {
    return parse_whole(end, where, parser);
  });
  if (!ends[0] || !ends[1]) return false;
  range->at_least(*ends[0]);
  range->at_most(*ends[1]);
  return true;
}

// --- of numbers

struct NumberOp {
  std::string_view name;
  Op op;
};
// Ascending by name, as the normalised text has them.
constexpr std::array<NumberOp, 6> kNumberOps = {{
    {"eq", Op::eq},
    {"gt", Op::gt},
    {"gte", Op::gte},
    {"lt", Op::lt},
    {"lte", Op::lte},
    {"ne", Op::ne},
}};

std::optional<Test> parse_test(Op op, const Value& value, const std::string& pointer, bool whole,
                               ConditionParser* parser) {
  if (whole && !parse_whole(value, pointer, parser)) return std::nullopt;
  if (!value.is_number()) {
    parser->report(pointer, "expected a number, found " + std::string(kind_name(value.kind())));
    return std::nullopt;
  }
  if (const auto bound = millionths(value)) return Test{op, *bound, canonical_number(value)};
  parser->report(pointer, "the number is too large: sums are kept in millionths, up to 9.2e12");
  return std::nullopt;
}

// Of two tests with one operator the stricter one stays.
void add_test(std::vector<Test>* tests, Test test) {
  const auto same = std::find_if(tests->begin(), tests->end(),
                                 [&](const Test& known) { return known.op == test.op; });
  if (same == tests->end()) return tests->push_back(std::move(test));
  const bool stricter =
      test.op == Op::gte ? test.bound > same->bound : test.bound < same->bound; // gte or lte
  if (stricter) *same = std::move(test);
}

// No number can meet all: the greatest lower bound lies above the least upper one.
bool contradict(const std::vector<Test>& tests) {
  std::optional<int64_t> low, high;
  bool open = false; // one of the two excludes its end
  const auto raise = [&](const Test& test, bool strict) {
    if (low && test.bound < *low) return;
    open = strict || (open && low == test.bound);
    low = test.bound;
  };
  for (const Test& test : tests) {
    if (test.op == Op::eq || test.op == Op::gte) raise(test, false);
    if (test.op == Op::gt) raise(test, true);
  }
  bool open_above = false;
  for (const Test& test : tests) {
    const bool strict = test.op == Op::lt;
    if (!strict && test.op != Op::eq && test.op != Op::lte) continue;
    if (high && test.bound > *high) continue;
    open_above = strict || (open_above && high == test.bound);
    high = test.bound;
  }
  if (!low || !high) return false;
  return *low > *high || (*low == *high && (open || open_above));
}

} // namespace

Value CountBounds::to_value() const {
  Value value = Value::object();
  if (low > 0 || high == CountTest::kUnbounded) value.set("gte", low);
  if (high != CountTest::kUnbounded) value.set("lte", high);
  return value;
}

std::optional<CountBounds> parse_count_bounds(const Value& object, const std::string& pointer,
                                              std::string_view member, ConditionParser* parser) {
  const Value* bounds = bounds_object(object, pointer, member, parser);
  if (bounds == nullptr) return std::nullopt;
  const std::string where = pointer_join(pointer, member);
  std::vector<std::string_view> known;
  for (const CountOp& op : kCountOps) known.push_back(op.name);
  known.push_back("between");
  bool sound = parser->check_members(*bounds, where, known);
  CountRange range;
  for (const schema::Member& bound : bounds->as_object()) {
    const std::string bound_pointer = pointer_join(where, bound.key);
    if (bound.key == "between") {
      sound = narrow_between(bound.value, bound_pointer, parser, &range) && sound;
    }
    for (const CountOp& op : kCountOps) {
      if (op.name != bound.key) continue;
      const auto number = parse_whole(bound.value, bound_pointer, parser);
      sound = sound && number.has_value();
      if (number) op.narrow(&range, *number);
    }
  }
  if (sound && (range.impossible || range.low > range.high)) {
    parser->report(where, "no count meets these bounds");
    sound = false;
  }
  if (!sound) return std::nullopt;
  return CountBounds{range.low, range.high};
}

bool NumberBounds::hold(Int128 numerator, int64_t denominator) const {
  return std::all_of(tests_.begin(), tests_.end(), [&](const Test& test) {
    const Int128 bound = static_cast<Int128>(test.bound) * denominator;
    switch (test.op) {
      case Op::eq: return numerator == bound;
      case Op::gt: return numerator > bound;
      case Op::gte: return numerator >= bound;
      case Op::lt: return numerator < bound;
      case Op::lte: return numerator <= bound;
      case Op::ne: break;
    }
    return numerator != bound;
  });
}

Value NumberBounds::to_value() const {
  Value value = Value::object();
  for (const Test& test : tests_) {
    for (const NumberOp& op : kNumberOps) {
      if (op.op == test.op) value.set(op.name, test.written);
    }
  }
  return value;
}

std::optional<NumberBounds> parse_number_bounds(const Value& object, const std::string& pointer,
                                                std::string_view subject, bool whole,
                                                ConditionParser* parser) {
  std::vector<std::string_view> known = {subject};
  for (const NumberOp& op : kNumberOps) known.push_back(op.name);
  known.push_back("between");
  bool sound = parser->check_members(object, pointer, known);
  std::vector<Test> tests;
  const auto read = [&](Op op, const Value& value, const std::string& where) {
    auto test = parse_test(op, value, where, whole, parser);
    sound = sound && test.has_value();
    return test;
  };
  for (const schema::Member& member : object.as_object()) {
    const std::string where = pointer_join(pointer, member.key);
    if (member.key == "between") {
      const auto ends = parse_ends(member.value, where, parser,
                                   [&](const Value& end, const std::string& end_pointer) {
                                     return read(Op::gte, end, end_pointer);
                                   });
      sound = sound && ends[0] && ends[1];
      if (ends[0]) add_test(&tests, *ends[0]);
      if (ends[1]) add_test(&tests, {Op::lte, ends[1]->bound, ends[1]->written});
    }
    for (const NumberOp& op : kNumberOps) {
      if (op.name != member.key) continue;
      if (auto test = read(op.op, member.value, where)) add_test(&tests, std::move(*test));
    }
  }
  if (sound && tests.empty()) {
    parser->report(pointer, "the bound is missing",
                   "for example {\"property\": \"total\", \"gte\": 100}");
    sound = false;
  }
  if (sound && contradict(tests)) {
    parser->report(pointer, "no number meets these bounds");
    sound = false;
  }
  if (!sound) return std::nullopt;
  std::sort(tests.begin(), tests.end(), [](const Test& a, const Test& b) { return a.op < b.op; });
  return NumberBounds(std::move(tests));
}

} // namespace beckon::segment
