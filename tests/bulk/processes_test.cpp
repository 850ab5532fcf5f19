// Imports and backups beside other processes that have the same workspace open.
#include <doctest/doctest.h>
#include <signal.h>

#include <algorithm>
#include <chrono>
#include <fstream>
#include <future>
#include <sstream>
#include <thread>

#include "schema/json.h"
#include "support/errors.h"
#include "support/other_process.h"
#include "support/workspace.h"

namespace beckon::engine {
namespace {

using namespace beckon::test;
using namespace std::chrono_literals;
using schema::Value;

constexpr std::string_view kSeen = R"({"key": "seen", "event": "Seen",
    "columns": {"user": "user_id", "n": {"to": "properties.n", "type": "integer"}}})";
constexpr uint64_t kRows = 20'000;

const std::string& table() {
  static const std::string text = [] {
    std::string rows = "user,n\n";
    for (uint64_t i = 0; i < kRows; ++i) {
      rows += "u" + std::to_string(i % 97) + "," + std::to_string(i) + "\n";
    }
    return rows;
  }();
  return text;
}

void write_all(Import* import) {
  constexpr size_t kPiece = 10'000;
  for (size_t at = 0; at < table().size(); at += kPiece) {
    import->write(std::string_view(table()).substr(at, kPiece));
  }
  import->finish();
}

// The system's clock: several processes may have it open.
struct Place {
  TempDirectory directory;
  Options options = [this] {
    Options made = system_options();
    made.path = directory.file("shop");
    return made;
  }();
};

std::string journal_bytes(const std::string& path) {
  std::ifstream file(path + "/journal.mdb", std::ios::binary);
  std::stringstream bytes;
  bytes << file.rdbuf();
  return bytes.str();
}

// Erases ann on another thread.
std::future<void> erase_ann(Workspace& shop) {
  return std::async(std::launch::async, [&] {
    shop.call("profiles.erase", schema::parse_json(R"({"profile": {"user_id": "ann"}})"));
  });
}

void know_ann(Workspace& shop) {
  shop.identify(R"({"user_id": "ann", "traits": {"name": "Gwendolyn"}})");
}

// Makes a backup when it is told to. Between the copies of the state and of the journal it tells,
// and waits until it is told again.
void back_up_slowly(Other::Talk& talk, const Options& options, const std::string& target) {
  talk.hear();
  Workspace theirs(options);
  theirs.backup(target, Watch([&](uint64_t done, uint64_t) {
                  if (done != 1) return true;
                  talk.tell('h');
                  talk.hear();
                  return true;
                }));
}

void check_each_row_once(Workspace& shop) {
  const VerifyReport report = shop.verify();
  CHECK(report.events == kRows);
  CHECK(report.broken == std::vector<std::string>{});
}

void wait_for_no_ann(Workspace& shop) {
  const Value request = schema::parse_json(R"({"profile": {"user_id": "ann"}})");
  for (int i = 0; i < 10'000; ++i) {
    const auto code = code_of([&] { shop.call("profiles.get", request); });
    if (code == Code::not_found) return;
    std::this_thread::sleep_for(1ms);
  }
  throw std::runtime_error("ann is still there");
}

} // namespace

TEST_CASE("an import of another process has its key, until that process dies") {
  Place place;
  Other other([&](Other::Talk& talk) {
    talk.hear();
    Workspace theirs(place.options);
    const auto import = theirs.import(schema::parse_json(kSeen));
    import->write(std::string_view(table()).substr(0, table().size() / 2));
    talk.tell('h');
    talk.hear();
    import->write(std::string_view(table()).substr(table().size() / 2, table().size() / 4));
    kill(getpid(), SIGKILL); // with groups under way
  });
  Workspace ours(place.options);
  other.tell('g');
  REQUIRE(other.hear() == 'h');
  const auto error = error_of([&] { ours.import(schema::parse_json(kSeen)); });
  REQUIRE(error);
  CHECK(error->code() == Code::conflict);
  CHECK(error->pointer() == "/key");
  CHECK(error->message().find("another process") != std::string::npos);
  ours.import(schema::parse_json(R"({"key": "looked", "event": "Looked",
      "columns": {"user": "user_id"}})")); // another key is another import
  other.tell('k');
  CHECK(other.status() == -SIGKILL);
  const auto import = ours.import(schema::parse_json(kSeen));
  write_all(import.get());
  check_each_row_once(ours);
}

