// Laws 1 and 2 where events are removed that were kept long enough: the state stays a fold of what
// is kept, whatever a crash interrupts, and nothing that is kept says what they were.
#include <doctest/doctest.h>

#include <filesystem>
#include <functional>

#include "engine/event_removal.h"
#include "history.h"
#include "interrupted.h"
#include "store/journal.h"
#include "support/errors.h"
#include "support/files.h"

namespace beckon::law {
namespace {

using namespace beckon::test;
using store::Record;
using store::RecordKind;
namespace fs = std::filesystem;

constexpr const char* kRules = R"({"retention": {"events": {"Page Viewed": "1d", "Cart*": "12h",
    "Told": "1h", "*": "3d"}, "every": "1d"}})";

schema::Value removed(TestWorkspace* workspace) {
  return *workspace->call("workspaces.stat").find("removed_by_name");
}

// Somebody read what nobody is to know for more than a day.
void read_something(TestWorkspace* workspace, const std::string& what, int times) {
  std::string lines;
  for (int i = 0; i < times; ++i) {
    lines +=
        R"({"type": "track", "user_id": "ann", "event": "Page Viewed", "properties": {"page": ")" +
        what + R"(", "i": )" + std::to_string(i) + "}}\n";
  }
  REQUIRE((*workspace)->ingest(lines).errors.empty());
}

// The removal that is due, as a process journals it that dies before it applies it.
void only_journal_the_removal(TestWorkspace* workspace) {
  Record record;
  record.kind = RecordKind::remove_events;
  record.at = (*workspace)->now();
  engine::RemovalPlace place;
  std::optional<engine::EventRemoval> removal;
  for (bool more = true; more && !removal;) {
    removal = engine::next_removal(*(*workspace)->read(true), record.at, &place, &more);
  }
  REQUIRE(removal.has_value());
  record.payload = schema::to_json(to_value(*removal));
  only_journal(workspace, std::move(record));
}

void check_gone(TestWorkspace* workspace) {
  CHECK(workspace->broken() == "");
  workspace->close();
  for (const char* file : {"/journal.mdb", "/base.mdb"}) {
    CAPTURE(std::string(file));
    CHECK(read_file(workspace->path() + file).find("Linden Street") == std::string::npos);
  }
  workspace->open();
}

// A workspace in which something has to go and nothing has gone yet.
void live(TestWorkspace* workspace) {
  read_something(workspace, "Linden Street 5", 3);
  (*workspace)->track(R"({"user_id": "bob", "event": "Seen", "properties": {"total": 3}})");
  (*workspace)->advance_by("2d");
  workspace->call("settings.update", kRules);
}

} // namespace

TEST_CASE("law 1: the state comes back after removals, from the state that is kept") {
  TestWorkspace workspace;
  constexpr size_t kLargestBatch = 300; // of several pages of the journal
  History history(&workspace, 21, kLargestBatch);
  for (int i = 0; i < 40; ++i) workspace.track("u" + std::to_string(i), "Page Viewed");
  history.run(200);
  workspace.call("settings.update", kRules);
  for (int day = 0; day < 4; ++day) {
    CAPTURE(day);
    history.run(120);
    workspace->advance_by("1d");
    const std::string hash = sound_hash(&workspace);
    workspace.reopen();
    CHECK(sound_hash(&workspace) == hash);
    lose_state(&workspace);
    CHECK(sound_hash(&workspace) == hash);
  }
  CHECK(removed(&workspace).size() >= 3);
  history.run(100);
  workspace.call("settings.update", R"({"retention": {}})");
  history.run(100);
  for (const char* who : {"ann", "bob", "cid"}) workspace.track(who, "Page Viewed");
  workspace.call("profiles.erase", R"({"profile": {"user_id": "ann"}})");
  workspace.call("profiles.merge", R"({"from": {"user_id": "bob"}, "into": {"user_id": "cid"}})");
  workspace.call("profiles.erase", R"({"profile": {"user_id": "u1"}})");
  const std::string hash = sound_hash(&workspace);
  lose_state(&workspace);
  CHECK(sound_hash(&workspace) == hash);
}

