#include "engine/profile_runs.h"

#include <algorithm>

#include "engine/state.h"

namespace beckon::engine {

const std::vector<uint32_t>& ProfileRuns::flows() {
  if (knows_flows_) return flows_;
  knows_flows_ = true;
  const std::string prefix = number_key(profile_);
  store::Cursor cursor = state_->txn().cursor(state_->table(T::runs));
  for (bool found = cursor.seek(prefix); found && cursor.key_starts_with(prefix);
       found = cursor.next()) {
    flows_.push_back(get_big<uint32_t>(cursor.key().substr(prefix.size())));
  }
  // Those that have begun in this record are not stored yet.
  for (const auto& [flow, runs] : runs_) {
    if (!runs.runs.empty()) flows_.push_back(flow);
  }
  std::sort(flows_.begin(), flows_.end());
  flows_.erase(std::unique(flows_.begin(), flows_.end()), flows_.end());
  return flows_;
}

ProfileRuns::HeldRuns& ProfileRuns::load(uint32_t flow) {
  const auto [found, is_new] = runs_.try_emplace(flow);
  if (!is_new) return found->second;
  if (const auto bytes = state_->get(T::runs, number_key(profile_, flow))) {
    found->second.runs = decode_runs(*bytes);
  }
  return found->second;
}

std::vector<Run>& ProfileRuns::edit(uint32_t flow) {
  HeldRuns& runs = load(flow);
  runs.changed = true;
  if (knows_flows_) {
    const auto place = std::lower_bound(flows_.begin(), flows_.end(), flow);
    if (place == flows_.end() || *place != flow) flows_.insert(place, flow);
  }
  return runs.runs;
}

ProfileRuns::HeldEntry& ProfileRuns::held(uint64_t number) {
  const auto known = entries_.find(number);
  if (known != entries_.end()) return known->second;
  const auto bytes = state_->get(T::entries, number_key(number));
  if (!bytes) throw Error(Code::corrupt, "something waits for an entry that is not there");
  return entries_.emplace(number, HeldEntry{decode_entry(number, *bytes), false}).first->second;
}

EntryRow& ProfileRuns::edit_entry(uint64_t number) {
  HeldEntry& entry = held(number);
  entry.changed = true;
  return entry.row;
}

EntryRow& ProfileRuns::add(EntryRow entry) {
  const uint64_t number = entry.number;
  return entries_.emplace(number, HeldEntry{std::move(entry), true}).first->second.row;
}

void ProfileRuns::save() {
  for (auto& [number, entry] : entries_) {
    if (entry.changed) state_->put(T::entries, number_key(number), encode(entry.row));
    entry.changed = false;
  }
  for (auto& [flow, runs] : runs_) {
    if (runs.changed) state_->put(T::runs, number_key(profile_, flow), encode(runs.runs));
    runs.changed = false;
  }
}

} // namespace beckon::engine
