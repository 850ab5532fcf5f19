// The system's clock may jump. Backwards: nothing happens twice. Forwards, or after the workspace
// was closed for long: what has fallen due is drained in order, in bounded ticks, and callers get
// their turn in between.
#include <doctest/doctest.h>

#include <algorithm>
#include <atomic>
#include <filesystem>

#include "base/limits.h"
#include "schema/json.h"
#include "store/journal.h"
#include "support/errors.h"
#include "support/workspace.h"

namespace beckon::law {
namespace {

using namespace beckon::test;
using schema::Value;

constexpr Millis kDay = 24 * kHour;

// A clock that shows what the test says.
class SetClock final : public Clock {
 public:
  Millis now() const override { return now_.load(); }
  void set(Millis at) { now_ = at; }
  void move(Millis by) { now_ += by; }

 private:
  std::atomic<Millis> now_{kStart};
};

struct Case {
  std::shared_ptr<SetClock> clock = std::make_shared<SetClock>();
  TestWorkspace workspace;

  Case() : workspace(options(clock)) {}
  static engine::Options options(const std::shared_ptr<SetClock>& clock) {
    engine::Options options = system_options();
    options.clock = clock;
    return options;
  }
  void jump(Millis by) {
    clock->move(by);
    workspace->settle();
  }
  size_t ended() {
    return workspace.items("flows.entries", R"({"key": "wait", "state": "completed"})").size();
  }
};

std::vector<store::Record> journal_of(const std::string& path) {
  std::vector<store::Record> records;
  store::Journal journal(path + "/journal.mdb", {});
  store::Journal::Reader reader(journal);
  for (uint64_t offset = 1; offset <= journal.last_offset(); ++offset) {
    records.push_back(reader.at(offset).value());
  }
  return records;
}

void ingest_people(TestWorkspace* workspace, size_t people) {
  std::string lines;
  for (size_t i = 0; i < people; ++i) {
    lines += R"({"type": "track", "event": "Go", "user_id": "u)" + std::to_string(i) + "\"}\n";
  }
  REQUIRE((*workspace)->ingest(lines).accepted == people);
}

} // namespace

TEST_CASE("a clock that goes back fires nothing twice, however often") {
  Case shop;
  shop.workspace.sandbox();
  shop.workspace.email_template("hello");
  shop.workspace.flow(R"({"key": "wait", "trigger": {"event": "Go"}, "start": "wait",
      "reentry": "after_exit",
      "nodes": {"wait": {"type": "delay", "for": "1h", "next": "write"},
                "write": {"type": "message", "channel": "email", "template": "hello"}}})");
  shop.workspace.flow(R"({"key": "daily", "trigger": {"schedule": "0 12 * * *"}, "start": "write",
      "reentry": "after_exit",
      "nodes": {"write": {"type": "message", "channel": "email", "template": "hello"}}})");
  shop.workspace.flow(R"({"key": "dated", "trigger": {"date": "renews"}, "start": "write",
      "reentry": "after_exit",
      "nodes": {"write": {"type": "message", "channel": "email", "template": "hello"}}})");
  shop.workspace.opt_in("ann");
  shop.workspace->identify(R"({"user_id": "ann", "traits": {"renews": "2024-03-01T11:00:00Z"}})");
  shop.workspace.track("ann", "Go");
  shop.jump(4 * kHour); // 13:00: the hour, the date and noon have come
  REQUIRE(shop.workspace.items("sends.list").size() == 3);
  for (const Millis by : {-4 * kHour, 2 * kHour, -kDay, kDay + 2 * kHour}) {
    shop.jump(by);
    shop.workspace.track("ann", "Seen");
    if (by < 0) shop.workspace.reopen();
    CHECK(shop.workspace.items("sends.list").size() == 3);
    CHECK(shop.workspace.broken() == "");
  }
  // Time goes on from where it was furthest.
  CHECK(shop.clock->now() == kStart + 4 * kHour);
  shop.jump(kDay);
  CHECK(shop.workspace.items("sends.list").size() == 4);
  CHECK(shop.workspace.sends_by_state()["accepted"] == 4);
}

