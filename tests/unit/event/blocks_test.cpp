// Events as columns, and the chains through them.
#include "event/blocks.h"

#include <doctest/doctest.h>

#include <map>

#include "support/errors.h"
#include "support/random.h"
#include "support/temp_directory.h"

namespace beckon::event {
namespace {

using namespace beckon::test;
using store::Environment;
using store::Table;
using store::Transaction;

bool same(const EventRow& a, const EventRow& b) {
  return a.profile == b.profile && a.at == b.at && a.offset == b.offset &&
         a.previous == b.previous && a.previous_any == b.previous_any;
}

EventRow any_row(Random* random) {
  return {static_cast<uint32_t>(random->bits()), static_cast<Millis>(random->bits()),
          random->bits(), static_cast<Position>(random->bits()),
          Place{static_cast<NameNumber>(random->bits()), static_cast<Position>(random->bits())}};
}

// Every event of a history as its author remembers it.
struct Model {
  std::map<NameNumber, std::vector<EventRow>> rows;
  std::map<uint32_t, std::map<NameNumber, Position>> newest;
  std::map<uint32_t, Place> newest_any;

  EventRow next(Random* random, NameNumber name, uint64_t offset) {
    EventRow row;
    row.profile = static_cast<uint32_t>(random->below(40));
    row.at = random->between(-1'000, 1'000'000);
    row.offset = offset;
    row.previous = newest[row.profile][name];
    row.previous_any = newest_any[row.profile];
    return row;
  }
  Position add(NameNumber name, const EventRow& row) {
    rows[name].push_back(row);
    const auto position = static_cast<Position>(rows[name].size());
    newest[row.profile][name] = position;
    newest_any[row.profile] = {name, position};
    return position;
  }
};

void check_rows(const Blocks& blocks, const Model& model) {
  for (const auto& [name, rows] : model.rows) {
    REQUIRE(blocks.count(name) == rows.size());
    Position expected = 0;
    blocks.each(name, [&, &all = rows](Position position, const EventRow& row) {
      REQUIRE(position == ++expected);
      REQUIRE(same(row, all[position - 1]));
    });
    REQUIRE(expected == rows.size());
  }
}

// Walks each profile's chains from their heads to their ends.
void check_chains(const Blocks& blocks, const Model& model) {
  for (const auto& [profile, heads] : model.newest) {
    size_t events = 0, walked = 0;
    for (const auto& [name, head] : heads) {
      for (Position at = head; at != 0; ++events) {
        const EventRow row = blocks.at({name, at});
        REQUIRE(row.profile == profile);
        REQUIRE(row.previous < at);
        at = row.previous;
      }
    }
    uint64_t offset = UINT64_MAX;
    for (Place place = model.newest_any.at(profile); place.position != 0; ++walked) {
      const EventRow row = blocks.at(place);
      REQUIRE(row.profile == profile);
      REQUIRE(row.offset < offset); // newest first, in order of the journal
      offset = row.offset;
      place = row.previous_any;
    }
    REQUIRE(walked == events);
  }
}

std::map<std::string, std::string> dump(const Transaction& transaction, Table table) {
  std::map<std::string, std::string> all;
  store::Cursor cursor = transaction.cursor(table);
  for (bool found = cursor.first(); found; found = cursor.next()) {
    all.emplace(cursor.key(), cursor.value());
  }
  return all;
}

constexpr int kEvents = 6'000; // more than ten blocks of the commonest name

// The history of a seed, stored about every `stride` events, started anew after each store when
// `restart`. Checked on the way; the bytes that it leaves behind.
std::map<std::string, std::string> write_history(uint64_t seed, size_t stride, bool restart) {
  TempDirectory directory;
  Environment environment(directory.file("state.mdb"), {"blocks"}, {});
  const Table table = environment.table(0);
  Random random(seed), pace(seed + 1'000);
  Model model;
  auto tails = std::make_unique<Tails>();
  Transaction transaction = environment.begin_write();
  tails->load(transaction, table);
  for (int i = 1; i <= kEvents; ++i) {
    const auto name = static_cast<NameNumber>(random.one_in(3) ? 1 + random.below(4) : 7);
    const EventRow row = model.next(&random, name, static_cast<uint64_t>(i));
    REQUIRE(tails->add(name, row) == model.add(name, row));
    if (!pace.one_in(stride)) continue;
    if (pace.one_in(8)) check_chains(Blocks(transaction, table, tails.get()), model);
    tails->store(&transaction, table);
    transaction.commit();
    transaction = environment.begin_write();
    if (!restart) continue;
    tails = std::make_unique<Tails>();
    tails->load(transaction, table);
  }
  check_rows(Blocks(transaction, table, tails.get()), model);
  check_chains(Blocks(transaction, table, tails.get()), model);
  tails->store(&transaction, table);
  transaction.commit();
  const Transaction reading = environment.begin_read();
  check_rows(Blocks(reading, table, nullptr), model);
  check_chains(Blocks(reading, table, nullptr), model);
  return dump(reading, table);
}

} // namespace

TEST_CASE("block: rows come back from memory, from bytes, and one by one from bytes") {
  Random random(1);
  for (const size_t count : {size_t{0}, size_t{1}, size_t{2}, Block::kRows - 1, Block::kRows}) {
    CAPTURE(count);
    Block block;
    std::vector<EventRow> rows;
    for (size_t i = 0; i < count; ++i) {
      rows.push_back(any_row(&random));
      block.add(rows.back());
    }
    CHECK(block.size() == count);
    CHECK(block.full() == (count == Block::kRows));
    std::string bytes = "old";
    block.encode(&bytes);
    const Block decoded = Block::decode(bytes);
    REQUIRE(decoded.size() == count);
    CHECK(decoded.profiles() == block.profiles());
    CHECK(decoded.times() == block.times());
    for (size_t i = 0; i < count; ++i) {
      REQUIRE(same(block.row(i), rows[i]));
      REQUIRE(same(decoded.row(i), rows[i]));
      REQUIRE(same(Block::row_of(bytes, i), rows[i]));
    }
    CHECK(code_of([&] { Block::row_of(bytes, count); }) == Code::corrupt);
    CHECK(code_of([&] { Block::decode(bytes + "x"); }) == Code::corrupt);
    CHECK(code_of([&] { Block::decode(bytes.substr(1)); }) == Code::corrupt);
  }
}

TEST_CASE("block: bytes of the wrong size are corrupt") {
  const auto with_count = [](uint64_t count, size_t bytes) {
    std::string made;
    made.append(reinterpret_cast<const char*>(&count), sizeof count);
    return made.append(bytes, '\0');
  };
  for (const std::string& bytes :
       {std::string(), std::string("short"), with_count(1, 0), with_count(1, 31), with_count(0, 32),
        with_count(Block::kRows + 1, (Block::kRows + 1) * 32), with_count(UINT64_MAX, 32),
        with_count(uint64_t{1} << 59, 0)}) {
    CAPTURE(bytes.size());
    CHECK(code_of([&] { Block::decode(bytes); }) == Code::corrupt);
    CHECK(code_of([&] { Block::row_of(bytes, 0); }) == Code::corrupt);
  }
  CHECK(Block::decode(with_count(1, 32)).size() == 1);
}

TEST_CASE("blocks: chains hold across blocks, stores and restarts, and bytes do not tell of them") {
  for (uint64_t seed = 1; seed <= 2; ++seed) {
    CAPTURE(seed);
    const auto once = write_history(seed, kEvents * 100, false);
    CHECK(write_history(seed, 500, false) == once);
    CHECK(write_history(seed, 500, true) == once);
    CHECK(write_history(seed, 40, true) == once);
  }
}

TEST_CASE("blocks: readers without the writer's tails see what was stored") {
  TempDirectory directory;
  Environment environment(directory.file("state.mdb"), {"blocks"}, {});
  const Table table = environment.table(0);
  Tails tails;
  Transaction transaction = environment.begin_write();
  tails.load(transaction, table);
  tails.add(3, {1, 10, 1, 0, {}});
  tails.store(&transaction, table);
  tails.add(3, {1, 20, 2, 1, {3, 1}});
  tails.add(4, {2, 30, 3, 0, {}});
  transaction.commit();
  const Transaction reading = environment.begin_read();
  const Blocks stored(reading, table, nullptr), live(reading, table, &tails);
  CHECK(stored.count(3) == 1);
  CHECK(live.count(3) == 2);
  CHECK(stored.count(4) == 0);
  CHECK(live.count(4) == 1);
  CHECK(stored.count(2) == 0);
  CHECK(stored.count(5) == 0);
  CHECK(live.at({3, 2}).at == 20);
  CHECK(live.at({3, 1}).at == 10);
  CHECK(code_of([&] { stored.at({3, 2}); }) == Code::corrupt);
  CHECK(code_of([&] { stored.at({4, 1}); }) == Code::corrupt);
  CHECK(code_of([&] { live.at({3, 3}); }) == Code::corrupt);
  CHECK(code_of([&] { live.at({3, 0}); }) == Code::corrupt);
  CHECK(code_of([&] { live.at({3, UINT32_MAX}); }) == Code::corrupt);
  size_t visited = 0;
  live.each(9, [&](Position, const EventRow&) { ++visited; });
  CHECK(visited == 0);
}

TEST_CASE("blocks: removed rows keep their place, whole blocks of them go from the beginning on") {
  TempDirectory directory;
  Environment environment(directory.file("state.mdb"), {"blocks"}, {});
  const Table table = environment.table(0);
  Transaction transaction = environment.begin_write();
  Tails tails;
  constexpr NameNumber kName = 7, kOther = 8;
  const auto add = [&](NameNumber name, Position position) {
    REQUIRE(tails.add(name, {1, Millis{position}, position, position - 1, {}}) == position);
  };
  for (Position at = 1; at <= 3 * Block::kRows + 5; ++at) add(kName, at);
  add(kOther, 1);
  tails.store(&transaction, table);
  const auto remove = [&](uint32_t number, size_t first, size_t last) {
    Block block = Blocks(transaction, table, &tails).load(kName, number);
    for (size_t i = first; i < last; ++i) block.remove(i);
    tails.replace(&transaction, table, kName, number, block);
    tails.drop_removed(&transaction, table, kName);
  };
  remove(1, 0, Block::kRows); // it stays while the one before it does
  remove(0, 0, Block::kRows - 1);
  const Blocks blocks(transaction, table, &tails);
  CHECK(blocks.first(kName) == 1);
  CHECK(blocks.at({kName, 1}).removed());
  CHECK(blocks.at({kName, 2}).previous == 1); // chains lead on
  CHECK_FALSE(blocks.at({kName, Block::kRows}).removed());
  remove(0, Block::kRows - 1, Block::kRows);
  CHECK(blocks.first(kName) == 2 * Block::kRows + 1);
  CHECK(blocks.first(kOther) == 1);
  CHECK(code_of([&] { blocks.at({kName, 1}); }) == Code::corrupt);
  remove(3, 0, 5); // the open one, which goes on
  CHECK(blocks.at({kName, 3 * Block::kRows + 5}).removed());
  add(kName, 3 * Block::kRows + 6);
  tails.store(&transaction, table);
  remove(2, 0, Block::kRows);
  CHECK(blocks.first(kName) == 3 * Block::kRows + 1);
  CHECK(blocks.count(kName) == 3 * Block::kRows + 6);
  Position seen = 0, there = 0;
  blocks.scan(kName, 1, [&](const BlockColumns& columns) {
    for (size_t i = 0; i < columns.rows; ++i) {
      ++seen;
      if (columns.offsets[i] != 0) there = seen;
      CHECK((columns.offsets[i] == 0) == (columns.times[i] == kTimeFloor));
    }
  });
  CHECK(seen == blocks.count(kName)); // places do not move
  CHECK(there == blocks.count(kName));
  // Whoever loads them goes on where they end, also when all that is there was removed.
  remove(3, 0, 6);
  Tails loaded;
  loaded.load(transaction, table);
  CHECK(loaded.add(kName, {1, 1, 9'999, 0, {}}) == 3 * Block::kRows + 7);
}

} // namespace beckon::event
