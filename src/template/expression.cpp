#include "template/expression.h"

#include <algorithm>
#include <optional>
#include <utility>

namespace beckon::liquid {
namespace {

// A step as schema::Path writes it, so that a reported name can be looked up again.
std::string key_text(const std::string& key) {
  const bool plain = !key.empty() && key.find_first_of(".\"") == std::string::npos;
  return plain ? key : '"' + key + '"';
}

size_t count_characters(std::string_view text) {
  return static_cast<size_t>(std::count_if(text.begin(), text.end(), [](char c) {
    return (static_cast<unsigned char>(c) & 0xc0) != 0x80;
  }));
}

Operand item_at(const schema::Value& value, int64_t index) {
  if (!value.is_array()) return {};
  const auto size = static_cast<int64_t>(value.size());
  if (index < 0) index += size;
  if (index < 0 || index >= size) return {};
  return &value.as_array()[static_cast<size_t>(index)];
}

Operand named_property(const schema::Value& value, std::string_view name) {
  if (name == "size") {
    if (value.is_array() || value.is_object()) return schema::Value(uint64_t{value.size()});
    if (value.is_string()) return schema::Value(uint64_t{count_characters(value.as_string())});
  }
  if (name == "first") return item_at(value, 0);
  if (name == "last") return item_at(value, -1);
  return {};
}

Operand descend(const schema::Value& value, const schema::Value& key) {
  if (key.is_integer()) return item_at(value, key.as_integer());
  if (!key.is_string()) return {};
  if (const schema::Value* member = value.find(key.as_string())) return member;
  return named_property(value, key.as_string());
}

} // namespace

VariablePath::VariablePath(std::string name) : name_(std::move(name)), text_(name_) {}

void VariablePath::add_key(std::string key) {
  if (!text_ended_) text_ += '.' + key_text(key);
  steps_.emplace_back().key = schema::Value(std::move(key));
}

void VariablePath::add_index(int64_t index) {
  if (!text_ended_) text_ += '[' + std::to_string(index) + ']';
  steps_.emplace_back().key = schema::Value(index);
}

void VariablePath::add_computed(ExpressionPtr key) {
  text_ended_ = true;
  steps_.emplace_back().computed = std::move(key);
}

Operand VariablePath::evaluate(RenderContext& context) const {
  const schema::Value* root = context.lookup(name_);
  Operand current = root != nullptr ? Operand(root) : Operand();
  for (const Step& step : steps_) {
    context.step();
    if (current.value().is_null()) break;
    Operand next = step.computed
                       ? descend(current.value(), step.computed->evaluate(context).value())
                       : descend(current.value(), step.key);
    current = std::move(next);
  }
  if (current.value().is_null()) context.note_missing(text_);
  return current;
}

void VariablePath::collect(VariableNames* names) const {
  names->add(text_);
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
  context.expect_missing(has_default_);
  Operand operand = base_->evaluate(context);
  context.expect_missing(false);
  for (const FilterCall& call : calls_) {
    context.step();
    operand = apply(call, operand, context);
    if (operand.value().is_string()) context.check_size(operand.value().as_string().size());
  }
  return operand;
}

Operand Filtered::apply(const FilterCall& call, const Operand& subject,
                        RenderContext& context) const {
  FilterArguments arguments;
  for (const ExpressionPtr& argument : call.positional) {
    arguments.positional.push_back(argument->evaluate(context));
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

} // namespace beckon::liquid
