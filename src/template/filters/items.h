// What the filters over lists share.
#pragma once

#include <string_view>

#include "template/filters/registry.h"

namespace beckon::liquid {

// The subject as a list: arrays flattened, nil as none, everything else as the only item.
schema::Array items_of(const schema::Value& subject);

// The property of an item as `item[property]` reads: a member of an object; of a text the property
// itself when it is part of it; of a whole number, which has no members, nothing that a template
// could mean.
struct Property {
  enum class Found : uint8_t { value, no_members };
  Found found = Found::value;
  schema::Value value;
};
// Fails the rendering when the item is a number and the property a text.
Property property_of(const schema::Value& item, const schema::Value& property);

} // namespace beckon::liquid
