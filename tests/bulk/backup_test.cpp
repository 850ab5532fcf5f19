// Copies of workspaces: of one that goes on, and one made smaller.
#include <doctest/doctest.h>

#include <atomic>
#include <filesystem>
#include <thread>

#include "schema/json.h"
#include "support/errors.h"
#include "support/workspace.h"

namespace beckon::engine {
namespace {

namespace fs = std::filesystem;
using test::TestWorkspace;

void fill(TestWorkspace& shop, int events) {
  std::string lines;
  for (int i = 0; i < events; ++i) {
    lines += R"({"type": "track", "event": "Seen", "user_id": "u)" + std::to_string(i % 100) +
             R"(", "properties": {"i": )" + std::to_string(i) + "}}\n";
  }
  shop->ingest(lines);
}

uint64_t events(TestWorkspace& shop) { return shop->verify().events; }

} // namespace

TEST_CASE("a backup is the workspace") {
  TestWorkspace shop;
  shop.segment("seen", R"({"event": "Seen", "count": {"gte": 3}})");
  shop.email_template("hello");
  shop.sandbox();
  fill(shop, 2'000);
  const std::string target = shop.path() + "-copy";
  const schema::Value told = shop->backup(target, Watch());
  CHECK(told.find("bytes")->as_integer() > 0);
  const std::string hash = shop.state_hash();
  fill(shop, 10);
  TestWorkspace copy(test::manual_options(), target);
  CHECK(copy.state_hash() == hash);
  CHECK(copy.broken().empty());
  CHECK(copy.call("providers.list").find("items")->size() == 1);
  CHECK(events(copy) == 2'000);
}

TEST_CASE("a backup of a workspace under load is one of its moments") {
  TestWorkspace shop(test::system_options());
  fill(shop, 1'000);
  std::atomic<bool> stop{false};
  std::atomic<int> sent{1'000};
  std::thread load([&] {
    while (!stop) {
      shop->track(R"({"event": "Seen", "user_id": "u1"})");
      ++sent;
    }
  });
  const std::string target = shop.path() + "-copy";
  const int before = sent;
  shop->backup(target, Watch());
  const int after = sent;
  stop = true;
  load.join();
  TestWorkspace copy(test::system_options(), target);
  CHECK(copy.broken().empty());
  CHECK(events(copy) >= static_cast<uint64_t>(before));
  CHECK(events(copy) <= static_cast<uint64_t>(after) + 1);
}

TEST_CASE("a backup holds nobody who was erased, and can be folded again") {
  TestWorkspace shop;
  shop->identify(R"({"user_id": "u1", "traits": {"name": "Gwendolyn"}})");
  fill(shop, 100);
  shop.call("profiles.erase", R"({"profile": {"user_id": "u1"}})");
  fill(shop, 100);
  const std::string target = shop.path() + "-copy";
  shop->backup(target, Watch());
  fs::remove(target + "/state.mdb");
  TestWorkspace copy(test::manual_options(), target);
  CHECK(copy.state_hash() == shop.state_hash());
  CHECK(copy.broken().empty());
}

TEST_CASE("a backup overwrites nothing and leaves nothing half made") {
  TestWorkspace shop;
  const std::string target = shop.path() + "-copy";
  fs::create_directory(target);
  CHECK(test::code_of([&] { shop->backup(target, Watch()); }) == Code::conflict);
  fs::remove(target);
  const Watch no(([](uint64_t done, uint64_t) { return done < 2; }));
  CHECK(test::code_of([&] { shop->backup(target, no); }) == Code::cancelled);
  CHECK(!fs::exists(target));
  CHECK(!fs::exists(target + ".unfinished"));
  CHECK(test::code_of([&] { shop->backup(shop.path() + "/no/where", Watch()); }) ==
        Code::not_found);
  CHECK(test::code_of([&] { shop->backup("", Watch()); }) == Code::invalid_request);
  shop->backup(target + "/", Watch());
  CHECK(fs::exists(target + "/journal.mdb"));
  fs::remove_all(target);
}

TEST_CASE("compaction gives space back and changes nothing") {
  TestWorkspace shop;
  for (int i = 0; i < 20; ++i) {
    fill(shop, 5'000);
    shop->flush();
  }
  const std::string hash = shop.state_hash();
  CHECK(test::code_of([&] { compact_workspace(shop.path(), Watch()); }) == Code::busy);
  shop.close();
  const schema::Value told = compact_workspace(shop.path(), Watch());
  CHECK(told.find("after")->as_integer() < told.find("before")->as_integer());
  CHECK(compact_workspace(shop.path(), Watch()).find("after")->as_integer() <=
        told.find("after")->as_integer());
  shop.open();
  CHECK(shop.state_hash() == hash);
  CHECK(shop.broken().empty());
  CHECK(test::code_of([&] { compact_workspace(shop.path() + "-no", Watch()); }) == Code::not_found);
}

} // namespace beckon::engine
