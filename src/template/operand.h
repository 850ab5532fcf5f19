// A value on its way through an expression.
#pragma once

#include <cstdint>
#include <utility>

#include "schema/value.h"

namespace beckon::liquid {

struct LoopState;

// Whole numbers from first to last; none when last is below first.
struct Range {
  int64_t first = 0, last = -1;
  uint64_t size() const {
    return last < first ? 0 : static_cast<uint64_t>(last) - static_cast<uint64_t>(first) + 1;
  }
  bool operator==(const Range&) const = default;
};

// Everything but nil and false.
inline bool is_truthy(const schema::Value& value) {
  return !value.is_null() && !(value.is_bool() && !value.as_bool());
}

// A text, list or object with nothing in it.
inline bool is_empty(const schema::Value& value) {
  if (value.is_string()) return value.as_string().empty();
  return (value.is_array() || value.is_object()) && value.size() == 0;
}

// Borrows a value of the scope or of the program, or owns one that a filter has made; or is one of
// the things that JSON does not know: a range, a loop, `empty` and `blank`.
class Operand {
 public:
  enum class Kind : uint8_t { value, range, loop, empty, blank };

  Operand() = default; // nil
  Operand(const schema::Value* borrowed) : borrowed_(borrowed) {}
  Operand(schema::Value owned) : owned_(std::move(owned)) {}
  Operand(Range range) : kind_(Kind::range), range_(range) {}
  // The loop must outlive the operand.
  explicit Operand(const LoopState* loop) : kind_(Kind::loop), loop_(loop) {}
  static Operand empty() { return Operand(Kind::empty); }
  static Operand blank() { return Operand(Kind::blank); }

  Kind kind() const { return kind_; }
  // nil for what is no value.
  const schema::Value& value() const { return borrowed_ != nullptr ? *borrowed_ : owned_; }
  const Range& range() const { return range_; }
  const LoopState& loop() const { return *loop_; }

  bool is_nil() const { return kind_ == Kind::value && value().is_null(); }
  bool truthy() const { return kind_ != Kind::value || is_truthy(value()); }
  // Whether value() lives elsewhere, for as long as the rendering.
  bool borrows() const { return borrowed_ != nullptr; }
  // REQUIRES: kind value, !borrows().
  schema::Value take() { return std::move(owned_); }

  // Safe: written into HTML as it is. Set by `raw` and `escape`, kept by filters that cannot bring
  // in foreign markup.
  bool safe() const { return safe_; }
  Operand& mark_safe(bool safe = true) {
    safe_ = safe;
    return *this;
  }

 private:
  explicit Operand(Kind kind) : kind_(kind) {}

  Kind kind_ = Kind::value;
  bool safe_ = false;
  const schema::Value* borrowed_ = nullptr;
  schema::Value owned_;
  Range range_;
  const LoopState* loop_ = nullptr;
};

} // namespace beckon::liquid
