#include "segment/text/tests.h"

#include <algorithm>

#include "base/error.h"
#include "segment/text/boolean.h"
#include "segment/text/operands.h"
#include "segment/text/words.h"

namespace beckon::segment::text {
namespace {

using schema::Value;

// How many tokens the operator's words take at the reader's place; 0 when they do not stand there.
size_t spelled_size(const Reader& reader, std::string_view words) {
  size_t count = 0;
  while (!words.empty()) {
    const size_t end = std::min(words.find(' '), words.size());
    const std::string_view word = words.substr(0, end);
    if (!reader.at_word(word, count) && !reader.at_symbol(word, count)) return 0;
    ++count;
    words.remove_prefix(std::min(end + 1, words.size()));
  }
  return count;
}

const OperatorWords* take_operator(Reader* reader) {
  for (const OperatorWords& row : operator_words()) {
    const size_t size = spelled_size(*reader, row.words);
    if (size == 0) continue;
    for (size_t i = 0; i < size; ++i) reader->skip();
    return &row;
  }
  const std::string_view meant = operator_for(reader->spelled(reader->peek()));
  reader->fail_expected("an operator", meant.empty() ? operator_spellings() : std::vector{meant});
  return nullptr;
}

void read_operator(Reader* reader, Node* object) {
  const size_t offset = reader->offset();
  const OperatorWords* row = take_operator(reader);
  if (row == nullptr) return;
  if (object->value.find(row->op) != nullptr) {
    reader->fail(offset, "the operator \"" + std::string(row->words) + "\" stands here twice",
                 "write the second test with \"and\"");
    return;
  }
  object->set(row->op, read_operand(reader, row->operand));
}

const OperatorWords* words_of(const schema::Member& member) {
  for (const OperatorWords& row : operator_words()) {
    if (row.op != member.key) continue;
    const bool fixed = row.operand == Operand::yes || row.operand == Operand::no;
    if (!fixed || member.value == Value(row.operand == Operand::yes)) return &row;
  }
  return nullptr;
}

} // namespace

Value read_path(Reader* reader) {
  const size_t offset = reader->offset();
  std::vector<std::string> steps;
  std::string path;
  do {
    steps.push_back(reader->expect_name("a name"));
    const std::string& step = steps.back();
    const bool dotted = step.find('.') != std::string::npos;
    path += (path.empty() ? "" : ".") + (dotted ? "\"" + step + "\"" : step);
  } while (reader->take_symbol("."));
  if (reader->failed()) return {};
  try {
    if (schema::Path(path).steps() == steps) return Value(path);
  } catch (const Error&) {
    // an empty name, or a quote where a path cannot hold it
  }
  reader->fail(offset,
               "a name in a path must not be empty, begin with a quote, or hold both a "
               "quote and a dot");
  return {};
}

void read_operators(Reader* reader, Node* object) {
  do read_operator(reader, object);
  while (reader->take_symbol("&"));
}

bool print_operators(const Value& object, std::string_view subject, Printer* printer) {
  bool first = true;
  for (const schema::Member& member : object.as_object()) {
    if (member.key == subject) continue;
    const OperatorWords* row = words_of(member);
    if (row == nullptr) return false;
    printer->add(first ? " " : " & ");
    first = false;
    printer->add(row->words);
    if (!print_operand(member.value, row->operand, printer)) return false;
  }
  return !first;
}

Node read_test(Reader* reader, std::string_view subject) {
  Node test;
  test.place.offset = reader->offset();
  const size_t offset = reader->offset();
  test.set(subject, read_path(reader), offset);
  read_operators(reader, &test);
  return test;
}

bool print_test(const Value& object, std::string_view subject, Printer* printer) {
  return object.is_object() && printer->path(object.find(subject)) &&
         print_operators(object, subject, printer);
}

Node read_property_tests(Reader* reader) {
  Node tests;
  tests.place.offset = reader->offset();
  do tests.push(read_test(reader, "property"));
  while (reader->take_word("and"));
  return tests;
}

bool print_property_tests(const Value& tests, Printer* printer) {
  if (!tests.is_array()) return false;
  for (size_t i = 0; i < tests.size(); ++i) {
    if (i > 0) printer->add(" and ");
    if (!print_test(tests.as_array()[i], "property", printer)) return false;
  }
  return true;
}

} // namespace beckon::segment::text
