// A value on its way through an expression.
#pragma once

#include <utility>

#include "schema/value.h"

namespace beckon::liquid {

// Borrows a value of the scope or of the program, or owns one that a filter has made.
class Operand {
 public:
  Operand() = default; // nil
  Operand(const schema::Value* borrowed) : borrowed_(borrowed) {}
  Operand(schema::Value owned) : owned_(std::move(owned)) {}

  const schema::Value& value() const { return borrowed_ != nullptr ? *borrowed_ : owned_; }

  // Safe: written into HTML as it is. Set by `raw` and `escape`, kept by filters that cannot bring
  // in foreign markup.
  bool safe() const { return safe_; }
  Operand& mark_safe(bool safe = true) {
    safe_ = safe;
    return *this;
  }

 private:
  const schema::Value* borrowed_ = nullptr;
  schema::Value owned_;
  bool safe_ = false;
};

} // namespace beckon::liquid
