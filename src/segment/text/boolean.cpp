#include "segment/text/boolean.h"

namespace beckon::segment::text {
namespace {

using schema::Value;

// How tightly a part is held together; a part in a tighter one needs parentheses.
enum class Binding : uint8_t { any, all, unary };

Node read_term(Reader* reader, const Leaves& leaves);

// `first and second and third`, or with a single part the part itself.
Node read_chain(Reader* reader, const Leaves& leaves, std::string_view word,
                std::string_view member, Node (*read_part)(Reader*, const Leaves&)) {
  const size_t offset = reader->offset();
  Node first = read_part(reader, leaves);
  if (!reader->at_word(word)) return first;
  Node parts;
  parts.place.offset = offset;
  parts.push(std::move(first));
  while (reader->take_word(word)) parts.push(read_part(reader, leaves));
  Node chain;
  chain.place.offset = offset;
  chain.set(member, std::move(parts));
  return chain;
}

Node read_all(Reader* reader, const Leaves& leaves) {
  return read_chain(reader, leaves, "and", "all", read_term);
}
Node read_any(Reader* reader, const Leaves& leaves) {
  return read_chain(reader, leaves, "or", "any", read_all);
}

// all(a, b) and any(a, b): the only way to write one of a single part.
Node read_call(Reader* reader, const Leaves& leaves, std::string_view member) {
  Node parts, node;
  reader->skip();
  parts.place.offset = reader->offset();
  reader->expect_symbol("(");
  do parts.push(read_any(reader, leaves));
  while (reader->take_symbol(","));
  reader->expect_symbol(")");
  node.set(member, std::move(parts));
  return node;
}

Node read_open_term(Reader* reader, const Leaves& leaves) {
  if (reader->take_word("not")) {
    Node node;
    node.set("not", read_term(reader, leaves));
    return node;
  }
  if (reader->take_symbol("(")) {
    Node node = read_any(reader, leaves);
    reader->expect_symbol(")");
    return node;
  }
  for (const std::string_view word : {"all", "any"}) {
    if (reader->at_word(word) && reader->at_symbol("(", 1)) {
      return read_call(reader, leaves, word);
    }
  }
  return leaves.read(reader);
}

Node read_term(Reader* reader, const Leaves& leaves) {
  const size_t offset = reader->offset();
  const uint32_t level = reader->peek().level;
  Node node;
  if (reader->enter()) node = read_open_term(reader, leaves);
  reader->leave();
  const bool ends = reader->at_end() || reader->at_word("and") || reader->at_word("or") ||
                    reader->at_symbol(")") || reader->at_symbol(",");
  if (!ends) reader->fail_expected(R"("and", "or" or the end)");
  node.place.offset = offset;
  node.broken = node.broken || reader->failed();
  if (reader->failed()) reader->recover(level);
  if (node.broken && leaves.placeholder != nullptr) {
    node = Node{leaves.placeholder(), Place(offset), false};
  }
  return node;
}

// The only member, if that is its name.
const Value* only_member(const Value& object, std::string_view name) {
  return object.is_object() && object.size() == 1 ? object.find(name) : nullptr;
}

bool print_at(const Value& condition, const Leaves& leaves, Binding least, Printer* printer);

bool print_parts(const Value& parts, const Leaves& leaves, std::string_view between, Binding least,
                 Printer* printer) {
  for (size_t i = 0; i < parts.size(); ++i) {
    if (i > 0) printer->add(between);
    if (!print_at(parts.as_array()[i], leaves, least, printer)) return false;
  }
  return true;
}

bool print_chain(const Value& parts, const Leaves& leaves, Binding binding, Binding least,
                 Printer* printer) {
  const bool is_all = binding == Binding::all;
  if (!parts.is_array() || parts.size() == 0) return false;
  if (parts.size() == 1) {
    printer->add(is_all ? "all(" : "any(");
    return print_parts(parts, leaves, ", ", Binding::any, printer) && printer->add(")");
  }
  const bool enclosed = binding < least;
  if (enclosed) printer->add("(");
  const Binding inner = is_all ? Binding::unary : Binding::all;
  if (!print_parts(parts, leaves, is_all ? " and " : " or ", inner, printer)) return false;
  if (enclosed) printer->add(")");
  return true;
}

bool print_at(const Value& condition, const Leaves& leaves, Binding least, Printer* printer) {
  if (const Value* parts = only_member(condition, "all")) {
    return print_chain(*parts, leaves, Binding::all, least, printer);
  }
  if (const Value* parts = only_member(condition, "any")) {
    return print_chain(*parts, leaves, Binding::any, least, printer);
  }
  if (const Value* part = only_member(condition, "not")) {
    printer->add("not ");
    return print_at(*part, leaves, Binding::unary, printer);
  }
  return leaves.print(condition, printer);
}

} // namespace

Node read_boolean(Reader* reader, const Leaves& leaves) { return read_any(reader, leaves); }

bool print_boolean(const Value& condition, const Leaves& leaves, Printer* printer) {
  return print_at(condition, leaves, Binding::any, printer);
}

} // namespace beckon::segment::text
