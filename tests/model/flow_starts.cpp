// Who is started, and why not.
#include <algorithm>

#include "model/flow_model.h"
#include "model/flow_reading.h"

namespace beckon::model {

using schema::Value;

void FlowModel::trigger_by_event(size_t person, const Occasion& event) {
  for (const Flow& flow : flows_) {
    const Value& trigger = member(flow.current(), "trigger");
    if (trigger.find("event") == nullptr) continue;
    if (!event_fits(trigger, event.name, event.properties, Value::object())) continue;
    begin(person, {flow.key, event.properties, false});
  }
}

// Segments that the person is in now and was not when flows were last told, and the reverse.
void FlowModel::trigger_by_flips(size_t person) {
  for (const auto& [segment, condition] : segments) {
    const bool is = in_segment(person, segment);
    bool& was = people_[person].memberships[segment];
    if (is == was) continue;
    was = is;
    for (const Flow& flow : flows_) {
      const Value& trigger = member(flow.current(), "trigger");
      const Value* wanted = trigger.find("segment");
      if (wanted == nullptr || wanted->as_string() != segment) continue;
      if (text_at(trigger, "on") != (is ? "entered" : "left")) continue;
      by_segments_.push_back({person, std::nullopt, Start{flow.key, Value::object(), false}});
    }
  }
}

void FlowModel::trigger_by_list(size_t person, const std::string& list) {
  for (const Flow& flow : flows_) {
    const Value* wanted = member(flow.current(), "trigger").find("list");
    if (wanted == nullptr || wanted->as_string() != list) continue;
    by_lists_.push_back({person, std::nullopt, Start{flow.key, Value::object(), false}});
  }
}

void FlowModel::begin(size_t person, const Start& start) {
  const Flow& flow = flow_of(start.flow);
  const Value& document = flow.current();
  const auto refuse = [&](const std::string& reason) {
    refusals_.push_back({now_, flow.key, person, reason});
  };
  const Value* filter = document.find("filter");
  if (flow.status != "live") {
    if (start.told) refuse(flow.status);
    return;
  }
  if (filter != nullptr && !holds(person, *filter, start.properties)) {
    if (start.told) refuse("filter");
    return;
  }
  const Value* path = document.find("entry_key");
  FlowEntry entry;
  entry.flow = flow.key;
  entry.version = static_cast<uint32_t>(flow.versions.size());
  entry.person = person;
  entry.properties = start.properties;
  if (path != nullptr) entry.key = key_text(after_dot(path->as_string(), start.properties));
  entry.started_at = now_;
  const std::string refused = refusal(flow, person, entry.key);
  if (!refused.empty()) return refuse(refused);
  constexpr auto kEndless = 20; // entries of one person in one flow that began at one instant
  const auto same = [&](const FlowEntry& other) {
    return other.flow == entry.flow && other.person == person && other.started_at == now_;
  };
  if (std::count_if(entries_.begin(), entries_.end(), same) >= kEndless) throw Endless();
  entries_.push_back(entry);
  waiting_.emplace_back();
  waiting_.back().began = ++order_;
  walk(entries_.size() - 1, text_at(document, "start"));
}

std::string FlowModel::refusal(const Flow& flow, size_t person, const std::string& key) const {
  const Value& document = flow.current();
  const Value* written = document.find("reentry");
  const Value policy = written == nullptr ? Value("never") : *written;
  const bool by_key = policy == Value("concurrent_by_key");
  const Value* again = document.find("again");
  bool refused = false;
  int64_t begun = 0, running = 0;
  for (size_t i = 0; i < entries_.size(); ++i) {
    const FlowEntry& earlier = entries_[i];
    if (earlier.flow != flow.key) continue;
    ++begun;
    if (active(i)) ++running;
    if (earlier.person != person || (by_key && earlier.key != key)) continue;
    if (active(i)) return "active";
    if (policy == Value("never")) refused = true;
    if (by_key && (again == nullptr || !again->as_bool())) refused = true;
    if (policy.is_object() && now_ < add(earlier.started_at, length_of(member(policy, "after")))) {
      refused = true;
    }
  }
  if (refused) return "reentry";
  const Value* most = document.find("max_entries");
  if (most != nullptr && compare_numbers(Value(begun), *most) >= 0) return "max_entries";
  most = document.find("max_active");
  if (most != nullptr && compare_numbers(Value(running), *most) >= 0) return "max_active";
  return "";
}

} // namespace beckon::model