TEST_CASE("what fell due in a jump forward happens in order, each at its own instant") {
  Case shop;
  shop.workspace.flow(R"({"key": "wait", "trigger": {"event": "Go"}, "start": "wait",
      "nodes": {"wait": {"type": "delay", "for": "1h", "next": "again"},
                "again": {"type": "delay", "for": "30m"}}})");
  std::vector<Millis> expected;
  for (int i = 0; i < 40; ++i) {
    shop.clock->set(kStart + (i * 7 % 40) * kMinute + (i / 40) * kHour);
    const Millis at = std::max(shop.clock->now(), i == 0 ? kStart : expected.back() - 90 * kMinute);
    shop.workspace.track("u" + std::to_string(i), "Go");
    expected.push_back(at + 90 * kMinute);
  }
  shop.jump(30 * kDay);
  const auto entries = shop.workspace.items("flows.entries", R"({"key": "wait"})");
  REQUIRE(entries.size() == expected.size());
  for (size_t i = 0; i < entries.size(); ++i) {
    CHECK(text_of(entries[i], "state") == "completed");
    CHECK(text_of(entries[i], "ended_at") == format_time(expected[i]));
  }
  CHECK(shop.workspace.broken() == "");
}

TEST_CASE("a backlog is drained in bounded ticks, and callers do not wait for all of it") {
  // Long enough that a caller who comes at once comes in the middle, also where the disk is slow.
  constexpr size_t kTicks = 50, kPeople = kTicks * limits::timers_per_tick;
  Case shop;
  shop.workspace.flow(R"({"key": "wait", "trigger": {"event": "Go"}, "start": "wait",
      "nodes": {"wait": {"type": "delay", "for": "1h"}}})");
  ingest_people(&shop.workspace, kPeople);
  SUBCASE("the clock jumps") { shop.clock->move(kDay); }
  SUBCASE("the workspace was closed") {
    shop.workspace.close();
    shop.clock->move(kDay);
    shop.workspace.open();
  }
  const std::string before = R"({"user_id": "late", "event": "Order Placed"})";
  shop.workspace->track(before);
  shop.workspace->settle();
  CHECK(shop.ended() == kPeople);
  CHECK(shop.workspace.broken() == "");
  shop.workspace.close();
  const auto records = journal_of(shop.workspace.path());
  const auto track = std::find_if(records.begin(), records.end(), [&](const store::Record& record) {
    return record.payload == before;
  });
  REQUIRE(track != records.end());
  const auto ticks = [](auto from, auto to) {
    return std::count_if(from, to, [](const store::Record& record) {
      return record.kind == store::RecordKind::tick;
    });
  };
  CHECK(track->at == shop.clock->now()); // it is not told at a past instant
  CHECK(ticks(records.begin(), records.end()) >= kTicks);
  CHECK(ticks(track, records.end()) >= 5);
}

TEST_CASE("an occurrence that starts many lets callers in between, and is replayed to the same") {
  constexpr size_t kPeople = 3 * limits::timers_per_tick;
  Case shop;
  shop.workspace.flow(R"({"key": "daily", "trigger": {"schedule": "0 12 * * *"}, "start": "wait",
      "nodes": {"wait": {"type": "delay", "for": "30d"}}})");
  ingest_people(&shop.workspace, kPeople);
  shop.clock->move(4 * kHour);
  shop.workspace.track("late", "Seen");
  shop.workspace->settle();
  CHECK(shop.workspace.items("flows.entries", R"({"key": "daily"})").size() == kPeople);
  const engine::VerifyReport live = shop.workspace->verify();
  CHECK(live.broken.empty());
  shop.workspace.close();
  std::filesystem::remove(shop.workspace.path() + "/state.mdb");
  shop.workspace.open();
  CHECK(shop.workspace->verify().state_hash == live.state_hash);
}

} // namespace beckon::law
