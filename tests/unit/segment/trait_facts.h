// Facts about traits alone: an object, and since when its paths have their values.
#pragma once

#include <map>
#include <string>

#include "profile_facts.h"
#include "segment/facts.h"
#include "support.h"

namespace beckon::segment::test {

class TraitFacts final : public Facts {
 public:
  TraitFacts() = default;
  explicit TraitFacts(schema::Value all) : traits(std::move(all)) {}

  const schema::Value* trait(std::string_view name) const override { return traits.find(name); }
  std::optional<Millis> trait_since(const schema::Path& path) const override {
    const auto found = since.find(path.text());
    return found == since.end() ? std::optional<Millis>() : found->second;
  }
  Series series(const Selector&, const Need&) const override { return {}; }
  Consent consent(std::string_view, std::string_view) const override { return Consent::none; }
  bool on_list(std::string_view) const override { return false; }
  bool suppressed(std::string_view) const override { return false; }
  bool in_segment(std::string_view) const override { return false; }
  std::string_view profile_id() const override { return {}; }

  schema::Value traits = schema::Value::object();
  std::map<std::string, Millis> since; // by path
};

// A profile in a zone with one trait "v"; "": no zone; null: no value.
inline TraitFacts facts_of(const char* json, std::string_view zone = "") {
  TraitFacts facts;
  if (json != nullptr) facts.traits.set("v", schema::parse_json(json));
  if (!zone.empty()) facts.traits.set("timezone", zone);
  return facts;
}

inline Millis time_of(std::string_view text) {
  const auto at = parse_time(text);
  CAPTURE(std::string(text));
  REQUIRE(at);
  return *at;
}

} // namespace beckon::segment::test
