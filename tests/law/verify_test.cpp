// The power of verify: damage is planted, row by row, and every piece of it must be told. A crash
// or fault test that ends with a clean verify is worth as much as this one.
#include <doctest/doctest.h>

#include <functional>

#include "engine/accepted_days.h"
#include "engine/flow_triggers.h"
#include "engine/former.h"
#include "schema/json.h"
#include "support/errors.h"
#include "support/scripted_transport.h"
#include "support/workspace.h"

namespace beckon::law {
namespace {

using namespace beckon::test;
using engine::T;

// The state of a workspace between two openings.
class Rows {
 public:
  explicit Rows(const std::string& path)
      : environment_(path + "/state.mdb", engine::table_names(), {}),
        transaction_(environment_.begin_write()) {}

  void commit() { transaction_.commit(); }
  std::string first_key(T table) {
    store::Cursor cursor = transaction_.cursor(of(table));
    REQUIRE(cursor.first());
    return std::string(cursor.key());
  }
  // The first key whose value the test likes.
  std::string key_where(T table, const std::function<bool(std::string_view)>& likes) {
    store::Cursor cursor = transaction_.cursor(of(table));
    for (bool found = cursor.first(); found; found = cursor.next()) {
      if (likes(cursor.value())) return std::string(cursor.key());
    }
    FAIL("no such row");
    return {};
  }
  std::string get(T table, const std::string& key) {
    return std::string(transaction_.get(of(table), key).value());
  }
  void put(T table, const std::string& key, const std::string& value) {
    transaction_.put(of(table), key, value);
  }
  void remove(T table, const std::string& key) { REQUIRE(transaction_.remove(of(table), key)); }
  uint64_t count(T table) { return transaction_.count(of(table)); }
  void remove_first(T table) { remove(table, first_key(table)); }

