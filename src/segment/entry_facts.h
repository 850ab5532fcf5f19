// What the conditions of a flow may ask about a profile that runs through it: everything about the
// profile, and the properties of what started the entry. Borrows all it is given.
#pragma once

#include <functional>
#include <utility>

#include "segment/facts.h"

namespace beckon::segment {

class EntryFacts final : public Facts {
 public:
  // `properties` is called when a condition asks, and answers an object that outlives this.
  using Properties = std::function<const schema::Value&()>;
  EntryFacts(const Facts& profile, Properties properties)
      : profile_(profile), properties_(std::move(properties)) {}

  const schema::Value* trait(std::string_view name) const override { return profile_.trait(name); }
  std::optional<Millis> trait_since(const schema::Path& path) const override {
    return profile_.trait_since(path);
  }
  Series series(const Selector& selector, const Need& need) const override {
    return profile_.series(selector, need);
  }
  Consent consent(std::string_view channel, std::string_view topic) const override {
    return profile_.consent(channel, topic);
  }
  bool on_list(std::string_view list) const override { return profile_.on_list(list); }
  bool suppressed(std::string_view channel) const override { return profile_.suppressed(channel); }
  bool in_segment(std::string_view segment) const override { return profile_.in_segment(segment); }
  std::string_view profile_id() const override { return profile_.profile_id(); }
  const schema::Value* entry_properties() const override { return &properties_(); }

 private:
  const Facts& profile_;
  Properties properties_;
};

} // namespace beckon::segment
