// Laws 2, 3 and 5 under kill -9: 200 times a process that loads the workspace from several threads
// is killed at a random instant, be it in the middle of opening, of a commit or of sending. After
// each: verify is clean, every acknowledged event is there once, none is there twice, and whoever
// was to be written to is written to once.
#include <doctest/doctest.h>
#include <poll.h>
#include <signal.h>
#include <sys/wait.h>
#include <unistd.h>

#include <chrono>
#include <cstdlib>
#include <map>
#include <set>
#include <sstream>
#include <thread>

#include "base/crypto.h"
#include "load.h"
#include "segment/selector.h"
#include "support/random.h"
#include "support/workspace.h"

namespace beckon::crash {
namespace {

using namespace beckon::test;
using schema::Value;
using std::chrono::steady_clock;

uint64_t cycles() {
  const char* more = std::getenv("BECKON_CASES");
  return more == nullptr ? 200 : std::strtoull(more, nullptr, 10);
}

// What the driver announced and what it was told.
struct Ledger {
  std::set<std::string> attempted, acknowledged; // message ids
  std::set<std::string> open;                    // "t ID" and "b ID COUNT" not acknowledged
  struct Range {
    uint64_t acknowledged = 0, attempted = 0;
  };
  std::map<std::string, Range> traits, consents; // by user
  std::vector<std::string> errors;

  void read(const std::string& line) {
    if (line.rfind("E ", 0) == 0) return errors.push_back(line);
    std::istringstream words(line.substr(2));
    const bool told = line[0] == '!';
    std::string what, name;
    uint64_t number = 0;
    words >> what >> name >> number;
    if (what == "i" || what == "c") {
      Range& range = (what == "i" ? traits : consents)[name];
      (told ? range.acknowledged : range.attempted) = number;
      return;
    }
    auto& ids = told ? acknowledged : attempted;
    if (what == "t") ids.insert(name);
    for (uint64_t i = 0; what == "b" && i < number; ++i) ids.insert(part_of(name, i));
    if (told) open.erase(line.substr(2));
    else open.insert(line.substr(2));
  }
};

// One process under load, killed after so long.
class Victim {
 public:
  Victim(const std::string& workspace, uint64_t cycle, const std::set<std::string>& again) {
    int input[2], output[2];
    REQUIRE(pipe(input) == 0);
    REQUIRE(pipe(output) == 0);
    pid_ = fork();
    REQUIRE(pid_ >= 0);
    if (pid_ == 0) {
      dup2(input[0], STDIN_FILENO);
      dup2(output[1], STDOUT_FILENO);
      for (const int fd : {input[0], input[1], output[0], output[1]}) close(fd);
      const std::string number = std::to_string(cycle);
      execl(CRASH_DRIVER, CRASH_DRIVER, workspace.c_str(), number.c_str(), nullptr);
      _exit(127);
    }
    close(input[0]);
    close(output[1]);
    output_ = output[0];
    std::string lines;
    for (const std::string& line : again) lines += line + "\n";
    REQUIRE(write(input[1], lines.data(), lines.size()) == static_cast<ssize_t>(lines.size()));
    close(input[1]);
  }
  ~Victim() { close(output_); }

  // Reads what it says meanwhile, and to the end.
  void run_and_kill(std::chrono::milliseconds after, Ledger* ledger) {
    const auto end = steady_clock::now() + after;
    while (read_some(end)) {
    }
    kill(pid_, SIGKILL);
    while (read_some(steady_clock::time_point::max())) {
    }
    int status = 0;
    waitpid(pid_, &status, 0);
    REQUIRE(WIFSIGNALED(status));
    REQUIRE(WTERMSIG(status) == SIGKILL);
    std::istringstream lines(said_);
    for (std::string line; std::getline(lines, line);) ledger->read(line);
  }

