#include "year/year.h"

#include <sys/wait.h>
#include <unistd.h>

#include <chrono>
#include <filesystem>
#include <stdexcept>

#include "base/hash.h"
#include "engine/workspace.h"
#include "schema/json.h"
#include "schema/members.h"

namespace beckon::year {
namespace {

using engine::ClockMode;
using engine::Engine;
using schema::parse_json;
using schema::text_member;
using schema::Value;

constexpr Millis kStart = 1'704'067'200'000; // 2024-01-01T00:00:00Z
constexpr Millis kHour = 3'600'000, kDay = 24 * kHour;

std::string seed_bytes(uint64_t seed) {
  std::string bytes = "a year of seed  ";
  for (size_t i = 0; i < 8; ++i) bytes[8 + i] = static_cast<char>(seed >> (8 * i));
  return bytes;
}

Value call(Engine& engine, const Call& what) {
  return engine.call(what.first, parse_json(what.second));
}

} // namespace

Year::Year(const YearOptions& options)
    : asked_(options),
      path_(directory_.file("workspace")),
      transport_(std::make_shared<FaultyTransport>(options.seed)),
      random_(options.seed) {}

engine::Options Year::options_at(ClockMode mode) const {
  engine::Options options;
  options.path = path_;
  options.clock_mode = mode;
  options.manual_start = kStart;
  options.transport = transport_;
  options.dispatch = mode == ClockMode::manual;
  return options;
}

void Year::open() { engine_ = Engine::open(options_at(ClockMode::manual)); }

YearReport Year::run() {
  const auto start = std::chrono::steady_clock::now();
  std::filesystem::create_directory(path_);
  // Ids come from the journal's seed.
  { const store::Journal journal(path_ + "/journal.mdb", {}, seed_bytes(asked_.seed)); }
  open();
  for (const Call& definition : definitions()) call(*engine_, definition);
  for (size_t day = 0; day < asked_.days; ++day) live_through(day);
  engine_->flush();
  report_.seconds = std::chrono::duration<double>(std::chrono::steady_clock::now() - start).count();
  check();
  return std::move(report_);
}

void Year::live_through(size_t day) {
  for (const Call& change : changes(day, &random_)) call(*engine_, change);
  for (size_t i = 0; i < asked_.batches; ++i) {
    engine_->advance_to(engine_->now() + kDay / static_cast<Millis>(asked_.batches));
    take(next_batch());
  }
  if (day % 7 == 6) tell_receipts();
  if (day % 120 == 20) erase_somebody();
  if (day % 9 == 4) disturb();
}

// Most sign up in the first half of the year.
Batch Year::next_batch() {
  const size_t all = std::max<size_t>(1, asked_.days * asked_.batches / 2);
  const size_t begin = signed_up_;
  ++batches_;
  signed_up_ = std::min(asked_.people, asked_.people * batches_ / all);
  const double each = asked_.deeds * static_cast<double>(asked_.people) /
                      static_cast<double>(asked_.days * asked_.batches);
  const size_t deeds = signed_up_ == 0 ? 0 : 1 + static_cast<size_t>(each);
  return batch(begin, signed_up_, deeds, &random_);
}

void Year::take(const Batch& batch) {
  if (batch.records == 0) return;
  // Whoever takes a permission back must be believed from the acknowledgement on, whoever gives
  // one may be written to in the very call.
  for (const Permission& permission : batch.permissions) {
    if (permission.granted) transport_->opt_in(address_of(permission.person));
  }
  const engine::BatchResult result = engine_->ingest(batch.lines);
  if (!result.errors.empty()) throw std::runtime_error(result.errors.front().error.message());
  note(batch);
}

void Year::note(const Batch& batch) {
  for (const Permission& permission : batch.permissions) {
    if (permission.granted) transport_->opt_in(address_of(permission.person));
    else transport_->opt_out(address_of(permission.person));
  }
}

// What became of last week's messages.
void Year::tell_receipts() {
  while (true) {
    Value request = Value::object({{"limit", 1'000}});
    if (!sends_cursor_.empty()) request.set("cursor", sends_cursor_);
    const Value page = engine_->call("sends.list", request);
    for (const Value& send : page.find("items")->as_array()) {
      if (text_member(send, "state") != "accepted" || !random_.one_in(3)) continue;
      Value receipt = Value::object({{"send", text_member(send, "id")}});
      const size_t what = random_.below(100);
      receipt.set("state", what < 60   ? "opened"
                           : what < 90 ? "clicked"
                           : what < 95 ? "bounced"
                                       : "unsubscribed");
      engine_->call("receipts.record", receipt);
    }
    const std::string cursor = text_member(page, "cursor");
    if (cursor.empty()) return;
    sends_cursor_ = cursor;
  }
}

void Year::erase_somebody() {
  if (signed_up_ == 0) return;
  const std::string who = name_of(random_.below(signed_up_));
  try {
    engine_->call("profiles.erase", Value::object({{"profile", parse_json(who)}}));
    ++report_.erasures;
  } catch (const Error& error) {
    if (error.code() != Code::not_found) throw; // erased before
  }
}

void Year::disturb() {
  switch (random_.below(4)) {
    case 0: return restart();
    case 1: return die_amid(next_batch());
    case 2: return jump(-3 * kHour);
    default: return jump(2 * kDay);
  }
}

void Year::restart() {
  close();
  open();
  ++report_.restarts;
}

// A process takes the batch, lets time pass and is gone without a word; the next one finds what was
// acknowledged.
void Year::die_amid(const Batch& batch) {
  close();
  const pid_t child = fork();
  if (child < 0) throw std::runtime_error("cannot fork");
  if (child == 0) {
    int status = 1;
    try {
      open();
      take(batch);
      engine_->advance_to(engine_->now() + kHour);
      status = transport_->broken().empty() ? 0 : 2;
    } catch (const std::exception& error) {
      const ssize_t ignored = write(2, error.what(), std::string_view(error.what()).size());
      static_cast<void>(ignored);
    }
    _exit(status);
  }
  int status = 0;
  waitpid(child, &status, 0);
  if (!WIFEXITED(status) || WEXITSTATUS(status) != 0) {
    report_.broken.push_back("the process that was to be killed has failed");
  }
  note(batch);
  open();
  ++report_.kills;
}

// Opened with a clock that stands elsewhere: behind, nothing may happen twice; ahead, what fell due
// meanwhile happens in order.
void Year::jump(Millis by) {
  const Millis now = engine_->now();
  close();
  engine::Options options = options_at(ClockMode::system);
  options.clock = std::make_shared<engine::ManualClock>(now + by);
  engine_ = Engine::open(std::move(options));
  take(next_batch());
  engine_->settle();
  close();
  open();
  ++report_.jumps;
}

void Year::check() {
  engine::VerifyReport verified = engine_->verify();
  for (std::string& line : verified.broken) report_.broken.push_back(std::move(line));
  for (std::string& line : transport_->broken()) report_.broken.push_back(std::move(line));
  report_.state_hash = verified.state_hash;
  report_.records = verified.records;
  report_.entries = verified.entries;
  report_.sends = verified.sends;
  report_.requests = transport_->requests();
  close();
  const std::string again = replayed_hash();
  if (again != report_.state_hash) {
    report_.broken.push_back("the journal gives another state: " + again);
  }
}

// Of the journal alone, or where people were erased of what was kept with it.
std::string Year::replayed_hash() const {
  std::filesystem::remove(path_ + "/state.mdb");
  std::filesystem::remove(path_ + "/state.mdb-lock");
  const auto again = Engine::open(options_at(ClockMode::manual));
  return again->verify().state_hash;
}

} // namespace beckon::year
