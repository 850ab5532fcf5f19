#include "engine/entry_view.h"

#include "engine/recipient_zone.h"

namespace beckon::engine {

const schema::Value& EntryView::entry_properties() const {
  if (given_ != nullptr) return *given_;
  if (!read_) read_ = profile_.properties_of(trigger_offset_);
  return *read_;
}

const Zone& EntryWorld::zone() const { return recipient_zone(facts_, &flow_, definitions_); }

} // namespace beckon::engine
