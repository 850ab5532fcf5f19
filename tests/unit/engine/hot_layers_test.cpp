// Hot rows in layers: whatever is written in whichever way, the newest row of each profile is what
// is found, by those who know which layers have it and by those who do not.
#include "engine/hot_layers.h"

#include <doctest/doctest.h>

#include <map>
#include <set>

#include "engine/hot_writing.h"
#include "engine/state.h"
#include "support/random.h"
#include "support/temp_directory.h"

namespace beckon::engine {
namespace {

using namespace beckon::test;

struct Fixture {
  // Rows are texts here: nobody looks into them.
  void write(const std::map<uint32_t, std::optional<std::string>>& rows, uint32_t layer_rows) {
    std::vector<HotChange> changes;
    for (const auto& [number, row] : rows) changes.push_back({number, row});
    store::Transaction transaction = environment.begin_write();
    const HotWritten written = write_hot_rows(&transaction, tables, index, changes, layer_rows);
    transaction.commit();
    if (written.layer) {
      index.note(*written.layer, written.numbers);
      ++layers_made;
    }
    for (const auto& [number, row] : rows) {
      if (row) model[number] = *row;
      else model.erase(number);
    }
  }

  void check(uint32_t numbers) {
    const store::Transaction reader = environment.begin_read();
    const HotTable knows(reader, tables, &index), does_not(reader, tables);
    for (uint32_t number = 0; number < numbers; ++number) {
      const auto expected = model.find(number);
      for (const HotTable* table : {&knows, &does_not}) {
        const auto found = table->find(number);
        REQUIRE(found.has_value() == (expected != model.end()));
        if (found) REQUIRE(*found == expected->second);
      }
    }
    auto expected = model.begin();
    does_not.each([&](uint32_t number, std::string_view row) {
      REQUIRE(expected != model.end());
      REQUIRE(number == expected->first);
      REQUIRE(row == expected->second);
      ++expected;
    });
    REQUIRE(expected == model.end());
  }

  size_t layers() {
    const store::Transaction reader = environment.begin_read();
    return read_hot_layers(reader, tables).layers.size();
  }

  TempDirectory directory;
  store::EnvironmentOptions options{0, 16, true, false, {}};
  store::Environment environment{directory.file("state.mdb"), table_names(), options};
  const HotTables tables{open_tables(environment)};
  HotIndex index;
  std::map<uint32_t, std::string> model;
  int layers_made = 0;
};

} // namespace

TEST_CASE("hot layers: the newest row of each profile is found, however it was written") {
  Random random(31);
  for (int history = 0; history < 40; ++history) {
    Fixture fixture;
    uint32_t profiles = 1 + static_cast<uint32_t>(random.below(40));
    int texts = 0;
    for (int commit = 0; commit < 60; ++commit) {
      if (random.below(3) == 0) profiles += static_cast<uint32_t>(random.below(profiles));
      profiles = std::min<uint32_t>(profiles, 900);
      std::map<uint32_t, std::optional<std::string>> rows;
      const auto count = 1 + random.below(random.below(4) == 0 ? profiles : 8);
      for (uint64_t i = 0; i < count; ++i) {
        auto& row = rows[static_cast<uint32_t>(random.below(profiles))];
        if (random.below(12) == 0) row.reset();
        else row = std::string(random.below(200), 'x') + std::to_string(++texts);
      }
      fixture.write(rows, static_cast<uint32_t>(random.below(3) == 0 ? 1'000'000 : 1));
      if (random.below(9) == 0) fixture.index.clear(); // somebody else wrote meanwhile
      fixture.check(profiles + 1);
      CHECK(fixture.layers() <= kHotLayers);
    }
    CHECK(fixture.layers_made > 5);
  }
}

// Its number is behind the end then, and so is what a layer has of others.
TEST_CASE("hot layers: the last profile of the base may go while layers have others") {
  Fixture fixture;
  fixture.write({{1, "a"}, {100, "b"}}, 1'000);
  fixture.write({{50, "c"}, {60, "d"}, {99, "e"}}, 1);
  fixture.write({{100, std::nullopt}}, 1'000);
  for (int i = 0; i < 30; ++i) {
    fixture.write({{1, "a" + std::to_string(i)}}, 1);
    fixture.check(101);
  }
  CHECK(fixture.model.size() == 4);
}

TEST_CASE("hot layers: of who is erased no layer keeps a row, not even one that counts no more") {
  Fixture fixture;
  std::map<uint32_t, std::optional<std::string>> all;
  for (uint32_t number = 1; number <= 100; ++number) all[number] = "a" + std::to_string(number);
  for (int i = 0; i < 7; ++i) fixture.write(all, 1);
  CHECK(fixture.layers() > 3);
  fixture.write({{7, std::nullopt}, {95, std::nullopt}}, 1'000);
  fixture.check(101);
  const store::Transaction reader = fixture.environment.begin_read();
  for (const uint32_t gone : {7, 95}) {
    for (const store::Table layer : fixture.tables.layers)
      CHECK(!reader.get(layer, number_key(gone)));
  }
}

TEST_CASE("hot layers: they are made where they spare most of the pages") {
  const HotSize million{1'000'000, 60'000};
  CHECK(!is_layer_cheaper(1, million));
  CHECK(!is_layer_cheaper(2'000, million));
  CHECK(is_layer_cheaper(100'000, million));
  CHECK(hot_pages(1, million) <= 1);
  CHECK(hot_pages(100'000, million) < 30'000);
  CHECK(!is_layer_cheaper(100'000, {0, 0})); // nobody has a row
  CHECK(!is_layer_cheaper(100'000, {100'000, 100}));
  const HotSize small{200, 2};
  for (const uint64_t changes : {1, 10, 200}) CHECK(!is_layer_cheaper(changes, small));
  CHECK(hot_pages(1'000'000, {0, 0}) > 30'000); // all are new
}

TEST_CASE("hot layers: a list that is damaged is refused") {
  Fixture fixture;
  fixture.write({{1, "a"}, {2, "b"}, {3, "c"}}, 1'000);
  fixture.write({{1, "c"}, {2, "d"}, {3, "e"}}, 1);
  store::Transaction transaction = fixture.environment.begin_write();
  std::string list(*transaction.get(fixture.tables.list, "layers"));
  transaction.put(fixture.tables.list, "layers", list.substr(0, list.size() - 1));
  CHECK_THROWS_AS(read_hot_layers(transaction, fixture.tables), Error);
  HotLayers layers;
  layers.layers.push_back({1, kHotLayers, {}});
  write_hot_layers(&transaction, fixture.tables, layers);
  CHECK_THROWS_AS(read_hot_layers(transaction, fixture.tables), Error);
}

} // namespace beckon::engine
