// Environments, transactions, sealed values, cursors.
#include "store/lmdb.h"

#include <doctest/doctest.h>
#include <signal.h>
#include <sys/resource.h>
#include <sys/stat.h>
#include <unistd.h>

#include <array>
#include <fstream>
#include <map>

#include "base/bytes.h"
#include "support/child.h"
#include "support/errors.h"
#include "support/files.h"
#include "support/random.h"
#include "support/small_disk.h"
#include "support/temp_directory.h"

namespace beckon::store {
namespace {

using namespace beckon::test;

const std::vector<std::string> kTables = {"one", "two"};

std::string seen(std::optional<std::string_view> value) {
  return value ? std::string(*value) : std::string("(none)");
}

// A file that holds one value.
void write_one(const std::string& path, std::string_view key, std::string_view value) {
  Environment environment(path, kTables, {});
  Transaction transaction = environment.begin_write();
  transaction.put(environment.table(0), key, value);
  transaction.commit();
}

Code read_one(const std::string& path, std::string_view key) {
  return code_of([&] {
    Environment environment(path, kTables, {});
    environment.begin_read().get(environment.table(0), key);
  });
}

} // namespace

TEST_CASE("lmdb: what was committed is there, what was not is not") {
  TempDirectory directory;
  const std::string path = directory.file("data.mdb");
  {
    Environment environment(path, kTables, {});
    CHECK(environment.table_count() == 2);
    CHECK(environment.path() == path);
    const Table one = environment.table(0), two = environment.table(1);
    {
      Transaction transaction = environment.begin_write();
      CHECK(transaction.writable());
      transaction.put(one, "a", "1");
      transaction.put(one, "b", "");
      transaction.put(two, "a", "other");
      CHECK(seen(transaction.get(one, "a")) == "1"); // its own writes
      CHECK(seen(environment.begin_read().get(one, "a")) == "(none)");
      transaction.commit();
    }
    {
      Transaction dropped = environment.begin_write();
      dropped.put(one, "a", "2");
      dropped.clear(two);
    }
    const Transaction reading = environment.begin_read();
    CHECK_FALSE(reading.writable());
    CHECK(seen(reading.get(one, "a")) == "1");
    CHECK(seen(reading.get(one, "b")) == "");
    CHECK(seen(reading.get(two, "a")) == "other");
    CHECK(reading.count(one) == 2);
  }
  Environment environment(path, kTables, {});
  CHECK(seen(environment.begin_read().get(environment.table(0), "a")) == "1");
  CHECK(environment.file_bytes() > 0);
}

TEST_CASE("lmdb: a copy holds what was committed last, and nobody's file is overwritten") {
  TempDirectory directory;
  EnvironmentOptions throwaway;
  throwaway.durable = false;
  Environment environment(directory.file("data.mdb"), kTables, throwaway);
  Transaction transaction = environment.begin_write();
  transaction.put(environment.table(0), "a", "1");
  transaction.commit();
  const std::string copy = directory.file("copy.mdb");
  environment.copy_to(copy);
  CHECK(code_of([&] { environment.copy_to(copy); }) != Code::ok);
  transaction = environment.begin_write();
  transaction.put(environment.table(0), "a", "2");
  transaction.commit();
  Environment other(copy, kTables, {});
  CHECK(seen(other.begin_read().get(other.table(0), "a")) == "1");
}

TEST_CASE("lmdb: a reader sees what was committed when it began") {
  TempDirectory directory;
  Environment environment(directory.file("data.mdb"), kTables, {});
  const Table table = environment.table(0);
  const Transaction before = environment.begin_read();
  Transaction transaction = environment.begin_write();
  transaction.put(table, "a", "1");
  transaction.commit();
  CHECK(seen(before.get(table, "a")) == "(none)");
  CHECK(seen(environment.begin_read().get(table, "a")) == "1");
}

TEST_CASE("lmdb: removing, clearing, replacing") {
  TempDirectory directory;
  Environment environment(directory.file("data.mdb"), kTables, {});
  const Table table = environment.table(0);
  Transaction transaction = environment.begin_write();
  transaction.put(table, "a", "1");
  transaction.put(table, "a", "longer than before");
  CHECK(seen(transaction.get(table, "a")) == "longer than before");
  CHECK(transaction.remove(table, "a"));
  CHECK_FALSE(transaction.remove(table, "a"));
  transaction.append(table, "b", "1");
  transaction.append(table, "c", "2");
  CHECK(code_of([&] { transaction.append(table, "a", "0"); }) != Code::ok); // out of order
  transaction.clear(table);
  CHECK(transaction.count(table) == 0);
}

TEST_CASE("lmdb: tables and cursors behave as ordered maps under random changes") {
  TempDirectory directory;
  Environment environment(directory.file("data.mdb"), kTables, {});
  const Table table = environment.table(0);
  Random random(1);
  std::map<std::string, std::string> model;
  Transaction transaction = environment.begin_write();
  for (int step = 0; step < 5'000; ++step) {
    const std::string key = random.word(3);
    if (random.one_in(3)) {
      REQUIRE(transaction.remove(table, key) == (model.erase(key) == 1));
    } else {
      const std::string value = random.bytes(random.below(6'000));
      transaction.put(table, key, value);
      model[key] = value;
    }
    if (step % 100 == 0) {
      transaction.commit();
      transaction = environment.begin_write();
    }
    const std::string sought = random.word(3);
    const auto wanted = model.lower_bound(sought);
    Cursor cursor = transaction.cursor(table);
    REQUIRE(cursor.seek(sought) == (wanted != model.end()));
    if (wanted == model.end()) continue;
    REQUIRE(cursor.key() == wanted->first);
    REQUIRE(cursor.value() == wanted->second);
    REQUIRE(cursor.key_starts_with(sought) == (wanted->first.substr(0, sought.size()) == sought));
    REQUIRE(cursor.previous() == (wanted != model.begin()));
  }
  REQUIRE(transaction.count(table) == model.size());
  Cursor cursor = transaction.cursor(table);
  bool found = cursor.first();
  for (const auto& [key, value] : model) {
    REQUIRE(found);
    REQUIRE(cursor.key() == key);
    REQUIRE(cursor.value() == value);
    found = cursor.next();
  }
  CHECK_FALSE(found);
  CHECK(cursor.last());
  CHECK(cursor.key() == model.rbegin()->first);
}

TEST_CASE("lmdb: rows near each other, and jumps between them, behave as an ordered map") {
  TempDirectory directory;
  Environment environment(directory.file("data.mdb"), kTables, {});
  Random random(2);
  std::array<std::map<std::string, std::string>, 2> models;
  Transaction transaction = environment.begin_write();
  const auto key_of = [](uint64_t number) {
    std::string key;
    put_big<uint64_t>(&key, number);
    return key;
  };
  for (int run = 0; run < 2'000; ++run) {
    const size_t which = random.below(2);
    const Table table = environment.table(which);
    auto& model = models[which];
    uint64_t number = random.below(4'000);
    const size_t action = random.below(5);
    for (size_t length = 1 + random.below(60); length > 0; --length) {
      const std::string key = key_of(number++);
      const auto known = model.find(key);
      REQUIRE(seen(transaction.get(table, key)) ==
              (known == model.end() ? "(none)" : known->second));
      if (action < 2) {
        REQUIRE(transaction.remove(table, key) == (model.erase(key) == 1));
      } else if (action < 4) {
        model[key] = random.bytes(random.below(90));
        transaction.put(table, key, model[key]);
      }
    }
    if (random.one_in(100)) {
      transaction.clear(table);
      model.clear();
    }
    if (random.one_in(50)) {
      transaction.commit();
      transaction = environment.begin_write();
    }
  }
  for (size_t which = 0; which < 2; ++which) {
    REQUIRE(transaction.count(environment.table(which)) == models[which].size());
    Cursor cursor = transaction.cursor(environment.table(which));
    bool found = cursor.first();
    for (const auto& [key, value] : models[which]) {
      REQUIRE(found);
      REQUIRE(cursor.key() == key);
      REQUIRE(cursor.value() == value);
      found = cursor.next();
    }
    CHECK_FALSE(found);
  }
}

TEST_CASE("lmdb: a transaction knows about how many pages it has changed") {
  TempDirectory directory;
  Environment environment(directory.file("data.mdb"), kTables, {});
  const Table table = environment.table(0);
  constexpr uint64_t kRows = 10'000, kRowsAPage = 30;
  const auto key_of = [](uint64_t number) {
    std::string key;
    put_big<uint64_t>(&key, number);
    return key;
  };
  Transaction transaction = environment.begin_write();
  CHECK(transaction.pages_changed() == 0);
  const std::string value(100, 'v');
  for (uint64_t i = 0; i < kRows; ++i) transaction.append(table, key_of(i), value);
  CHECK(transaction.pages_changed() >= kRows / (kRowsAPage + 10));
  CHECK(transaction.pages_changed() <= kRows / (kRowsAPage - 10));
  transaction.commit();
  transaction = environment.begin_write();
  for (uint64_t i = 0; i < kRows; ++i) transaction.put(table, key_of(i * 7'919 % kRows), value);
  CHECK(transaction.pages_changed() >= kRows / 2);
  transaction.commit();
  transaction = environment.begin_write();
  transaction.put(table, "long", std::string(100'000, 'l'));
  CHECK(transaction.pages_changed() >= 24);
  for (uint64_t i = 0; i < kRows; ++i) REQUIRE(transaction.remove(table, key_of(i)));
  CHECK(transaction.pages_changed() <= kRows / 10);
}

TEST_CASE("lmdb: a cursor of an empty table finds nothing") {
  TempDirectory directory;
  Environment environment(directory.file("data.mdb"), kTables, {});
  const Transaction transaction = environment.begin_read();
  Cursor cursor = transaction.cursor(environment.table(0));
  CHECK_FALSE(cursor.first());
  CHECK_FALSE(cursor.last());
  CHECK_FALSE(cursor.seek("a"));
  CHECK_FALSE(cursor.seek(""));
}

TEST_CASE("lmdb: every flipped bit of a stored value is noticed") {
  const std::string value = "a value that stands in the file as it is";
  for (int shift = 0; shift < static_cast<int>(value.size()); shift += 7) {
    for (const int bit : {0, 3, 7}) {
      TempDirectory directory;
      const std::string path = directory.file("data.mdb");
      write_one(path, "key", value);
      REQUIRE(read_one(path, "key") == Code::ok);
      const size_t places = patch_file(
          path, value, shift, [&](char byte) { return static_cast<char>(byte ^ (1 << bit)); });
      REQUIRE(places > 0);
      CAPTURE(shift);
      CAPTURE(bit);
      CHECK(read_one(path, "key") == Code::corrupt);
    }
  }
}

TEST_CASE("lmdb: a damaged seal is corrupt, a newer one is a version mismatch") {
  const std::string value = "a value behind a seal of eight bytes";
  struct Row {
    int shift; // from the value's start
    char byte;
    Code code;
  };
  for (const Row& row : {Row{-8, 2, Code::version_mismatch}, Row{-8, 0, Code::corrupt},
                         Row{-4, 0x5a, Code::corrupt}}) {
    TempDirectory directory;
    const std::string path = directory.file("data.mdb");
    write_one(path, "key", value);
    REQUIRE(patch_file(path, value, row.shift, [&](char) { return row.byte; }) > 0);
    CAPTURE(row.shift);
    CHECK(read_one(path, "key") == row.code);
  }
}

TEST_CASE("lmdb: a cursor hands out no damaged value either") {
  TempDirectory directory;
  const std::string path = directory.file("data.mdb"), value = "0123456789abcdef0123456789";
  write_one(path, "key", value);
  patch_file(path, value, 0, [](char) { return 'x'; });
  Environment environment(path, kTables, {});
  const Transaction transaction = environment.begin_read();
  Cursor cursor = transaction.cursor(environment.table(0));
  REQUIRE(cursor.first());
  CHECK(cursor.key() == "key");
  CHECK(code_of([&] { cursor.value(); }) == Code::corrupt);
}

TEST_CASE("lmdb: files that are none") {
  TempDirectory directory;
  const auto open = [&](const std::string& path, bool create) {
    EnvironmentOptions options;
    options.create = create;
    return code_of([&] { Environment(path, kTables, options); });
  };
  write_file(directory.file("text.mdb"), std::string(20'000, 'x'));
  CHECK(open(directory.file("text.mdb"), true) == Code::corrupt);
  CHECK(open(directory.file("absent/data.mdb"), true) == Code::not_found);
  CHECK(open(directory.file("absent.mdb"), false) == Code::not_found);
  CHECK_FALSE(std::filesystem::exists(directory.file("absent.mdb")));
  { Environment few(directory.file("few.mdb"), {"one"}, {}); }
  CHECK(open(directory.file("few.mdb"), false) == Code::corrupt); // a table is missing
  CHECK(open(directory.file("few.mdb"), true) == Code::ok);
}

TEST_CASE("lmdb: a file without rights") {
  TempDirectory directory;
  const std::string path = directory.file("data.mdb");
  write_one(path, "key", "value");
  chmod(directory.path().c_str(), 0755);
  chmod(path.c_str(), 0600);
  CHECK(in_child_as_nobody([&] {
          return std::string(code_name(code_of([&] { Environment(path, kTables, {}); })));
        }) == "permission_denied");
}

TEST_CASE("lmdb: where the wide range of addresses is refused, a narrower one is taken") {
  TempDirectory directory;
  const std::string path = directory.file("data.mdb");
  const std::string said = in_child([&]() -> std::string {
    uint64_t pages = 0; // that this process has reserved already
    std::ifstream("/proc/self/statm") >> pages;
    rlimit limit = {};
    limit.rlim_cur = limit.rlim_max =
        pages * static_cast<uint64_t>(sysconf(_SC_PAGESIZE)) + (uint64_t{200} << 30);
    if (setrlimit(RLIMIT_AS, &limit) != 0) return "no limit";
    write_one(path, "key", "value");
    const Environment environment(path, kTables, {}); // one that is there
    return "written";
  });
  CHECK(said == "written");
  CHECK(read_one(path, "key") == Code::ok);
}

TEST_CASE("lmdb: a map that is too small is a full disk, and the file stays usable") {
  TempDirectory directory;
  EnvironmentOptions options;
  options.map_bytes = 1 << 20;
  Environment environment(directory.file("data.mdb"), kTables, options);
  const Table table = environment.table(0);
  const auto error = error_of([&] {
    Transaction transaction = environment.begin_write();
    for (int i = 0; i < 1'000; ++i) {
      transaction.put(table, std::to_string(i), std::string(4'000, 'x'));
    }
  });
  REQUIRE(error.has_value());
  CHECK(error->code() == Code::disk_full);
  CHECK_FALSE(error->hint().empty());
  Transaction transaction = environment.begin_write();
  transaction.put(table, "small", "value");
  transaction.commit();
  CHECK(seen(environment.begin_read().get(table, "small")) == "value");
}

// LMDB keeps 131,071 changed pages of a transaction in memory and writes others ahead, so that what
// one record changes may be more.
TEST_CASE("lmdb: a commit may have more pages than are kept in memory") {
  constexpr uint64_t kRows = 135'000;
  TempDirectory directory;
  EnvironmentOptions options;
  options.durable = false;
  Environment environment(directory.file("data.mdb"), kTables, options);
  const Table table = environment.table(0);
  const auto key_of = [](uint64_t i) {
    std::string key;
    put_big<uint64_t>(&key, i * 0x9E3779B97F4A7C15); // anywhere
    return key;
  };
  const std::string value(2'100, 'x'); // a page each
  Transaction transaction = environment.begin_write();
  for (uint64_t i = 0; i < kRows; ++i) transaction.put(table, key_of(i), value);
  for (uint64_t i = 0; i < kRows; i += 2) REQUIRE(transaction.remove(table, key_of(i)));
  transaction.commit();
  const Transaction reader = environment.begin_read();
  CHECK(reader.count(table) == kRows / 2);
  CHECK_FALSE(reader.get(table, key_of(0)));
  CHECK(seen(reader.get(table, key_of(1))) == value);
}

TEST_CASE("lmdb: a full file system is a full disk, and what was committed stays") {
  SmallDisk disk(4);
  if (!disk.mounted()) {
    MESSAGE("not checked: no right to mount a file system");
    return;
  }
  Environment environment(disk.path() + "/data.mdb", kTables, {});
  const Table table = environment.table(0);
  {
    Transaction transaction = environment.begin_write();
    transaction.put(table, "before", "value");
    transaction.commit();
  }
  disk.fill();
  CHECK(code_of([&] {
          Transaction transaction = environment.begin_write();
          for (int i = 0; i < 500; ++i) {
            transaction.put(table, std::to_string(i), std::string(10'000, 'x'));
          }
          transaction.commit();
        }) == Code::disk_full);
  CHECK(seen(environment.begin_read().get(table, "before")) == "value");
  CHECK(environment.begin_read().count(table) == 1);
}

TEST_CASE("lmdb: a new file on a full file system is refused, not a crash") {
  SmallDisk disk(1);
  if (!disk.mounted()) {
    MESSAGE("not checked: no right to mount a file system");
    return;
  }
  const std::string path = disk.path() + "/data.mdb";
  disk.fill();
  CHECK(code_of([&] { Environment(path, kTables, {}); }) == Code::disk_full);
  disk.free();
  Environment environment(path, kTables, {});
  disk.fill();
  std::vector<Transaction> readers; // their places were allocated
  for (int i = 0; i < 1'000; ++i) readers.push_back(environment.begin_read());
  CHECK(readers.size() == 1'000);
}

TEST_CASE("lmdb: the place of a reader whose process died is found and freed") {
  TempDirectory directory;
  const std::string path = directory.file("data.mdb");
  write_one(path, "key", "value");
  in_child([&]() -> std::string {
    auto* environment = new Environment(path, kTables, {});
    auto* reading = new Transaction(environment->begin_read());
    reading->get(environment->table(0), "key");
    kill(getpid(), SIGKILL);
    return {};
  });
  // Opening looks for dead readers too, so this one is opened as if it had been open before.
  EnvironmentOptions options;
  options.max_readers = 4;
  Environment environment(path, kTables, options);
  CHECK(environment.check_readers() == 0);
  std::vector<Transaction> readers;
  CHECK(code_of([&] {
          for (int i = 0; i < 10'000; ++i) readers.push_back(environment.begin_read());
        }) == Code::busy);
  readers.clear();
  CHECK(seen(environment.begin_read().get(environment.table(0), "key")) == "value");
}

TEST_CASE("lmdb: a reader at rest holds nothing back, and goes on at the last commit") {
  TempDirectory directory;
  Environment environment(directory.file("data.mdb"), kTables, {});
  const Table one = environment.table(0);
  const auto write = [&](std::string_view value) {
    Transaction transaction = environment.begin_write();
    transaction.put(one, "a", value);
    transaction.commit();
  };
  write("1");
  Transaction reading = environment.begin_read();
  const uint64_t first = reading.number();
  write("2");
  CHECK(seen(reading.get(one, "a")) == "1");
  CHECK(environment.lag() == 1);
  reading.rest();
  CHECK(environment.lag() == 0);
  reading.go_on();
  CHECK(reading.number() == first + 1);
  CHECK(seen(reading.get(one, "a")) == "2");
  reading.rest();
  reading.rest(); // at rest already: nothing happens
  reading.go_on();
  CHECK(seen(reading.get(one, "a")) == "2");
}

} // namespace beckon::store
