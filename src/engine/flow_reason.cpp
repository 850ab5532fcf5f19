#include "engine/flow_reason.h"

#include <algorithm>

#include "engine/emitted.h"
#include "engine/membership_log.h"
#include "flow/node.h"
#include "schema/members.h"

namespace beckon::engine {
namespace {

schema::Value by(std::string_view what) { return schema::Value::object({{"by", what}}); }

const schema::Value& node_document(const Departure& departure) {
  return *departure.definition->source.find("nodes")->find(departure.node);
}

const schema::Value& member_or_null(const schema::Value& object, std::string_view name) {
  static const schema::Value none;
  const schema::Value* found = object.find(name);
  return found == nullptr ? none : *found;
}

// Whether the properties of an event are tied to those of the entry as `occurrence` asks.
bool is_tied(const schema::Value& occurrence, const schema::Value& properties,
             const schema::Value& entry_properties) {
  const schema::Value* match = occurrence.find("match");
  if (match == nullptr) return true;
  constexpr std::string_view kEntry = "entry.";
  const std::string own = schema::text_member(*match, "property");
  const std::string its = schema::text_member(*match, "equals");
  if (own.empty() || its.compare(0, kEntry.size(), kEntry) != 0) return false;
  const schema::Value* value = schema::Path(own).resolve(properties);
  const schema::Value* wanted = schema::Path(its.substr(kEntry.size())).resolve(entry_properties);
  return value != nullptr && wanted != nullptr && *value == *wanted;
}

// Of {"event", "match"?} at that instant; null when it was not that.
schema::Value event_of(const schema::Value& occurrence, Millis at, const ProfilePast& past,
                       const schema::Value& entry_properties) {
  const std::string name = schema::text_member(occurrence, "event");
  if (name.empty()) return {};
  return past.event_recorded(name, at, [&](const schema::Value& properties) {
    return is_tied(occurrence, properties, entry_properties);
  });
}

schema::Value among_branches(const schema::Value& branches, const Departure& departure,
                             std::string_view how, std::string_view shown) {
  if (!branches.is_array()) return {};
  for (size_t i = 0; i < branches.size(); ++i) {
    const schema::Value& branch = branches.as_array()[i];
    if (schema::text_member(branch, "next") != departure.to) continue;
    schema::Value why = by(how);
    why.set("branch", static_cast<uint64_t>(i));
    why.set(shown, member_or_null(branch, shown));
    return why;
  }
  return {};
}

// When the wait is over at the latest; months are those of UTC.
Millis timeout_of(const schema::Value& node, Millis arrived_at) {
  const std::string timeout = schema::text_member(node, "timeout");
  return timeout.empty() ? kMillisMax : add(arrived_at, parse_duration(timeout).value());
}

schema::Value why_waited(const schema::Value& node, const Departure& departure,
                         const ProfilePast& past, const schema::Value& entry_properties) {
  const schema::Value& paths = member_or_null(node, "paths");
  schema::Value condition;
  for (size_t i = 0; paths.is_array() && i < paths.size(); ++i) {
    const schema::Value& path = paths.as_array()[i];
    if (schema::text_member(path, "next") != departure.to) continue;
    schema::Value event = event_of(path, departure.left_at, past, entry_properties);
    if (!event.is_null()) {
      schema::Value why = by("event");
      why.set("path", static_cast<uint64_t>(i));
      why.set("event", std::move(event));
      return why;
    }
    if (!condition.is_null() || path.find("when") == nullptr) continue;
    condition = by("condition");
    condition.set("path", static_cast<uint64_t>(i));
    condition.set("when", *path.find("when"));
  }
  const bool is_over = schema::text_member(node, "else") == departure.to &&
                       departure.left_at == timeout_of(node, departure.arrived_at);
  return condition.is_null() || is_over ? by("timeout") : condition;
}

// A node that counts and was full led there without being entered.
schema::Value why_full(const Departure& departure) {
  for (const auto& [key, place] : departure.definition->nodes) {
    if (!place.max || place.after_max != departure.to) continue;
    schema::Value why = by("max");
    why.set("node", key);
    return why;
  }
  return by("passed");
}

} // namespace

template <typename Visit>
void ProfilePast::each_event(std::string_view name, Visit&& visit) const {
  const auto number = reader_->get(T::names, name);
  if (profile_ == 0 || !number) return;
  const ProfileView view(reader_->source(), profile_);
  const segment::Keep keep = view.keep_of(name);
  view.each_event(get_big<uint16_t>(*number), [&](event::Position, const event::EventRow& row) {
    return !keep.has(row.at, now_) || visit(row);
  });
}

schema::Value ProfilePast::properties(uint64_t offset) const {
  if (offset == 0 || profile_ == 0) return schema::Value::object();
  return ProfileView(reader_->source(), profile_).properties_of(offset);
}

schema::Value ProfilePast::event_value(std::string_view name, const event::EventRow& row) const {
  schema::Value value = schema::Value::object({{"name", name}, {"at", format_time(row.at)}});
  const auto record = reader_->record(record_of(row.offset));
  if (record) value.set("recorded_at", format_time(record->at));
  if (is_emitted(row.offset)) value.set("emitted", true);
  value.set("properties", properties(row.offset));
  return value;
}

schema::Value ProfilePast::event_at(std::string_view name, uint64_t offset) const {
  schema::Value found;
  each_event(name, [&](const event::EventRow& row) {
    if (row.offset == offset) found = event_value(name, row);
    return journal_order(row.offset) > journal_order(offset);
  });
  return found;
}

schema::Value ProfilePast::event_recorded(
    std::string_view name, Millis at,
    const std::function<bool(const schema::Value&)>& suits) const {
  schema::Value found;
  each_event(name, [&](const event::EventRow& row) {
    const auto record = reader_->record(record_of(row.offset));
    if (!record || record->at < at) return false;
    if (record->at > at || !suits(properties(row.offset))) return true;
    found = event_value(name, row);
    return false;
  });
  return found;
}

bool ProfilePast::flipped(std::string_view segment, bool entered, Millis at) const {
  const segment::PlanSegment* planned = reader_->definitions().plan()->find(segment);
  if (planned == nullptr || profile_ == 0) return false;
  const ProfileView view(reader_->source(), profile_);
  const FlipReader flips(reader_->txn(), *reader_->source().tables);
  bool found = false;
  flips.each_of_profile(
      profile_, view.hot().newest_flip, planned->number, 0, [&](const FlipRow& row) {
        const bool is_fill = row.profile == 0;
        const bool in = is_fill ? flips.filled(row, profile_).value_or(false) : row.entered;
        found = row.at == at && in == entered;
        return !found && row.at >= at;
      });
  return found;
}

schema::Value why_moved(const Departure& departure, const ProfilePast& past,
                        const schema::Value& entry_properties) {
  const flow::Place& place = departure.definition->nodes.at(departure.node);
  const schema::Value& node = node_document(departure);
  const std::string_view type = place.node->type();
  if (departure.failed) return by(departure.to == departure.node ? "retry" : "error");
  const std::vector<std::string> targets = place.node->targets();
  const bool goes_there = departure.to.empty() ||
                          std::find(targets.begin(), targets.end(), departure.to) != targets.end();
  if (!goes_there) return why_full(departure);
  if (type == "delay" || type == "delay_until") return by("time");
  if (type == "rate_gate") return by("gate");
  if (type == "wait_until") return why_waited(node, departure, past, entry_properties);
  schema::Value why;
  if (type == "split") {
    why = among_branches(member_or_null(node, "branches"), departure, "branch", "when");
    return why.is_null() ? by("else") : why;
  }
  if (type == "random_split") {
    why = among_branches(member_or_null(node, "branches"), departure, "chance", "weight");
  } else if (type == "experiment") {
    why = among_branches(member_or_null(node, "variants"), departure, "experiment", "key");
  } else if (type == "holdout") {
    why = by("chance");
    why.set("held", schema::text_member(node, "next") != departure.to);
  }
  return why.is_null() ? by("passed") : why;
}

schema::Value why_left(const flow::Definition& definition, Millis at, const ProfilePast& past,
                       const schema::Value& entry_properties) {
  const schema::Value& exits = member_or_null(definition.source, "exit_when");
  schema::Value condition;
  for (size_t i = 0; exits.is_array() && i < exits.size(); ++i) {
    const schema::Value& exit = exits.as_array()[i];
    schema::Value event = event_of(exit, at, past, entry_properties);
    if (event.is_null() && (exit.find("event") != nullptr || !condition.is_null())) continue;
    schema::Value why = by(event.is_null() ? "condition" : "event");
    why.set("exit", static_cast<uint64_t>(i));
    if (event.is_null()) {
      why.set("when", exit);
      condition = std::move(why);
      continue;
    }
    why.set("event", std::move(event));
    return why;
  }
  return condition.is_null() ? by("exit_when") : condition;
}

} // namespace beckon::engine
