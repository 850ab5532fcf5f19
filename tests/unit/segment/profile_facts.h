// Facts over the plain vectors of a model profile: for tests and fuzz targets.
#pragma once

#include <string>
#include <string_view>

#include "model/condition_model.h"
#include "segment/facts.h"
#include "segment/selector.h"

namespace beckon::segment::test {

enum class Keeping { all_times, newest_only };

// Answers from a model profile. With newest_only its series are made as the engine makes them,
// event by event, and forget what the question does not need.
class ProfileFacts final : public Facts {
 public:
  explicit ProfileFacts(const model::ModelProfile& profile, Keeping keeping = Keeping::newest_only)
      : profile_(profile), keeping_(keeping) {}

  const schema::Value* trait(std::string_view name) const override {
    return profile_.traits.find(name);
  }
  std::optional<Millis> trait_since(const schema::Path& path) const override {
    const schema::Value* present = path.resolve(profile_.traits);
    const auto history = profile_.trait_history.find(path.first());
    if (present == nullptr || history == profile_.trait_history.end()) return std::nullopt;
    std::optional<Millis> since;
    for (auto row = history->second.rbegin(); row != history->second.rend(); ++row) {
      const auto root = schema::Value::object({{path.first(), row->second}});
      const schema::Value* value = path.resolve(root);
      if (value == nullptr || !(*value == *present)) break;
      since = row->first;
    }
    return since;
  }
  Series series(const Selector& selector, const Need& need) const override {
    Series series;
    series.has_numbers = selector.has_numbers();
    const auto add = [&](std::string_view name, Millis at, const schema::Value& properties) {
      if (!selector.picks(name, at, properties)) return;
      series.add({at, selector.value_of(name, properties)});
      if (keeping_ == Keeping::newest_only && !need.all) {
        series.trim(need.newest, need.since, SIZE_MAX);
      }
    };
    for (const model::ModelEvent& event : profile_.events) {
      add(event.name, event.at, event.properties);
    }
    for (const model::ModelMessage& message : profile_.messages) {
      for (const auto& [state, at] : message.first) add('\x01' + state, at, message.about);
    }
    return series;
  }
  Consent consent(std::string_view channel, std::string_view topic) const override {
    auto found = profile_.consents.find({std::string(channel), std::string(topic)});
    if (found == profile_.consents.end())
      found = profile_.consents.find({std::string(channel), ""});
    if (found == profile_.consents.end()) return Consent::none;
    if (found->second == "pending") return Consent::pending;
    return found->second == "granted" ? Consent::granted : Consent::denied;
  }
  bool on_list(std::string_view list) const override {
    return profile_.lists.count(std::string(list)) > 0;
  }
  bool suppressed(std::string_view channel) const override {
    return profile_.suppressed.count(std::string(channel)) > 0;
  }
  bool in_segment(std::string_view segment) const override {
    return profile_.in_segment && profile_.in_segment(std::string(segment));
  }
  std::string_view profile_id() const override { return profile_.id; }
  const schema::Value* started_by() const override { return &profile_.entry; }

 private:
  const model::ModelProfile& profile_;
  Keeping keeping_;
};

} // namespace beckon::segment::test
