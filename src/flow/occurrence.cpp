#include "flow/occurrence.h"

namespace beckon::flow {

bool matches(const EventMatch& wanted, const Event& event, const schema::Value& entry_properties) {
  if (wanted.event.empty() || wanted.event != event.name) return false;
  if (!segment::all_hold(wanted.where, event.properties)) return false;
  if (!wanted.property) return true;
  const schema::Value* found = wanted.property->resolve(event.properties);
  const schema::Value* asked = wanted.entry_property->resolve(entry_properties);
  if (found == nullptr || asked == nullptr || found->is_null()) return false;
  return *found == *asked;
}

} // namespace beckon::flow
