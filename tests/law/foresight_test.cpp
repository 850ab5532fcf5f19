// What a caller is told of a batch is what becomes of it, also where that is told before the batch
// has been applied: others are on their way before it, with the same message ids, other definitions
// and whatever else may refuse a record.
#include <doctest/doctest.h>

#include <algorithm>
#include <atomic>
#include <chrono>
#include <string>
#include <thread>
#include <vector>

#include "base/limits.h"
#include "schema/json.h"
#include "support/errors.h"
#include "support/random.h"
#include "support/workspace.h"

namespace beckon::law {
namespace {

using namespace beckon::test;
using schema::Value;

constexpr size_t kLines = 300; // of a batch: enough to be applied while it is journalled

// Of all callers together.
struct Told {
  std::atomic<size_t> stored{0}, duplicates{0}, refused{0};
};

void send(TestWorkspace* workspace, const std::string& lines, Told* told) {
  const engine::BatchResult result = (*workspace)->ingest(lines);
  told->stored += result.accepted - result.duplicates;
  told->duplicates += result.duplicates;
  told->refused += result.errors.size();
}

// What keeps a batch from being certain; one at a time, or the others would hide it.
enum class Flaw : uint8_t {
  none,
  may_be_refused,
  nobody,
  comes_again,
  new_name,
  two_people,
  kinds
};

std::string some_events(Random* random, Flaw flaw, const std::string& first_id) {
  std::string lines;
  for (size_t line = 0; line < kLines; ++line) {
    Value event = Value::object({{"type", "track"},
                                 {"event", "Seen"},
                                 {"user_id", "u" + std::to_string(random->below(50))},
                                 {"message_id", first_id + std::to_string(line)}});
    if (random->one_in(10)) event.erase("message_id");
    const bool is_flawed = line == kLines / 2 || random->one_in(50);
    if (is_flawed && flaw == Flaw::may_be_refused) event.set("event", "Order Placed");
    if (is_flawed && flaw == Flaw::nobody) {
      event.erase("user_id");
      event.set("id", "nobody");
    }
    if (is_flawed && flaw == Flaw::comes_again)
      event.set("message_id", "m" + std::to_string(random->below(200)));
    if (is_flawed && flaw == Flaw::new_name) event.set("event", random->word(2));
    if (is_flawed && flaw == Flaw::two_people)
      event.set("anonymous_id", "a" + std::to_string(random->below(60)));
    lines += to_json(event) + "\n";
  }
  return lines;
}

constexpr const char* kStrict = R"({"key": "order", "event": "Order Placed",
    "properties": [{"property": "total", "type": "number", "required": true}],
    "on_violation": "refuse"})";

} // namespace

TEST_CASE("foresight: what many callers are told at once adds up to what is stored") {
  constexpr int kThreads = 4, kBatches = 40;
  TestWorkspace workspace;
  for (const char* event : {"Seen", "Order Placed"}) workspace.track("u1", event);
  Told told;
  std::atomic<int> sending{kThreads};
  std::vector<std::thread> threads;
  for (int thread = 0; thread < kThreads; ++thread) {
    threads.emplace_back([&, thread] {
      Random random(static_cast<uint64_t>(thread) + 1);
      for (int i = 0; i < kBatches; ++i) {
        const auto flaw = static_cast<Flaw>(random.below(static_cast<size_t>(Flaw::kinds)));
        const std::string first_id = std::to_string(thread) + "-" + std::to_string(i) + "-";
        send(&workspace, some_events(&random, flaw, first_id), &told);
      }
      --sending;
    });
  }
  // What is refused changes meanwhile.
  for (bool is_strict = false; sending > 0; is_strict = !is_strict) {
    if (is_strict) workspace.call("event_schemas.delete", R"({"key": "order"})");
    else workspace.call("event_schemas.create", kStrict);
    std::this_thread::sleep_for(std::chrono::milliseconds(3));
  }
  for (std::thread& thread : threads) thread.join();
  CHECK(workspace->verify().events == told.stored.load() + 2);
  CHECK(told.stored + told.duplicates + told.refused == kThreads * kBatches * kLines);
  CHECK(told.duplicates > 0);
  CHECK(told.refused > 0);
  CHECK(workspace.broken() == "");
}

TEST_CASE("foresight: of the same batch sent many times at once each record is stored once") {
  TestWorkspace workspace;
  workspace.track("u1", "Seen");
  std::string lines;
  for (size_t line = 0; line < kLines; ++line) {
    lines += R"({"type": "track", "event": "Seen", "user_id": "u1", "message_id": "m)" +
             std::to_string(line) + "\"}\n";
  }
  Told told;
  std::vector<std::thread> threads;
  for (int thread = 0; thread < 4; ++thread) {
    threads.emplace_back([&] {
      for (int i = 0; i < 10; ++i) send(&workspace, lines, &told);
    });
  }
  for (std::thread& thread : threads) thread.join();
  CHECK(told.stored.load() == kLines);
  CHECK(told.duplicates.load() == 39 * kLines);
  CHECK(told.refused.load() == 0);
  CHECK(workspace->verify().events == kLines + 1);
}

TEST_CASE("foresight: where there is room for few more names only those are told to be stored") {
  constexpr size_t kRoom = kLines / 2;
  TestWorkspace workspace;
  std::string lines;
  const auto add_names = [&](size_t first, size_t last) {
    lines.clear();
    for (size_t name = first; name < last; ++name) {
      lines += R"({"type": "track", "user_id": "u1", "event": "E)" + std::to_string(name) + "\"}\n";
    }
  };
  add_names(0, limits::event_names - kRoom);
  workspace->ingest(lines);
  Told told;
  std::vector<std::thread> threads;
  for (size_t thread = 1; thread <= 3; ++thread) {
    add_names(thread * 10'000, thread * 10'000 + kLines);
    threads.emplace_back([&, own = lines] { send(&workspace, own, &told); });
  }
  for (std::thread& thread : threads) thread.join();
  CHECK(told.stored.load() == kRoom);
  CHECK(told.refused.load() == 3 * kLines - kRoom);
  CHECK(workspace->verify().events == limits::event_names);
}

TEST_CASE("foresight: whoever is told that events are stored finds them") {
  TestWorkspace workspace;
  workspace.track("u1", "Seen");
  for (int round = 0; round < 20; ++round) {
    std::string lines;
    for (size_t line = 0; line < kLines; ++line) {
      lines += R"({"type": "track", "event": "Seen", "user_id": "u1", "properties": {"n": )" +
               std::to_string(line) + "}}\n";
    }
    REQUIRE(workspace->ingest(lines).accepted == kLines);
    const Value newest = workspace.call("profiles.timeline", R"({"profile": {"user_id": "u1"},
        "limit": )" + std::to_string(kLines) + "}");
    const auto& items = newest.find("items")->as_array();
    REQUIRE(items.size() == kLines);
    std::vector<bool> found(kLines);
    for (const Value& item : items)
      found[static_cast<size_t>(item.find("properties")->find("n")->as_integer())] = true;
    CHECK(std::find(found.begin(), found.end(), false) == found.end());
  }
}

} // namespace beckon::law
