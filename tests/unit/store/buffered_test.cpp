// Transactions whose changes stay in memory, cursors over them, and the thread that writes them.
#include <doctest/doctest.h>

#include <algorithm>
#include <atomic>
#include <chrono>
#include <future>
#include <map>
#include <optional>
#include <string>

#include "store/changes.h"
#include "store/committer.h"
#include "store/lmdb.h"
#include "support/errors.h"
#include "support/files.h"
#include "support/random.h"
#include "support/small_disk.h"
#include "support/temp_directory.h"

namespace beckon::store {
namespace {

using namespace beckon::test;
using namespace std::chrono_literals;

const std::vector<std::string> kTables = {"one", "two"};

using Model = std::map<std::string, std::string>;

std::string text(std::optional<std::string_view> value) {
  return value ? std::string(*value) : std::string("(none)");
}

Model rows_of(const Transaction& transaction, Table table) {
  Model rows;
  Cursor cursor = transaction.cursor(table);
  for (bool found = cursor.first(); found; found = cursor.next()) {
    rows.emplace(cursor.key(), cursor.value());
  }
  return rows;
}

Model rows_down(const Transaction& transaction, Table table) {
  Model rows;
  Cursor cursor = transaction.cursor(table);
  for (bool found = cursor.last(); found; found = cursor.previous()) {
    rows.emplace(cursor.key(), cursor.value());
  }
  return rows;
}

std::string any_key(Random* random) { return "k" + std::to_string(random->below(60)); }

void change_any(Random* random, Transaction* transaction, Table table, Model* model) {
  const std::string key = any_key(random);
  if (random->below(3) == 0) {
    REQUIRE(transaction->remove(table, key) == (model->erase(key) > 0));
    return;
  }
  const std::string value(random->below(40), static_cast<char>('a' + random->below(26)));
  transaction->put(table, key, value);
  (*model)[key] = value;
}

// A walk that turns round now and then stands where a walk over the model stands.
void walk_any(Random* random, const Transaction& transaction, Table table, const Model& model) {
  Cursor cursor = transaction.cursor(table);
  const std::string from = any_key(random);
  auto place = model.lower_bound(from);
  REQUIRE(cursor.seek(from) == (place != model.end()));
  if (place == model.end()) return;
  for (int step = 0; step < 20; ++step) {
    REQUIRE(cursor.key() == place->first);
    REQUIRE(cursor.value() == place->second);
    if (random->below(3) != 0) {
      REQUIRE(cursor.next() == (std::next(place) != model.end()));
      if (++place == model.end()) return;
    } else {
      REQUIRE(cursor.previous() == (place != model.begin()));
      if (place == model.begin()) return;
      --place;
    }
  }
}

} // namespace

TEST_CASE("buffered: every changed row is found by its key, however many there are") {
  Changes changes;
  const Table one{3}, other{1};
  CHECK(changes.find(one, "k") == nullptr);
  Random random(4);
  Model model;
  for (int step = 0; step < 60'000; ++step) {
    const std::string key = "k" + std::to_string(random.below(20'000));
    const std::string value = std::to_string(step);
    const bool gone = random.one_in(5);
    if (gone) changes.remove(one, key);
    else changes.put(one, key, value);
    model[key] = gone ? "(gone)" : value;
    const std::string asked = "k" + std::to_string(random.below(22'000));
    const Changes::Row* found = changes.find(one, asked);
    const auto known = model.find(asked);
    REQUIRE((found != nullptr) == (known != model.end()));
    if (found != nullptr) {
      REQUIRE((found->gone() ? "(gone)" : std::string(found->value())) == known->second);
    }
  }
  CHECK(changes.of(one)->size() == model.size());
  CHECK(std::equal(model.begin(), model.end(), changes.of(one)->begin(),
                   [](const auto& a, const auto& b) { return a.first == b.first; }));
  CHECK(changes.find(other, "k1") == nullptr);
  changes.put(other, "", "empty");
  CHECK(changes.find(other, "")->value() == "empty");
}

TEST_CASE("buffered: a transaction sees its changes, and nobody else does") {
  TempDirectory directory;
  Environment environment(directory.file("data.mdb"), kTables, {});
  const Table table = environment.table(0);
  Transaction transaction = environment.begin_buffered();
  CHECK(transaction.writable());
  transaction.put(table, "a", "1");
  transaction.put(table, "b", "");
  CHECK(text(transaction.get(table, "a")) == "1");
  CHECK(text(transaction.get(table, "b")) == "");
  CHECK(transaction.remove(table, "a"));
  CHECK_FALSE(transaction.remove(table, "a"));
  CHECK(text(transaction.get(table, "a")) == "(none)");
  CHECK(text(environment.begin_read().get(table, "b")) == "(none)");
  CHECK(transaction.pages_changed() > 0);
}

TEST_CASE("buffered: what was handed over is seen below the changes until it is stored") {
  TempDirectory directory;
  Environment environment(directory.file("data.mdb"), kTables, {});
  const Table table = environment.table(0);
  Transaction transaction = environment.begin_buffered();
  transaction.put(table, "a", "old");
  transaction.put(table, "b", "old");
  const auto changes = transaction.hand_over();
  CHECK(transaction.pages_changed() == 0);
  transaction.put(table, "a", "new");
  CHECK(transaction.remove(table, "b"));
  CHECK(text(transaction.get(table, "a")) == "new");
  CHECK(rows_of(transaction, table) == Model{{"a", "new"}});
  environment.write(*changes);
  CHECK(rows_of(environment.begin_read(), table) == Model{{"a", "old"}, {"b", "old"}});
  transaction.move_on();
  CHECK(rows_of(transaction, table) == Model{{"a", "new"}});
  environment.write(*transaction.hand_over());
  CHECK(rows_of(environment.begin_read(), table) == Model{{"a", "new"}});
}

TEST_CASE("buffered: any changes, in any three layers, look like a map") {
  Random random(11);
  for (int round = 0; round < 60; ++round) {
    TempDirectory directory;
    EnvironmentOptions options;
    options.durable = false;
    Environment environment(directory.file("data.mdb"), kTables, options);
    const Table table = environment.table(round % 2);
    Transaction transaction = environment.begin_buffered();
    Model model;
    const auto change_some = [&] {
      for (uint64_t i = random.below(60); i > 0; --i) {
        change_any(&random, &transaction, table, &model);
      }
    };
    for (int commit = 0; commit < 4; ++commit) {
      change_some();
      const auto changes = transaction.hand_over();
      const Model handed_over = model;
      change_some();
      REQUIRE(rows_of(transaction, table) == model);
      REQUIRE(rows_down(transaction, table) == model);
      for (int i = 0; i < 20; ++i) walk_any(&random, transaction, table, model);
      for (int i = 0; i < 20; ++i) {
        const std::string key = any_key(&random);
        const auto known = model.find(key);
        REQUIRE(text(transaction.get(table, key)) ==
                (known == model.end() ? "(none)" : known->second));
      }
      environment.write(*changes);
      transaction.move_on();
      REQUIRE(rows_of(environment.begin_read(), table) == handed_over);
      REQUIRE(rows_of(transaction, table) == model);
    }
  }
}

TEST_CASE("buffered: what is written later is written with the rows") {
  TempDirectory directory;
  Environment environment(directory.file("data.mdb"), kTables, {});
  const Table table = environment.table(1);
  Transaction transaction = environment.begin_buffered();
  transaction.put(table, "b", "row");
  transaction.write_later([] {},
                          [table](Transaction* into) {
                            SortedRows rows(into, table);
                            rows.put("a", "before");
                            rows.put("c", "behind");
                            rows.remove("d");
                            rows.put("e", "behind all");
                          });
  environment.write(*transaction.hand_over());
  CHECK(rows_of(environment.begin_read(), table) ==
        Model{{"a", "before"}, {"b", "row"}, {"c", "behind"}, {"e", "behind all"}});
}

TEST_CASE("buffered: rows near each other count as few pages, rows apart as one each") {
  Changes near, apart;
  const std::string value(100, 'v');
  const auto key_of = [](uint64_t number) {
    std::string key = std::to_string(number);
    return std::string(8 - key.size(), '0') + key;
  };
  constexpr uint64_t kRows = 10'000;
  for (uint64_t i = 0; i < kRows; ++i) near.put({0}, key_of(i), value);
  for (uint64_t i = 0; i < kRows; ++i) apart.put({0}, key_of(i * 7'919 % 1'000'003), value);
  CHECK(near.pages() < kRows / 10);
  CHECK(apart.pages() > kRows / 2);
  const uint64_t before = near.pages();
  for (uint64_t i = 0; i < kRows; ++i) near.put({0}, key_of(i), value);
  CHECK(near.pages() == before); // the same rows again
}

TEST_CASE("committer: writes beside the transaction, and says when it has ended") {
  TempDirectory directory;
  Environment environment(directory.file("data.mdb"), kTables, {});
  const Table table = environment.table(0);
  Transaction transaction = environment.begin_buffered();
  std::atomic<int> ended{0};
  {
    Committer committer(&environment);
    for (int i = 0; i < 50; ++i) {
      transaction.put(table, "key", std::to_string(i));
      committer.start(transaction.hand_over(), [&] { ++ended; });
      CHECK(committer.under_way());
      transaction.put(table, "beside", std::to_string(i));
      committer.finish();
      CHECK_FALSE(committer.under_way());
      transaction.move_on();
      CHECK(text(environment.begin_read().get(table, "key")) == std::to_string(i));
      CHECK(text(transaction.get(table, "beside")) == std::to_string(i));
    }
    committer.finish(); // nothing is under way
  }
  CHECK(ended == 50);
}

TEST_CASE("committer: rests, unless somebody waits for it") {
  TempDirectory directory;
  Environment environment(directory.file("data.mdb"), kTables, {});
  const Table table = environment.table(0);
  Transaction transaction = environment.begin_buffered();
  // A rest that nobody ends would not end before the test is given up.
  Committer committer(&environment, PaceTimes{0us, 1h});
  auto start = [&, round = 0](std::promise<void>* ended) mutable {
    ++round;
    for (int i = 0; i < 1'000; ++i) {
      transaction.put(table, "key " + std::to_string(i), std::to_string(round));
    }
    committer.start(transaction.hand_over(), [ended] { ended->set_value(); });
  };
  std::promise<void> hurried, finished;
  start(&hurried);
  committer.hurry();
  hurried.get_future().get();
  committer.finish();
  transaction.move_on();
  start(&finished);
  committer.finish();
  finished.get_future().get();
  transaction.move_on();
  CHECK(rows_of(environment.begin_read(), table).size() == 1'000);
  CHECK(text(environment.begin_read().get(table, "key 7")) == "2");
}

TEST_CASE("committer: its end waits for what it writes, without a rest") {
  TempDirectory directory;
  Environment environment(directory.file("data.mdb"), kTables, {});
  const Table table = environment.table(0);
  Transaction transaction = environment.begin_buffered();
  for (int i = 0; i < 1'000; ++i) transaction.put(table, std::to_string(i), "");
  {
    Committer committer(&environment, PaceTimes{0us, 1h});
    committer.start(transaction.hand_over(), {});
  }
  CHECK(rows_of(environment.begin_read(), table).size() == 1'000);
}

TEST_CASE("committer: a full disk is told by finish, and the next commit may succeed") {
  const SmallDisk disk(2);
  if (!disk.mounted()) {
    MESSAGE("no right to mount a small disk: skipped");
    return;
  }
  Environment environment(disk.path() + "/data.mdb", kTables, {});
  const Table table = environment.table(0);
  Committer committer(&environment);
  Transaction transaction = environment.begin_buffered();
  transaction.put(table, "large", std::string(4 << 20, 'l'));
  committer.start(transaction.hand_over(), {});
  CHECK(code_of([&] { committer.finish(); }) == Code::disk_full);
  Transaction again = environment.begin_buffered();
  again.put(table, "small", "s");
  committer.start(again.hand_over(), {});
  committer.finish();
  CHECK(rows_of(environment.begin_read(), table) == Model{{"small", "s"}});
}

} // namespace beckon::store
