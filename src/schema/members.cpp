#include "schema/members.h"

namespace beckon::schema {

std::string text_member(const Value& object, std::string_view key) {
  const Value* value = object.find(key);
  return value != nullptr && value->is_string() ? value->as_string() : std::string();
}

bool flag_member(const Value& object, std::string_view key) {
  const Value* value = object.find(key);
  return value != nullptr && value->is_bool() && value->as_bool();
}

int64_t integer_member(const Value& object, std::string_view key) {
  const Value* value = object.find(key);
  return value != nullptr && value->is_integer() ? value->as_integer() : 0;
}

} // namespace beckon::schema
