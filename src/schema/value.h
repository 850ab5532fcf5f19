// A JSON value as the rest of the house sees it. No other module touches a JSON library.
//
// Ownership: a Value owns everything below it. Thread safety: as a std::vector.
// Invariants: object keys are unique and keep the order in which they were written; numbers are
// integers whenever the text had neither fraction nor exponent and fits 64 bits; no NaN, no
// infinity.
#pragma once

#include <cstdint>
#include <initializer_list>
#include <string>
#include <string_view>
#include <utility>
#include <variant>
#include <vector>

namespace beckon::schema {

class Value;
struct Member;
using Array = std::vector<Value>;
using Object = std::vector<Member>;

enum class Kind : uint8_t { null, boolean, integer, number, string, array, object };

class Value {
 public:
  Value() noexcept;
  Value(std::nullptr_t) noexcept;
  Value(bool value) noexcept;
  Value(int value) noexcept;
  Value(unsigned value) noexcept;
  Value(int64_t value) noexcept;
  Value(uint64_t value) noexcept; // above INT64_MAX it becomes a number
  Value(double value) noexcept;
  Value(const char* value);
  Value(std::string_view value);
  Value(std::string value) noexcept;
  Value(Array value);
  Value(Object value);
  Value(const Value& other);
  Value(Value&& other) noexcept;
  Value& operator=(const Value& other); // changes nothing when it throws
  Value& operator=(Value&& other) noexcept;
  ~Value();

  static Value array(std::initializer_list<Value> items = {});
  static Value object(std::initializer_list<Member> members = {});

  Kind kind() const noexcept { return static_cast<Kind>(data_.index()); }
  bool is_null() const noexcept { return kind() == Kind::null; }
  bool is_bool() const noexcept { return kind() == Kind::boolean; }
  bool is_integer() const noexcept { return kind() == Kind::integer; }
  // Integer or fraction.
  bool is_number() const noexcept { return is_integer() || kind() == Kind::number; }
  bool is_string() const noexcept { return kind() == Kind::string; }
  bool is_array() const noexcept { return kind() == Kind::array; }
  bool is_object() const noexcept { return kind() == Kind::object; }

  // REQUIRES: the kind asked for (checked: std::bad_variant_access otherwise).
  bool as_bool() const { return std::get<bool>(data_); }
  int64_t as_integer() const { return std::get<int64_t>(data_); }
  double as_number() const; // of an integer too
  const std::string& as_string() const { return std::get<std::string>(data_); }
  const Array& as_array() const { return std::get<Array>(data_); }
  Array& as_array() { return std::get<Array>(data_); }
  const Object& as_object() const { return std::get<Object>(data_); }
  Object& as_object() { return std::get<Object>(data_); }

  // Member of an object by key; null when this is no object or has no such member.
  const Value* find(std::string_view key) const noexcept;
  Value* find(std::string_view key) noexcept;
  // The member's value, made (as null) when absent. A null value becomes an object first.
  Value& operator[](std::string_view key);
  // Sets a member, replacing an older one of that key.
  Value& set(std::string_view key, Value value);
  bool erase(std::string_view key);
  void push_back(Value value); // a null value becomes an array first
  // Items of an array, members of an object, else 0.
  size_t size() const noexcept;

  // JSON equality: numbers by value whatever their kind, objects whatever their order.
  bool operator==(const Value& other) const noexcept;

 private:
  std::variant<std::monostate, bool, int64_t, double, std::string, Array, Object> data_;
};

struct Member {
  std::string key;
  Value value;
};

// Here and not in the class, because the variant's destructor needs Member to be complete.
inline Value::Value() noexcept = default;
inline Value::Value(Value&& other) noexcept = default;
inline Value& Value::operator=(Value&& other) noexcept = default;
inline Value::~Value() = default;
inline Value::Value(std::nullptr_t) noexcept {}
inline Value::Value(bool value) noexcept : data_(value) {}
inline Value::Value(int value) noexcept : data_(int64_t{value}) {}
inline Value::Value(unsigned value) noexcept : data_(int64_t{value}) {}
inline Value::Value(int64_t value) noexcept : data_(value) {}
inline Value::Value(double value) noexcept : data_(value) {}
inline Value::Value(const char* value) : data_(std::string(value)) {}
inline Value::Value(std::string_view value) : data_(std::string(value)) {}
inline Value::Value(std::string value) noexcept : data_(std::move(value)) {}

std::string_view kind_name(Kind kind); // "null" "boolean" "integer" "number" "string" …

// -1, 0, 1 of two numbers, exact also where an int64 does not fit a double.
// REQUIRES: both are numbers.
int compare_numbers(const Value& a, const Value& b);

// A path of object keys: `address.city`; keys with dots are quoted: `address."a.b"`.
class Path {
 public:
  Path() = default;
  // Throws invalid_request on an empty step or an unbalanced quote.
  explicit Path(std::string_view text);
  const std::vector<std::string>& steps() const noexcept { return steps_; }
  const std::string& first() const { return steps_.front(); }
  std::string text() const; // quoted where needed; Path(text()) is the same path
  // The value there, or null when any step is missing or not an object.
  const Value* resolve(const Value& root) const noexcept;
  bool operator==(const Path&) const = default;

 private:
  std::vector<std::string> steps_;
};

} // namespace beckon::schema
