// Which events of a profile a question looks at, and what is kept of each. Equal selectors of all
// segments share one series. Immutable; shared; safe for concurrent reads. Nothing in it depends on
// the present instant.
#pragma once

#include <memory>
#include <string>
#include <string_view>
#include <vector>

#include "schema/value.h"
#include "segment/property_test.h"
#include "segment/series.h"

namespace beckon::segment {

// The engine's own events (messages opened …) have names that begin with a control character, which
// no caller's event may. A prefix never finds them.
inline bool is_reserved_event(std::string_view name) {
  return !name.empty() && static_cast<unsigned char>(name.front()) < 0x20;
}

class Retention; // how long events are kept, by name (retention.h)

struct SelectorParts {
  enum class Value : uint8_t {
    nothing, // 0
    number,  // the number at `path`, in millionths; picks only events that have one
    hash,    // a hash of the value at `path`; picks only events that have one (not null)
    flag,    // 1 when all of `has` hold, else 0
  };
  std::string event;   // the name, or what the name begins with
  bool prefix = false; // "Order*": event is "Order"
  Where where;
  Millis from = kMillisMin, to = kMillisMax; // both inside
  Value value = Value::nothing;
  schema::Path path;
  Where has;
  // Not null: asked for by a question under mixed rules of retention (retained.h), beside the
  // series that `tells_rules`: which of those rules their names are under (Retention::rule_of), and
  // no value. Neither is shared with other questions, so that both are made of the same events:
  // what is made later lacks those that were removed in between.
  std::shared_ptr<const Retention> retention;
  bool tells_rules = false;
};

class Selector {
 public:
  using Value = SelectorParts::Value;
  explicit Selector(SelectorParts parts);

  // Normalised JSON: equal selectors have equal text.
  const std::string& text() const { return text_; }
  uint64_t text_hash() const { return text_hash_; }

  const std::string& event() const { return parts_.event; }
  bool is_prefix() const { return parts_.prefix; }
  const Where& where() const { return parts_.where; }
  Millis from() const { return parts_.from; }
  Millis to() const { return parts_.to; }
  Value value() const { return parts_.value; }
  const schema::Path& path() const { return parts_.path; }
  const Where& has() const { return parts_.has; }

  const SelectorParts& parts() const { return parts_; }
  bool tells_rules() const { return parts_.tells_rules; }
  bool has_numbers() const { return parts_.value == Value::number && !tells_rules(); }
  // Whether every event of one name is picked and nothing is kept of it but its time.
  bool is_plain() const;
  // Whether picks() or value_of() look at the event's properties.
  bool reads_properties() const;

  bool matches_name(std::string_view name) const;
  bool picks(std::string_view name, Millis at, const schema::Value& properties) const {
    return matches_name(name) && picks(at, properties);
  }
  // Of an event whose name matches. It is picked when these hold and every test of where().
  bool picks(Millis at, const schema::Value& properties) const;
  bool in_range(Millis at) const { return parts_.from <= at && at <= parts_.to; }
  bool has_value(const schema::Value& properties) const; // a number, when it keeps numbers …
  // REQUIRES: picked
  int64_t value_of(std::string_view name, const schema::Value& properties) const;

 private:
  SelectorParts parts_;
  std::string text_;
  uint64_t text_hash_ = 0;
};

} // namespace beckon::segment
