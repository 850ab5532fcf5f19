// Imports that are taken up again: each row exactly once.
#include <doctest/doctest.h>

#include "engine/bulk/import.h"
#include "schema/json.h"
#include "support/child.h"
#include "support/errors.h"
#include "support/workspace.h"

namespace beckon::engine {
namespace {

using schema::Value;
using test::TestWorkspace;

constexpr std::string_view kSeen = R"({"key": "seen", "event": "Seen",
    "columns": {"user": "user_id", "n": {"to": "properties.n", "type": "integer"}}})";

// Row i is of user i % 97; every 50th has a mistake.
std::string table_of(int rows, int from = 0) {
  std::string table = from == 0 ? "user,n\n" : "";
  for (int i = from; i < rows; ++i) {
    table += "u" + std::to_string(i % 97) + "," + (i % 50 == 49 ? "x" : std::to_string(i)) + "\n";
  }
  return table;
}

Value run(Engine& engine, std::string_view definition, std::string_view table) {
  const auto import = engine.import(schema::parse_json(definition));
  constexpr size_t kPiece = 10'000;
  uint64_t rejects = 0;
  Value told;
  for (size_t at = 0; at < table.size(); at += kPiece) {
    told = import->write(table.substr(at, kPiece));
    rejects += told.find("rejects")->size();
  }
  told = import->finish();
  rejects += told.find("rejects")->size();
  told.set("rejects", rejects);
  return told;
}

int64_t count(const Value& told, std::string_view member) {
  return told.find(member)->as_integer();
}

int64_t events(TestWorkspace& shop) { return count(shop.call("workspaces.stat"), "events"); }

} // namespace

