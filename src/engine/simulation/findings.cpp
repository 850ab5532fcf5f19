#include "engine/simulation/findings.h"

#include <algorithm>
#include <limits>
#include <set>

#include "base/limits.h"
#include "engine/former.h"
#include "engine/simulation/node_keys.h"

namespace beckon::engine {
namespace {

template <typename Key>
uint16_t intern(Key key, std::map<Key, uint16_t>* index, std::vector<Key>* all) {
  const auto [found, fresh] = index->emplace(key, static_cast<uint16_t>(all->size()));
  if (fresh) {
    if (all->size() > std::numeric_limits<uint16_t>::max()) {
      throw Error(Code::limit_exceeded, "a simulation has met too many kinds of messages");
    }
    all->push_back(std::move(key));
  }
  return found->second;
}

// What became of it, with the reason where there is one.
std::string outcome_of(const SendRow& send) {
  std::string text(state_name(send.state));
  if (send.state == SendState::excluded) text += " " + send.reason;
  return text;
}

Millis time_of(const SendRow& send) {
  if (is_waiting(send.state)) return send.due_at;
  return send.state == SendState::excluded ? send.settled_at : send.claimed_at;
}

} // namespace

schema::Value to_value(const Tally& tally) {
  schema::Value value = schema::Value::object();
  for (const auto& [reason, count] : tally) value.set(reason, count);
  return value;
}

Findings::Findings(Scratch* scratch, std::string flow)
    : scratch_(scratch),
      flow_(std::move(flow)),
      first_entry_(scratch->state().meta.next_entry),
      first_send_(scratch->state().meta.next_send) {}

std::string Findings::profile_id(uint32_t profile) const {
  return profile == 0 ? std::string() : scratch_->state().ids.profile(profile);
}

void Findings::refused(const RefusedStart& start) {
  const auto& flows = scratch_->state().definitions->flows();
  const auto flow = flows.find(start.flow);
  if (flow == flows.end() || flow->second->key != flow_) return;
  ++totals_.refused[start.reason];
  if (refusal_rows_.size() >= limits::simulation_rows) return;
  refusal_rows_.push_back(schema::Value::object({{"profile", profile_id(start.profile)},
                                                 {"at", format_time(start.at)},
                                                 {"reason", start.reason}}));
}

void Findings::gather() {
  scratch_->commit();
  const Flow* flow = scratch_->state().definitions->find_flow(flow_);
  if (flow == nullptr) throw Error(Code::internal, "the simulated flow was not published");
  gather_entries(*flow);
  gather_messages(flow);
}

schema::Value Findings::entry_row(const EntryRow& entry, const Flow& flow) const {
  schema::Value path = schema::Value::array();
  const std::vector<std::string> keys = node_keys(*flow.versions.at(entry.version));
  for (const Visit& visit : entry.path) {
    path.push_back(schema::Value::object(
        {{"node", keys.at(visit.node)}, {"at", format_time(visit.arrived_at)}}));
  }
  const uint32_t owner = canonical_profile(scratch_->source(), entry.profile);
  schema::Value row = schema::Value::object({{"profile", profile_id(owner)},
                                             {"started_at", format_time(entry.started_at)},
                                             {"state", state_name(entry.state)},
                                             {"path", std::move(path)}});
  if (entry.state != EntryState::active) {
    row.set("ended_at", format_time(entry.ended_at));
    row.set("reason", entry.reason);
  }
  if (entry.converted_at != 0) row.set("converted_at", format_time(entry.converted_at));
  return row;
}

void Findings::gather_entries(const Flow& flow) {
  const std::vector<std::string> keys = node_keys(flow.current());
  totals_.nodes.resize(keys.size());
  for (size_t i = 0; i < keys.size(); ++i) totals_.nodes[i].node = keys[i];
  State& state = scratch_->state();
  store::Cursor cursor = state.txn().cursor(state.table(T::entries));
  for (bool found = cursor.seek(number_key(first_entry_)); found; found = cursor.next()) {
    const EntryRow entry = decode_entry(get_big<uint64_t>(cursor.key()), cursor.value());
    if (entry.flow != flow.number) continue;
    ++totals_.started;
    if (entry.state == EntryState::active) ++totals_.active;
    if (entry.state == EntryState::completed) ++totals_.completed;
    if (entry.state == EntryState::exited) ++totals_.exited[entry.reason];
    if (entry.converted_at != 0) ++totals_.converted;
    for (const Visit& visit : entry.path) {
      NodeTally& node = totals_.nodes.at(visit.node);
      ++node.entered;
      if (visit.failed) ++node.failed;
      if (visit.converted) ++node.converted;
    }
    if (entry.state == EntryState::active) ++totals_.nodes.at(entry.path.back().node).waiting;
    if (entry_rows_.size() < limits::simulation_rows) entry_rows_.push_back(entry_row(entry, flow));
  }
}

void Findings::count(const SendRow& send, MessageTally* tally) const {
  switch (send.state) {
    case SendState::accepted: ++tally->sent; break;
    case SendState::pending:
    case SendState::inflight:
    case SendState::retry: ++tally->waiting; break;
    case SendState::excluded: ++tally->excluded[send.reason]; break;
    case SendState::rejected:
    case SendState::failed:
    case SendState::unknown: ++tally->failed[std::string(state_name(send.state))]; break;
  }
}

void Findings::gather_messages(const Flow* flow) {
  State& state = scratch_->state();
  std::set<uint32_t> people, others;
  store::Cursor cursor = state.txn().cursor(state.table(T::sends));
  for (bool found = cursor.seek(number_key(first_send_)); found; found = cursor.next()) {
    const SendRow send = decode_send(get_big<uint64_t>(cursor.key()), cursor.value());
    const bool ours = send.flow == flow->key && send.entry >= first_entry_;
    count(send, ours ? &totals_.messages : &totals_.others);
    const uint32_t owner = canonical_profile(scratch_->source(), send.profile);
    if (owner != 0 && send.state == SendState::accepted) (ours ? people : others).insert(owner);
    if (!ours) continue;
    messages_.push_back(
        {time_of(send), owner,
         intern<What>({send.channel, send.template_key, send.node}, &what_index_, &whats_),
         intern<std::string>(outcome_of(send), &outcome_index_, &outcomes_)});
  }
  totals_.messages.people = people.size();
  totals_.others.people = others.size();
  std::stable_sort(messages_.begin(), messages_.end(),
                   [](const FoundMessage& a, const FoundMessage& b) { return a.at < b.at; });
}

std::vector<schema::Value> Findings::message_rows() const {
  std::vector<schema::Value> rows;
  for (const FoundMessage& message : messages_) {
    if (rows.size() >= limits::simulation_rows) break;
    const What& what = whats_[message.what];
    const std::string& outcome = outcomes_[message.outcome];
    const size_t space = outcome.find(' ');
    schema::Value row = schema::Value::object({{"profile", profile_id(message.profile)},
                                               {"at", format_time(message.at)},
                                               {"node", what.node},
                                               {"channel", what.channel},
                                               {"template", what.template_key},
                                               {"result", outcome.substr(0, space)}});
    if (space != std::string::npos) row.set("reason", outcome.substr(space + 1));
    rows.push_back(std::move(row));
  }
  return rows;
}

} // namespace beckon::engine
