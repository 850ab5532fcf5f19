// A profile for flows to walk: traits that updates set, events that were recorded. Answers
// {"everyone": true}, {"trait": name, "eq": value} and {"event": name, "within": duration}.
#pragma once

#include <string>
#include <utility>
#include <vector>

#include "base/time.h"
#include "model/flow_model.h"

namespace beckon::flow {

class TraitProfile final : public model::FlowProfile {
 public:
  void record(const model::FlowEvent& event) override { events_.push_back(event); }
  void update(const schema::Value& traits, Millis) override {
    for (const schema::Member& trait : traits.as_object()) {
      if (trait.value.is_null()) traits_.erase(trait.key);
      else traits_.set(trait.key, trait.value);
    }
  }
  bool holds(const schema::Value& condition, Millis now) override {
    return std::as_const(*this).answer(condition, now);
  }
  bool answer(const schema::Value& condition, Millis now) const {
    if (condition.find("everyone") != nullptr) return true;
    if (const schema::Value* name = condition.find("trait")) {
      const schema::Value* value = traits_.find(name->as_string());
      return value != nullptr && *value == *condition.find("eq");
    }
    const auto within = parse_duration(condition.find("within")->as_string());
    for (const model::FlowEvent& event : events_) {
      const bool named = event.name == condition.find("event")->as_string();
      if (named && event.at >= subtract(now, *within)) return true;
    }
    return false;
  }
  const schema::Value& traits() const { return traits_; }

 private:
  schema::Value traits_ = schema::Value::object();
  std::vector<model::FlowEvent> events_;
};

} // namespace beckon::flow
