// What a flow's conditions and nodes may ask: the profile, and what started the entry.
//
// Thread safety: one thread at a time. Ownership: borrows what it is made of.
#pragma once

#include <optional>

#include "engine/experiments.h"
#include "engine/profile_view.h"
#include "flow/node.h"

namespace beckon::engine {

class EntryView final : public segment::Facts {
 public:
  // Of an entry whose properties are found at that offset; read when asked for.
  EntryView(const ProfileView& profile, uint64_t trigger_offset)
      : profile_(profile), trigger_offset_(trigger_offset) {}
  // Of one that would start with these.
  EntryView(const ProfileView& profile, const schema::Value& properties)
      : profile_(profile), given_(&properties) {}

  // An object.
  const schema::Value& entry_properties() const;

  const schema::Value* trait(std::string_view name) const override { return profile_.trait(name); }
  std::optional<Millis> trait_since(const schema::Path& path) const override {
    return profile_.trait_since(path);
  }
  segment::Series series(const segment::Selector& selector,
                         const segment::Need& need) const override {
    return profile_.series(selector, need);
  }
  const segment::Series& look(const segment::Selector& selector,
                              const segment::Need& need) const override {
    return profile_.look(selector, need);
  }
  segment::Consent consent(std::string_view channel, std::string_view topic) const override {
    return profile_.consent(channel, topic);
  }
  bool on_list(std::string_view list) const override { return profile_.on_list(list); }
  bool suppressed(std::string_view channel) const override { return profile_.suppressed(channel); }
  bool in_segment(std::string_view segment) const override { return profile_.in_segment(segment); }
  std::string_view profile_id() const override { return profile_.profile_id(); }
  const schema::Value* started_by() const override { return &entry_properties(); }

 private:
  const ProfileView& profile_;
  uint64_t trigger_offset_ = 0;
  const schema::Value* given_ = nullptr;
  mutable std::optional<schema::Value> read_;
};

class EntryWorld final : public flow::World {
 public:
  // `number`: of the flow.
  EntryWorld(const EntryView& facts, uint32_t number, const flow::Definition& flow,
             const Definitions& definitions, Experiments* experiments)
      : facts_(facts),
        number_(number),
        flow_(flow),
        definitions_(definitions),
        experiments_(experiments) {}

  bool holds(const segment::Condition& condition, Millis now) const override {
    return condition.holds(facts_, now);
  }
  Millis next_flip(const segment::Condition& condition, Millis now) const override {
    return condition.next_flip(facts_, now);
  }
  const Zone& zone() const override;
  const schema::Value* trait(std::string_view name) const override { return facts_.trait(name); }
  const schema::Value& entry_properties() const override { return facts_.entry_properties(); }
  std::string_view winner(std::string_view experiment) const override {
    return experiments_->at(number_, experiment).winner;
  }
  std::string_view profile_id() const override { return facts_.profile_id(); }

 private:
  const EntryView& facts_;
  uint32_t number_;
  const flow::Definition& flow_;
  const Definitions& definitions_;
  Experiments* experiments_;
};

} // namespace beckon::engine
