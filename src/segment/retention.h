// How long events are kept, by name. An event is there at `now` while its rule's duration has not
// passed since its own time; a condition looks at those that are there, so it is compiled to the
// one that asks the same of a shorter window, and turns at the very instant at which an event is
// gone. Immutable after it is made. Pure.
#pragma once

#include <functional>
#include <map>
#include <memory>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "segment/condition.h"
#include "segment/selector.h"
#include "segment/window.h"

namespace beckon::segment {

struct ConditionParser;
struct EventFilter;

// What holds for the events of one name.
struct Keep {
  std::optional<Duration> within; // none: for ever
  Millis from = kMillisMin;       // what is older was gone before that was so
  bool operator==(const Keep&) const = default;
  bool has(Millis at, Millis now) const {
    return at >= from && (!within || now < leaves_at(*within, at));
  }
  // The window of those events inside it that are there.
  Window narrow(const Window& window) const;
};

struct RetentionRule {
  std::string event;            // the name, or what it begins with
  bool prefix = false;          // "Order*": event is "Order"
  std::optional<Duration> keep; // none: for ever
};

class Retention {
 public:
  // The rule of a name is the one that names it, else that of the longest beginning. `floors`: how
  // far back the events of a name are gone, whatever the rules say now.
  Retention(std::vector<RetentionRule> rules, std::map<std::string, Millis, std::less<>> floors);

  Keep of(std::string_view name) const { return keeps_[rule_of(name)]; }
  // The number of the rule that a name is under, and what that rule says.
  size_t rule_of(std::string_view name) const;
  const Keep& keep(size_t rule) const { return keeps_[rule]; }
  size_t rules() const { return keeps_.size(); }
  // What may hold for the names of a selector; one at least.
  std::vector<Keep> keeps(std::string_view event, bool prefix) const;
  // Equal texts: the same is kept.
  const std::string& text() const { return text_; }

 private:
  std::vector<RetentionRule> rules_;
  std::vector<Keep> keeps_; // for ever, then by rule, then by floor
  std::map<std::string, Millis, std::less<>> floors_;
  std::map<std::string, size_t, std::less<>> floor_rules_;
  std::string text_;
};

// What `make` makes of a window, for the events that are there: made of the window that they share,
// or, where they are kept for different times, made of the window as it is and asked about those
// that are there (retained.h). `filters`: the names it looks at. Null when `make` answers null.
using MakeInWindow = std::function<PredicatePtr(const Window& window)>;
PredicatePtr under_retention(const ConditionParser& parser,
                             const std::vector<const EventFilter*>& filters, const Window& window,
                             const MakeInWindow& make);

} // namespace beckon::segment
