#include "segment/retained.h"

#include <algorithm>
#include <stdexcept>

#include "schema/json.h"

namespace beckon::segment {
namespace {

using schema::Value;

// Instants tried until the answer differs; the last of them is no later than the true flip.
constexpr size_t kInstantsTried = 64;

std::string text_of(const Predicate& question, const Retention& retention) {
  Value text = schema::parse_json(question.text());
  text.set("retention", schema::parse_json(retention.text()));
  return to_canonical_json(text);
}

// No name of the selector is kept for longer; none: one of them for ever.
std::optional<Duration> longest(const std::vector<Keep>& keeps) {
  int64_t span = 0;
  for (const Keep& keep : keeps) {
    if (!keep.within) return std::nullopt;
    span = std::max(span, span_of(*keep.within));
  }
  return Duration{span, 0};
}

} // namespace

class Retained::Present final : public Facts {
 public:
  Present(const Retained& asked, const Facts& facts, Millis now)
      : asked_(asked), facts_(facts), now_(now) {}

  Series series(const Selector& selector, const Need&) const override {
    const auto looked =
        std::find_if(asked_.looked_.begin(), asked_.looked_.end(),
                     [&](const Looked& row) { return row.selector->text() == selector.text(); });
    if (looked == asked_.looked_.end()) {
      throw std::logic_error("a predicate asks for a series that it does not name");
    }
    return present_of(*looked);
  }
  // When the next of all events that it looks at is gone, after now.
  Millis next_gone() const {
    Millis next = kMillisMax;
    for (const Looked& looked : asked_.looked_) {
      for (const SeriesEntry& entry : facts_.look(*looked.rules, need(looked)).kept) {
        const Keep& keep = keep_of(entry);
        if (!keep.within || entry.at < keep.from) continue;
        const Millis gone = leaves_at(*keep.within, entry.at);
        if (gone > now_) next = std::min(next, gone);
      }
    }
    return next;
  }

  const schema::Value* trait(std::string_view name) const override { return facts_.trait(name); }
  std::optional<Millis> trait_since(const schema::Path& path) const override {
    return facts_.trait_since(path);
  }
  Consent consent(std::string_view channel, std::string_view topic) const override {
    return facts_.consent(channel, topic);
  }
  bool on_list(std::string_view list) const override { return facts_.on_list(list); }
  bool suppressed(std::string_view channel) const override { return facts_.suppressed(channel); }
  bool in_segment(std::string_view segment) const override { return facts_.in_segment(segment); }
  std::string_view profile_id() const override { return facts_.profile_id(); }

 private:
  const Keep& keep_of(const SeriesEntry& entry) const {
    return asked_.retention_->keep(static_cast<size_t>(entry.value));
  }
  Need need(const Looked& looked) const {
    if (!looked.within) return Need::everything();
    return {0, window_start(*looked.within, now_), false};
  }

  // Both series hold the same events in the same order, from the newest on: the rules stand at the
  // places of the values.
  Series present_of(const Looked& looked) const {
    const Need needed = need(looked);
    const Series rules = facts_.series(*looked.rules, needed);
    const Series& values = facts_.look(*looked.values, needed);
    const size_t count = std::min(rules.kept.size(), values.kept.size());
    Series present;
    present.has_numbers = looked.selector->has_numbers();
    for (size_t i = 0; i < count; ++i) {
      const SeriesEntry& entry = values.kept[i];
      if (!keep_of(rules.kept[i]).has(entry.at, now_)) continue;
      present.count(entry);
      present.kept.push_back(entry);
    }
    return present;
  }

  const Retained& asked_;
  const Facts& facts_;
  const Millis now_;
};

Retained::Retained(PredicatePtr question, Window window, std::shared_ptr<const Retention> retention)
    : Predicate(text_of(*question, *retention)),
      question_(std::move(question)),
      window_(window),
      retention_(std::move(retention)) {
  for (const SelectorUse& use : question_->selectors()) {
    SelectorParts parts = use.selector->parts();
    const auto kept = longest(retention_->keeps(parts.event, parts.prefix));
    parts.retention = retention_;
    Looked looked{use.selector, std::make_shared<const Selector>(parts), nullptr, window_.within};
    parts.tells_rules = true;
    looked.rules = std::make_shared<const Selector>(std::move(parts));
    if (kept) looked.within = looked.within ? shorter_of(*looked.within, *kept) : kept;
    uses_.push_back({looked.values, 0, looked.within, !looked.within});
    uses_.push_back({looked.rules, 0, looked.within, !looked.within});
    looked_.push_back(std::move(looked));
  }
}

bool Retained::holds(const Facts& facts, Millis now) const {
  return question_->holds(Present(*this, facts, now), now);
}

// The question turns by itself, or when an event is gone that it counted.
Millis Retained::next_flip(const Facts& facts, Millis now) const {
  const bool held = holds(facts, now);
  Millis instant = now;
  for (size_t tried = 0; tried < kInstantsTried; ++tried) {
    const Present present(*this, facts, instant);
    instant = std::min(present.next_gone(), question_->next_flip(present, instant));
    if (instant == kMillisMax || holds(facts, instant) != held) return instant;
  }
  return instant;
}

Value Retained::evidence(const Facts& facts, Millis now) const {
  return question_->evidence(Present(*this, facts, now), now);
}

} // namespace beckon::segment