 private:
  store::Table of(T table) { return environment_.table(static_cast<size_t>(table)); }
  store::Environment environment_;
  store::Transaction transaction_;
};

struct Damage {
  const char* what;
  std::function<void(Rows&)> plant;
};

// Changes the entry, the send or the hot row that the function likes.
void change_entry(Rows& rows, engine::EntryState state,
                  const std::function<void(engine::EntryRow&)>& change) {
  const std::string key = rows.key_where(T::entries, [&](std::string_view value) {
    return engine::decode_entry(1, value).state == state;
  });
  auto row = engine::decode_entry(get_big<uint64_t>(key), rows.get(T::entries, key));
  change(row);
  rows.put(T::entries, key, engine::encode(row));
}

void change_send(Rows& rows, engine::SendState state,
                 const std::function<void(engine::SendRow&)>& change) {
  const std::string key = rows.key_where(T::sends, [&](std::string_view value) {
    return engine::decode_send(1, value).state == state;
  });
  auto row = engine::decode_send(get_big<uint64_t>(key), rows.get(T::sends, key));
  change(row);
  rows.put(T::sends, key, engine::encode(row));
}

void change_hot_of(Rows& rows, uint32_t profile,
                   const std::function<void(event::Activity&)>& change) {
  const std::string key = engine::number_key(profile);
  event::Activity row;
  row.decode(rows.get(T::activity, key));
  change(row);
  std::string bytes;
  row.encode(&bytes);
  rows.put(T::activity, key, bytes);
}

void change_hot(Rows& rows, const std::function<void(event::Activity&)>& change) {
  change_hot_of(rows, get_big<uint32_t>(rows.first_key(T::activity)), change);
}

void change_cold(Rows& rows, const std::function<void(profile::Profile&)>& change) {
  const std::string key = rows.first_key(T::profiles);
  auto row = profile::decode(get_big<uint32_t>(key), rows.get(T::profiles, key));
  change(row);
  std::string bytes;
  profile::encode(row, &bytes);
  rows.put(T::profiles, key, bytes);
}

// The last row of the first block.
void change_block(Rows& rows, T table,
                  const std::function<event::EventRow(event::EventRow)>& change) {
  const std::string key = rows.first_key(table);
  const event::Block block = event::Block::decode(rows.get(table, key));
  event::Block made;
  for (size_t i = 0; i < block.size(); ++i) {
    made.add(i + 1 == block.size() ? change(block.row(i)) : block.row(i));
  }
  std::string bytes;
  made.encode(&bytes);
  rows.put(table, key, bytes);
}

void flip_member(Rows& rows) {
  const std::string key = rows.first_key(T::members);
  auto container = BitmapContainer::decode(rows.get(T::members, key));
  if (!container.remove(1)) container.add(1);
  rows.put(T::members, key, container.encode());
}

// Of the first flip that a profile waits for.
std::string flip_timer(Rows& rows) {
  return rows.key_where(T::timers, [](std::string_view value) {
    return engine::decode_timer(std::string(17, '\0'), value).kind ==
           engine::State::TimerKind::predicate;
  });
}

engine::State::Timer entry_timer(Rows& rows, std::string* key) {
  *key = rows.key_where(T::timers, [](std::string_view value) {
    return engine::decode_timer(std::string(17, '\0'), value).kind ==
           engine::State::TimerKind::entry;
  });
  return engine::decode_timer(*key, rows.get(T::timers, *key));
}

// Of the first node of the second flow.
void change_node(Rows& rows, const std::function<void(engine::NodeCounts&)>& change) {
  const std::string key = engine::number_key(2U, 1U, 0U);
  auto counts = engine::decode_node_counts(rows.get(T::flow_stats, key));
  change(counts);
  rows.put(T::flow_stats, key, engine::encode(counts));
}

void change_experiment(Rows& rows, const std::function<void(engine::ExperimentRow&)>& change) {
  const std::string key = rows.first_key(T::experiments);
  auto row = engine::decode_experiment(rows.get(T::experiments, key));
  change(row);
  rows.put(T::experiments, key, engine::encode(row));
}

std::string timer_of(Rows& rows, engine::TimerKind kind) {
  return rows.key_where(T::timers, [kind](std::string_view value) {
    return engine::decode_timer(std::string(17, '\0'), value).kind == kind;
  });
}

// Of the first profile that waits for a date.
std::string date_row(const engine::Timer& timer) {
  return engine::trigger_key(static_cast<uint32_t>(timer.subject), timer.profile);
}

// The date and its timer agree, on what the trait does not say.
void move_date(Rows& rows) {
  const std::string key = timer_of(rows, engine::TimerKind::date);
  const std::string value = rows.get(T::timers, key);
  const engine::Timer timer = engine::decode_timer(key, value);
  engine::TriggerRow row = engine::decode_trigger(rows.get(T::triggers, date_row(timer)));
  row.due += kMinute;
  rows.put(T::triggers, date_row(timer), engine::encode(row));
  std::string moved = key.substr(0, 1);
  put_big_time(&moved, row.due);
  moved += key.substr(9);
  rows.remove(T::timers, key);
  rows.put(T::timers, moved, value);
}

const std::vector<Damage>& damages() {
  using engine::EntryState;
  using engine::SendState;
  static const std::vector<Damage> all = {
      {"an identity is lost", [](Rows& rows) { rows.remove_first(T::identities); }},
      {"an identity leads to nobody",
       [](Rows& rows) {
         rows.put(T::identities, "\x01stranger", engine::number_key(uint32_t{999}));
       }},
      {"an identity leads to another",
       [](Rows& rows) {
         const std::string key = rows.first_key(T::identities);
         const auto number = get_big<uint32_t>(rows.get(T::identities, key));
         rows.put(T::identities, key, engine::number_key(number == 1 ? 2U : 1U));
       }},
      {"a profile is lost", [](Rows& rows) { rows.remove_first(T::profiles); }},
      {"a profile has another id",
       [](Rows& rows) { change_cold(rows, [](auto& row) { row.id = "p_0000000000000"; }); }},
      {"a profile claims another's identifier",
       [](Rows& rows) {
         change_cold(rows, [](auto& row) {
           row.identifiers.push_back({profile::IdentifierKind::user_id, "u5"});
         });
       }},
      {"a hot row is lost", [](Rows& rows) { rows.remove_first(T::activity); }},
      {"a count is wrong",
       [](Rows& rows) { change_hot(rows, [](auto& row) { ++row.names[0].count; }); }},
      {"a newest time is wrong",
       [](Rows& rows) { change_hot(rows, [](auto& row) { ++row.names[0].newest_at; }); }},
      {"the head of a chain is wrong",
       [](Rows& rows) { change_hot(rows, [](auto& row) { --row.names[0].newest; }); }},
      {"the head of the timeline is wrong",
       [](Rows& rows) { change_hot(rows, [](auto& row) { row.newest = {}; }); }},
      {"a series is remembered wrongly",
       [](Rows& rows) {
         change_hot(rows, [](auto& row) {
           const std::vector<uint32_t> numbers = row.series.numbers();
           REQUIRE(!numbers.empty());
           ++row.series.edit(numbers.front())->total;
         });
       }},
      {"the timer of a flip is lost", [](Rows& rows) { rows.remove(T::timers, flip_timer(rows)); }},
      {"the timer of a flip was armed for another time",
       [](Rows& rows) {
         const std::string key = flip_timer(rows);
         const auto timer = engine::decode_timer(key, rows.get(T::timers, key));
         change_hot_of(rows, timer.profile, [](auto& row) { ++row.armed; });
       }},
      {"a profile that is no more has a row",
       [](Rows& rows) {
         const std::string live = rows.first_key(T::profiles);
         rows.put(T::profiles, rows.first_key(T::former), rows.get(T::profiles, live));
       }},
      {"a profile is no more and nobody knows", [](Rows& rows) { rows.remove_first(T::former); }},
      {"a survivor does not know whom it has absorbed",
       [](Rows& rows) {
         const std::string key = rows.key_where(T::activity, [](std::string_view value) {
           event::Activity row;
           row.decode(value);
           return !row.absorbed.empty();
         });
         change_hot_of(rows, get_big<uint32_t>(key), [](auto& row) { row.absorbed.clear(); });
       }},
      {"an erased profile counts as absorbed",
       [](Rows& rows) {
         const std::string key = rows.key_where(T::former, [](std::string_view value) {
           return engine::decode_former(value).survivor == 0;
         });
         engine::Former former = engine::decode_former(rows.get(T::former, key));
         former.survivor = 1;
         rows.put(T::former, key, engine::encode(former));
       }},
      {"a block of events is lost", [](Rows& rows) { rows.remove_first(T::blocks); }},
      {"an event belongs to another",
       [](Rows& rows) {
         change_block(rows, T::blocks, [](auto row) {
           row.profile = row.profile == 1 ? 2 : 1;
           return row;
         });
       }},
      {"an event belongs to a record that is not there",
       [](Rows& rows) {
         change_block(rows, T::blocks, [](auto row) {
           row.offset = 1'000'000;
           return row;
         });
       }},
      {"a membership is wrong", flip_member},
      {"an entry is lost", [](Rows& rows) { rows.remove_first(T::entries); }},
      {"an active entry has lost its timer",
       [](Rows& rows) {
         std::string key;
         entry_timer(rows, &key);
         rows.remove(T::timers, key);
       }},
      {"a timer waits for nobody",
       [](Rows& rows) {
         std::string key;
         entry_timer(rows, &key);
         std::string other = key;
         other.back() = static_cast<char>(other.back() ^ 0x40);
         rows.put(T::timers, other, rows.get(T::timers, key));
       }},
      {"a timer waits for another entry",
       [](Rows& rows) {
         const std::string key = timer_of(rows, engine::TimerKind::entry);
         const engine::Timer timer = engine::decode_timer(key, rows.get(T::timers, key));
         std::string value(1, static_cast<char>(timer.kind));
         put_varint(&value, timer.profile);
         put_varint(&value, timer.subject + 1);
         rows.put(T::timers, key, value);
       }},
      {"an active entry counts as ended",
       [](Rows& rows) {
         change_entry(rows, EntryState::active, [](auto& row) { row.state = EntryState::exited; });
       }},
      {"an ended entry counts as active",
       [](Rows& rows) {
         change_entry(rows, EntryState::completed,
                      [](auto& row) { row.state = EntryState::active; });
       }},
      {"an entry stands at a node that is none",
       [](Rows& rows) {
         change_entry(rows, EntryState::active, [](auto& row) { row.node = "nowhere"; });
       }},
      {"an entry is of a version that is none",
       [](Rows& rows) {
         change_entry(rows, EntryState::active, [](auto& row) { row.version = 77; });
       }},
      {"a flow forgets an entry",
       [](Rows& rows) {
         const std::string key = engine::number_key(1U, 0U, 0U);
         auto counts = engine::decode_flow_counts(rows.get(T::flow_stats, key));
         --counts.started;
         rows.put(T::flow_stats, key, engine::encode(counts));
       }},
      {"a node counts an entry too many",
       [](Rows& rows) { change_node(rows, [](auto& counts) { ++counts.entered; }); }},
      {"a node counts a failure that was none",
       [](Rows& rows) { change_node(rows, [](auto& counts) { ++counts.failed; }); }},
      {"a node counts for another reason",
       [](Rows& rows) { change_node(rows, [](auto& counts) { counts.ended.add("max"); }); }},
      {"a stay at a node is remembered as longer",
       [](Rows& rows) { change_node(rows, [](auto& counts) { counts.stayed.add(5); }); }},
      {"what a node has counted is lost",
       [](Rows& rows) { rows.remove(T::flow_stats, engine::number_key(2U, 1U, 0U)); }},
      {"an entry's way has lost a visit",
       [](Rows& rows) {
         change_entry(rows, EntryState::active,
                      [](auto& row) { row.path.insert(row.path.begin(), row.path.front()); });
       }},
      {"an entry has reached a goal that nobody counted",
       [](Rows& rows) {
         change_entry(rows, EntryState::active,
                      [](auto& row) { row.path.back().converted = true; });
       }},
      {"an experiment counts an entry too many",
       [](Rows& rows) { change_experiment(rows, [](auto& row) { ++row.variants[0].assigned; }); }},
      {"an experiment counts a message that was not opened",
       [](Rows& rows) { change_experiment(rows, [](auto& row) { ++row.variants[0].opened; }); }},
      {"an experiment waits for no timer",
       [](Rows& rows) { change_experiment(rows, [](auto& row) { row.timer = 0; }); }},
      {"an experiment waits for another instant",
       [](Rows& rows) { change_experiment(rows, [](auto& row) { ++row.decide_at; }); }},
      {"an experiment is lost", [](Rows& rows) { rows.remove_first(T::experiments); }},
      {"the runs of a profile are lost", [](Rows& rows) { rows.remove_first(T::runs); }},
      {"a send key is lost", [](Rows& rows) { rows.remove_first(T::send_keys); }},
      {"a send is lost", [](Rows& rows) { rows.remove_first(T::sends); }},
      {"a waiting send has left the outbox", [](Rows& rows) { rows.remove_first(T::outbox); }},
      {"the outbox holds a send that is over",
       [](Rows& rows) {
         std::string key(1, '\0');
         put_big_time(&key, 5);
         put_big<uint64_t>(&key, 1);
         rows.put(T::outbox, key, "");
       }},
      {"an accepted send counts as excluded",
       [](Rows& rows) {
         change_send(rows, SendState::accepted, [](auto& row) { row.state = SendState::excluded; });
       }},
      {"a waiting send counts as under way",
       [](Rows& rows) {
         change_send(rows, SendState::retry, [](auto& row) { row.state = SendState::inflight; });
       }},
      {"a message that counts for caps is lost", [](Rows& rows) { rows.remove_first(T::sent); }},
      {"a message counts for caps that was refused",
       [](Rows& rows) {
         change_send(rows, SendState::retry, [](auto& row) { row.counted_at = 5; });
       }},
      {"a message counts for another's caps",
       [](Rows& rows) { rows.put(T::sent, std::string(20, '\1'), "email"); }},
      {"the log of addresses leads to another message",
       [](Rows& rows) {
         rows.put(T::sent_to, std::string(16, '\1'), engine::number_key(uint64_t{1}));
       }},
      {"a device leads nowhere", [](Rows& rows) { rows.remove_first(T::push_tokens); }},
      {"a device is another's",
       [](Rows& rows) {
         const std::string key = rows.first_key(T::push_tokens);
         const auto owner = get_big<uint32_t>(rows.get(T::push_tokens, key));
         rows.put(T::push_tokens, key, engine::number_key(owner == 1 ? owner + 1 : owner - 1));
       }},
      {"a counter of messages is wrong",
       [](Rows& rows) { rows.remove(T::counters, "messages/email/news/news/sent/write"); }},
      {"the quota of an account is counted wrongly",
       [](Rows& rows) {
         rows.remove(T::counters, engine::accepted_counter("relay", test::kStart));
       }},
      {"a counter of sends is wrong",
       [](Rows& rows) { rows.remove(T::counters, "sends/accepted"); }},
      {"flips are lost", [](Rows& rows) { rows.remove_first(T::flips); }},
      {"the head of a profile's flips is wrong",
       [](Rows& rows) { change_hot(rows, [](auto& row) { row.newest_flip = 0; }); }},
      {"a flip is another's",
       [](Rows& rows) {
         change_block(rows, T::flips, [](auto row) {
           row.profile = row.profile == 1 ? 2 : 1;
           return row;
         });
       }},
      {"a flip leads to another segment's",
       [](Rows& rows) {
         change_block(rows, T::flips, [](auto row) {
           --row.previous;
           return row;
         });
       }},
      {"a flip lies before its predecessor",
       [](Rows& rows) {
         change_block(rows, T::flips, [](auto row) {
           row.at -= 5 * kSecond;
           return row;
         });
       }},
      {"the members of a fill are lost", [](Rows& rows) { rows.remove_first(T::fills); }},
      {"a day of a segment is lost", [](Rows& rows) { rows.remove_first(T::growth); }},
      {"a day of a segment is miscounted",
       [](Rows& rows) {
         const std::string key = rows.first_key(T::growth);
         std::string value = rows.get(T::growth, key);
         ++value.front();
         rows.put(T::growth, key, value);
       }},
      {"what was set of traits is lost", [](Rows& rows) { rows.remove_first(T::trait_log); }},
      {"a trait is not what was set",
       [](Rows& rows) {
         const std::string key = rows.key_where(T::profiles, [](std::string_view value) {
           return !profile::decode(1, value).traits.empty();
         });
         auto row = profile::decode(get_big<uint32_t>(key), rows.get(T::profiles, key));
         row.traits.front().value = "another";
         std::string bytes;
         profile::encode(row, &bytes);
         rows.put(T::profiles, key, bytes);
       }},
      {"the timer of a date is lost",
       [](Rows& rows) { rows.remove(T::timers, timer_of(rows, engine::TimerKind::date)); }},
      {"a date waits for a wrong instant", move_date},
      {"a date is not waited for at all",
       [](Rows& rows) {
         const std::string key = timer_of(rows, engine::TimerKind::date);
         const auto timer = engine::decode_timer(key, rows.get(T::timers, key));
         rows.remove(T::triggers, date_row(timer));
         rows.remove(T::timers, key);
       }},
      {"the timer of a schedule is lost",
       [](Rows& rows) { rows.remove(T::timers, timer_of(rows, engine::TimerKind::schedule)); }},
      {"a flow waits for a date that it does not begin by",
       [](Rows& rows) {
         engine::TriggerRow row;
         row.timer = 999;
         rows.put(T::triggers, engine::trigger_key(1, 1), engine::encode(row));
       }},
      {"what a hand decided is not in the ledger",
       [](Rows& rows) {
         rows.remove(T::overrides, rows.key_where(T::overrides, [](std::string_view value) {
           return value.front() == static_cast<char>(engine::Override::included);
         }));
       }},
  };
  return all;
}

// People with events and memberships, entries that wait and that are over, sends of several states.
struct Shop {
  std::shared_ptr<ScriptedTransport> transport = std::make_shared<ScriptedTransport>();
  const uint32_t hot_layer_rows;
  TestWorkspace workspace;

