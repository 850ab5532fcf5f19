#include "engine/verify_triggers.h"

#include <map>

#include "engine/flow_triggers.h"
#include "engine/recipient_zone.h"
#include "flow/date.h"
#include "flow/schedule.h"
#include "segment/predicates/trait_path.h"

namespace beckon::engine {
namespace {

using Tell = std::function<void(std::string line)>;
using Rows = std::map<std::pair<uint32_t, uint32_t>, TriggerRow>; // by flow and profile; 0: of all

Rows read_rows(const Reader& reader) {
  Rows rows;
  store::Cursor cursor = reader.txn().cursor(reader.table(T::triggers));
  for (bool found = cursor.first(); found; found = cursor.next()) {
    const std::string_view key = cursor.key();
    rows[{get_big<uint32_t>(key), get_big<uint32_t>(key.substr(4))}] =
        decode_trigger(cursor.value());
  }
  return rows;
}

void check_timers(const Reader& reader, const Rows& rows, const Tell& broken) {
  size_t timers = 0, waiting = 0;
  store::Cursor cursor = reader.txn().cursor(reader.table(T::timers));
  for (bool found = cursor.first(); found; found = cursor.next()) {
    const Timer timer = decode_timer(cursor.key(), cursor.value());
    if (timer.kind != TimerKind::date && timer.kind != TimerKind::schedule) continue;
    ++timers;
    const auto row = rows.find({static_cast<uint32_t>(timer.subject), timer.profile});
    if (row == rows.end() || row->second.timer != timer.sequence || row->second.due != timer.due) {
      broken("a timer waits for a flow that does not wait for it");
    }
  }
  for (const auto& [key, row] : rows) {
    if (row.timer != 0) ++waiting;
    const auto flow = reader.definitions().flows().find(key.first);
    const bool paused =
        flow != reader.definitions().flows().end() && flow->second->status == "paused";
    if (row.timer == 0 && !(paused && row.is_under_way())) {
      broken("what is to start a flow has no timer");
    }
    if (row.next > row.end) broken("slices of a start go beyond their end");
  }
  if (timers != waiting) broken("flows wait for timers that are not there");
}

// An instant that has come and has not been told yet is the date's or the rule's, too.
void compare(const Rows& rows, std::pair<uint32_t, uint32_t> key, const std::string& who,
             const std::function<Millis(Millis after)>& next_after, const Reader& reader,
             const Tell& broken, size_t* found) {
  const auto row = rows.find(key);
  const Millis now = reader.meta().now;
  if (row == rows.end()) {
    if (next_after(now) != kMillisMax) broken(who + " has no timer for what will start it");
    return;
  }
  ++*found;
  if (row->second.is_under_way()) return;
  const Millis after = row->second.due <= now ? row->second.due - 1 : now;
  if (next_after(after) != row->second.due) broken(who + " waits for a wrong instant");
}

} // namespace

void verify_triggers(const Reader& reader, const Tell& broken) {
  const Rows rows = read_rows(reader);
  check_timers(reader, rows, broken);
  size_t found = 0;
  for (const auto& [number, flow] : reader.definitions().flows()) {
    const flow::Definition& definition = flow->current();
    if (flow->status == "archived") continue;
    const std::string who = "flow \"" + flow->key + "\"";
    if (definition.trigger.on == flow::Trigger::On::schedule) {
      const Zone& zone = workspace_zone(&definition, reader.definitions());
      const auto next = [&](Millis after) {
        return definition.trigger.schedule->next_after(after, zone);
      };
      compare(rows, {number, 0}, who, next, reader, broken, &found);
    } else if (const auto row = rows.find({number, 0}); row != rows.end()) {
      // Those who are there already, at a publication.
      if (!row->second.is_under_way()) broken(who + " waits for a wrong instant");
      ++found;
    }
    if (definition.trigger.on != flow::Trigger::On::date) continue;
    for (uint32_t profile = 1; profile < reader.meta().next_profile; ++profile) {
      const ProfileView view(reader.source(), profile);
      if (!view.exists()) continue;
      const flow::Date& date = *definition.trigger.date;
      const schema::Value* value = segment::predicates::trait_at(view, date.path);
      const Zone& zone = recipient_zone(view, &definition, reader.definitions());
      const auto next = [&](Millis after) {
        return value == nullptr ? kMillisMax : date.next_after(*value, zone, after);
      };
      compare(rows, {number, profile}, who + " and profile " + reader.ids().profile(profile), next,
              reader, broken, &found);
    }
  }
  if (found != rows.size()) broken("something waits for a flow that does not begin by it");
}

} // namespace beckon::engine
