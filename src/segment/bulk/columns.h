// What a bulk evaluation reads: columns over dense profile numbers, as of one instant of the store.
// The evaluator knows no store; the engine answers from its cache, tests from plain vectors.
//
// A column that cannot be had (it would not fit the cache's memory) is null: what asks for it is
// then evaluated profile by profile. Pointers stay valid as long as the Columns.
#pragma once

#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "segment/bulk/bits.h"
#include "segment/bulk/event_column.h"
#include "segment/bulk/value_column.h"
#include "segment/condition.h"
#include "segment/selector.h"

namespace beckon::segment::bulk {

class Columns {
 public:
  virtual ~Columns() = default;

  // One beyond the highest profile number; the size of every set.
  virtual uint32_t end() const = 0;
  // The profiles that exist. Numbers of merged and erased ones are not among them.
  virtual const Bits& everybody() const = 0;
  // Whose events a profile number's events are now, end() of them; null: everyone's are their own.
  virtual const uint32_t* canonical() const = 0;

  // Row i is profile i.
  virtual const ValueColumn* trait(const schema::Path& path) = 0;
  // The state of consent as a number, as of segment::Consent.
  virtual const ValueColumn* consent(std::string_view channel, std::string_view topic) = 0;
  // The profile's place in the samples of this salt, as random.h defines it; row i is profile i.
  virtual const std::vector<uint64_t>* places(std::string_view salt) = 0;

  // Every name that the selector matches, in a fixed order; nothing when one cannot be had.
  virtual std::optional<std::vector<const EventColumn*>> events(const Selector& selector) = 0;
  // A property of the events of a column, row by row.
  virtual const ValueColumn* property(const EventColumn& events, const schema::Path& path) = 0;

  virtual std::optional<Bits> list(std::string_view key) = 0;
  virtual std::optional<Bits> segment(std::string_view key) = 0;
  // The predicate's truth for everybody where it is kept up to date anyway.
  virtual std::optional<Bits> standing(const Predicate& predicate, Millis now) = 0;

  // Asks one profile, however long that takes.
  virtual bool holds(const Predicate& predicate, uint32_t profile, Millis now) = 0;
};

} // namespace beckon::segment::bulk