  // Hot rows in their base, where damage looks for them, unless it says otherwise.
  explicit Shop(uint32_t layers_of = 0) : hot_layer_rows(layers_of), workspace(options()) {
    workspace.call("providers.create", R"({"key": "relay", "kind": "smtp", "channel": "email",
        "host": "relay.shop.example"})");
    workspace.email_template("news");
    workspace.segment("busy", R"({"event": "Seen", "count": {"gte": 3}, "within": "1d"})");
    workspace.flow(R"({"key": "news", "trigger": {"event": "Go"}, "start": "write",
        "nodes": {"write": {"type": "message", "channel": "email", "template": "news"}}})");
    workspace.flow(R"({"key": "wait", "trigger": {"event": "Seen"}, "start": "wait",
        "nodes": {"wait": {"type": "delay", "for": "9d"}}})");
    workspace.flow(R"({"key": "try", "trigger": {"event": "Go"}, "start": "pick",
        "nodes": {"pick": {"type": "experiment", "key": "pause",
            "winner": {"metric": "converted", "after": "3d"},
            "variants": [{"key": "a", "weight": 1, "next": "long"}, {"key": "b", "weight": 1}]},
          "long": {"type": "delay", "for": "9d"}}})");
    workspace.flow(R"({"key": "renewal", "trigger": {"date": "renews", "time": "09:00"},
        "start": "wait", "nodes": {"wait": {"type": "delay", "for": "9d"}}})");
    workspace.flow(R"({"key": "weekly", "trigger": {"schedule": "0 12 * * fri"},
        "filter": {"trait": "plan", "eq": "pro"},
        "start": "wait", "nodes": {"wait": {"type": "delay", "for": "9d"}}})");
    workspace->identify(R"({"user_id": "u4", "traits": {"renews": "2024-05-01"}})");
    for (int i = 0; i < 6; ++i) {
      const std::string who = "u" + std::to_string(i);
      if (i > 0) workspace.opt_in(who);
      for (int events = 0; events <= i; ++events) workspace.track(who, "Seen");
    }
    for (const char* who : {"u0", "u1", "u2"}) workspace.track(who, "Go");
    workspace->settle();
    transport->answer_with([](const http::Request&) { return broken_off(http::Phase::not_sent); });
    workspace.track("u3", "Go");
    workspace->settle();
    make_history();
    make_former();
  }
  // One with a device, one who was absorbed, and one who was erased.
  void make_former() {
    workspace.call("profiles.add_push_token", R"({"profile": {"user_id": "u0"},
        "token": "phone", "platform": "ios"})");
    workspace.track("other", "Seen");
    workspace.call("profiles.merge",
                   R"({"from": {"user_id": "other"}, "into": {"user_id": "u5"}})");
    workspace.track("gone", "Seen");
    workspace.call("profiles.erase", R"({"profile": {"user_id": "gone"}})");
  }
  // A segment that is no more, a member by hand, and a flip of the last second.
  void make_history() {
    workspace.segment("gone", R"({"event": "Seen"})");
    workspace.call("segments.delete", R"({"key": "gone"})");
    workspace->advance_by("1s");
    workspace.call("segments.include", R"({"key": "busy", "profile": {"user_id": "u0"}})");
  }
  engine::Options options() const {
    engine::Options chosen = manual_options();
    chosen.transport = transport;
    chosen.hot_layer_rows = hot_layer_rows;
    return chosen;
  }
};

