// Timers against a plain set: order, classes, commits in between.
#include "engine/timers.h"

#include <doctest/doctest.h>

#include <algorithm>
#include <tuple>
#include <vector>

#include "engine/start_record.h"
#include "engine/state.h"
#include "support/random.h"
#include "support/temp_directory.h"

namespace beckon::engine {
namespace {

using namespace beckon::test;

// A state of its own, in a new directory.
struct Fixture {
  TempDirectory directory;
  store::Environment environment{directory.file("state.mdb"), table_names(), {}};
  store::Journal journal{directory.file("journal.mdb"), {}};
  State state{environment, journal};

  Fixture() { state.reset(); }
  ~Fixture() { state.abandon(); }
};

// Due, then turns before flow timers, then as they were armed.
std::tuple<Millis, bool, uint64_t> order(const Timer& timer) {
  return {timer.due, !is_turn(timer.kind), timer.sequence};
}

// The first that is due, turns only where asked; taken out.
std::optional<Timer> take(std::vector<Timer>* all, Millis until, bool turns_only) {
  auto best = all->end();
  for (auto timer = all->begin(); timer != all->end(); ++timer) {
    if (timer->due > until || (turns_only && !is_turn(timer->kind))) continue;
    if (best == all->end() || order(*timer) < order(*best)) best = timer;
  }
  if (best == all->end()) return std::nullopt;
  const Timer found = *best;
  all->erase(best);
  return found;
}

} // namespace

TEST_CASE("timers come in order, whatever is armed, taken back and committed in between") {
  constexpr TimerKind kKinds[] = {TimerKind::predicate, TimerKind::entry, TimerKind::watch,
                                  TimerKind::date, TimerKind::schedule};
  for (uint64_t seed = 1; seed <= 4; ++seed) {
    CAPTURE(seed);
    Random random(seed);
    Fixture fixture;
    State& state = fixture.state;
    std::vector<Timer> expected;
    for (int step = 0; step < 4'000; ++step) {
      const size_t what = random.below(10);
      if (what < 5) {
        Timer timer;
        timer.due = random.between(-5, 500);
        timer.kind = kKinds[random.below(std::size(kKinds))];
        timer.profile = static_cast<uint32_t>(random.below(100));
        timer.subject = random.below(1'000);
        timer.sequence = state.arm(timer.due, timer.kind, timer.profile, timer.subject);
        expected.push_back(timer);
      } else if (what == 5 && !expected.empty()) {
        const auto timer = expected.begin() + static_cast<long>(random.below(expected.size()));
        state.disarm(timer->due, timer->sequence);
        expected.erase(timer);
      } else if (what == 6 && !expected.empty()) {
        Timer& timer = expected[random.below(expected.size())];
        timer.profile = 1'000;
        state.hand_over(timer.due, timer.sequence, timer.profile);
      } else if (what == 7 && random.one_in(20)) {
        state.commit();
        if (random.one_in(2)) state.reset();
      } else {
        const Millis until = random.between(0, 200);
        const bool turns_only = random.one_in(4);
        const auto wanted = take(&expected, until, turns_only);
        const auto found = turns_only ? state.pop_turn(until) : state.pop_due(until);
        REQUIRE(found.has_value() == wanted.has_value());
        if (!found) continue;
        REQUIRE(order(*found) == order(*wanted));
        REQUIRE(found->profile == wanted->profile);
        REQUIRE(found->subject == wanted->subject);
      }
      Millis due = kMillisMax;
      for (const Timer& timer : expected) due = std::min(due, timer.due);
      REQUIRE(state.next_due() == due);
    }
    state.commit();
    Millis turn = kMillisMax;
    for (const Timer& timer : expected) {
      if (is_turn(timer.kind)) turn = std::min(turn, timer.due);
    }
    CHECK(first_turn(state.txn(), state.table(T::timers)) == turn);
  }
}

TEST_CASE("a timer that waits for nothing else than time is told from its key and value alone") {
  Fixture fixture;
  State& state = fixture.state;
  const uint64_t sequence = state.arm(-7, TimerKind::date, 3, 9);
  state.commit(); // until then it is in memory alone
  store::Cursor cursor = state.txn().cursor(state.table(T::timers));
  REQUIRE(cursor.first());
  const Timer timer = decode_timer(cursor.key(), cursor.value());
  CHECK(timer.due == -7);
  CHECK(timer.sequence == sequence);
  CHECK(timer.kind == TimerKind::date);
  CHECK(timer.profile == 3);
  CHECK(timer.subject == 9);
}

TEST_CASE("a record that starts a flow is told from one about a person, and gives its properties") {
  const std::string start = R"({"flow":"f","profile":"p_1","properties":{"cart":"c1"}})";
  CHECK(is_start(start));
  CHECK(start_properties(start).find("cart")->as_string() == "c1");
  CHECK(start_properties(R"({"flow":"f","where":{"everyone":true}})").size() == 0);
  CHECK_FALSE(is_start(R"({"user_id": "u1", "event": "flow"})"));
  CHECK_FALSE(is_start(R"({"type": "track", "event": "flow", "user_id": "u1"})"));
  CHECK_FALSE(is_start(""));
}

} // namespace beckon::engine
