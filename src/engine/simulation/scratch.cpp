#include "engine/simulation/scratch.h"

#include "base/limits.h"
#include "store/disk.h"

namespace beckon::engine {
namespace {

// Half of what LMDB can hold dirty in one transaction.
constexpr uint64_t kDirtyPages = 60'000;
// Left alone on the disk of the workspace, which goes on while somebody tries something out.
constexpr uint64_t kSpareBytes = 64 << 20;
constexpr uint64_t kColumnBytes = 128 << 20;
constexpr uint64_t kStepsPerReader = 1'000; // a reader of the journal keeps its pages

std::unique_ptr<store::Environment> make_environment(const std::string& workspace,
                                                     const Scratch::Prepare& prepare) {
  ScratchDirectory directory(workspace);
  const std::string file = directory.file("state.mdb");
  if (prepare) prepare(file);
  store::EnvironmentOptions options;
  options.durable = false;
  options.max_readers = 16;
  return std::make_unique<store::Environment>(file, table_names(), options);
}

} // namespace

Scratch::Scratch(std::string workspace, store::Journal& journal, const Prepare& prepare)
    : workspace_(std::move(workspace)),
      journal_(journal),
      environment_(make_environment(workspace_, prepare)),
      columns_(kColumnBytes),
      state_(*environment_, journal),
      applier_(&state_) {
  state_.keep_up(&columns_);
  applier_.observe_refusals([this](const RefusedStart& start) { refused_.push_back(start); });
  state_.reset();
}

Scratch::~Scratch() { state_.abandon(); }

void Scratch::check_space() const {
  if (store::free_bytes(workspace_) >= kSpareBytes) return;
  throw Error(Code::disk_full, "the disk of the workspace has no room for a simulation");
}

void Scratch::commit() {
  check_space();
  state_.commit();
  since_commit_.clear();
}

void Scratch::commit_if_due(uint64_t dirty) {
  if (state_.dirty_estimate() >= dirty) commit();
}

void Scratch::remember(Step step) {
  since_commit_.push_back(std::move(step));
  if (++steps_ % kStepsPerReader == 0) state_.release_reader();
  commit_if_due(kDirtyPages);
}

// The state of the last commit, brought up again in smaller steps.
void Scratch::start_over() {
  const std::vector<Step> steps = std::move(since_commit_);
  since_commit_.clear();
  state_.reset();
  for (const Step& step : steps) {
    if (const auto* made = std::get_if<store::Record>(&step)) {
      applier_.apply(*made);
    } else {
      store::Journal::Reader reader(journal_);
      applier_.apply(reader.at(std::get<uint64_t>(step)).value());
    }
    since_commit_.push_back(step);
    commit_if_due(kDirtyPages / 4);
  }
  commit();
}

// What the work was refused is told once, also when it is done twice.
template <typename Work>
auto Scratch::attempt(const Work& work) {
  refused_.clear();
  try {
    return work();
  } catch (const store::TransactionFull&) {
    start_over();
  }
  refused_.clear();
  return work();
}

Answer Scratch::apply_journalled(const store::Record& record) {
  Answer answer = attempt([&] { return applier_.apply(record); });
  remember(record.offset);
  return answer;
}

Answer Scratch::apply_made(store::Record record) {
  record.offset = state_.meta.applied;
  Answer answer = attempt([&] { return applier_.apply(record); });
  remember(std::move(record));
  return answer;
}

Millis Scratch::fire(Millis until) {
  store::Record tick;
  attempt([&] {
    tick = {};
    tick.kind = store::RecordKind::tick;
    tick.at = state_.meta.now;
    tick.offset = state_.meta.applied;
    tick.payload = "{}";
    return applier_.apply_tick_towards(until, &tick);
  });
  const Millis at = tick.at;
  remember(std::move(tick));
  return at;
}

std::unique_ptr<Scratch> Scratch::fork() {
  commit();
  state_.abandon(); // LMDB copies while nobody writes
  auto other = std::make_unique<Scratch>(
      workspace_, journal_, [this](const std::string& file) { environment_->copy_to(file); });
  state_.reset();
  return other;
}

} // namespace beckon::engine
