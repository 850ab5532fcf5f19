#include "engine/simulation/scratch.h"

#include "base/limits.h"
#include "store/disk.h"

namespace beckon::engine {
namespace {

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
}

void Scratch::step_done() {
  if (++steps_ % kStepsPerReader == 0) state_.release_reader();
  if (state_.is_full()) commit();
}

Answer Scratch::apply_journalled(const store::Record& record) {
  refused_.clear();
  Answer answer = applier_.apply(record);
  step_done();
  return answer;
}

Answer Scratch::apply_made(store::Record record) {
  record.offset = state_.meta.applied;
  return apply_journalled(record);
}

Millis Scratch::fire(Millis until) {
  refused_.clear();
  store::Record tick;
  tick.kind = store::RecordKind::tick;
  tick.at = state_.meta.now;
  tick.offset = state_.meta.applied;
  tick.payload = "{}";
  applier_.apply_tick_towards(until, &tick);
  step_done();
  return tick.at;
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