TEST_CASE("the same import again stores nothing twice, and what was appended") {
  TestWorkspace shop;
  Value told = run(shop.engine(), kSeen, table_of(5'000));
  CHECK(count(told, "accepted") == 4'900);
  told = run(shop.engine(), kSeen, table_of(5'000));
  CHECK(count(told, "accepted") == 0);
  CHECK(count(told, "skipped") == 5'000);
  CHECK(count(told, "rejects") == 100); // those of the rows that were skipped too
  told = run(shop.engine(), kSeen, table_of(6'000));
  CHECK(count(told, "accepted") == 980);
  CHECK(count(told, "skipped") == 5'000);
  CHECK(events(shop) == 5'880);
  const Value kept = shop.call("imports.get", R"({"key": "seen"})");
  CHECK(count(kept, "rows") == 6'000);
  CHECK(count(kept, "rejected") == 120);
  CHECK(shop.items("imports.list").size() == 1);
  const std::string hash = shop.state_hash();
  shop.reopen();
  CHECK(shop.state_hash() == hash);
  CHECK(shop.broken().empty());
}

TEST_CASE("an import that was dropped half-way goes on where its last group ended") {
  TestWorkspace shop;
  const std::string table = table_of(5'000);
  {
    const auto import = shop->import(schema::parse_json(kSeen));
    import->write(std::string_view(table).substr(0, table.size() / 2));
  }
  shop.reopen(); // what was sent is stored by then
  const int64_t before = events(shop);
  CHECK(before > 0);
  CHECK(before < 4'900);
  const Value told = run(shop.engine(), kSeen, table);
  CHECK(count(told, "skipped") > 0);
  CHECK(events(shop) == 4'900);
}

TEST_CASE("a process that dies in an import has stored each row once when it is run again") {
  test::TempDirectory directory(std::filesystem::temp_directory_path());
  Options options = test::system_options();
  options.path = directory.file("shop");
  options.dispatch = false;
  const std::string table = table_of(20'000);
  for (int kill = 1; kill <= 4; ++kill) {
    const std::string said = test::in_child([&]() -> std::string {
      const auto engine = Engine::open(options);
      const auto import = engine->import(schema::parse_json(kSeen));
      import->write(
          std::string_view(table).substr(0, table.size() * static_cast<size_t>(kill) / 5));
      _exit(0); // nothing is closed
    });
    CHECK(said.empty());
  }
  TestWorkspace shop(options, options.path);
  run(shop.engine(), kSeen, table);
  CHECK(events(shop) == 19'600);
  CHECK(shop.broken().empty());
}

TEST_CASE("another table or definition under the key of one is refused") {
  TestWorkspace shop;
  run(shop.engine(), kSeen, table_of(3'000));
  std::string other = table_of(3'000);
  other[other.find("u1,")] = 'v';
  CHECK(test::code_of([&] { run(shop.engine(), kSeen, other); }) == Code::conflict);
  CHECK(test::code_of([&] { run(shop.engine(), kSeen, table_of(2'000)); }) == Code::conflict);
  const std::string_view changed = R"({"key": "seen", "event": "Looked",
    "columns": {"user": "user_id", "n": {"to": "properties.n", "type": "integer"}}})";
  const auto error = test::error_of([&] { run(shop.engine(), changed, table_of(3'000)); });
  REQUIRE(error);
  CHECK(error->code() == Code::conflict);
  CHECK(error->pointer() == "/key");
  CHECK(events(shop) == 2'940);
  shop.call("imports.delete", R"({"key": "seen"})");
  CHECK(count(run(shop.engine(), changed, table_of(3'000)), "accepted") == 2'940);
  CHECK(test::code_of([&] { shop.call("imports.delete", R"({"key": "gone"})"); }) ==
        Code::not_found);
}

TEST_CASE("verify tells a progress that the journal does not") {
  TestWorkspace shop;
  run(shop.engine(), kSeen, table_of(100));
  run(shop.engine(), R"({"key": "other"})", "email\na@x.example\n");
  shop.call("imports.delete", R"({"key": "other"})");
  CHECK(shop.broken().empty());
  shop.close();
  {
    store::Environment state(shop.path() + "/state.mdb", table_names(), {});
    const store::Table imports = state.table(static_cast<size_t>(T::imports));
    store::Transaction transaction = state.begin_write();
    bulk::ImportProgress progress =
        bulk::decode_import_progress(transaction.get(imports, "seen").value());
    ++progress.rows;
    transaction.put(imports, "seen", bulk::encode(progress));
    transaction.put(imports, "never", bulk::encode(progress));
    transaction.commit();
  }
  shop.open();
  const std::string broken = shop.broken();
  CHECK(broken.find("\"seen\" is kept with a wrong progress") != std::string::npos);
  CHECK(broken.find("\"never\" is in no record") != std::string::npos);
}

TEST_CASE("one key is imported by one at a time, also after a failure") {
  TestWorkspace shop;
  auto first = shop->import(schema::parse_json(kSeen));
  CHECK(test::code_of([&] { shop->import(schema::parse_json(kSeen)); }) == Code::conflict);
  first.reset();
  CHECK(test::code_of([&] {
          shop->import(schema::parse_json(R"({"key": "seen", "lists": ["x"]})"));
        }) == Code::not_found);
  shop->import(schema::parse_json(kSeen));
}

TEST_CASE("an import that is begun again at once waits for what the dropped one has sent") {
  TestWorkspace shop;
  const std::string table = table_of(20'000);
  for (int round = 1; round <= 3; ++round) {
    const auto import = shop->import(schema::parse_json(kSeen));
    import->write(std::string_view(table).substr(0, table.size() * static_cast<size_t>(round) / 4));
  }
  run(shop.engine(), kSeen, table);
  CHECK(events(shop) == 19'600);
  CHECK(shop.broken().empty());
}

TEST_CASE("an import outlives its workspace and says so") {
  TestWorkspace shop;
  auto import = shop->import(schema::parse_json(kSeen));
  import->write(table_of(10));
  shop.close();
  import.reset();
  shop.open();
  CHECK(shop.broken().empty());
}

} // namespace beckon::engine
