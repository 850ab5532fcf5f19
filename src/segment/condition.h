// A checked condition: an expression over predicates. Built by parse() and immutable after it.
// Ownership: shared; thread safety: concurrent reads.
//
// Stages: parse + check + normalise (parser.h, operators.h, predicates/*.cpp) → plan, where equal
// predicates are one (plan.h) → evaluate (here) → explain (explain.h).
#pragma once

#include <memory>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "base/error.h"
#include "schema/value.h"
#include "segment/bulk/form.h"
#include "segment/facts.h"

namespace beckon::segment {

// What a record must touch to be able to change a predicate: the keys of the inverted index.
struct Dependencies {
  std::vector<std::string> traits;   // first-level trait names
  std::vector<std::string> events;   // names, or prefixes with "*": Condition fills them in
  std::vector<std::string> consents; // channels
  std::vector<std::string> lists;
  std::vector<std::string> suppressions; // channels
  std::vector<std::string> segments;
  std::vector<std::string> templates, flows; // keys that are named: these change nothing
  bool profile_id = false; // decided by the profile's id alone: fixed once the profile exists
};

class Selector; // which events, and what is kept of each (selector.h)
using SelectorPtr = std::shared_ptr<const Selector>;

// A selector that a predicate asks for, and the most it will ever demand of it.
struct SelectorUse {
  SelectorPtr selector;
  size_t newest = 0;              // the newest so many
  std::optional<Duration> window; // all that are younger than this
  bool all = false;               // all there are
};

// low ≤ number of the selector's events (inside the window, when there is one) ≤ high.
struct CountTest {
  static constexpr int64_t kUnbounded = INT64_MAX;
  SelectorPtr selector;
  std::optional<Duration> within;
  int64_t low = 0, high = kUnbounded;
  bool holds(int64_t count) const { return low <= count && count <= high; }
};

// Whether the value at a trait's path equals one of these scalars decides the predicate.
struct EqualityTest {
  schema::Path path;
  std::vector<schema::Value> values;
};

// One leaf of a condition: a question about one profile.
class Predicate {
 public:
  virtual ~Predicate() = default;
  // The normalised JSON of the leaf: equal predicates have equal text. Stored by the engine to
  // give predicates their permanent numbers.
  const std::string& text() const { return text_; }
  virtual Dependencies dependencies() const = 0; // without events: see selectors()
  virtual bool holds(const Facts& facts, Millis now) const = 0;
  // The earliest instant after `now` at which holds() may differ from holds(now) though nothing
  // is recorded; kMillisMax when time alone changes nothing. Never later than the true flip.
  virtual Millis next_flip(const Facts& facts, Millis now) const = 0;
  // Evidence for explain: an object such as {"count": 3, "newest": "…"} or {"value": 12}.
  virtual schema::Value evidence(const Facts& facts, Millis now) const = 0;
  // Whether next_flip() may ever answer an instant: such a predicate gets a timer a profile.
  virtual bool turns_with_time() const = 0;
  // Whether traits alone decide it, whatever the time: what was found holds until one changes.
  virtual bool is_of_traits() const { return false; }
  // Whether it matters to it which of several events of one instant was journalled last.
  virtual bool orders_ties() const { return false; }
  // The events it looks at. What it demands through Facts::series stays within these.
  virtual std::vector<SelectorUse> selectors() const { return {}; }
  // The predicate as a count between bounds, if that is all it asks.
  virtual std::optional<CountTest> count_test() const { return std::nullopt; }
  // The predicate as equality of a trait, if that is all it asks.
  virtual std::optional<EqualityTest> equality_test() const { return std::nullopt; }
  // Its shape as columns can answer it (bulk/form.h); by default only one profile can.
  virtual bulk::Form bulk() const;

 protected:
  explicit Predicate(std::string text) : text_(std::move(text)) {}

 private:
  std::string text_;
};
using PredicatePtr = std::shared_ptr<const Predicate>;

struct Expression {
  enum class Op : uint8_t { all, any, negation, everyone, leaf };
  Op op = Op::everyone;
  std::vector<Expression> parts; // of all, any (≥ 1) and negation (exactly 1)
  PredicatePtr predicate;        // of leaf
  std::string pointer;           // where it stands in the definition
};

class Condition {
 public:
  const Expression& root() const { return root_; }
  const schema::Value& source() const { return source_; } // as written
  bool holds(const Facts& facts, Millis now) const;
  // The earliest instant after `now` at which any predicate of it may change by time alone.
  Millis next_flip(const Facts& facts, Millis now) const;
  std::vector<PredicatePtr> predicates() const; // distinct by text, in order of writing
  Dependencies dependencies() const;            // of all predicates, each name once

 private:
  friend struct ConditionParser;
  Expression root_;
  schema::Value source_;
};
using ConditionPtr = std::shared_ptr<const Condition>;

class Retention; // retention.h

// Names that a definition may refer to: an unknown one is an issue with the nearest name as hint.
class Names {
 public:
  virtual ~Names() = default;
  virtual bool has_segment(std::string_view key) const = 0;
  virtual bool has_list(std::string_view key) const = 0;
  virtual bool has_template(std::string_view key) const = 0;
  virtual bool has_flow(std::string_view key) const = 0;
  // The definition of a computed trait (computed.h); null when there is none of that key.
  virtual const schema::Value* computed(std::string_view) const { return nullptr; }
  // How long events are kept, by name: conditions look at those that are there. Null: for ever.
  virtual std::shared_ptr<const Retention> retention() const { return nullptr; }
  // Whether conditions may ask what started the entry of a flow: only that flow's own may.
  virtual bool has_entry() const { return false; }
  // All keys, for the hints alone.
  virtual std::vector<std::string> segment_keys() const { return {}; }
  virtual std::vector<std::string> list_keys() const { return {}; }
  virtual std::vector<std::string> template_keys() const { return {}; }
  virtual std::vector<std::string> flow_keys() const { return {}; }
  virtual std::vector<std::string> computed_keys() const { return {}; }
};

// Parses and checks. Appends every issue found, with pointers that begin with `pointer`.
// Returns null iff it appended any issue.
ConditionPtr parse_condition(const schema::Value& source, std::string_view pointer,
                             const Names& names, Issues* issues);

} // namespace beckon::segment
