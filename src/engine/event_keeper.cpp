#include "engine/event_keeper.h"

#include <spdlog/logger.h>

#include <algorithm>
#include <utility>

#include "engine/event_removal.h"
#include "engine/made_record.h"
#include "schema/members.h"

namespace beckon::engine {
namespace {

constexpr Millis kBetweenLooks = 86'400'000;
constexpr Millis kAfterOpen = 60'000;

} // namespace

EventKeeper::EventKeeper(Parts parts)
    : parts_(std::move(parts)),
      lease_(parts_.lock_fd, store::kKeeperByte),
      background_("event keeper", parts_.clock, parts_.log) {}

EventKeeper::~EventKeeper() { background_.stop(); }

Answer EventKeeper::submit(const schema::Value& payload) {
  return parts_.writer->submit_and_wait(made_record(store::RecordKind::remove_events, 0, payload));
}

bool EventKeeper::has_new_rules() {
  const uint64_t published = parts_.readers->committed()->definitions().published();
  return std::exchange(published_, published) != published;
}

// So long as the settings say has passed since the last removal by whatever process.
bool EventKeeper::is_due(Millis now) const {
  const auto reader = parts_.readers->read();
  store::Cursor cursor = reader->txn().cursor(reader->table(T::removals));
  if (!cursor.last()) return true;
  const auto record = reader->record(get_big<uint64_t>(cursor.key()));
  return !record || now >= record->at + reader->definitions().policy().remove_events_every;
}

uint64_t EventKeeper::run_due() {
  const std::lock_guard one_at_a_time(running_);
  const Millis now = parts_.clock->now();
  if (now < next_look_ && !has_new_rules()) return 0;
  next_look_ = now + kBetweenLooks;
  if (parts_.readers->committed()->definitions().keeps_all_events()) return 0;
  const uint64_t removed = is_due(now) ? remove_all(now) : 0;
  forget_starts();
  if (background_.stopping()) return removed;
  try {
    parts_.redaction->finish_if_free(); // else another day
  } catch (const Error& error) {
    if (!Redaction::is_for_later(error)) throw;
    parts_.log->error("removed events are still in the journal: {}", error.message());
  }
  return removed;
}

// No transaction is held while a record waits to be applied. A slice that meets other settings than
// it was made for is refused, and looked for another day.
uint64_t EventKeeper::remove_all(Millis now) {
  uint64_t removed = 0;
  RemovalPlace place;
  for (bool more = true; more && !background_.stopping();) {
    const auto removal = next_removal(*parts_.readers->read(true), now, &place, &more);
    if (!removal) continue;
    try {
      submit(to_value(*removal));
      removed += removal->offsets.size();
    } catch (const Error& error) {
      if (error.code() != Code::conflict) throw;
    }
  }
  return removed;
}

void EventKeeper::forget_starts() {
  {
    const auto reader = parts_.readers->read();
    if (reader->txn().count(reader->table(T::started)) == 0) return;
  }
  for (int64_t after = 0; !background_.stopping();) {
    const Answer answer = submit(schema::Value::object({{"started_after", after}}));
    if (answer.value.find("next") == nullptr) return;
    after = schema::integer_member(answer.value, "next");
  }
}

void EventKeeper::start() {
  next_look_ = parts_.clock->now() + kAfterOpen;
  const auto lead = [this] { return lease_.held() || lease_.try_take(); };
  const auto work = [this] {
    const uint64_t removed = run_due();
    if (removed > 0) parts_.log->info("removed {} events that were kept long enough", removed);
    const std::lock_guard one_at_a_time(running_);
    return next_look_;
  };
  background_.start(lead, work);
}

} // namespace beckon::engine
