// Hot rows in memory: whatever was evicted, handed over or copied, they are what was done to them.
#include "engine/hot_rows.h"

#include <doctest/doctest.h>

#include <map>

#include "engine/state.h"
#include "engine/tables.h"
#include "support/random.h"
#include "support/temp_directory.h"

namespace beckon::engine {
namespace {

using namespace beckon::test;

constexpr uint32_t kProfiles = 80'000; // more than are kept
constexpr event::NameNumber kName = 3;

struct Fixture {
  explicit Fixture(uint32_t rows_of_layer = 0) : layer_rows(rows_of_layer) { begin(); }

  void begin() {
    rows.reset();
    transaction.emplace(environment.begin_buffered());
    rows.emplace(&*transaction, tables, layer_rows);
  }
  void count(uint32_t profile) {
    const HotRowPtr row = rows->take(profile);
    rows->note_change(row);
    ++row->activity.name(kName).count;
    ++model[profile];
  }
  void hand_over() {
    rows->hand_over();
    under_way = transaction->hand_over();
  }
  void settle() {
    environment.write(*under_way);
    transaction->move_on();
    rows->settle();
  }
  uint32_t counted(uint32_t profile) {
    const HotRowPtr row = rows->take(profile);
    const event::NameActivity* found = row->activity.find_name(kName);
    return found == nullptr ? 0 : found->count;
  }
  size_t held() const { return rows->held(); }
  uint32_t stored(uint32_t profile) {
    const store::Transaction reader = environment.begin_read();
    const auto bytes = HotTable(reader, tables).find(profile);
    event::Activity activity;
    if (bytes) activity.decode(*bytes);
    const event::NameActivity* found = activity.find_name(kName);
    return found == nullptr ? 0 : found->count;
  }

  TempDirectory directory;
  store::EnvironmentOptions options{0, 16, true, false, {}};
  store::Environment environment{directory.file("state.mdb"), table_names(), options};
  const HotTables tables{open_tables(environment)};
  uint32_t layer_rows;
  std::optional<store::Transaction> transaction;
  std::optional<HotRows> rows;
  std::shared_ptr<const store::Changes> under_way;
  std::map<uint32_t, uint32_t> model;
};

} // namespace

TEST_CASE("hot rows: what was done to them is there, before and after every commit") {
  uint32_t layer_rows = 0;
  SUBCASE("where they stand") { layer_rows = 0; }
  SUBCASE("in layers") { layer_rows = 1; }
  Fixture fixture(layer_rows);
  Random random(5);
  for (int commit = 0; commit < 4; ++commit) {
    for (int i = 0; i < 60'000; ++i) fixture.count(static_cast<uint32_t>(random.below(kProfiles)));
    CHECK(fixture.rows->changed() > 0);
    fixture.hand_over();
    CHECK(fixture.rows->changed() == 0);
    const auto committed = fixture.model;
    for (int i = 0; i < 60'000; ++i) fixture.count(static_cast<uint32_t>(random.below(kProfiles)));
    for (const auto& [profile, count] : fixture.model) {
      REQUIRE(fixture.counted(profile) == count);
    }
    fixture.settle();
    for (const auto& [profile, count] : committed) REQUIRE(fixture.stored(profile) == count);
    for (const auto& [profile, count] : fixture.model) {
      REQUIRE(fixture.counted(profile) == count);
    }
  }
}

// A record that changes everybody: rows are written into the transaction before it ends, read back
// when they change again, and written once more.
TEST_CASE("hot rows: of more changes than memory is for none is lost") {
  constexpr uint32_t kMany = 560'000, kAgain = 10'000;
  uint32_t layer_rows = 0;
  SUBCASE("where they stand") { layer_rows = 0; }
  SUBCASE("in layers") { layer_rows = 1; }
  Fixture fixture(layer_rows);
  fixture.count(kMany); // that there is a base
  fixture.hand_over();
  fixture.settle();
  fixture.rows->remove(kMany);
  fixture.model[kMany] = 0;
  const HotRowPtr held = [&] {
    fixture.count(1);
    return fixture.rows->take(1);
  }();
  for (uint32_t profile = 2; profile <= kMany; ++profile) fixture.count(profile);
  CHECK(fixture.rows->changed() == kMany);
  CHECK(fixture.held() < kMany); // the others are encoded
  CHECK(fixture.rows->take(1) == held);
  for (uint32_t profile = 1; profile <= kAgain; ++profile) fixture.count(profile);
  fixture.hand_over();
  for (uint32_t profile = 1; profile <= kAgain; ++profile) {
    REQUIRE(fixture.counted(profile) == 2);
  }
  fixture.settle();
  const store::Transaction reader = fixture.environment.begin_read();
  size_t rows = 0;
  HotTable(reader, fixture.tables).each([&](uint32_t, std::string_view) { ++rows; });
  CHECK(rows == kMany);
  for (uint32_t profile = 1; profile <= kMany; profile += 997) {
    REQUIRE(fixture.stored(profile) == fixture.model[profile]);
    REQUIRE(fixture.counted(profile) == fixture.model[profile]);
  }
}

TEST_CASE("hot rows: a row in hand stays the row of its profile") {
  Fixture fixture;
  fixture.count(1);
  const HotRowPtr held = fixture.rows->take(1);
  for (uint32_t profile = 2; profile < kProfiles; ++profile) fixture.count(profile);
  CHECK(fixture.rows->take(1) == held);
}

TEST_CASE(
    "hot rows: one that is removed is gone, from layers too, and one put in its place counts") {
  uint32_t layer_rows = 0;
  SUBCASE("where they stand") { layer_rows = 0; }
  SUBCASE("in layers") { layer_rows = 1; }
  Fixture fixture(layer_rows);
  for (int i = 0; i < 3; ++i) {
    for (uint32_t profile = 1; profile <= 20; ++profile) fixture.count(profile);
    fixture.hand_over();
    fixture.settle();
  }
  fixture.count(1);
  fixture.count(2);
  const HotRowPtr held = fixture.rows->take(1);
  fixture.rows->remove(1);
  fixture.rows->remove(19);
  ++held->activity.name(kName).count; // of nobody any more
  event::Activity other;
  other.name(kName).count = 77;
  fixture.rows->put(3, other);
  CHECK(fixture.counted(1) == 0);
  fixture.hand_over();
  CHECK(fixture.counted(19) == 0);
  fixture.count(20);
  fixture.settle();
  CHECK(fixture.stored(1) == 0);
  CHECK(fixture.stored(2) == 4);
  CHECK(fixture.stored(3) == 77);
  CHECK(fixture.stored(19) == 0);
  CHECK(fixture.stored(20) == 3);
  CHECK(fixture.counted(20) == 4);
  const store::Transaction reader = fixture.environment.begin_read();
  for (const uint32_t gone : {1, 19}) {
    CHECK(!reader.get(fixture.tables.base, number_key(gone)));
    for (const store::Table layer : fixture.tables.layers)
      CHECK(!reader.get(layer, number_key(gone)));
  }
}

TEST_CASE("hot rows: what is read or changed while it is written is a copy") {
  Fixture fixture;
  fixture.count(1);
  const HotRowPtr written = fixture.rows->take(1);
  fixture.hand_over();
  const HotRowPtr read = fixture.rows->take(1);
  CHECK(read != written);
  fixture.count(1);
  CHECK(fixture.rows->take(1) == read);
  fixture.settle();
  CHECK(fixture.stored(1) == 1);
  CHECK(fixture.counted(1) == 2);
}

} // namespace beckon::engine