TEST_CASE("processes that all import one table, and some of which die, store each row once") {
  Place place;
  const auto insist = [&](Workspace& shop) { // as a job that is started everywhere would
    for (int i = 0; i < 20'000; ++i) {
      try {
        const auto import = shop.import(schema::parse_json(kSeen));
        return write_all(import.get());
      } catch (const Error& error) {
        if (error.code() != Code::conflict) throw;
        std::this_thread::sleep_for(1ms);
      }
    }
    throw std::runtime_error("never its turn");
  };
  const auto die_at = [&](Other::Talk& talk, size_t fourths) {
    talk.hear();
    Workspace theirs(place.options);
    for (int i = 0; i < 20'000; ++i) {
      try {
        const auto import = theirs.import(schema::parse_json(kSeen));
        import->write(std::string_view(table()).substr(0, table().size() * fourths / 4));
        kill(getpid(), SIGKILL);
      } catch (const Error&) {
        std::this_thread::sleep_for(1ms);
      }
    }
  };
  Other dies_early([&](Other::Talk& talk) { die_at(talk, 1); });
  Other dies_late([&](Other::Talk& talk) { die_at(talk, 3); });
  Other lives([&](Other::Talk& talk) {
    talk.hear();
    Workspace theirs(place.options);
    insist(theirs);
  });
  Workspace ours(place.options);
  for (Other* other : {&dies_early, &dies_late, &lives}) other->tell('g');
  insist(ours);
  CHECK(dies_early.status() == -SIGKILL);
  CHECK(dies_late.status() == -SIGKILL);
  CHECK(lives.status() == 0);
  check_each_row_once(ours);
}

TEST_CASE("while a process makes a backup, no other takes anybody out of the journal") {
  Place place;
  const std::string target = place.options.path + "-copy";
  Other other([&](Other::Talk& talk) { back_up_slowly(talk, place.options, target); });
  Workspace ours(place.options);
  know_ann(ours);
  other.tell('g');
  REQUIRE(other.hear() == 'h');
  auto erased = erase_ann(ours);
  CHECK(erased.wait_for(100ms) == std::future_status::timeout);
  ours.identify(R"({"user_id": "bob"})"); // nobody else is held up
  wait_for_no_ann(ours);                  // the erasure took effect
  CHECK(journal_bytes(place.options.path).find("Gwendolyn") != std::string::npos);
  SUBCASE("which is whole then") {
    other.tell('g');
    CHECK(other.status() == 0);
    erased.get();
    Options options = place.options;
    options.path = target;
    std::filesystem::remove(target + "/state.mdb"); // its journal tells it all
    Workspace copy(options);
    CHECK(copy.verify().broken == std::vector<std::string>{});
  }
  SUBCASE("and when it dies meanwhile, the erasure goes on") {
    kill(other.pid(), SIGKILL);
    CHECK(other.status() == -SIGKILL);
    erased.get();
    ours.backup(target, Watch());
  }
  CHECK(journal_bytes(place.options.path).find("Gwendolyn") == std::string::npos);
  CHECK(ours.verify().broken == std::vector<std::string>{});
}

TEST_CASE("a backup waits for no erasure of another process that it need not, nor does an open") {
  Place place;
  const std::string target = place.options.path + "-copy";
  Other other([&](Other::Talk& talk) { back_up_slowly(talk, place.options, target); });
  Other dies([&](Other::Talk& talk) {
    talk.hear();
    Workspace theirs(place.options);
    const auto erased = erase_ann(theirs);
    wait_for_no_ann(theirs);
    kill(getpid(), SIGKILL); // acknowledged in the journal, not taken out of it
  });
  {
    Workspace ours(place.options);
    know_ann(ours);
  }
  other.tell('g');
  REQUIRE(other.hear() == 'h');
  dies.tell('g');
  CHECK(dies.status() == -SIGKILL);
  Workspace ours(place.options); // finds it unfinished, and opens
  ours.backup(target + "2", Watch());
  CHECK(journal_bytes(place.options.path).find("Gwendolyn") != std::string::npos);
  other.tell('g');
  CHECK(other.status() == 0);
  CHECK(journal_bytes(place.options.path).find("Gwendolyn") == std::string::npos);
  CHECK(ours.verify().broken == std::vector<std::string>{});
}

} // namespace beckon::engine
