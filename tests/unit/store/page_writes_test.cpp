// What stands in a file between the rows of a page and behind long values: nothing.
#include "store/page_writes.h"

#include <doctest/doctest.h>

#include <cstring>
#include <string>

#include "base/bytes.h"
#include "store/lmdb.h"
#include "support/files.h"
#include "support/temp_directory.h"

namespace beckon::store {
namespace {

using namespace beckon::test;

constexpr size_t kPage = 4'096;

std::string key_of(uint64_t number) {
  std::string key;
  put_big<uint64_t>(&key, number);
  return key;
}

void put_rows(Environment* environment, uint64_t first, size_t count, size_t bytes, char fill) {
  Transaction transaction = environment->begin_write();
  for (uint64_t key = first; key < first + count; ++key) {
    transaction.put(environment->table(0), key_of(key), std::string(bytes, fill));
  }
  transaction.commit();
}

EnvironmentOptions forgetting() {
  EnvironmentOptions options;
  options.writing.forget = true;
  return options;
}

// By the format of LMDB's pages: number, two bytes, flags, and where the free room lies.
struct Page {
  uint64_t number;
  uint16_t pad, flags, lower, upper;
};

// How many of the file's pages hold rows; every byte between those is zero.
size_t check_room(const std::string& file) {
  const std::string bytes = read_file(file);
  REQUIRE(bytes.size() % kPage == 0);
  size_t pages = 0;
  for (size_t at = 0; at < bytes.size(); at += kPage) {
    Page page;
    std::memcpy(&page, bytes.data() + at, sizeof page);
    if (page.number != at / kPage || (page.flags != 1 && page.flags != 2)) continue;
    ++pages;
    CAPTURE(page.number);
    REQUIRE(page.lower >= sizeof page);
    REQUIRE(page.lower <= page.upper);
    const std::string room = bytes.substr(at + page.lower, page.upper - page.lower);
    CHECK(room == std::string(room.size(), '\0'));
  }
  return pages;
}

// Whether any page holds a run of both.
bool stand_together(const std::string& file, char one, char other) {
  const std::string bytes = read_file(file);
  for (size_t at = 0; at < bytes.size(); at += kPage) {
    const std::string page = bytes.substr(at, kPage);
    const auto holds = [&](char fill) {
      return page.find(std::string(8, fill)) != std::string::npos;
    };
    if (holds(one) && holds(other)) return true;
  }
  return false;
}

} // namespace

TEST_CASE("page writes: between the rows of a page there is nothing") {
  TempDirectory directory;
  const std::string file = directory.file("data.mdb");
  Environment environment(file, {"rows"}, {});
  put_rows(&environment, 1, 300, 700, 'a');
  put_rows(&environment, 1'000, 300, 900, 'b'); // in memory of the pages before
  CHECK(check_room(file) > 100);
  {
    Transaction transaction = environment.begin_write();
    for (uint64_t key = 1; key < 300; key += 2)
      transaction.remove(environment.table(0), key_of(key));
    transaction.commit();
  }
  put_rows(&environment, 2, 1, 650, 'c'); // shorter than what it replaces
  CHECK(check_room(file) > 100);
}

TEST_CASE("page writes: nothing is told behind a long value of what another page held") {
  TempDirectory directory;
  const std::string file = directory.file("data.mdb");
  Environment environment(file, {"rows"}, forgetting());
  put_rows(&environment, 1, 300, 900, 'a');
  put_rows(&environment, 1'000, 60, 3'000, 'b'); // each alone on a page
  put_rows(&environment, 2'000, 60, 7'000, 'b'); // or on two
  CHECK_FALSE(stand_together(file, 'a', 'b'));
}

TEST_CASE("page writes: nor is it behind the list of pages that are free") {
  TempDirectory directory;
  const std::string file = directory.file("data.mdb");
  Environment environment(file, {"rows"}, forgetting());
  put_rows(&environment, 1, 1'200, 900, 'a');
  {
    Transaction transaction = environment.begin_write();
    transaction.clear(environment.table(0)); // 300 pages: a list on a page of its own
    transaction.commit();
  }
  const std::string bytes = read_file(file);
  size_t lists = 0;
  for (size_t at = 0; at < bytes.size(); at += kPage) {
    Page page;
    std::memcpy(&page, bytes.data() + at, sizeof page);
    if (page.number != at / kPage || page.flags != 4) continue;
    ++lists;
    CHECK(bytes.substr(at, kPage).find("aaaaaaaa") == std::string::npos);
  }
  CHECK(lists > 0);
}

TEST_CASE("page writes: rows are what they were, however they get to the file") {
  TempDirectory directory;
  const std::string file = directory.file("data.mdb");
  for (const bool gently : {false, true}) {
    EnvironmentOptions options;
    options.writing = {gently, gently};
    Environment environment(file, {"rows"}, options);
    put_rows(&environment, 1, 5'000, 1'900, gently ? 'x' : 'y'); // 20 MB: several windows
    put_rows(&environment, 7'000, 3, 50'000, 'z');
    const Transaction reader = environment.begin_read();
    for (const uint64_t key : {1, 2'500, 5'000}) {
      CHECK(reader.get(environment.table(0), key_of(key)) ==
            std::string(1'900, gently ? 'x' : 'y'));
    }
    CHECK(reader.get(environment.table(0), key_of(7'002)) == std::string(50'000, 'z'));
  }
}

} // namespace beckon::store
