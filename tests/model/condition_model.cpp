#include "model/condition_model.h"

#include <algorithm>
#include <stdexcept>

#include "base/crypto.h"
#include "model/computed_model.h"
#include "model/date_model.h"
#include "model/place_model.h"
#include "model/value_model.h"

namespace beckon::model {
namespace {

using schema::Value;

// The zone in which a profile's dates are read: its trait `timezone` when that names one.
std::string zone_of(const ModelProfile& profile) {
  const Value* zone = profile.traits.find("timezone");
  return zone != nullptr && zone->is_string() ? zone->as_string() : "UTC";
}

// Since when the path has its present value.
Millis held_since(const std::string& path, const ModelProfile& profile) {
  const auto& history = profile.trait_history.at(steps_of(path).front());
  const auto value_in = [&](const Value& trait) -> Value {
    const Value root = Value::object({{steps_of(path).front(), trait}});
    const Value* value = value_at(root, path);
    return value == nullptr ? Value() : *value;
  };
  Millis since = history.back().first;
  const Value present = value_in(history.back().second);
  for (size_t i = history.size(); i > 0 && value_in(history[i - 1].second) == present; --i) {
    since = history[i - 1].first;
  }
  return since;
}

// For how long the trait has had the value.
bool held_for_holds(const Value* value, const Value& terms, const std::string& path,
                    const ModelProfile& profile, Millis now) {
  if (value == nullptr || !model_equal(*value, *terms.find("value"))) return false;
  const Millis since = held_since(path, profile);
  for (const schema::Member& member : terms.as_object()) {
    if (member.key == "value") continue;
    const bool long_enough = later_by(since, member.value.as_string(), zone_of(profile)) <= now;
    if (long_enough != (member.key == "gte")) return false;
  }
  return true;
}

bool trait_holds(const Value& condition, const ModelProfile& profile, Millis now) {
  const std::string path = condition.find("trait")->as_string();
  const Value* value = value_at(profile.traits, path);
  const Moment moment = {now, zone_of(profile)};
  for (const schema::Member& member : condition.as_object()) {
    if (member.key == "trait") continue;
    const bool holds = member.key == "held_for"
                           ? held_for_holds(value, member.value, path, profile, now)
                           : model_test(value, member.key, member.value, moment);
    if (!holds) return false;
  }
  return true;
}

bool consent_holds(const Value& condition, const ModelProfile& profile) {
  const std::string channel = condition.find("consent")->as_string();
  const Value* topic = condition.find("topic");
  std::string state = "none";
  const auto of_channel = profile.consents.find({channel, ""});
  if (of_channel != profile.consents.end()) state = of_channel->second;
  if (topic != nullptr) {
    const auto of_topic = profile.consents.find({channel, topic->as_string()});
    if (of_topic != profile.consents.end()) state = of_topic->second;
  }
  return state == condition.find("is")->as_string();
}

bool random_holds(const Value& options, const ModelProfile& profile) {
  const Digest digest = sha256(options.find("salt")->as_string() + ":" + profile.id);
  long double place = 0; // 64 bits of mantissa: exact
  for (size_t i = 0; i < 8; ++i) place = place * 256 + digest[i];
  return place / 18446744073709551616.0L < options.find("below")->as_number();
}

bool near_holds(const Value& place, const ModelProfile& profile) {
  const Value* value = value_at(profile.traits, place.find("trait")->as_string());
  return value != nullptr && model_near(*value, place);
}

} // namespace

bool model_holds(const Value& condition, const ModelProfile& profile, Millis now) {
  const auto holds = [&](const Value& part) { return model_holds(part, profile, now); };
  if (const Value* parts = condition.find("all")) {
    return std::all_of(parts->as_array().begin(), parts->as_array().end(), holds);
  }
  if (const Value* parts = condition.find("any")) {
    return std::any_of(parts->as_array().begin(), parts->as_array().end(), holds);
  }
  if (const Value* part = condition.find("not")) return !holds(*part);
  if (condition.find("everyone") != nullptr) return true;
  if (condition.find("computed") != nullptr) {
    return model_computed_holds(condition, profile.events, now);
  }
  if (condition.find("entry") != nullptr) {
    return model_tests_hold(condition, "entry", profile.entry, {now, zone_of(profile)});
  }
  if (condition.find("manual") != nullptr) return false; // by hand alone: see the overrides
  if (condition.find("trait") != nullptr) return trait_holds(condition, profile, now);
  if (condition.find("event") != nullptr) {
    return model_event_holds(condition, profile.events, now);
  }
  if (condition.find("last_event") != nullptr) {
    return model_last_event_holds(condition, profile.events, now);
  }
  if (condition.find("sequence") != nullptr) {
    return model_sequence_holds(condition, profile.events, now);
  }
  if (condition.find("message") != nullptr) {
    return model_message_holds(condition, profile.messages, now);
  }
  if (condition.find("consent") != nullptr) return consent_holds(condition, profile);
  if (const Value* key = condition.find("list")) return profile.lists.count(key->as_string()) > 0;
  if (const Value* channel = condition.find("suppressed")) {
    return profile.suppressed.count(channel->as_string()) > 0;
  }
  if (const Value* key = condition.find("segment")) {
    return profile.in_segment && profile.in_segment(key->as_string());
  }
  if (const Value* options = condition.find("random")) return random_holds(*options, profile);
  if (const Value* place = condition.find("near")) return near_holds(*place, profile);
  throw std::logic_error("the model cannot read a condition of an unknown kind");
}

} // namespace beckon::model
