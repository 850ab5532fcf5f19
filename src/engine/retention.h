// What the workspace keeps of events (segment/retention.h): the rules of its settings, and floors.
// A floor says how far back the events of a name are gone for good: what was gone when the rules
// changed does not come back, however long they keep events from then on.
#pragma once

#include <map>
#include <memory>
#include <string>

#include "engine/definitions.h"
#include "event/activity.h"
#include "segment/retention.h"
#include "store/lmdb.h"

namespace beckon::engine {

class State;
struct Source;

// A row of T::event_floors.
struct EventFloor {
  Millis floor = kMillisMin; // events before it are gone, whatever the rules
  uint64_t removed = 0;      // how many events were removed
};
EventFloor load_floor(const store::Transaction& transaction, store::Table table,
                      std::string_view name); // of none: the default
void store_floor(State* state, std::string_view name, const EventFloor& row);

// No event before this instant is there at `now`: what was before it may be removed.
Millis removable_before(const segment::Keep& keep, Millis now);

// Null: everything is kept for ever.
std::shared_ptr<const segment::Retention> load_retention(const store::Transaction& transaction,
                                                         const std::vector<store::Table>& tables,
                                                         const Policy& policy);

// Before rules change from `before` (may be null) to `after`: raises the floors of known names to
// what is gone at `now`, and drops those that the new rules make needless.
void raise_floors(State* state, const segment::Retention* before, const Policy& after, Millis now);

// Whether all live segments and flows can be asked about what these rules keep; appends an issue
// for each that cannot.
void check_retention(const Policy& policy, const Definitions& definitions, Issues* issues);

// Which events of one workspace are there at an instant, by the numbers of their names; at
// kMillisMin all are.
class Kept {
 public:
  Kept(const Source& source, Millis now);
  bool has(event::NameNumber name, Millis at) const {
    if (keeps_.empty()) return true;
    const auto found = keeps_.find(name);
    return found == keeps_.end() || found->second.has(at, now_);
  }

 private:
  Millis now_;
  std::map<event::NameNumber, segment::Keep> keeps_; // of names that are not kept for ever
};

} // namespace beckon::engine
