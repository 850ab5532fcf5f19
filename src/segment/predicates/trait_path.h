// The value of a trait by its path.
#pragma once

#include "segment/facts.h"

namespace beckon::segment::predicates {

// Null when any step is missing or no object.
inline const schema::Value* trait_at(const Facts& facts, const schema::Path& path) {
  const schema::Value* found = facts.trait(path.first());
  for (size_t i = 1; found != nullptr && i < path.steps().size(); ++i) {
    found = found->find(path.steps()[i]);
  }
  return found;
}

} // namespace beckon::segment::predicates
