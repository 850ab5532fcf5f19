#include "template/expression.h"

#include <algorithm>
#include <utility>

#include "template/convert.h"
#include "template/text.h"

namespace beckon::liquid {
namespace {

// A step as schema::Path writes it, so that a reported name can be looked up again.
std::string key_text(const std::string& key) {
  const bool plain = !key.empty() && key.find_first_of(".\"") == std::string::npos;
  return plain ? key : '"' + key + '"';
}

Operand item_at(const schema::Value& value, int64_t index) {
  if (!value.is_array()) return {};
  const auto size = static_cast<int64_t>(value.size());
  if (index < 0) index += size;
  if (index < 0 || index >= size) return {};
  return &value.as_array()[static_cast<size_t>(index)];
}

Operand edge_character(const std::string& text, bool first) {
  if (text.empty()) return {};
  return schema::Value(first ? characters(text, 0, 1) : characters(text, -1, 1));
}

// The first member of an object as a pair.
Operand first_member(const schema::Value& object) {
  if (object.size() == 0) return {};
  const schema::Member& member = object.as_object().front();
  return schema::Value(schema::Array{schema::Value(member.key), member.value});
}

Operand named_property(const schema::Value& value, std::string_view name) {
  const bool is_text = value.is_string();
  if (name == "size") {
    if (value.is_array() || value.is_object()) return schema::Value(uint64_t{value.size()});
    if (is_text) return schema::Value(uint64_t{count_characters(value.as_string())});
  }
  if (name == "first" && value.is_object()) return first_member(value);
  if (name == "first") return is_text ? edge_character(value.as_string(), true) : item_at(value, 0);
  if (name == "last")
    return is_text ? edge_character(value.as_string(), false) : item_at(value, -1);
  return {};
}

Operand loop_property(const LoopState& loop, std::string_view name) {
  const auto number = [](size_t value) { return Operand(schema::Value(uint64_t{value})); };
  const auto flag = [](bool value) { return Operand(schema::Value(value)); };
  if (name == "index") return number(loop.index + 1);
  if (name == "index0") return number(loop.index);
  if (name == "rindex") return number(loop.length - loop.index);
  if (name == "rindex0") return number(loop.length - loop.index - 1);
  if (name == "first") return flag(loop.index == 0);
  if (name == "last") return flag(loop.index + 1 == loop.length);
  if (name == "length") return number(loop.length);
  if (loop.columns > 0) {
    if (name == "col") return number(loop.column());
    if (name == "col0") return number(loop.column() - 1);
    if (name == "col_first") return flag(loop.column() == 1);
    if (name == "col_last") return flag(loop.column() == loop.columns);
    if (name == "row") return number(loop.row());
    return {};
  }
  if (name == "name") return schema::Value(loop.name);
  if (name == "parentloop" && loop.parent != nullptr) return Operand(loop.parent);
  return {};
}

Operand range_property(const Range& range, std::string_view name) {
  if (name == "size") return schema::Value(range.size());
  if (range.size() == 0) return {};
  if (name == "first") return schema::Value(range.first);
  if (name == "last") return schema::Value(range.last);
  return {};
}

Operand descend(const Operand& from, const schema::Value& key) {
  if (from.kind() == Operand::Kind::loop && key.is_string()) {
    return loop_property(from.loop(), key.as_string());
  }
  if (from.kind() == Operand::Kind::range && key.is_string()) {
    return range_property(from.range(), key.as_string());
  }
  const schema::Value& value = from.value();
  if (key.is_integer()) return item_at(value, key.as_integer());
  if (!key.is_string()) return {};
  if (const schema::Value* member = value.find(key.as_string())) return member;
  return named_property(value, key.as_string());
}

} // namespace

Operand RangeExpression::evaluate(RenderContext& context) const {
  const Operand first = first_->evaluate(context), last = last_->evaluate(context);
  return Range{whole_number(first.value()), whole_number(last.value())};
}

void RangeExpression::collect(VariableNames* names) const {
  first_->collect(names);
  last_->collect(names);
}

VariablePath::VariablePath(std::string name) : name_(std::move(name)) {}
VariablePath::VariablePath(ExpressionPtr name) : computed_name_(std::move(name)) {}

void VariablePath::add_key(std::string key) {
  steps_.emplace_back().key = schema::Value(std::move(key));
}

void VariablePath::add_index(int64_t index) { steps_.emplace_back().key = schema::Value(index); }

void VariablePath::add_computed(ExpressionPtr key) {
  steps_.emplace_back().computed = std::move(key);
}

std::string VariablePath::text() const {
  if (computed_name_) return {};
  std::string text = name_;
  for (const Step& step : steps_) {
    if (step.computed) break;
    if (step.key.is_integer()) text += '[' + std::to_string(step.key.as_integer()) + ']';
    else text += '.' + key_text(step.key.as_string());
  }
  return text;
}

Operand VariablePath::root(RenderContext& context) const {
  if (!computed_name_) return context.lookup(name_);
  std::string scratch;
  return context.lookup(text_of(computed_name_->evaluate(context), &scratch));
}

// What is borrowed lives as long as the rendering; what is made here has no members.
Operand VariablePath::evaluate(RenderContext& context) const {
  if (const schema::Value* value = borrow(context)) return value;
  Operand current = root(context);
  for (const Step& step : steps_) {
    context.step();
    if (current.is_nil()) break;
    current = step.computed ? descend(current, step.computed->evaluate(context).value())
                            : descend(current, step.key);
  }
  if (current.is_nil() && !computed_name_ && context.wants_missing()) context.note_missing(text());
  return current;
}

// Most variables: members of objects, all the way down. What has no value goes the longer way,
// which tells of it.
const schema::Value* VariablePath::borrow(RenderContext& context) const {
  if (computed_name_) return nullptr;
  const schema::Value* value = context.borrow(name_, hint_);
  for (const Step& step : steps_) {
    if (value == nullptr || !step.key.is_string()) return nullptr; // computed ones have a null key
    value = step.hint.find(*value, step.key.as_string());
  }
  if (value == nullptr || value->is_null()) return nullptr;
  context.step(steps_.size());
  return value;
}

void VariablePath::collect(VariableNames* names) const {
  if (computed_name_) computed_name_->collect(names);
  else names->add(name_, text());
  for (const Step& step : steps_) {
    if (step.computed) step.computed->collect(names);
  }
}

Filtered::Filtered(ExpressionPtr base, std::vector<FilterCall> calls)
    : base_(std::move(base)),
      calls_(std::move(calls)),
      has_default_(std::any_of(calls_.begin(), calls_.end(), [](const FilterCall& call) {
        return call.filter->provides_default;
      })) {}

Operand Filtered::evaluate(RenderContext& context) const {
  const bool expected = context.missing_expected();
  context.expect_missing(expected || has_default_);
  Operand operand = base_->evaluate(context);
  context.expect_missing(expected);
  for (const FilterCall& call : calls_) {
    context.step();
    operand = apply(call, materialized(std::move(operand), context), context);
    if (operand.value().is_string()) context.check_size(operand.value().as_string().size());
    if (operand.value().is_array()) context.step(operand.value().size());
  }
  return operand;
}

Operand Filtered::apply(const FilterCall& call, const Operand& subject,
                        RenderContext& context) const {
  FilterArguments arguments{{}, {}, context.options()};
  for (const ExpressionPtr& argument : call.positional) {
    arguments.positional.push_back(materialized(argument->evaluate(context), context));
  }
  for (const auto& [name, argument] : call.named) {
    arguments.named.emplace_back(name, argument->evaluate(context));
  }
  return call.filter->apply(subject, arguments);
}

void Filtered::collect(VariableNames* names) const {
  base_->collect(names);
  for (const FilterCall& call : calls_) {
    for (const ExpressionPtr& argument : call.positional) argument->collect(names);
    for (const auto& [name, argument] : call.named) argument->collect(names);
  }
}

Operand materialized(Operand operand, RenderContext& context) {
  using Kind = Operand::Kind;
  if (operand.kind() == Kind::empty || operand.kind() == Kind::blank) return schema::Value("");
  if (operand.kind() != Kind::range) return operand;
  const Range range = operand.range();
  context.step(range.size());
  schema::Array items;
  for (uint64_t i = 0; i < range.size(); ++i) {
    items.emplace_back(range.first + static_cast<int64_t>(i));
  }
  return schema::Value(std::move(items));
}

} // namespace beckon::liquid
