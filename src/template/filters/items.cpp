#include "template/filters/items.h"

#include "template/render.h"

namespace beckon::liquid {
namespace {

void flatten(const schema::Value& value, schema::Array* out) {
  for (const schema::Value& item : value.as_array()) {
    if (item.is_array()) flatten(item, out);
    else out->push_back(item);
  }
}

} // namespace

schema::Array items_of(const schema::Value& subject) {
  schema::Array items;
  if (subject.is_array()) flatten(subject, &items);
  else if (!subject.is_null()) items.push_back(subject);
  return items;
}

Property property_of(const schema::Value& item, const schema::Value& property) {
  if (item.is_object()) {
    const schema::Value* found = property.is_string() ? item.find(property.as_string()) : nullptr;
    return {Property::Found::value, found == nullptr ? schema::Value() : *found};
  }
  if (item.is_string()) {
    const bool part =
        property.is_string() && item.as_string().find(property.as_string()) != std::string::npos;
    return {Property::Found::value, part ? property : schema::Value()};
  }
  if (item.is_integer()) {
    if (!property.is_integer()) {
      fail_render("a list has items without the property that is asked for",
                  "keep only objects in the list");
    }
    return {Property::Found::value, schema::Value(0)};
  }
  return {Property::Found::no_members, {}};
}

} // namespace beckon::liquid
