#include "segment/text/text.h"

#include <algorithm>

#include "base/limits.h"
#include "schema/json.h"
#include "segment/text/boolean.h"
#include "segment/text/forms/forms.h"

namespace beckon::segment::text {
namespace {

using schema::Value;

// Levels of arrays and objects.
size_t json_depth(const Value& value) {
  size_t inner = 0;
  if (value.is_array()) {
    for (const Value& item : value.as_array()) inner = std::max(inner, json_depth(item));
  } else if (value.is_object()) {
    for (const schema::Member& member : value.as_object()) {
      inner = std::max(inner, json_depth(member.value));
    }
  } else {
    return 0;
  }
  return inner + 1;
}

Value everyone() { return Value::object({{"everyone", true}}); }

constexpr Leaves kConditions = {read_leaf, print_leaf, everyone};

} // namespace

ReadText read_text(std::string_view text) {
  ReadText result;
  result.condition = everyone();
  if (text.size() > limits::condition_text_bytes) {
    result.complete = false;
    result.issues.push_back({0,
                             "the text has too many bytes (limit condition_text_bytes: " +
                                 std::to_string(limits::condition_text_bytes) + ")",
                             {}});
    return result;
  }
  if (!schema::is_utf8(text)) {
    result.complete = false;
    result.issues.push_back({0, "the text is not UTF-8", {}});
    return result;
  }
  Reader reader(text, &result.issues);
  if (reader.at_end()) {
    reader.fail(reader.offset(), "the condition is empty", "for all profiles write everyone");
    return result;
  }
  Node node = read_boolean(&reader, kConditions);
  if (!reader.at_end()) reader.fail_expected(R"("and", "or" or the end)");
  // Whatever is written as text can be said as JSON too.
  if (!reader.stopped() && json_depth(node.value) > limits::document_depth) {
    reader.stop(0, "the condition is nested too deeply for JSON (limit document_depth: " +
                       std::to_string(limits::document_depth) + ")");
  }
  result.complete = !reader.stopped();
  if (result.complete) result.condition = std::move(node.value);
  result.place = std::move(node.place);
  return result;
}

std::optional<std::string> print_text(const Value& condition) {
  Printer printer;
  if (!print_boolean(condition, kConditions, &printer)) return std::nullopt;
  return printer.take();
}

Value without_text(const Value& condition) {
  if (condition.is_string()) return read_text(condition.as_string()).condition;
  Value json = condition;
  for (const std::string_view member : {"all", "any"}) {
    Value* parts = json.find(member);
    if (parts == nullptr || !parts->is_array()) continue;
    for (Value& part : parts->as_array()) part = without_text(part);
  }
  if (Value* part = json.find("not")) *part = without_text(*part);
  return json;
}

} // namespace beckon::segment::text
