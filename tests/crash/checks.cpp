#include "checks.h"

#include <doctest/doctest.h>

#include <map>
#include <set>

#include "base/crypto.h"
#include "segment/selector.h"

namespace beckon::crash {
namespace {

using namespace beckon::test;
using schema::Value;

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

} // namespace

void check_records(TestWorkspace& workspace, const Ledger& ledger) {
  REQUIRE(ledger.errors == std::vector<std::string>{});
  REQUIRE(workspace.broken() == "");
  check_events(workspace, ledger);
  check_changes(workspace, ledger);
}

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

} // namespace beckon::crash
