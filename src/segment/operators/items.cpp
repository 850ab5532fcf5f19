// any_item: whether an item of the array meets a condition on its own fields:
// {"all": [{"field": "sku", "eq": "A"}, {"not": {"field": "price", "lt": 10}}]}. Only items that
// are objects are asked; a value that is no array fails. A field takes every operator but held_for.
#include <algorithm>
#include <array>

#include "base/limits.h"
#include "segment/operators.h"

namespace beckon::segment {
namespace {

using schema::Value;

struct ItemCondition {
  enum class Op : uint8_t { all, any, negation, test };
  Op op = Op::test;
  std::vector<ItemCondition> parts; // of all, any (≥ 1) and negation (exactly 1)
  schema::Path path;                // of test
  std::optional<ValueTest> test;    // likewise

  bool holds(const Value& item, const Moment& moment) const {
    const auto part_holds = [&](const ItemCondition& part) { return part.holds(item, moment); };
    switch (op) {
      case Op::all: return std::all_of(parts.begin(), parts.end(), part_holds);
      case Op::any: return std::any_of(parts.begin(), parts.end(), part_holds);
      case Op::negation: return !part_holds(parts.front());
      case Op::test: break;
    }
    return test->holds(path.resolve(item), moment);
  }

  // The earliest instant at which any test of it turns.
  Millis next_flip(const Value& item, const Moment& moment) const {
    if (op == Op::test) return test->next_flip(path.resolve(item), moment);
    Millis earliest = kMillisMax;
    for (const ItemCondition& part : parts) {
      earliest = std::min(earliest, part.next_flip(item, moment));
    }
    return earliest;
  }

  Needs needs() const {
    Needs needs;
    if (op == Op::test) needs = test->needs();
    for (const ItemCondition& part : parts) needs.add(part.needs());
    return needs;
  }

  Value normal() const {
    if (op == Op::test) {
      return Value::object({{"field", path.text()}, {std::string(test->name()), test->operand()}});
    }
    if (op == Op::negation) return Value::object({{"not", parts.front().normal()}});
    Value list = Value::array();
    for (const ItemCondition& part : parts) list.push_back(part.normal());
    return Value::object({{op == Op::all ? "all" : "any", std::move(list)}});
  }
};

class AnyItem final : public Operand {
 public:
  explicit AnyItem(ItemCondition condition)
      : Operand(condition.normal()), condition_(std::move(condition)), needs_(condition_.needs()) {}
  bool holds(const Value* value, const Moment& moment) const override {
    if (value == nullptr || !value->is_array()) return false;
    const schema::Array& items = value->as_array();
    return std::any_of(items.begin(), items.end(), [&](const Value& item) {
      return item.is_object() && condition_.holds(item, moment);
    });
  }
  // A test that turns need not turn the whole: looks on from flip to flip for the first that does,
  // but not for ever, since a timer that comes too early does no harm.
  Millis next_flip(const Value* value, const Moment& moment) const override {
    if (!needs_.now || value == nullptr || !value->is_array()) return kMillisMax;
    constexpr int kLooks = 16;
    const bool held = holds(value, moment);
    Moment later = moment;
    for (int look = 0; look < kLooks; ++look) {
      later.now = earliest(*value, later);
      if (later.now == kMillisMax || holds(value, later) != held) break;
    }
    return later.now;
  }
  Needs needs() const override { return needs_; }

 private:
  Millis earliest(const Value& value, const Moment& moment) const {
    Millis earliest = kMillisMax;
    for (const Value& item : value.as_array()) {
      if (!item.is_object()) continue;
      earliest = std::min(earliest, condition_.next_flip(item, moment));
    }
    return earliest;
  }

