// The power of verify over what other platforms are to know: damage is planted in every table of
// it. And the fold: however the commits fell, the same rows.
#include <doctest/doctest.h>

#include <filesystem>
#include <functional>

#include "engine/sync/rows.h"
#include "schema/json.h"
#include "support/scripted_transport.h"
#include "support/workspace.h"

namespace beckon::law {
namespace {

using namespace beckon::test;
using engine::SyncRow;
using engine::SyncState;
using engine::T;

// One contact that was told, one that failed, one that waits, an event, and somebody who is to be
// forgotten.
class Shop {
 public:
  Shop() : transport(std::make_shared<ScriptedTransport>()), workspace(options()) {
    transport->answer_with([](const http::Request&) {
      http::Response response = complete(200);
      response.body = R"({"data": {"id": "K1"}})";
      return response;
    });
    workspace.call("providers.create",
                   R"({"key": "main", "kind": "klaviyo", "channel": "sync", "api_key": "pk"})");
    workspace.call("syncs.create", R"({"key": "crm", "provider": "main", "events": ["*"]})");
    workspace.opt_in("told");
    workspace.opt_in("erased");
    workspace->settle();
    transport->answer_with([](const http::Request&) { return complete(400); });
    workspace.opt_in("failed");
    workspace->settle();
    workspace.opt_in("waits");
    workspace.track("waits", "Seen");
  }
  void erase() { workspace.call("profiles.erase", R"({"profile": {"user_id": "erased"}})"); }
  std::shared_ptr<ScriptedTransport> transport;
  TestWorkspace workspace;

 private:
  engine::Options options() const {
    engine::Options chosen = manual_options();
    chosen.transport = transport;
    return chosen;
  }
};

class Rows {
 public:
  explicit Rows(const std::string& path)
      : environment_(path + "/state.mdb", engine::table_names(), {}),
        transaction_(environment_.begin_write()) {}
  void commit() { transaction_.commit(); }
  void change(const std::function<bool(const SyncRow&)>& likes,
              const std::function<void(SyncRow&)>& change) {
    std::string key;
    SyncRow row;
    {
      store::Cursor cursor = transaction_.cursor(of(T::sync_items));
      for (bool found = cursor.first(); found && key.empty(); found = cursor.next()) {
        row = engine::decode_sync(cursor.value());
        if (likes(row)) key = cursor.key();
      }
    }
    REQUIRE(!key.empty());
    change(row);
    transaction_.put(of(T::sync_items), key, engine::encode(row));
  }
  void remove_first(T table) {
    std::string key;
    {
      store::Cursor cursor = transaction_.cursor(of(table));
      REQUIRE(cursor.first());
      key = cursor.key();
    }
    REQUIRE(transaction_.remove(of(table), key));
  }
  void put(T table, const std::string& key, const std::string& value) {
    transaction_.put(of(table), key, value);
  }

 private:
  store::Table of(T table) { return environment_.table(static_cast<size_t>(table)); }
  store::Environment environment_;
  store::Transaction transaction_;
};

bool waits(const SyncRow& row) { return row.state == SyncState::waiting; }
bool is_idle(const SyncRow& row) { return row.state == SyncState::idle; }

struct Damage {
  const char* what;
  std::function<void(Rows&)> plant;
};

std::vector<Damage> damages() {
  return {{"a contact is lost", [](Rows& rows) { rows.remove_first(T::sync_items); }},
          {"a row of the queue is lost", [](Rows& rows) { rows.remove_first(T::sync_queue); }},
          {"a row of the ages is lost", [](Rows& rows) { rows.remove_first(T::sync_ages); }},
          {"a tally is lost", [](Rows& rows) { rows.remove_first(T::sync_targets); }},
          {"a row of the queue too many",
           [](Rows& rows) {
             SyncRow row;
             row.state = SyncState::waiting;
             rows.put(T::sync_queue, queue_key({1, engine::SyncWhat::event, 99}, row), "");
           }},
          {"an item waits elsewhere",
           [](Rows& rows) { rows.change(waits, [](SyncRow& row) { ++row.due_at; }); }},
          {"an item is older",
           [](Rows& rows) { rows.change(waits, [](SyncRow& row) { --row.queued_at; }); }},
          {"it goes again and never went",
           [](Rows& rows) { rows.change(waits, [](SyncRow& row) { row.again = true; }); }},
          {"an idle contact was never told",
           [](Rows& rows) { rows.change(is_idle, [](SyncRow& row) { row.delivered_at = 0; }); }},
          {"a living person is to be forgotten",
           [](Rows& rows) { rows.change(is_idle, [](SyncRow& row) { row.erase = true; }); }},
          {"somebody who is no more is not to be forgotten",
           [](Rows& rows) {
             rows.change([](const SyncRow& row) { return row.erase; },
                         [](SyncRow& row) { row.erase = false; });
           }},
          {"an erased contact remembers",
           [](Rows& rows) {
             rows.change([](const SyncRow& row) { return row.erase; },
                         [](SyncRow& row) { row.digest = "0123456789abcdef"; });
           }},
          {"an event is of nobody", [](Rows& rows) {
             rows.change([](const SyncRow& row) { return !row.name.empty(); },
                         [](SyncRow& row) { row.profile = 2; }); // who was erased
           }}};
}

} // namespace

TEST_CASE("verify: tells of every damage to what other platforms are to know") {
  for (const Damage& damage : damages()) {
    CAPTURE(std::string(damage.what));
    Shop shop;
    shop.erase();
    REQUIRE(shop.workspace.broken() == "");
    shop.workspace.close();
    {
      Rows rows(shop.workspace.path());
      damage.plant(rows);
      rows.commit();
    }
    shop.workspace.open();
    CHECK(shop.workspace.broken() != "");
  }
}

TEST_CASE("fold: what waits for other platforms is the same after a restart and a replay") {
  for (const bool erased : {false, true}) {
    CAPTURE(erased);
    Shop shop;
    if (erased) shop.erase();
    const std::string hash = shop.workspace.state_hash();
    shop.workspace.reopen();
    CHECK(shop.workspace.state_hash() == hash);
    // All at once what came record by record.
    shop.workspace.close();
    std::filesystem::remove(shop.workspace.path() + "/state.mdb");
    std::filesystem::remove(shop.workspace.path() + "/state.mdb-lock");
    shop.workspace.open();
    CHECK(shop.workspace.state_hash() == hash);
    CHECK(shop.workspace.broken() == "");
  }
}

} // namespace beckon::law