void check_told(Shop* shop, const Damage& damage) {
  CAPTURE(std::string(damage.what));
  REQUIRE(shop->workspace.broken() == "");
  shop->workspace.close();
  {
    Rows rows(shop->workspace.path());
    damage.plant(rows);
    rows.commit();
  }
  shop->workspace.open();
  CHECK(shop->workspace.broken() != "");
}

} // namespace

TEST_CASE("verify: tells of every planted damage, and of none when there is none") {
  for (const Damage& damage : damages()) {
    Shop shop;
    check_told(&shop, damage);
  }
}

TEST_CASE("verify: tells of hot rows that are lost in a layer") {
  const auto first_layer = [](Rows& rows) {
    auto layer = T::hot_layer;
    while (rows.count(layer) == 0) layer = static_cast<T>(static_cast<size_t>(layer) + 1);
    return layer;
  };
  const std::vector<Damage> all = {
      {"the list of the layers is lost", [](Rows& rows) { rows.remove_first(T::hot_layers); }},
      {"a row is lost", [&](Rows& rows) { rows.remove_first(first_layer(rows)); }}};
  for (const Damage& damage : all) {
    Shop shop(1);
    // Everybody has a row in the base, and all newer ones stand in one layer.
    for (int i = 0; i < 6; ++i) shop.workspace.track("u" + std::to_string(i), "Seen");
    shop.workspace->settle();
    shop.workspace->flush();
    check_told(&shop, damage);
  }
}

