#include "schema/value.h"

#include <algorithm>
#include <cmath>

#include "base/error.h"

namespace beckon::schema {
namespace {

// Compares an integer with a fraction without rounding the integer to a double.
int compare_mixed(int64_t a, double b) {
  if (b >= 9223372036854775808.0) return -1;
  if (b < -9223372036854775808.0) return 1;
  const double whole = std::trunc(b);
  const auto truncated = static_cast<int64_t>(whole);
  if (a != truncated) return a < truncated ? -1 : 1;
  if (b == whole) return 0;
  return b > whole ? -1 : 1;
}

template <typename T>
int three_way(T a, T b) {
  return a < b ? -1 : (a > b ? 1 : 0);
}

// A step with a dot can only have come from quotes, and one from quotes holds no quote.
bool needs_quotes(std::string_view step) { return step.find('.') != std::string_view::npos; }

} // namespace

Value::Value(uint64_t value) noexcept {
  if (value <= static_cast<uint64_t>(INT64_MAX)) data_ = static_cast<int64_t>(value);
  else data_ = static_cast<double>(value);
}
// Not the variant's own copy: in libstdc++ 12 that of a variant which is "never valueless" destroys
// what it has not made yet when it runs out of memory.
Value::Value(const Value& other) {
  std::visit([this](const auto& item) { data_ = item; }, other.data_);
}

Value& Value::operator=(const Value& other) {
  Value copy(other);
  data_ = std::move(copy.data_);
  return *this;
}

Value::Value(Array value) : data_(std::move(value)) {}
Value::Value(Object value) : data_(std::move(value)) {}

Value Value::array(std::initializer_list<Value> items) { return Value(Array(items)); }
Value Value::object(std::initializer_list<Member> members) { return Value(Object(members)); }

double Value::as_number() const {
  return is_integer() ? static_cast<double>(as_integer()) : std::get<double>(data_);
}

const Value* Value::find(std::string_view key) const noexcept {
  const auto* object = std::get_if<Object>(&data_);
  if (object == nullptr) return nullptr;
  for (const Member& member : *object) {
    if (member.key == key) return &member.value;
  }
  return nullptr;
}

Value* Value::find(std::string_view key) noexcept {
  return const_cast<Value*>(std::as_const(*this).find(key));
}

Value& Value::operator[](std::string_view key) {
  if (is_null()) data_ = Object{};
  if (Value* found = find(key)) return *found;
  as_object().push_back({std::string(key), Value()});
  return as_object().back().value;
}

Value& Value::set(std::string_view key, Value value) {
  (*this)[key] = std::move(value);
  return *this;
}

bool Value::erase(std::string_view key) {
  auto* object = std::get_if<Object>(&data_);
  if (object == nullptr) return false;
  const auto found = std::find_if(object->begin(), object->end(),
                                  [&](const Member& member) { return member.key == key; });
  if (found == object->end()) return false;
  object->erase(found);
  return true;
}

void Value::push_back(Value value) {
  if (is_null()) data_ = Array{};
  as_array().push_back(std::move(value));
}

size_t Value::size() const noexcept {
  if (const auto* items = std::get_if<Array>(&data_)) return items->size();
  if (const auto* members = std::get_if<Object>(&data_)) return members->size();
  return 0;
}

bool Value::operator==(const Value& other) const noexcept {
  if (is_number() && other.is_number()) return compare_numbers(*this, other) == 0;
  if (kind() != other.kind()) return false;
  switch (kind()) {
    case Kind::null: return true;
    case Kind::boolean: return as_bool() == other.as_bool();
    case Kind::string: return as_string() == other.as_string();
    case Kind::array: return as_array() == other.as_array();
    case Kind::object: break;
    case Kind::integer:
    case Kind::number: return false; // handled above
  }
  if (size() != other.size()) return false;
  for (const Member& member : as_object()) {
    const Value* twin = other.find(member.key);
    if (twin == nullptr || !(member.value == *twin)) return false;
  }
  return true;
}

std::string_view kind_name(Kind kind) {
  constexpr std::string_view kNames[] = {"null",   "boolean", "integer", "number",
                                         "string", "array",   "object"};
  return kNames[static_cast<size_t>(kind)];
}

int compare_numbers(const Value& a, const Value& b) {
  if (a.is_integer() && b.is_integer()) return three_way(a.as_integer(), b.as_integer());
  if (a.is_integer()) return compare_mixed(a.as_integer(), b.as_number());
  if (b.is_integer()) return -compare_mixed(b.as_integer(), a.as_number());
  return three_way(a.as_number(), b.as_number());
}

Path::Path(std::string_view text) {
  size_t position = 0;
  while (true) {
    std::string step;
    if (position < text.size() && text[position] == '"') {
      const size_t end = text.find('"', position + 1);
      if (end == std::string_view::npos) fail_invalid("the path has an unbalanced quote");
      step = text.substr(position + 1, end - position - 1);
      position = end + 1;
    } else {
      const size_t end = std::min(text.find('.', position), text.size());
      step = text.substr(position, end - position);
      position = end;
    }
    if (step.empty()) {
      fail_invalid("the path has an empty step", "", "write it as \"address.city\"");
    }
    steps_.push_back(std::move(step));
    if (position == text.size()) return;
    if (text[position] != '.') fail_invalid("the path has text after a closing quote");
    ++position;
  }
}

std::string Path::text() const {
  std::string joined;
  for (const std::string& step : steps_) {
    if (!joined.empty()) joined += '.';
    joined += needs_quotes(step) ? "\"" + step + "\"" : step;
  }
  return joined;
}

const Value* Path::resolve(const Value& root) const noexcept {
  const Value* value = &root;
  for (const std::string& step : steps_) {
    value = value->find(step);
    if (value == nullptr) return nullptr;
  }
  return value;
}

} // namespace beckon::schema
