#include "engine/operations/all.h"

#include "engine/operations/registry.h"

namespace beckon::engine {

const Registry& registry() {
  static const Registry all = [] {
    Registry made;
    add_meta_operations(made);
    return made;
  }();
  return all;
}

} // namespace beckon::engine
