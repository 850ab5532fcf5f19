// Drafts and provider accounts.
#include "store/catalog.h"

#include <doctest/doctest.h>
#include <sys/stat.h>

#include <thread>

#include "support/child.h"
#include "support/errors.h"
#include "support/files.h"
#include "support/small_disk.h"
#include "support/temp_directory.h"

namespace beckon::store {
namespace {

using namespace beckon::test;

constexpr size_t kUserVersionAt = 60; // in the header of a SQLite file, big-endian

Code open(const std::string& path) {
  return code_of([&] { Catalog catalog(path); });
}

std::vector<std::string> keys(const std::vector<Draft>& drafts) {
  std::vector<std::string> found;
  for (const Draft& draft : drafts) found.push_back(draft.key);
  return found;
}

} // namespace

TEST_CASE("catalog: drafts and accounts are kept, replaced and removed, by key") {
  TempDirectory directory;
  const std::string path = directory.file("catalog.sqlite");
  const std::string odd("quote ' and \0 zero", 18);
  {
    Catalog catalog(path);
    CHECK(catalog.drafts().empty());
    CHECK_FALSE(catalog.draft("a").has_value());
    catalog.put_draft({"b", "{\"v\": 1}", 10});
    catalog.put_draft({"a", "{}", 11});
    catalog.put_draft({"b", "{\"v\": 2}", 12});
    catalog.put_draft({odd, odd, -5});
    catalog.put_account({"b", "{\"secret\": \"s\"}", 13});
    catalog.put_account({"c", "{}", 14});
    catalog.remove_account("c");
    catalog.remove_account("never there");
  }
  Catalog catalog(path);
  CHECK(keys(catalog.drafts()) == std::vector<std::string>{"a", "b", odd});
  const auto draft = catalog.draft("b");
  REQUIRE(draft.has_value());
  CHECK(draft->document == "{\"v\": 2}");
  CHECK(draft->updated_at == 12);
  REQUIRE(catalog.draft(odd).has_value());
  CHECK(catalog.draft(odd)->document == odd);
  CHECK(catalog.draft(odd)->updated_at == -5);
  const auto account = catalog.account("b");
  REQUIRE(account.has_value());
  CHECK(account->document == "{\"secret\": \"s\"}");
  CHECK(account->updated_at == 13);
  CHECK(catalog.accounts().size() == 1);
  CHECK_FALSE(catalog.account("c").has_value());
  CHECK_FALSE(catalog.account("").has_value());
  catalog.remove_draft("b");
  CHECK_FALSE(catalog.draft("b").has_value());
  CHECK(catalog.check().empty());
}

TEST_CASE("catalog: of a newer version is refused and left alone") {
  TempDirectory directory;
  const std::string path = directory.file("catalog.sqlite");
  Catalog(path).put_draft({"a", "{}", 1});
  const std::string before = read_file(path);
  std::string newer = before;
  newer[kUserVersionAt + 3] = static_cast<char>(newer[kUserVersionAt + 3] + 1);
  write_file(path, newer);
  CHECK(open(path) == Code::version_mismatch);
  CHECK(read_file(path) == newer);
  write_file(path, before);
  CHECK(Catalog(path).draft("a").has_value());
}

TEST_CASE("catalog: a file that is none, or damaged") {
  TempDirectory directory;
  const std::string path = directory.file("catalog.sqlite");
  write_file(path, std::string(8'192, 'x'));
  CHECK(open(path) == Code::corrupt);
  std::filesystem::remove(path);
  {
    Catalog catalog(path);
    for (int i = 0; i < 300; ++i) catalog.put_draft({std::to_string(i), std::string(500, 'd'), i});
  }
  std::string bytes = read_file(path);
  REQUIRE(bytes.size() > 80'000);
  std::fill(bytes.begin() + 20'000, bytes.begin() + 60'000, '\x5a');
  write_file(path, bytes);
  std::string said;
  const Code code = code_of([&] { said = Catalog(path).check(); });
  CHECK((code == Code::corrupt || !said.empty()));
}

TEST_CASE("catalog: without rights") {
  TempDirectory directory;
  const std::string path = directory.file("catalog.sqlite");
  Catalog(path).put_draft({"a", "{}", 1});
  chmod(directory.path().c_str(), 0755);
  chmod(path.c_str(), geteuid() == 0 ? 0644 : 0444); // may be read, not written
  if (geteuid() != 0) chmod(directory.path().c_str(), 0555);
  CHECK(in_child_as_nobody([&] {
          return std::string(code_name(code_of([&] {
            Catalog catalog(path);
            catalog.put_draft({"b", "{}", 1});
          })));
        }) == "permission_denied");
  chmod(directory.path().c_str(), 0755);
  CHECK(keys(Catalog(path).drafts()) == std::vector<std::string>{"a"});
}

TEST_CASE("catalog: a full disk refuses the write and keeps the rest") {
  SmallDisk disk(2);
  if (!disk.mounted()) {
    MESSAGE("not checked: no right to mount a file system");
    return;
  }
  Catalog catalog(disk.path() + "/catalog.sqlite");
  catalog.put_draft({"a", "{}", 1});
  disk.fill();
  const std::string large(1 << 20, 'x');
  CHECK(code_of([&] { catalog.put_draft({"b", large, 2}); }) == Code::disk_full);
  CHECK(catalog.draft("a").has_value());
  CHECK_FALSE(catalog.draft("b").has_value());
  disk.free();
  catalog.put_draft({"b", "{}", 3});
  CHECK(catalog.draft("b").has_value());
}

TEST_CASE("catalog: from any thread") {
  TempDirectory directory;
  Catalog catalog(directory.file("catalog.sqlite"));
  std::vector<std::thread> threads;
  for (int thread = 0; thread < 4; ++thread) {
    threads.emplace_back([&catalog, thread] {
      for (int i = 0; i < 25; ++i) {
        const std::string key = std::to_string(thread) + "-" + std::to_string(i);
        catalog.put_draft({key, key, i});
        catalog.drafts();
      }
    });
  }
  for (std::thread& thread : threads) thread.join();
  CHECK(catalog.drafts().size() == 100);
}

} // namespace beckon::store