TEST_CASE("no byte of the journal's file and of the state that is kept says what is over") {
  TestWorkspace workspace;
  read_something(&workspace, "Linden Street " + std::string(20'000, 'x'), 2);
  read_something(&workspace, "Linden Street 5", 2'000);
  workspace->advance_by("1d");
  read_something(&workspace, "still there", 20);
  workspace.call("settings.update", kRules);
  workspace->advance_by("1ms");
  CHECK(removed(&workspace).find("Page Viewed")->as_integer() == 2'002);
  CHECK(workspace.items("profiles.timeline", R"({"profile": {"user_id": "ann"}})").size() == 20);
  check_gone(&workspace);
  workspace.close();
  CHECK(read_file(workspace.path() + "/journal.mdb").find("still there") != std::string::npos);
}

TEST_CASE("the room of what was removed is used again") {
  TestWorkspace workspace;
  workspace.call("settings.update", kRules);
  const std::string long_text(400, 'x');
  uint64_t grown = 0;
  for (int day = 0; day < 12; ++day) {
    read_something(&workspace, long_text, 2'000);
    workspace->advance_by("1d");
    workspace->advance_by("1ms");
    if (day == 5) grown = workspace->journal().file_bytes();
  }
  CHECK(workspace.broken() == "");
  CHECK(removed(&workspace).find("Page Viewed")->as_integer() > 18'000);
  // What is left of a record takes a tenth of it.
  CHECK(workspace->journal().file_bytes() < grown * 3 / 2);
}

TEST_CASE("law 2: a removal that a crash interrupts is finished by the next open") {
  TestWorkspace workspace;
  live(&workspace);
  only_journal_the_removal(&workspace);
  check_finished(&workspace, [&] { check_gone(&workspace); });
  CHECK(removed(&workspace).find("Page Viewed")->as_integer() == 3);
}

TEST_CASE("law 2: records that are emptied in part are emptied whole by the next open") {
  TestWorkspace workspace;
  live(&workspace);
  only_journal_the_removal(&workspace);
  const auto is_first = [](const Record& record) {
    if (record.offset != 1) return false;
    REQUIRE(record.kind == RecordKind::track);
    return true;
  };
  check_finished_from(&workspace, is_first, [&] { check_gone(&workspace); });
}

TEST_CASE("a removal of what is kept by now is refused and changes nothing") {
  TestWorkspace workspace;
  live(&workspace);
  const auto removal_of = [](const std::string& event, Millis before, const std::string& offsets) {
    return schema::parse_json(R"({"event": ")" + event + R"(", "block": 0, "before": )" +
                              std::to_string(before) + R"(, "offsets": )" + offsets + "}");
  };
  const Millis before = kStart + kHour;
  const auto refusal = [&](const schema::Value& payload) {
    return code_of([&] { workspace->submit(RecordKind::remove_events, payload); });
  };
  const StateDump dump = workspace.dump();
  CHECK(refusal(removal_of("Page Viewed", kStart + 5 * 24 * kHour, "[1]")) == Code::conflict);
  CHECK(refusal(removal_of("Page Viewed", before, "[99]")) == Code::conflict);
  CHECK(refusal(removal_of("Page Viewed", before, "[1, 4]")) == Code::conflict); // one is Seen
  CHECK(refusal(removal_of("Page Viewed", before, "[]")) == Code::conflict);
  CHECK(refusal(removal_of("Nobody", before, "[1]")) == Code::conflict);
  CHECK(workspace.dump() == dump);
  workspace.call("settings.update", R"({"retention": {"events": {"Page Viewed": "9d"}}})");
  CHECK(refusal(removal_of("Seen", before, "[4]")) == Code::conflict);
  CHECK(workspace.broken() == "");
}

TEST_CASE("what started a run stays with it until the run is long over") {
  TestWorkspace workspace;
  workspace.flow(R"({"key": "cart", "trigger": {"event": "Cart Updated"}, "start": "wait",
      "exit_when": [{"event": "Bought", "match": {"property": "cart", "equals": "entry.cart"}}],
      "nodes": {"wait": {"type": "delay", "for": "30d"}}})");
  for (const char* cart : {"c1", "c2"}) {
    workspace->track(R"({"user_id": ")" + std::string(cart) +
                     R"(", "event": "Cart Updated", "properties": {"cart": ")" + cart + "\"}}");
  }
  workspace.call("settings.update", kRules);
  workspace->advance_by("2d");
  CHECK(removed(&workspace).find("Cart Updated")->as_integer() == 2);
  lose_state(&workspace);
  const auto bought = [&](const std::string& who, const std::string& cart) {
    return workspace
        ->track(R"({"user_id": ")" + who + R"(", "event": "Bought", "properties": {"cart": ")" +
                cart + "\"}}")
        .flows.size();
  };
  CHECK(bought("c1", "other") == 0);
  CHECK(bought("c1", "c1") == 1);
  const auto kept = [&] {
    const auto reader = workspace->read(true);
    return reader->txn().count(reader->table(engine::T::started));
  };
  CHECK(kept() == 2);
  workspace->advance_by("8d");
  CHECK(kept() == 1); // of the run that goes on
  workspace.call("profiles.erase", R"({"profile": {"user_id": "c2"}})");
  CHECK(kept() == 0);
  CHECK(workspace.broken() == "");
}

TEST_CASE("verify tells of removals that are not what their records say") {
  using engine::T;
  TestWorkspace workspace;
  workspace.flow(R"({"key": "read", "trigger": {"event": "Page Viewed"}, "start": "wait",
      "nodes": {"wait": {"type": "delay", "for": "30d"}}})");
  read_something(&workspace, "gone", 1'000);
  workspace.call("settings.update", kRules);
  workspace->advance_by("2d");
  read_something(&workspace, "there", 3);
  REQUIRE(workspace.broken() == "");
  workspace.close();
  TempDirectory kept;
  const std::string file = workspace.path() + "/state.mdb";
  fs::copy_file(file, kept.file("sound"));
  const std::string row = engine::number_key(uint64_t{1 << 20});
  using Plant = std::function<void(store::Transaction*, const std::function<store::Table(T)>&)>;
  const auto first_key = [](store::Transaction* transaction, store::Table table) {
    store::Cursor cursor = transaction->cursor(table);
    REQUIRE(cursor.first());
    return std::string(cursor.key());
  };
  const std::vector<Plant> damages = {
      [&](auto* transaction, const auto& of) { // counted once more
        const auto key = engine::number_key(uint64_t(kTimeFloor), uint64_t{1'001});
        transaction->put(of(T::event_floors), "Page Viewed", key);
      },
      [&](auto* transaction, const auto& of) {
        transaction->remove(of(T::removals), first_key(transaction, of(T::removals)));
      },
      [&](auto* transaction, const auto& of) { // of a record that is another
        const std::string key = first_key(transaction, of(T::removals));
        const std::string value(transaction->get(of(T::removals), key).value());
        transaction->remove(of(T::removals), key);
        transaction->put(of(T::removals), engine::number_key(uint64_t{2}), value);
      },
      [&](auto* transaction, const auto& of) {
        const std::string key = first_key(transaction, of(T::started));
        const std::string value(transaction->get(of(T::started), key).value());
        transaction->put(of(T::started), row, value);
      },
      [&](auto* transaction, const auto& of) { // one more has gone
        const std::string key = first_key(transaction, of(T::blocks));
        event::Block block = event::Block::decode(transaction->get(of(T::blocks), key).value());
        block.remove(block.size() - 1);
        std::string bytes;
        block.encode(&bytes);
        transaction->put(of(T::blocks), key, bytes);
      },
  };
  for (size_t i = 0; i < damages.size(); ++i) {
    CAPTURE(i);
    fs::copy_file(kept.file("sound"), file, fs::copy_options::overwrite_existing);
    {
      store::Environment environment(file, engine::table_names(), {});
      store::Transaction transaction = environment.begin_write();
      damages[i](&transaction,
                 [&](T table) { return environment.table(static_cast<size_t>(table)); });
      transaction.commit();
    }
    workspace.open();
    CHECK(workspace.broken() != "");
    workspace.close();
  }
  fs::copy_file(kept.file("sound"), file, fs::copy_options::overwrite_existing);
  workspace.open();
  CHECK(workspace.broken() == "");
}

} // namespace beckon::law
