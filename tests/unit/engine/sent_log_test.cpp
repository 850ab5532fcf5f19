// What counts for frequency caps is kept as long as a cap can look back, and no longer.
#include <doctest/doctest.h>

#include "engine/sent_log.h"
#include "support/scripted_transport.h"
#include "support/workspace.h"

namespace beckon::engine {
namespace {

using namespace beckon::test;

struct Shop {
  std::shared_ptr<ScriptedTransport> transport = std::make_shared<ScriptedTransport>();
  TestWorkspace workspace;

  Shop()
      : workspace([&] {
          Options options = manual_options();
          options.transport = transport;
          return options;
        }()) {
    workspace.call("providers.create", R"({"key": "relay", "kind": "smtp", "channel": "email",
        "host": "relay.shop.example"})");
    workspace.email_template("news");
    workspace.flow(R"({"key": "news", "trigger": {"event": "Go"}, "start": "write",
        "reentry": "after_exit",
        "nodes": {"write": {"type": "message", "channel": "email", "template": "news"}}})");
    workspace.opt_in("ann");
  }
  void message() {
    workspace.track("ann", "Go");
    workspace->settle();
  }
  // When the messages that count were claimed.
  std::vector<Millis> counted() {
    std::vector<Millis> times;
    const auto reader = workspace->read(true);
    store::Cursor cursor = reader->txn().cursor(reader->table(T::sent));
    for (bool found = cursor.first(); found; found = cursor.next()) {
      times.push_back(decode_sent(cursor.key(), cursor.value()).at);
    }
    return times;
  }
};

} // namespace

TEST_CASE("messages count for thirteen months, and then make room") {
  Shop shop;
  for (int month = 0; month < 30; ++month) {
    shop.message();
    const std::vector<Millis> counted = shop.counted();
    REQUIRE(!counted.empty());
    CHECK(counted.front() >= shop.workspace->now() - kSentKept);
    CHECK(counted.size() == static_cast<size_t>(std::min(month + 1, 14)));
    CHECK(shop.workspace.broken() == "");
    shop.workspace->advance_by("30d");
  }
  CHECK(shop.transport->requests().size() == 30);
}

TEST_CASE("a cap of a year is exact while older messages go") {
  Shop shop;
  shop.message();
  shop.workspace->advance_by("1y");
  shop.workspace->advance_by("40d");
  shop.message();
  CHECK(shop.counted().size() == 1);
  shop.workspace.call("settings.update",
                      R"({"frequency_caps": [{"limit": 2, "per": "12mo", "channel": "email"}]})");
  shop.workspace->advance_by("300d");
  shop.message();
  CHECK(shop.transport->requests().size() == 3);
  shop.message(); // the third within a year
  CHECK(shop.transport->requests().size() == 3);
  CHECK(shop.workspace.items("exclusions.list").size() == 1);
  CHECK(shop.workspace.broken() == "");
}

} // namespace beckon::engine
