// Sets of profiles against std::set, across containers, stores and restarts.
#include "engine/members.h"

#include <doctest/doctest.h>

#include <map>
#include <set>
#include <thread>

#include "support/random.h"
#include "support/temp_directory.h"

namespace beckon::engine {
namespace {

using test::Random;
using test::TempDirectory;
using Model = std::map<uint32_t, std::set<uint32_t>>;
constexpr uint32_t kSets = 12;

// Numbers close together, and at the borders of containers.
uint32_t any_profile(Random* random) {
  const auto container = static_cast<uint32_t>(random->below(3)) << 16;
  if (random->one_in(4)) return container | (random->one_in(2) ? 0xffff : 0);
  return container | static_cast<uint32_t>(random->below(3'000));
}

void check_stored(const store::Transaction& transaction, store::Table table, uint32_t set,
                  const std::set<uint32_t>& model) {
  REQUIRE(stored_count(transaction, table, set) == model.size());
  const std::vector<uint32_t> all(model.begin(), model.end());
  REQUIRE(stored_members(transaction, table, set, 0, all.size() + 1) == all);
  // Page by page.
  std::vector<uint32_t> paged;
  for (uint32_t from = 0;;) {
    const auto page = stored_members(transaction, table, set, from, 100);
    paged.insert(paged.end(), page.begin(), page.end());
    if (page.size() < 100) break;
    from = page.back() + 1;
  }
  REQUIRE(paged == all);
}

// Some become members of some sets, and some cease to be.
void change(MemberSets* sets, const store::Transaction& transaction, store::Table table,
            Model* model, Random* random, int count) {
  for (int i = 0; i < count; ++i) {
    const auto set = static_cast<uint32_t>(1 + random->below(kSets));
    const uint32_t profile = any_profile(random);
    const bool member = random->one_in(2);
    sets->assign(transaction, table, set, profile, member);
    if (member) (*model)[set].insert(profile);
    else (*model)[set].erase(profile);
  }
}

// As the state does it, with a thread of its own.
void write_all(MemberSets* sets, store::Environment* environment, store::Transaction* transaction) {
  sets->store(transaction, environment->table(0));
  environment->write(*transaction->hand_over());
  transaction->move_on();
}

} // namespace

TEST_CASE("members: behave as sets, in memory and stored") {
  for (uint64_t seed = 1; seed <= 3; ++seed) {
    CAPTURE(seed);
    TempDirectory directory;
    store::Environment environment(directory.file("state.mdb"), {"members"}, {});
    const store::Table table = environment.table(0);
    Random random(seed);
    Model model;
    MemberSets sets;
    store::Transaction transaction = environment.begin_buffered();
    for (int step = 0; step < 20'000; ++step) {
      const auto set = static_cast<uint32_t>(1 + random.below(4));
      const uint32_t profile = any_profile(&random);
      const bool member = random.below(10) < 7;
      const bool changes = (model[set].count(profile) == 1) != member;
      REQUIRE(sets.assign(transaction, table, set, profile, member) == changes);
      if (member) model[set].insert(profile);
      else model[set].erase(profile);
      const uint32_t asked = any_profile(&random);
      REQUIRE(sets.contains(transaction, table, set, asked) == (model[set].count(asked) == 1));
      if (random.one_in(5'000)) {
        sets.clear_set(&transaction, table, set);
        model[set].clear();
      }
      if (!random.one_in(2'000)) continue;
      write_all(&sets, &environment, &transaction);
      if (random.one_in(2)) sets.reset(); // as after a restart
    }
    write_all(&sets, &environment, &transaction);
    const store::Transaction reading = environment.begin_read();
    for (const auto& [set, members] : model) {
      check_stored(reading, table, set, members);
      for (int i = 0; i < 500; ++i) {
        const uint32_t asked = any_profile(&random);
        REQUIRE(stored_member(reading, table, set, asked) == (members.count(asked) == 1));
      }
    }
    CHECK(stored_count(reading, table, 9) == 0);
    CHECK(stored_members(reading, table, 9, 0, 10).empty());
  }
}

TEST_CASE("members: what became empty leaves nothing behind") {
  TempDirectory directory;
  store::Environment environment(directory.file("state.mdb"), {"members"}, {});
  const store::Table table = environment.table(0);
  MemberSets sets;
  store::Transaction transaction = environment.begin_buffered();
  for (const uint32_t profile : {1U, 70'000U}) sets.assign(transaction, table, 5, profile, true);
  write_all(&sets, &environment, &transaction);
  CHECK(environment.begin_read().count(table) == 2);
  for (const uint32_t profile : {1U, 70'000U}) sets.assign(transaction, table, 5, profile, false);
  write_all(&sets, &environment, &transaction);
  CHECK(environment.begin_read().count(table) == 0);
}

TEST_CASE("members: those are stored that were so when they were handed over") {
  TempDirectory directory;
  store::Environment environment(directory.file("state.mdb"), {"members"}, {});
  const store::Table table = environment.table(0);
  Random random(3);
  Model model;
  MemberSets sets;
  store::Transaction transaction = environment.begin_buffered();
  change(&sets, transaction, table, &model, &random, 20'000);
  for (int round = 0; round < 20; ++round) {
    CAPTURE(round);
    sets.store(&transaction, table);
    const auto changes = transaction.hand_over();
    const Model handed_over = model;
    std::thread writing([&] { environment.write(*changes); });
    change(&sets, transaction, table, &model, &random, 5'000);
    if (random.one_in(2)) {
      sets.clear_set(&transaction, table, 7); // of which some may be stored and some not
      model[7].clear();
    }
    writing.join();
    transaction.move_on();
    for (const auto& [set, members] : handed_over) {
      check_stored(environment.begin_read(), table, set, members);
    }
  }
  write_all(&sets, &environment, &transaction);
  for (const auto& [set, members] : model) {
    check_stored(environment.begin_read(), table, set, members);
  }
}

TEST_CASE("members: what a reader has checked is that of the commit it looks at") {
  TempDirectory directory;
  store::Environment environment(directory.file("state.mdb"), {"members"}, {});
  const store::Table table = environment.table(0);
  Random random(7);
  Model model;
  MemberSets sets;
  CheckedContainers checked;
  store::Transaction reading = environment.begin_read();
  for (int commit = 0; commit < 40; ++commit) {
    const Model before = model;
    const auto check_all = [&](const Model& expected) {
      for (int i = 0; i < 200; ++i) {
        const auto set = static_cast<uint32_t>(1 + random.below(kSets));
        const uint32_t asked = any_profile(&random);
        const auto found = expected.find(set);
        const bool is_in = found != expected.end() && found->second.count(asked) == 1;
        REQUIRE(checked.contains(reading, table, set, asked) == is_in);
      }
    };
    store::Transaction writing = environment.begin_buffered();
    change(&sets, writing, table, &model, &random, 1'000);
    write_all(&sets, &environment, &writing);
    check_all(before); // it still looks at the commit before
    reading.rest();
    reading.go_on();
    check_all(model);
  }
}

} // namespace beckon::engine
