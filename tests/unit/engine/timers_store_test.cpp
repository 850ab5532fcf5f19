// What timers keep in memory and what they store: bursts that overflow it, commits wherever they
// fall, transactions that are given up.
#include "engine/timers.h"

#include <doctest/doctest.h>

#include <map>

#include "engine/state.h"
#include "support/random.h"
#include "support/temp_directory.h"

namespace beckon::engine {
namespace {

using namespace beckon::test;

// A state of its own.
class Place {
 public:
  Place()
      : journal_(directory_.file("journal.mdb"), store::EnvironmentOptions()),
        environment_(directory_.file("state.mdb"), table_names(), store::EnvironmentOptions()),
        state(environment_, journal_) {
    state.reset();
  }
  // What the table holds after a commit, in order.
  std::vector<Timer> stored() {
    std::vector<Timer> timers;
    const store::Transaction reader = state.begin_read();
    store::Cursor cursor = reader.cursor(state.table(T::timers));
    for (bool found = cursor.first(); found; found = cursor.next()) {
      timers.push_back(decode_timer(cursor.key(), cursor.value()));
    }
    return timers;
  }

 private:
  TempDirectory directory_;
  store::Journal journal_;
  store::Environment environment_;

 public:
  State state;
};

// Turns and flow timers by due, and then as they were armed.
class Model {
 public:
  void arm(const Timer& timer) { rows_[key_of(timer)] = timer; }
  void disarm(const Timer& timer) { rows_.erase(key_of(timer)); }
  void hand_over(const Timer& timer, uint32_t profile) { rows_[key_of(timer)].profile = profile; }
  std::optional<Timer> pop(Millis until, bool turns_only) {
    for (auto row = rows_.begin(); row != rows_.end(); ++row) {
      if (row->second.due > until) break;
      if (turns_only && !is_turn(row->second.kind)) continue;
      const Timer timer = row->second;
      rows_.erase(row);
      return timer;
    }
    return std::nullopt;
  }
  size_t size() const { return rows_.size(); }
  const Timer& any(Random* random) const {
    return std::next(rows_.begin(), static_cast<std::ptrdiff_t>(random->below(size())))->second;
  }
  Millis next_due() const { return rows_.empty() ? kMillisMax : rows_.begin()->second.due; }

 private:
  using Key = std::tuple<Millis, bool, uint64_t>;
  static Key key_of(const Timer& timer) {
    return {timer.due, !is_turn(timer.kind), timer.sequence};
  }
  std::map<Key, Timer> rows_;
};

bool same(const Timer& a, const Timer& b) {
  return a.due == b.due && a.sequence == b.sequence && a.kind == b.kind && a.profile == b.profile &&
         a.subject == b.subject;
}

void check_same(const std::optional<Timer>& found, const std::optional<Timer>& expected) {
  REQUIRE(found.has_value() == expected.has_value());
  if (found) REQUIRE(same(*found, *expected));
}

Timer arm_one(State* state, Random* random, Millis due) {
  constexpr TimerKind kKinds[] = {TimerKind::predicate, TimerKind::entry};
  Timer timer{due, 0, kKinds[random->below(2)], static_cast<uint32_t>(1 + random->below(9)),
              random->below(1'000)};
  timer.sequence = state->arm(timer.due, timer.kind, timer.profile, timer.subject);
  return timer;
}

} // namespace

TEST_CASE("timers: more than are read ahead, in bursts, are as an ordered map has them") {
  Random random(7);
  Place place;
  State& state = place.state;
  Model model;
  Millis now = 0;
  for (int step = 0; step < 6'000; ++step) {
    const size_t action = random.below(100);
    if (action < 40) {
      // A burst, near and far, so that what is read ahead overflows.
      for (size_t left = random.below(action == 0 ? 3'000 : 6); left > 0; --left) {
        const Millis away = random.between(0, random.one_in(2) ? 50 : 5'000);
        model.arm(arm_one(&state, &random, now + away));
      }
    } else if (action < 60 && model.size() > 0) {
      const Timer timer = model.any(&random);
      state.disarm(timer.due, timer.sequence);
      model.disarm(timer);
    } else if (action < 65 && model.size() > 0) {
      const Timer timer = model.any(&random);
      state.hand_over(timer.due, timer.sequence, 99);
      model.hand_over(timer, 99);
    } else if (action < 95) {
      now += random.between(0, random.one_in(40) ? 3'000 : 5);
      const bool turns_only = random.one_in(3);
      for (bool more = true; more;) {
        const auto expected = model.pop(now, turns_only);
        check_same(turns_only ? state.pop_turn(now) : state.pop_due(now), expected);
        more = expected.has_value() && !random.one_in(20);
      }
    } else if (action < 99) {
      state.commit();
      REQUIRE(place.stored().size() == model.size());
    } else {
      state.commit();
      state.reset();
    }
    REQUIRE(state.next_due() == model.next_due());
  }
  state.commit();
  for (const Timer& timer : place.stored()) {
    model.disarm(timer);
    state.disarm(timer.due, timer.sequence);
  }
  CHECK(model.size() == 0);
  CHECK(state.next_due() == kMillisMax);
  state.commit();
  CHECK(place.stored().empty());
}

TEST_CASE("timers: what is stored does not depend on where commits fell") {
  std::vector<std::vector<Timer>> stored;
  for (const size_t every : {1, 7, 100'000}) {
    Random random(8);
    Place place;
    Millis now = 0;
    for (size_t step = 0; step < 3'000; ++step) {
      arm_one(&place.state, &random, now + random.between(1, 400));
      const Timer extra = arm_one(&place.state, &random, now + random.between(1, 400));
      if (random.one_in(2)) place.state.disarm(extra.due, extra.sequence);
      now += 1;
      while (place.state.pop_due(now)) {
      }
      if (step % every == 0) place.state.commit();
    }
    place.state.commit();
    stored.push_back(place.stored());
  }
  REQUIRE(stored[0].size() > 100);
  for (const auto& other : stored) {
    REQUIRE(other.size() == stored[0].size());
    for (size_t i = 0; i < other.size(); ++i) REQUIRE(same(other[i], stored[0][i]));
  }
}

TEST_CASE("timers: what a transaction that was given up had armed is gone") {
  Place place;
  const Timer kept{5, place.state.arm(5, TimerKind::entry, 1, 1), TimerKind::entry, 1, 1};
  place.state.commit();
  const uint64_t lost = place.state.arm(3, TimerKind::entry, 2, 2);
  place.state.disarm(kept.due, kept.sequence);
  CHECK(place.state.next_due() == 3);
  place.state.reset();
  CHECK(place.state.next_due() == 5);
  check_same(place.state.pop_due(10), kept);
  CHECK_FALSE(place.state.pop_due(10).has_value());
  CHECK(lost != kept.sequence);
}

} // namespace beckon::engine
