// Rows of the state: what was encoded is decoded, and keys order and separate as they must.
#include <doctest/doctest.h>

#include <set>
#include <tuple>

#include "engine/entry.h"
#include "engine/flow_triggers.h"
#include "engine/send.h"
#include "engine/state.h"
#include "engine/suppression.h"
#include "support/errors.h"
#include "support/random.h"

namespace beckon::engine {
namespace {

using namespace beckon::test;

SendRow any_send(Random* random) {
  SendRow row;
  row.number = random->bits();
  row.state = static_cast<SendState>(random->below(8));
  row.marketing = random->one_in(2);
  row.profile = static_cast<uint32_t>(random->bits());
  row.entry = random->bits() >> random->below(64);
  row.trigger_offset = random->bits() >> random->below(64);
  row.template_version = static_cast<uint32_t>(random->below(9));
  row.attempts = static_cast<uint32_t>(random->below(9));
  row.reached = static_cast<uint32_t>(random->bits()) >> random->below(32);
  for (Millis* at : {&row.created_at, &row.due_at, &row.claimed_at, &row.settled_at}) {
    *at = static_cast<Millis>(random->bits());
  }
  for (std::string* text : {&row.key, &row.channel, &row.address, &row.template_key, &row.flow,
                            &row.node, &row.provider, &row.provider_message_id, &row.reason}) {
    *text = random->bytes(random->below(20));
  }
  return row;
}

EntryRow any_entry(Random* random) {
  EntryRow row;
  row.number = random->bits();
  row.flow = static_cast<uint32_t>(random->bits());
  row.version = static_cast<uint32_t>(random->below(9));
  row.profile = static_cast<uint32_t>(random->bits());
  row.state = static_cast<EntryState>(random->below(3));
  row.stay = static_cast<Stay>(random->below(4));
  row.started_at = static_cast<Millis>(random->bits());
  // What is mostly absent is so in half of them.
  const auto some = [&] { return random->one_in(2) ? 0 : random->bits() >> random->below(64); };
  row.retries = static_cast<uint32_t>(some());
  row.depth = static_cast<uint32_t>(some());
  for (Millis* at : {&row.ended_at, &row.converted_at, &row.wake_at, &row.watch_at}) {
    *at = static_cast<Millis>(some());
  }
  for (uint64_t* number : {&row.timer, &row.watch_timer, &row.trigger_offset}) *number = some();
  for (std::string* text : {&row.node, &row.reason, &row.entry_key}) {
    *text = random->bytes(random->below(20));
  }
  if (random->one_in(3)) row.to = random->bytes(random->below(3));
  row.path.resize(random->below(4));
  for (Visit& visit : row.path) {
    visit = {static_cast<uint32_t>(random->below(3)),
             static_cast<uint32_t>(random->bits()),
             static_cast<Millis>(random->bits()),
             random->one_in(2),
             random->one_in(2),
             some()};
  }
  for (size_t i = random->below(3); i > 0; --i) {
    row.arms.push_back({random->word(), random->word(), static_cast<Millis>(random->bits()),
                        static_cast<uint32_t>(random->below(1'000)),
                        static_cast<uint8_t>(random->below(8))});
    row.passes.push_back({random->word(), static_cast<uint32_t>(random->bits())});
  }
  return row;
}

void check_entry(const EntryRow& entry) {
  const EntryRow same = decode_entry(entry.number, encode(entry));
  REQUIRE(encode(same) == encode(entry));
  REQUIRE(same.stay == entry.stay);
  REQUIRE(same.retries == entry.retries);
  REQUIRE(same.depth == entry.depth);
  REQUIRE(same.started_at == entry.started_at);
  REQUIRE(same.ended_at == entry.ended_at);
  REQUIRE(same.converted_at == entry.converted_at);
  REQUIRE(same.wake_at == entry.wake_at);
  REQUIRE(same.watch_at == entry.watch_at);
  REQUIRE(same.timer == entry.timer);
  REQUIRE(same.watch_timer == entry.watch_timer);
  REQUIRE(same.trigger_offset == entry.trigger_offset);
  REQUIRE(same.to == entry.to);
  REQUIRE(same.entry_key == entry.entry_key);
  REQUIRE(same.path == entry.path);
  REQUIRE(same.arms == entry.arms);
  REQUIRE(same.passes == entry.passes);
}

// Every byte of the encoding is needed: none of its beginnings decodes.
template <typename Decode>
void check_cut_off(const std::string& bytes, Decode&& decode) {
  for (size_t length = 0; length < bytes.size(); ++length) {
    REQUIRE(code_of([&] { decode(bytes.substr(0, length)); }) == Code::corrupt);
  }
}

std::string key_of(SendKeyParts parts) { return send_key(parts); }

} // namespace

TEST_CASE("rows: sends, entries, runs, suppressions and numbers come back as they were") {
  Random random(1);
  for (int i = 0; i < 1'000; ++i) {
    const SendRow send = any_send(&random);
    const SendRow sent = decode_send(send.number, encode(send));
    REQUIRE(encode(sent) == encode(send));
    REQUIRE(sent.number == send.number);
    REQUIRE(sent.reason == send.reason);
    REQUIRE(sent.settled_at == send.settled_at);
    REQUIRE(sent.reached == send.reached);

    check_entry(any_entry(&random));

    std::vector<Run> runs(random.below(5));
    for (Run& run : runs) {
      run = {random.bits(), static_cast<Millis>(random.bits()), random.one_in(2), random.word(),
             random.one_in(2) ? 0 : static_cast<Millis>(random.bits())};
    }
    const std::vector<Run> ran = decode_runs(encode(runs));
    REQUIRE(encode(ran) == encode(runs));
    REQUIRE(ran.size() == runs.size());
    for (size_t k = 0; k < runs.size(); ++k) REQUIRE(ran[k].goal_until == runs[k].goal_until);

    const Suppression suppression{random.word(), static_cast<Millis>(random.bits())};
    const Suppression suppressed = decode_suppression(encode(suppression));
    REQUIRE(suppressed.reason == suppression.reason);
    REQUIRE(suppressed.at == suppression.at);

    Meta meta;
    meta.applied = random.bits();
    meta.next_name = static_cast<uint32_t>(random.bits());
    meta.next_exclusion = random.bits();
    REQUIRE(encode(decode_meta(encode(meta))) == encode(meta));
    REQUIRE(decode_meta(encode(meta)).next_exclusion == meta.next_exclusion);
  }
}

TEST_CASE("rows: what is cut off is corrupt") {
  Random random(2);
  const SendRow send = any_send(&random);
  check_cut_off(encode(send), [](const std::string& bytes) { decode_send(1, bytes); });
  const EntryRow entry = any_entry(&random);
  check_cut_off(encode(entry), [](const std::string& bytes) { decode_entry(1, bytes); });
  check_cut_off(encode(Suppression{"manual", 5}),
                [](const std::string& bytes) { decode_suppression(bytes); });
  check_cut_off(encode(Meta()), [](const std::string& bytes) { decode_meta(bytes); });
  check_cut_off(encode(std::vector<Run>{{1, 2, true, "key", 0}, {3, 4, false, "", 9}}),
                [](const std::string& bytes) { decode_runs(bytes); });
}

TEST_CASE("rows: the outbox orders what waits by its time, apart from what is under way") {
  SendRow early, late, flying;
  early.number = 9;
  early.due_at = -5;
  late.number = 1;
  late.due_at = 5;
  flying.number = 0;
  flying.due_at = kMillisMin;
  flying.state = SendState::inflight;
  CHECK(outbox_key(early) < outbox_key(late));
  CHECK(outbox_key(late) < outbox_key(flying));
  late.state = SendState::retry;
  CHECK(outbox_key(early) < outbox_key(late));
}

TEST_CASE("rows: a send key is of its parts, of all of them and of nothing else") {
  const std::string seed(16, 's'), other_seed(16, 't');
  const SendKeyParts base{seed, 1, 2, "node", "email", "ann@shop.example"};
  CHECK(send_key(base).size() == 16);
  CHECK(send_key(base) == send_key(base));
  const std::set<std::string> keys = {
      key_of(base),
      key_of({other_seed, 1, 2, "node", "email", "ann@shop.example"}),
      key_of({seed, 2, 2, "node", "email", "ann@shop.example"}),
      key_of({seed, 1, 3, "node", "email", "ann@shop.example"}),
      key_of({seed, 1, 2, "nodes", "email", "ann@shop.example"}),
      key_of({seed, 1, 2, "node", "sms", "ann@shop.example"}),
      key_of({seed, 1, 2, "node", "email", "bob@shop.example"}),
      // Texts do not run into one another.
      key_of({seed, 1, 2, "nodee", "mail", "ann@shop.example"}),
      key_of({seed, 1, 2, "node", "emaila", "nn@shop.example"}),
  };
  CHECK(keys.size() == 9);
}

TEST_CASE("rows: what a suppression stops") {
  CHECK(Suppression{"unsubscribe", 0}.stops(true));
  CHECK_FALSE(Suppression{"unsubscribe", 0}.stops(false));
  for (const char* reason : {"hard_bounce", "complaint", "manual"}) {
    CHECK(Suppression{reason, 0}.stops(true));
    CHECK(Suppression{reason, 0}.stops(false));
  }
  CHECK(suppression_key("email", "a@b.example") != suppression_key("sms", "a@b.example"));
  CHECK(suppression_key("email", "a@b.example") != suppression_key("email", "b@b.example"));
  CHECK(suppression_key("email", "a@b.example").find("a@b") == std::string::npos);
}

TEST_CASE("a row about what will start a flow is decoded as it was encoded") {
  Random random(11);
  for (int i = 0; i < 100; ++i) {
    TriggerRow row;
    row.due = static_cast<Millis>(random.bits());
    row.timer = random.bits() >> random.below(64);
    row.next = static_cast<uint32_t>(random.bits());
    row.end = static_cast<uint32_t>(random.bits() >> random.below(64));
    const TriggerRow read = decode_trigger(encode(row));
    CHECK(std::tie(read.due, read.timer, read.next, read.end) ==
          std::tie(row.due, row.timer, row.next, row.end));
  }
  CHECK(code_of([] { decode_trigger("short"); }) == Code::corrupt);
  // Those of a flow lie together, the one of the flow as a whole first.
  CHECK(trigger_key(1, 0) < trigger_key(1, 1));
  CHECK(trigger_key(1, UINT32_MAX) < trigger_key(2, 0));
}

} // namespace beckon::engine
