// The shape of a predicate as columns can answer it. A predicate that gives none is asked profile
// by profile, or over events grouped by profile when it asks for nothing but series (grouped.h);
// counts are known by Predicate::count_test().
//
// The forms borrow from the predicate that gave them.
#pragma once

#include <functional>
#include <optional>
#include <string_view>
#include <variant>

#include "schema/value.h"
#include "segment/facts.h"
#include "segment/moment.h"

namespace beckon::segment {

class ValueTest;
struct AggregateTest;

namespace bulk {

// A question about the value at a path. It may depend on the instant and on the profile's zone, but
// not on since when the value is what it is.
struct TraitForm {
  const schema::Path* path = nullptr;
  std::function<bool(const schema::Value* value, const Moment& moment)> holds;
  // The earliest instant at which it may turn by time alone; none: never.
  std::function<Millis(const schema::Value* value, const Moment& moment)> next_flip;
  bool needs_zone = false;
  const ValueTest* test = nullptr; // when it is one: the operator tells what numbers it means
};

struct ConsentForm {
  std::string_view channel, topic;
  Consent wanted = Consent::none;
};

struct ListForm {
  std::string_view key;
};

struct SegmentForm {
  std::string_view key;
};

// Holds for places below the bound; for all when there is none.
struct RandomForm {
  std::string_view salt;
  std::optional<uint64_t> below;
};

struct AggregateForm {
  const AggregateTest* test = nullptr;
};

using Form = std::variant<std::monostate, TraitForm, ConsentForm, ListForm, SegmentForm, RandomForm,
                          AggregateForm>;

} // namespace bulk
} // namespace beckon::segment