  ItemCondition condition_;
  Needs needs_;
};

std::optional<ItemCondition> parse_item(const Value& source, const std::string& pointer,
                                        ConditionParser* parser);

std::optional<ItemCondition> parse_field(const Value& source, const std::string& pointer,
                                         ConditionParser* parser) {
  const auto path = parser->path_member(source, pointer, "field");
  const auto tests = parse_tests(source, pointer, "field", parser);
  if (!path || !tests) return std::nullopt;
  ItemCondition condition;
  condition.op = ItemCondition::Op::all;
  for (const ValueTest& test : *tests) {
    ItemCondition part;
    part.path = *path;
    part.test = test;
    condition.parts.push_back(std::move(part));
  }
  if (condition.parts.size() > 1) return condition;
  return ItemCondition(std::move(condition.parts.front()));
}

std::optional<ItemCondition> parse_not(const Value& source, const std::string& pointer,
                                       ConditionParser* parser) {
  const bool known = parser->check_members(source, pointer, {"not"});
  auto part = parse_item(*source.find("not"), pointer_join(pointer, "not"), parser);
  if (!known || !part) return std::nullopt;
  ItemCondition condition;
  condition.op = ItemCondition::Op::negation;
  condition.parts.push_back(std::move(*part));
  return condition;
}

std::optional<ItemCondition> parse_parts(const Value& source, const std::string& pointer,
                                         std::string_view member, ItemCondition::Op op,
                                         ConditionParser* parser) {
  bool sound = parser->check_members(source, pointer, {member});
  const Value& parts = *source.find(member);
  const std::string where = pointer_join(pointer, member);
  if (!parts.is_array() || parts.size() == 0) {
    parser->report(where,
                   '"' + std::string(member) + "\" must be an array of one condition or more");
    return std::nullopt;
  }
  ItemCondition condition;
  condition.op = op;
  for (size_t i = 0; i < parts.size() && parser->nodes <= limits::condition_nodes; ++i) {
    auto part = parse_item(parts.as_array()[i], pointer_join(where, i), parser);
    sound = sound && part.has_value();
    if (sound) condition.parts.push_back(std::move(*part));
  }
  if (!sound) return std::nullopt;
  return condition;
}

std::optional<ItemCondition> parse_item_kind(const Value& source, const std::string& pointer,
                                             ConditionParser* parser) {
  if (source.find("field") != nullptr) return parse_field(source, pointer, parser);
  if (source.find("all") != nullptr) {
    return parse_parts(source, pointer, "all", ItemCondition::Op::all, parser);
  }
  if (source.find("any") != nullptr) {
    return parse_parts(source, pointer, "any", ItemCondition::Op::any, parser);
  }
  if (source.find("not") != nullptr) return parse_not(source, pointer, parser);
  parser->report(pointer, "a condition on an item needs \"field\", \"all\", \"any\" or \"not\"",
                 R"(for example {"field": "sku", "eq": "A"})");
  return std::nullopt;
}

std::optional<ItemCondition> parse_item(const Value& source, const std::string& pointer,
                                        ConditionParser* parser) {
  if (!parser->count_node(pointer)) return std::nullopt;
  if (parser->depth >= limits::condition_depth) {
    parser->report(pointer, "the condition is nested too deeply (limit condition_depth: " +
                                std::to_string(limits::condition_depth) + ")");
    return std::nullopt;
  }
  if (!source.is_object()) {
    parser->report(
        pointer,
        "a condition on an item must be an object, found " + std::string(kind_name(source.kind())),
        R"(for example {"field": "sku", "eq": "A"})");
    return std::nullopt;
  }
  ++parser->depth;
  auto condition = parse_item_kind(source, pointer, parser);
  --parser->depth;
  return condition;
}

OperandPtr parse_any_item(const Value& operand, const std::string& pointer,
                          ConditionParser* parser) {
  auto condition = parse_item(operand, pointer, parser);
  if (!condition) return nullptr;
  return std::make_shared<AnyItem>(std::move(*condition));
}

constexpr std::array<Operator, 1> kOperators = {{{"any_item", parse_any_item}}};

} // namespace

std::span<const Operator> item_operators() { return kOperators; }

} // namespace beckon::segment