 private:
  // False at the end of what it says, or of the time.
  bool read_some(steady_clock::time_point end) {
    const bool bounded = end != steady_clock::time_point::max();
    const auto left = std::chrono::duration_cast<std::chrono::milliseconds>(
        bounded ? end - steady_clock::now() : std::chrono::milliseconds(0));
    if (bounded && left.count() <= 0) return false;
    pollfd waiting{output_, POLLIN, 0};
    if (poll(&waiting, 1, bounded ? static_cast<int>(left.count()) : -1) <= 0) return false;
    char bytes[65'536];
    const ssize_t count = ::read(output_, bytes, sizeof bytes);
    if (count <= 0) return false;
    said_.append(bytes, static_cast<size_t>(count));
    return true;
  }

  pid_t pid_ = -1;
  int output_ = -1;
  std::string said_;
};

// Cut out, not parsed: all events are looked at after every cycle.
std::string message_id_of(std::string_view record) {
  constexpr std::string_view kField = R"("message_id":")";
  const size_t begin = record.find(kField) + kField.size();
  return std::string(record.substr(begin, record.find('"', begin) - begin));
}

// Message ids of the events in the workspace, with the number of times that each is there.
std::map<std::string, int> stored_events(TestWorkspace& workspace) {
  std::map<std::string, int> found;
  const auto reader = workspace->read(true);
  store::Cursor names = reader->txn().cursor(reader->table(engine::T::names));
  for (bool more = names.first(); more; more = names.next()) {
    if (segment::is_reserved_event(names.key())) continue; // what became of messages
    const auto name = get_big<uint16_t>(names.value());
    reader->source().blocks().each(name, [&](event::Position, const event::EventRow& row) {
      ++found[message_id_of(reader->source().payload_at(row.offset))];
    });
  }
  return found;
}

void check_events(TestWorkspace& workspace, const Ledger& ledger) {
  const auto stored = stored_events(workspace);
  for (const auto& [id, times] : stored) {
    if (times != 1) FAIL_CHECK(id << " is there " << times << " times");
    if (ledger.attempted.count(id) == 0) FAIL_CHECK(id << " was never sent");
  }
  for (const std::string& id : ledger.acknowledged) {
    if (stored.count(id) == 0) FAIL_CHECK(id << " was acknowledged and is lost");
  }
}

// Of each user the newest acknowledged change is there, or one that was on its way after it.
void check_changes(TestWorkspace& workspace, const Ledger& ledger) {
  for (const auto& [who, range] : ledger.traits) {
    if (range.acknowledged == 0) continue;
    const Value found = workspace->call(
        "profiles.get", Value::object({{"profile", Value::object({{"user_id", who}})}}));
    const Value* number = found.find("traits")->find("n");
    REQUIRE(number != nullptr);
    CHECK(static_cast<uint64_t>(number->as_integer()) >= range.acknowledged);
    CHECK(static_cast<uint64_t>(number->as_integer()) <= range.attempted);
  }
  for (const auto& [who, range] : ledger.consents) {
    if (range.acknowledged == 0) continue;
    const Value found = workspace->call(
        "consents.get", Value::object({{"profile", Value::object({{"user_id", who}})}}));
    REQUIRE(found.find("items")->size() == 1);
    const Value& consent = found.find("items")->as_array().front();
    const uint64_t number = std::stoull(text_of(consent, "source"));
    CHECK(number >= range.acknowledged);
    CHECK(number <= range.attempted);
    CHECK(text_of(consent, "state") == (number % 2 == 0 ? "granted" : "denied"));
  }
}

// One send for each trigger, none under way, one file for each send and none for anything else.
void check_sends(TestWorkspace& workspace, bool all_accepted) {
  std::set<std::string> keys, accepted;
  size_t triggers = 0;
  {
    const auto reader = workspace->read(true);
    store::Cursor cursor = reader->txn().cursor(reader->table(engine::T::sends));
    for (bool found = cursor.first(); found; found = cursor.next()) {
      const auto row = engine::decode_send(get_big<uint64_t>(cursor.key()), cursor.value());
      const std::string key = to_hex(row.key);
      if (!keys.insert(key).second) FAIL_CHECK(key << " is there twice");
      if (row.state == engine::SendState::inflight) FAIL_CHECK(key << " is under way for ever");
      if (row.state == engine::SendState::accepted) accepted.insert(key);
      else if (all_accepted) FAIL_CHECK(key << " is " << state_name(row.state));
    }
    const auto number = reader->get(engine::T::names, "Go");
    if (number) triggers = reader->source().blocks().count(get_big<uint16_t>(*number));
  }
  CHECK(keys.size() == triggers);
  std::set<std::string> files;
  for (const std::string& name : workspace.outbox_files()) {
    if (name.rfind(".beckon-", 0) == 0) continue; // a file that was being written
    const std::string key = name.substr(0, name.rfind('.'));
    files.insert(key);
    if (keys.count(key) == 0) FAIL_CHECK("nobody decided to send " << name);
  }
  for (const std::string& key : accepted) {
    if (files.count(key) == 0) FAIL_CHECK(key << " is accepted and has no file");
  }
}

void set_up(TestWorkspace& workspace) {
  workspace.sandbox();
  workspace.call("templates.create", R"({"key": "hello", "channel": "email",
      "kind": "transactional", "subject": "Hello", "from": "shop@shop.example", "text": "Hi"})");
  workspace.flow(R"({"key": "hello", "trigger": {"event": "Go"}, "start": "write",
      "nodes": {"write": {"type": "message", "channel": "email", "template": "hello"}}})");
  workspace.segment("busy", R"({"event": "Order Placed", "count": {"gte": 3}, "within": "1h"})");
  workspace.segment("rich", R"({"event": "Seen", "where": [{"property": "total", "gte": 90}]})");
  workspace.segment("even", R"({"consent": "email", "is": "granted"})");
  workspace.segment("late", R"({"trait": "n", "gte": 100000000})");
}

void check(TestWorkspace& workspace, const Ledger& ledger) {
  REQUIRE(ledger.errors == std::vector<std::string>{});
  REQUIRE(workspace.broken() == "");
  check_events(workspace, ledger);
  check_changes(workspace, ledger);
  workspace->settle();
  check_sends(workspace, false);
}

} // namespace

TEST_CASE("kill -9: nothing acknowledged is lost, nothing is there twice, verify is clean") {
  TestWorkspace workspace(system_options());
  set_up(workspace);
  Random random(static_cast<uint64_t>(steady_clock::now().time_since_epoch().count()));
  Ledger ledger;
  for (uint64_t cycle = 1; cycle <= cycles(); ++cycle) {
    CAPTURE(cycle);
    workspace.close();
    {
      Victim victim(workspace.path(), cycle, std::set<std::string>(ledger.open));
      // Now and then while it still opens.
      const int64_t longest = random.one_in(5) ? 15 : 90;
      victim.run_and_kill(std::chrono::milliseconds(random.between(1, longest)), &ledger);
    }
    workspace.open();
    check(workspace, ledger);
  }
  // The load was one: else nothing was tested.
  CHECK(ledger.acknowledged.size() > cycles() * 10);
  // Retries of what was under way come due within a minute; then everything has arrived.
  for (int second = 0; second < 60 && workspace.sends_by_state()["retry"] > 0; ++second) {
    std::this_thread::sleep_for(std::chrono::seconds(1));
  }
  workspace->settle();
  check_sends(workspace, true);
  CHECK(workspace.broken() == "");
  MESSAGE(ledger.acknowledged.size()
          << " events acknowledged, " << ledger.attempted.size() << " attempted");
}

} // namespace beckon::crash
