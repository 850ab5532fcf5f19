// What a condition may ask about one profile, at one instant. The evaluator knows no store: the
// engine answers from its tables, verify from a scan, tests from plain vectors.
#pragma once

#include <cstdint>
#include <optional>
#include <string_view>

#include "base/time.h"
#include "schema/value.h"
#include "segment/series.h"

namespace beckon::segment {

class Selector; // which events, and what is kept of each (selector.h)

// pending: asked for and not confirmed yet, which permits as little as none.
enum class Consent : uint8_t { none = 0, granted = 1, denied = 2, pending = 3 };

class Predicate;

class Facts {
 public:
  virtual ~Facts() = default;
  // The value of a first-level trait, or null. Nested paths are resolved from it by the caller.
  virtual const schema::Value* trait(std::string_view name) const = 0;
  // Since when there has been this value at a trait's path; nothing when there is none.
  virtual std::optional<Millis> trait_since(const schema::Path& path) const = 0;
  // The events that the selector picks: totals of all, and kept at least what is needed. None of
  // them lies ahead of the record that told it.
  virtual Series series(const Selector& selector, const Need& need) const = 0;
  // The same, lent until the next question: without a copy where there is one to lend.
  virtual const Series& look(const Selector& selector, const Need& need) const {
    return looked_ = series(selector, need);
  }
  // Of the topic when one is given and has a state of its own, else of the whole channel.
  virtual Consent consent(std::string_view channel, std::string_view topic) const = 0;
  virtual bool on_list(std::string_view list) const = 0;
  // Whether the profile's address of that channel is suppressed.
  virtual bool suppressed(std::string_view channel) const = 0;
  // Current membership of another segment.
  virtual bool in_segment(std::string_view segment) const = 0;
  // The opaque profile id, for stable random samples.
  virtual std::string_view profile_id() const = 0;
  // The properties of what started the entry of a flow that asks; null: no entry asks.
  virtual const schema::Value* started_by() const { return nullptr; }
  // Of predicates that traits alone decide (Predicate::is_of_traits): what was noted of one, if it
  // is known still; and that one was asked which was not. By default nothing is kept.
  virtual std::optional<bool> known_truth(const Predicate&) const { return std::nullopt; }
  virtual void note_asked(const Predicate&) const {}

 protected:
  mutable Series looked_; // what was made for look()
};

} // namespace beckon::segment
