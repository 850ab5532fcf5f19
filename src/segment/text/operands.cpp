#include "segment/text/operands.h"

#include <array>
#include <string>
#include <utility>

#include "segment/text/boolean.h"
#include "segment/text/tests.h"

namespace beckon::segment::text {
namespace {

using schema::Value;

Node read_value(Reader* reader) {
  const size_t offset = reader->offset();
  return {reader->expect_value(), Place(offset)};
}

Node read_list(Reader* reader) {
  Node list;
  list.place.offset = reader->offset();
  reader->expect_symbol("(");
  do list.push(read_value(reader));
  while (reader->take_symbol(","));
  reader->expect_symbol(")");
  return list;
}

bool print_list(const Value& list, Printer* printer) {
  if (!list.is_array() || list.size() == 0) return false;
  for (size_t i = 0; i < list.size(); ++i) {
    printer->add(i == 0 ? "(" : ", ");
    if (!printer->value(list.as_array()[i])) return false;
  }
  return printer->add(")");
}

// `"pro" for >= 7d & < 30d` as {"value": "pro", "gte": "7d", "lt": "30d"}
constexpr std::array<std::pair<std::string_view, std::string_view>, 2> kHeldBounds = {
    {{"gte", ">="}, {"lt", "<"}}};

void read_held_bound(Reader* reader, Node* held) {
  for (const auto& [member, symbol] : kHeldBounds) {
    const size_t offset = reader->offset();
    if (!reader->take_symbol(symbol)) continue;
    if (held->value.find(member) != nullptr) {
      reader->fail(offset, "the bound \"" + std::string(symbol) + "\" stands here twice");
    }
    held->set(member, reader->expect_duration(), offset);
    return;
  }
  reader->fail_expected(R"(">=" or "<")");
}

// Nothing else is compared with a duration, so that the `&` cannot begin another test.
bool takes_second_bound(Reader* reader) {
  const bool is_there = reader->at_symbol("&") && reader->peek(2).kind == TokenKind::duration;
  return is_there && reader->take_symbol("&");
}

Node read_held(Reader* reader) {
  Node held;
  held.place.offset = reader->offset();
  held.set("value", read_value(reader));
  reader->expect_word("for");
  do read_held_bound(reader, &held);
  while (takes_second_bound(reader));
  return held;
}

bool print_held(const Value& held, Printer* printer) {
  if (!held.is_object() || !has_only(held, {"value", "gte", "lt"})) return false;
  const Value* value = held.find("value");
  if (value == nullptr || held.size() < 2 || !printer->value(*value)) return false;
  printer->add(" for");
  bool first = true;
  for (const auto& [member, symbol] : kHeldBounds) {
    const Value* bound = held.find(member);
    if (bound == nullptr) continue;
    printer->add(first ? " " : " & ");
    first = false;
    printer->add(symbol);
    printer->add(" ");
    if (!printer->duration(bound)) return false;
  }
  return true;
}

Node read_field(Reader* reader) { return read_test(reader, "field"); }
bool print_field(const Value& test, Printer* printer) { return print_test(test, "field", printer); }
constexpr Leaves kFields = {read_field, print_field, nullptr};

Node read_item(Reader* reader) {
  const size_t offset = reader->offset();
  reader->expect_symbol("(");
  Node item = read_boolean(reader, kFields);
  item.place.offset = offset;
  reader->expect_symbol(")");
  return item;
}

bool print_item(const Value& item, Printer* printer) {
  return printer->add("(") && print_boolean(item, kFields, printer) && printer->add(")");
}

} // namespace

Node read_range(Reader* reader) {
  Node range;
  range.place.offset = reader->offset();
  reader->expect_and(true);
  range.push(read_value(reader));
  reader->expect_word("and");
  if (!reader->failed()) reader->expect_and(false);
  range.push(read_value(reader));
  return range;
}

bool print_range(const Value& range, Printer* printer) {
  return range.is_array() && range.size() == 2 && printer->value(range.as_array()[0]) &&
         printer->add(" and ") && printer->value(range.as_array()[1]);
}

Node read_operand(Reader* reader, Operand shape) {
  const size_t offset = reader->offset();
  switch (shape) {
    case Operand::yes: return {Value(true), Place(offset)};
    case Operand::no: return {Value(false), Place(offset)};
    case Operand::list: return read_list(reader);
    case Operand::range: return read_range(reader);
    case Operand::duration: return {reader->expect_duration(), Place(offset)};
    case Operand::held: return read_held(reader);
    case Operand::item: return read_item(reader);
    case Operand::value: break;
  }
  return read_value(reader);
}

bool print_operand(const Value& operand, Operand shape, Printer* printer) {
  if (shape == Operand::yes || shape == Operand::no) return true;
  printer->add(" ");
  switch (shape) {
    case Operand::list: return print_list(operand, printer);
    case Operand::range: return print_range(operand, printer);
    case Operand::duration: return printer->duration(&operand);
    case Operand::held: return print_held(operand, printer);
    case Operand::item: return print_item(operand, printer);
    case Operand::value:
    case Operand::yes:
    case Operand::no: break;
  }
  return printer->value(operand);
}

} // namespace beckon::segment::text
