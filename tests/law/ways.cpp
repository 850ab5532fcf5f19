#include "ways.h"

#include <algorithm>
#include <filesystem>
#include <memory>
#include <vector>

#include "engine/apply.h"
#include "engine/columns.h"
#include "engine/identity_notes.h"
#include "engine/state.h"
#include "history.h"
#include "schema/json.h"
#include "store/journal.h"
#include "support/errors.h"

namespace beckon::law {
namespace {

using schema::to_json;
using schema::Value;
using store::Record;
using test::Random;
using test::TestWorkspace;

constexpr size_t kBlock = 1'000;
constexpr uint64_t kPeople = 300, kDevices = 120;

std::string journal_in(const std::string& directory) { return directory + "/journal.mdb"; }

Outcome outcome_of(TestWorkspace* workspace) {
  const engine::VerifyReport report = (*workspace)->verify();
  Outcome outcome{report.state_hash, {},          report.records, report.profiles,
                  report.entries,    report.sends};
  for (const std::string& line : report.broken) outcome.broken += line + "\n";
  return outcome;
}

Value random_event(Random* random, size_t number) {
  static const char* const kEvents[] = {"Order Placed", "Cart Updated", "Page Viewed", "Seen"};
  Value record = Value::object({{"type", "track"}, {"event", kEvents[random->below(4)]}});
  record.set("properties", Value::object({{"total", static_cast<int64_t>(random->below(100))}}));
  if (random->one_in(3)) {
    const size_t id = random->one_in(9) && number > 0 ? random->below(number) : number;
    record.set("message_id", "m" + std::to_string(id)); // now and then one that was there before
  }
  if (random->one_in(40)) record.erase("event"); // refused
  return record;
}

// A line of a batch.
std::string random_line(Random* random, size_t number, Millis now) {
  const std::string who = "u" + std::to_string(random->below(kPeople));
  const std::string device = "device-" + std::to_string(random->below(kDevices));
  Value record = Value::object();
  switch (random->below(12)) {
    case 0:
    case 1: {
      const auto age = static_cast<int64_t>(random->below(80));
      record.set("type", "identify").set("traits", Value::object({{"age", age}}));
      if (random->one_in(2)) record.set("email", who + "@shop.example");
      if (random->one_in(6)) record.set("anonymous_id", device);
      break;
    }
    case 2:
      record.set("type", "consent").set("channel", "email").set("source", "form");
      record.set("state", random->one_in(4) ? "denied" : "granted");
      break;
    case 3: record.set("type", "alias").set("previous_id", device); break;
    default:
      record = random_event(random, number);
      if (random->one_in(4)) record.set("anonymous_id", device);
  }
  const bool is_anonymous =
      record.find("event") != nullptr && record.find("anonymous_id") != nullptr;
  if (!is_anonymous) record.set("user_id", who);
  if (random->one_in(4)) record.set("at", now - random->between(0, 40 * test::kHour));
  return to_json(record) + "\n";
}

// A workspace that is lived in, and its journal.
class Life {
 public:
  explicit Life(uint64_t seed) : random_(seed), history_(&workspace_, seed) {}

  Outcome live(size_t blocks) {
    for (size_t i = 0; i < blocks; ++i) {
      tell_block();
      history_.run(12);
      erase();
      workspace_->settle();
    }
    const Outcome outcome = outcome_of(&workspace_);
    workspace_.close();
    read_journal();
    return outcome;
  }

  void leave_journal(const std::string& directory) {
    std::filesystem::create_directory(directory);
    store::Journal journal(journal_in(directory), {}, seed_);
    journal.append(&records_);
  }

 private:
  void tell_block() {
    static constexpr size_t kGroups[] = {1, 7, 97, kBlock};
    for (size_t left = kBlock; left > 0;) {
      const size_t count = std::min(kGroups[random_.below(4)], left);
      std::string lines;
      for (size_t i = 0; i < count; ++i) lines += random_line(&random_, told_++, workspace_->now());
      workspace_->ingest(lines);
      left -= count;
    }
  }

