// The text of a condition as it grows. Each function answers whether the value could be written;
// when it could not, what has been added is of no use.
#pragma once

#include <initializer_list>
#include <string>
#include <string_view>

#include "schema/value.h"

namespace beckon::segment::text {

class Printer {
 public:
  bool add(std::string_view text) {
    text_ += text;
    return true;
  }
  bool string(const schema::Value* value);   // in quotes
  bool name(const schema::Value* value);     // a string, in quotes where it is no word
  bool path(const schema::Value* value);     // "address.city"
  bool value(const schema::Value& value);    // string, number, true, false, null
  bool duration(const schema::Value* value); // "30d" as 30d
  std::string take() { return std::move(text_); }

 private:
  std::string text_;
};

// Whether the object has no members but these.
bool has_only(const schema::Value& object, std::initializer_list<std::string_view> members);

} // namespace beckon::segment::text
