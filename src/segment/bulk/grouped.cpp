#include "segment/bulk/grouped.h"

#include <algorithm>
#include <stdexcept>

#include "segment/bulk/picker.h"
#include "segment/bulk/row_values.h"

namespace beckon::segment::bulk {
namespace {

// Facts of one profile that know series and nothing else.
class SeriesFacts final : public Facts {
 public:
  void clear() { series_.clear(); }
  void add(const Selector* selector, Series series) {
    series_.emplace_back(selector, std::move(series));
  }

  Series series(const Selector& selector, const Need&) const override {
    for (const auto& [known, held] : series_) {
      if (known->text() == selector.text()) return held;
    }
    throw std::logic_error("a predicate asks for a series that it does not name");
  }
  const schema::Value* trait(std::string_view) const override { refuse(); }
  std::optional<Millis> trait_since(const schema::Path&) const override { refuse(); }
  Consent consent(std::string_view, std::string_view) const override { refuse(); }
  bool on_list(std::string_view) const override { refuse(); }
  bool suppressed(std::string_view) const override { refuse(); }
  bool in_segment(std::string_view) const override { refuse(); }
  std::string_view profile_id() const override { refuse(); }

 private:
  [[noreturn]] static void refuse() {
    throw std::logic_error("a predicate over events asks for something else");
  }
  std::vector<std::pair<const Selector*, Series>> series_;
};

} // namespace

// The entries of one selector, profile after profile.
struct Grouped::Group {
  const Selector* selector = nullptr;
  bool complete = true;             // no window has cut the entries off,
  Millis since = 0;                 // else all as new as this are there
  std::vector<uint32_t> ends;       // by profile: one beyond its last entry
  std::vector<SeriesEntry> entries; // of a profile: in order of journalling

  void fill(const Columns& columns, const Picker& picker, const Bits& candidates, Bits* found);
  size_t begin_of(size_t profile) const { return profile == 0 ? 0 : ends[profile - 1]; }
  Series series_of(size_t profile) const;
};

struct Grouped::Parts {
  std::vector<SelectorUse> uses; // own the selectors
  std::vector<Group> groups;
  SeriesFacts nobody;
};

Grouped::Grouped() : parts_(std::make_unique<Parts>()) {}
Grouped::~Grouped() = default;
Grouped::Grouped(Grouped&&) noexcept = default;
Grouped& Grouped::operator=(Grouped&&) noexcept = default;

void Grouped::Group::fill(const Columns& columns, const Picker& picker, const Bits& candidates,
                          Bits* found) {
  // Counted first, so that each profile's entries get a place of their own.
  ends.assign(columns.end(), 0);
  each_row(columns, picker, [&](uint32_t profile, const Picked&, size_t) {
    if (candidates.test(profile)) ++ends[profile];
  });
  uint32_t begin = 0;
  for (uint32_t& end : ends) {
    const uint32_t count = end;
    end = begin; // moves on to the true end as entries come in
    begin += count;
  }
  entries.resize(begin);
  const bool numbers = selector->has_numbers();
  HashesOfColumns hashes;
  each_row(columns, picker, [&](uint32_t profile, const Picked& picked, size_t row) {
    if (!candidates.test(profile)) return;
    int64_t value = 0;
    if (picked.flags != nullptr) {
      value = static_cast<int64_t>(picked.flags[row / 64] >> (row & 63) & 1);
    } else if (picked.values != nullptr) {
      value = numbers ? number_at(picked, row) : hashes.at(picked, row);
    }
    entries[ends[profile]++] = {picked.chunk->times[row], value};
    found->set(profile);
  });
}

Series Grouped::Group::series_of(size_t profile) const {
  Series series;
  series.has_numbers = selector->has_numbers();
  const auto first = entries.begin() + static_cast<std::ptrdiff_t>(begin_of(profile));
  const auto last = entries.begin() + static_cast<std::ptrdiff_t>(ends[profile]);
  series.kept.assign(std::make_reverse_iterator(last), std::make_reverse_iterator(first));
  // Mostly in order already; of equal times the one journalled later stays in front.
  std::stable_sort(series.kept.begin(), series.kept.end(),
                   [](const SeriesEntry& a, const SeriesEntry& b) { return a.at > b.at; });
  series.total = series.kept.size();
  for (const SeriesEntry& entry : series.kept) {
    series.sum += entry.value;
    series.min = &entry == series.kept.data() ? entry.value : std::min(series.min, entry.value);
    series.max = &entry == series.kept.data() ? entry.value : std::max(series.max, entry.value);
  }
  if (!series.has_numbers) series.sum = 0, series.min = 0, series.max = 0;
  series.complete = complete;
  if (!complete) series.left_out = since - 1;
  return series;
}

bool Grouped::can_answer(const Predicate& predicate) {
  const Dependencies asked = predicate.dependencies();
  const auto uses = predicate.selectors();
  // Which of two events of different names and one instant was journalled later is not in columns,
  // nor what their names are.
  const bool ordered = predicate.orders_ties();
  const bool told = std::none_of(uses.begin(), uses.end(), [&](const SelectorUse& use) {
    return use.selector->tells_rules() || (use.selector->is_prefix() && ordered);
  });
  return !uses.empty() && told && asked.traits.empty() && asked.consents.empty() &&
         asked.lists.empty() && asked.suppressions.empty() && asked.segments.empty() &&
         !asked.profile_id;
}

std::optional<Grouped> Grouped::make(Columns* columns, std::vector<SelectorUse> uses,
                                     const Bits& candidates, Millis now) {
  Grouped grouped;
  grouped.parts_->uses = std::move(uses);
  grouped.with_events_ = Bits(columns->end());
  for (const SelectorUse& use : grouped.parts_->uses) {
    const bool cut = use.window && use.newest == 0 && !use.all;
    const auto picker = Picker::make(columns, *use.selector,
                                     cut ? use.window : std::optional<Duration>(), now, true);
    if (!picker) return std::nullopt;
    Group group;
    group.selector = use.selector.get();
    group.complete = !cut;
    if (cut) group.since = window_start(*use.window, now);
    group.fill(*columns, *picker, candidates, &grouped.with_events_);
    grouped.parts_->groups.push_back(std::move(group));
  }
  for (const Group& group : grouped.parts_->groups) {
    Series none;
    none.has_numbers = group.selector->has_numbers();
    none.complete = group.complete;
    if (!none.complete) none.left_out = group.since - 1;
    grouped.parts_->nobody.add(group.selector, std::move(none));
  }
  return grouped;
}

void Grouped::each(const std::function<void(uint32_t, const Facts&)>& visit) const {
  SeriesFacts facts;
  with_events_.each([&](size_t profile) {
    facts.clear();
    for (const Group& group : parts_->groups) facts.add(group.selector, group.series_of(profile));
    visit(static_cast<uint32_t>(profile), facts);
  });
}

const Facts& Grouped::nobody() const { return parts_->nobody; }

std::optional<Bits> holds_grouped(Columns* columns, const Predicate& predicate,
                                  const Bits& candidates, Millis now) {
  const auto grouped = Grouped::make(columns, predicate.selectors(), candidates, now);
  if (!grouped) return std::nullopt;
  Bits holding(columns->end());
  if (predicate.holds(grouped->nobody(), now)) {
    holding = candidates;
    holding -= grouped->with_events();
  }
  grouped->each([&](uint32_t profile, const Facts& facts) {
    if (predicate.holds(facts, now)) holding.set(profile);
  });
  return holding;
}

} // namespace beckon::segment::bulk
