#include "template/tags/sequence.h"

#include <algorithm>
#include <cmath>

#include "template/convert.h"

namespace beckon::liquid {

Sequence::Sequence(const Operand& collection, RenderContext& context) {
  if (collection.kind() == Operand::Kind::range) {
    range_ = collection.range();
    last_ = range_.size();
    return;
  }
  const schema::Value& value = collection.value();
  if (value.is_array()) {
    items_ = collection.borrows() ? &value : context.keep(value);
    last_ = value.size();
  } else if (value.is_object()) {
    schema::Array pairs;
    for (const schema::Member& member : value.as_object()) {
      pairs.push_back(schema::Value(schema::Array{schema::Value(member.key), member.value}));
    }
    items_ = context.keep(schema::Value(std::move(pairs)));
    last_ = value.size();
  } else if (value.is_string() && !value.as_string().empty()) {
    single_ = collection.borrows() ? Operand(&value) : Operand(context.keep(value));
    last_ = 1;
  }
}

Operand Sequence::at(size_t index) const {
  const size_t place = reversed_ ? last_ - 1 - index : first_ + index;
  if (items_ != nullptr) return &items_->as_array()[place];
  if (range_.size() > 0) return schema::Value(range_.first + static_cast<int64_t>(place));
  return single_;
}

void Sequence::slice(size_t from, std::optional<size_t> limit) {
  first_ = std::min(first_ + from, last_);
  if (limit) last_ = first_ + std::min(*limit, last_ - first_);
}

std::optional<size_t> loop_number(const ExpressionPtr& expression, std::string_view what,
                                  RenderContext& context) {
  if (!expression) return std::nullopt;
  const Operand operand = expression->evaluate(context);
  if (operand.is_nil()) return std::nullopt;
  const schema::Value& value = operand.value();
  const bool is_fraction = value.is_number() && !value.is_integer();
  const auto number = is_fraction ? std::optional(whole_number(value)) : strict_integer(value);
  if (!number) fail_render("\"" + std::string(what) + "\" of a loop is no whole number");
  return static_cast<size_t>(std::max<int64_t>(*number, 0));
}

void LoopArguments::collect(VariableNames* names) const {
  collection->collect(names);
  for (const ExpressionPtr* part : {&limit, &offset, &columns}) {
    if (*part) (*part)->collect(names);
  }
  names->set_own(variable);
}

Sequence LoopArguments::choose(const Operand& chosen, RenderContext& context) const {
  Sequence sequence(chosen, context);
  size_t& next = context.offset(name);
  const size_t from = from_continue ? next : loop_number(offset, "offset", context).value_or(0);
  sequence.slice(from, loop_number(limit, "limit", context));
  next = from + sequence.size();
  if (reversed) sequence.reverse();
  return sequence;
}

LoopArguments read_loop(ExpressionReader& reader, bool is_table) {
  LoopArguments loop;
  loop.variable = reader.variable_name();
  if (!reader.take_word("in")) reader.fail_unexpected("\"in\"", "write {% for item in items %}");
  const std::string_view from_here = reader.rest();
  loop.collection = reader.primary();
  loop.name = std::string(loop.variable) + "-";
  loop.name.append(from_here.substr(0, from_here.size() - reader.rest().size()));
  while (loop.name.back() <= ' ') loop.name.pop_back();
  for (;;) {
    reader.take_if(ExpressionToken::Kind::comma);
    if (reader.at_end()) return loop;
    if (reader.take_word("reversed")) {
      loop.reversed = true;
      continue;
    }
    const std::string_view expected =
        is_table ? "cols, limit, offset or the end" : "reversed, limit, offset or the end";
    const std::string_view name = reader.peek().text;
    ExpressionPtr* part = name == "limit"              ? &loop.limit
                          : name == "offset"           ? &loop.offset
                          : name == "cols" && is_table ? &loop.columns
                                                       : nullptr;
    if (part == nullptr) reader.fail_unexpected(expected);
    reader.take();
    reader.expect(ExpressionToken::Kind::colon, "\":\" behind the name", "write limit: 3");
    loop.from_continue = part == &loop.offset && reader.take_word("continue");
    if (!loop.from_continue || part != &loop.offset) *part = reader.primary();
  }
}

} // namespace beckon::liquid