  // What an erasure takes out of the journal is read before.
  void erase() {
    const Value who = Value::object({{"user_id", "u" + std::to_string(random_.below(kPeople))}});
    const std::string named = to_json(Value::object({{"profile", who}}));
    const Code code = test::code_of([&] { workspace_.call("profiles.get", named); });
    if (code == Code::not_found) return; // a stranger: so it was drawn
    const std::string whole = erasure_of(who);
    read_on();
    workspace_->call("profiles.erase", Value::object({{"profile", who}}));
    read_on();
    const auto erased = std::find_if(records_.rbegin(), records_.rend(), [](const Record& record) {
      return record.kind == store::RecordKind::erase_profile;
    });
    erased->payload = whole;
  }

  // The record as it is applied.
  std::string erasure_of(const Value& who) {
    const auto reader = workspace_->read(true);
    const uint32_t number = engine::require_profile(*reader, who, "");
    const Value shown = workspace_.call("profiles.get", to_json(Value::object({{"profile", who}})));
    Value refused = Value::array();
    for (const auto& row : engine::refused_identifiers(reader->source(), number)) {
      refused.push_back(engine::to_value(row));
    }
    return to_json(Value::object({{"profile", *shown.find("id")},
                                  {"identifiers", *shown.find("identifiers")},
                                  {"refused", refused}}));
  }

  void read_on() {
    workspace_.close();
    read_journal();
    workspace_.open();
  }

  // REQUIRES: the workspace is closed.
  void read_journal() {
    store::Journal journal(journal_in(workspace_.path()), {});
    seed_ = journal.seed();
    store::Journal::Reader reader(journal);
    while (records_.size() < journal.last_offset()) {
      records_.push_back(reader.at(records_.size() + 1).value());
    }
  }

  Random random_;
  TestWorkspace workspace_;
  History history_;
  size_t told_ = 0;
  std::string seed_;
  std::vector<Record> records_;
};

// The fold without the engine around it.
class Fold {
 public:
  explicit Fold(const std::string& directory)
      : journal_(journal_in(directory), {}),
        environment_(directory + "/state.mdb", engine::table_names(), {}),
        state_(environment_, journal_),
        applier_(&state_) {
    state_.keep_up(&columns_);
    state_.reset();
  }
  ~Fold() { state_.abandon(); }
  Fold(const Fold&) = delete;
  Fold& operator=(const Fold&) = delete;

  bool ended() const { return state_.meta.applied == journal_.last_offset(); }
  uint64_t applied() const { return state_.meta.applied; }
  void apply_next() {
    const auto record = store::Journal::Reader(journal_).at(state_.meta.applied + 1);
    applier_.apply(record.value());
  }
  void commit() {
    state_.release_reader();
    state_.commit();
  }

 private:
  store::Journal journal_;
  store::Environment environment_;
  engine::ColumnCache columns_;
  engine::State state_;
  engine::Applier applier_;
};

} // namespace

Outcome write_journal(const std::string& directory, uint64_t seed, size_t blocks) {
  Life life(seed);
  const Outcome outcome = life.live(blocks);
  life.leave_journal(directory);
  return outcome;
}

Outcome fold(const std::string& directory, const Way& way) {
  auto folding = std::make_unique<Fold>(directory);
  while (!folding->ended()) {
    folding->apply_next();
    const uint64_t applied = folding->applied();
    const bool restarts = way.restart_every != 0 && applied % way.restart_every == 0;
    if (restarts || folding->ended() || applied % way.commit_every == 0) folding->commit();
    if (!restarts) continue;
    folding.reset();
    folding = std::make_unique<Fold>(directory);
  }
  folding.reset();
  engine::Options options = test::manual_options();
  options.dispatch = false; // nothing is added to the journal
  TestWorkspace workspace(options, directory);
  return outcome_of(&workspace);
}

} // namespace beckon::law
