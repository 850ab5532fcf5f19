#include "engine/simulation/simulate.h"

#include <unistd.h>

#include <algorithm>

#include "base/limits.h"
#include "engine/simulation/present.h"
#include "engine/simulation/replay.h"
#include "store/disk.h"

namespace beckon::engine {
namespace {

// So many at one time: each takes a processor and room on the disk.
class Permit {
 public:
  explicit Permit(std::atomic<size_t>* running) : running_(running) {
    if (running_->fetch_add(1) < limits::simulations_running) return;
    running_->fetch_sub(1);
    throw Error(Code::busy, "limits::simulations_running simulations run already");
  }
  ~Permit() { running_->fetch_sub(1); }
  Permit(const Permit&) = delete;
  Permit& operator=(const Permit&) = delete;

 private:
  std::atomic<size_t>* running_;
};

// Progress over all runs, in records of the journal.
class Progress {
 public:
  Progress(const Watch& watch, uint64_t of) : watch_(watch), of_(of) {}
  void record() { watch_.step(++done_, of_); }
  // While time passes without records.
  void pulse() {
    if (++pulses_ % kPulses == 0) watch_.report(done_, of_);
  }
  void finish() { watch_.report(of_, of_); }
  uint64_t done() const { return done_; }
  void add(uint64_t records) { of_ += records; }

 private:
  static constexpr uint64_t kPulses = 64;
  const Watch& watch_;
  uint64_t of_, done_ = 0, pulses_ = 0;
};

struct Span {
  Millis from, to;
};

// From the state that the journal begins with to what was acknowledged.
Span span_of(const SimulationQuestion& question, Scratch* scratch, store::Journal& journal,
             uint64_t last, Millis present) {
  const uint64_t applied = scratch->state().meta.applied;
  const Millis known = scratch->state().meta.now;
  Millis begin = known;
  if (last > applied) {
    store::Journal::Reader reader(journal);
    if (const auto record = reader.at(applied + 1)) begin = std::max(begin, record->at);
  }
  if (begin == kTimeFloor) begin = present; // nothing was ever recorded
  const Span span{question.from.value_or(begin), question.to.value_or(present)};
  if (applied > 0 && span.from < known) {
    fail_invalid("what was before " + format_time(known) + " cannot be told any more", "/from",
                 "people were erased from the journal, or events removed; begin later");
  }
  if (span.to > present) {
    fail_invalid("to lies ahead of the workspace's time", "/to", "leave it out for the present");
  }
  if (span.from > span.to) fail_invalid("from must not be after to", "/from");
  return span;
}

std::unique_ptr<Scratch> begin(Workspace& workspace) {
  store::Journal& journal = workspace.journal();
  const std::string& path = workspace.options().path;
  if (journal.base() == 0) return std::make_unique<Scratch>(path, journal);
  return std::make_unique<Scratch>(
      path, journal, [&](const std::string& file) { store::copy_file(path + "/base.mdb", file); });
}

// One flow in virtual time from the instant on.
class Trial {
 public:
  Trial(Workspace& workspace, Scratch* scratch, Progress* progress)
      : workspace_(workspace),
        scratch_(scratch),
        progress_(progress),
        course_(scratch, {}, [progress] { progress->pulse(); }) {}

  Findings go(const Span& span, const Present& present, const std::string& key,
              const schema::Value& document, JournalWalk walk) {
    course_.advance(span.from - 1);
    course_.answer_inflight();
    ReceiptMap receipts(workspace_, scratch_, scratch_->state().meta.next_send);
    Findings findings(scratch_, key);
    course_.observe([&](const RefusedStart& start) { findings.refused(start); });
    stood_in_ = present.publish(scratch_, &course_, document, span.from);
    replay_until(span.to, &walk, &course_, &receipts, [&] { progress_->record(); });
    findings.gather();
    return findings;
  }
  const std::vector<std::string>& stood_in() const { return stood_in_; }

 private:
  Workspace& workspace_;
  Scratch* scratch_;
  Progress* progress_;
  Course course_;
  std::vector<std::string> stood_in_;
};

// Of those channels, the ones that a message of the flow went by.
std::vector<std::string> used(const std::vector<std::string>& channels, const Findings& findings) {
  std::vector<std::string> some;
  for (const std::string& channel : channels) {
    const auto& whats = findings.whats();
    if (std::any_of(whats.begin(), whats.end(),
                    [&](const Findings::What& what) { return what.channel == channel; })) {
      some.push_back(channel);
    }
  }
  return some;
}

} // namespace

Simulation simulate(Workspace& workspace, const SimulationQuestion& question, const Watch& watch) {
  const Permit permit(&workspace.simulations_running());
  std::optional<Present> present;
  uint64_t last = 0;
  Millis now = 0;
  {
    const auto reader = workspace.read(true);
    present.emplace(*reader, question.key, question.document);
    last = reader->meta().applied;
    now = std::max(workspace.now(), reader->meta().now);
  }
  auto scratch = begin(workspace);
  const Span span = span_of(question, scratch.get(), workspace.journal(), last, now);
  JournalWalk walk(workspace.journal(), scratch->state().meta.applied, last);
  Progress progress(watch, last - scratch->state().meta.applied);
  const uint64_t all = last - scratch->state().meta.applied;
  replay_before(span.from, *present, &walk, scratch.get(), [&] { progress.record(); });
  const std::unique_ptr<Scratch> other = question.live ? scratch->fork() : nullptr;
  if (other) progress.add(all - progress.done());

  Simulation simulation{span.from, span.to, all, {}, {}, {}, {}, {}, {}};
  Trial trial(workspace, scratch.get(), &progress);
  const Findings findings = trial.go(span, *present, question.key, question.document, walk);
  simulation.stood_in = used(trial.stood_in(), findings);
  simulation.totals = findings.totals();
  simulation.messages = findings.message_rows();
  simulation.entries = findings.entry_rows();
  simulation.refusals = findings.refusal_rows();
  if (other) {
    Trial live(workspace, other.get(), &progress);
    const Findings before = live.go(span, *present, question.key, *question.live, walk);
    simulation.live = {before.totals(), compare(findings, before)};
  }
  progress.finish();
  return simulation;
}

} // namespace beckon::engine
