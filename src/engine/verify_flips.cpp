#include "engine/verify_flips.h"

#include <algorithm>
#include <map>

#include "engine/scan_view.h"
#include "engine/state.h"

namespace beckon::engine {
namespace {

// When the timers of each profile for its predicates are due: its own one, if it has not been armed
// anew since, and those that the filling of segments has armed.
std::map<uint32_t, std::vector<Millis>> due_times(const Reader& reader) {
  std::map<uint32_t, std::vector<Millis>> due;
  store::Cursor cursor = reader.txn().cursor(reader.table(T::timers));
  for (bool found = cursor.first(); found; found = cursor.next()) {
    const State::Timer timer = decode_timer(cursor.key(), cursor.value());
    if (timer.kind != State::TimerKind::predicate) continue;
    const bool of_fill = timer.subject != 0;
    if (of_fill || ProfileView(reader.source(), timer.profile).hot().armed == timer.due) {
      due[timer.profile].push_back(timer.due);
    }
  }
  return due;
}

} // namespace

void verify_flips(const Reader& reader, const std::function<void(std::string line)>& broken) {
  const Meta meta = reader.meta();
  const segment::Plan& plan = *reader.definitions().plan();
  std::map<uint32_t, std::vector<Millis>> due = due_times(reader);
  for (uint32_t number = 1; number < meta.next_profile; ++number) {
    const ScanView view(reader.source(), number);
    if (!view.exists()) continue;
    const std::vector<Millis>& timers = due[number];
    const Millis first =
        timers.empty() ? kMillisMax : *std::min_element(timers.begin(), timers.end());
    for (const segment::PlanPredicate& row : plan.predicates()) {
      if (!row.predicate->turns_with_time()) continue;
      const Millis flip = row.predicate->next_flip(view, meta.now);
      if (flip == kMillisMax || first <= flip) continue;
      broken("profile " + reader.ids().profile(number) + " has no timer for the flip of " +
             row.predicate->text());
    }
  }
}

} // namespace beckon::engine