TEST_CASE("verify: the hash changes with any row, and only then") {
  Shop shop;
  const std::string hash = shop.workspace.state_hash();
  shop.workspace.reopen();
  CHECK(shop.workspace.state_hash() == hash);
  for (const T table : {T::profiles, T::names, T::suppressions, T::definitions, T::heads,
                        T::counters, T::consents}) {
    shop.workspace.close();
    {
      Rows rows(shop.workspace.path());
      rows.put(table, std::string(4, '\x7f'), "x");
      rows.commit();
    }
    store::Journal journal(shop.workspace.path() + "/journal.mdb", {});
    store::Environment state(shop.workspace.path() + "/state.mdb", engine::table_names(), {});
    const std::vector<store::Table> tables = engine::open_tables(state);
    const engine::OpaqueIds ids(journal.seed());
    {
      const engine::Reader reader(state, journal, tables, ids, nullptr, nullptr);
      CHECK(engine::state_hash(reader) != hash);
    }
    store::Transaction mend = state.begin_write();
    mend.remove(tables[static_cast<size_t>(table)], std::string(4, '\x7f'));
    mend.commit();
    const engine::Reader reader(state, journal, tables, ids, nullptr, nullptr);
    CHECK(engine::state_hash(reader) == hash);
  }
}

} // namespace beckon::law
