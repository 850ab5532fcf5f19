#include "segment/bulk/trait_scan.h"

#include <unordered_map>

#include "segment/bulk/column_test.h"
#include "segment/operators.h"
#include "segment/profile_zone.h"

namespace beckon::segment::bulk {
namespace {

using schema::Value;

Bits scan(const Columns& columns, const ValueColumn& column, const ColumnTest& test) {
  Bits holding(columns.end());
  for (size_t i = 0; i < column.chunk_count(); ++i) {
    test.or_rows(i, holding.data() + i * (kChunkRows / 64));
  }
  return holding;
}

// The zones of a column, each looked up once: what zone_of() says of the profile of a row.
class Zones {
 public:
  explicit Zones(const ValueColumn& column) : column_(&column) {
    zones_.assign(column.dictionary().end(), &Zone::utc());
    for (uint32_t code = kFirstCode; code < zones_.size(); ++code) {
      const Value& name = column.dictionary().at(code);
      const Zone* zone = name.is_string() ? find_zone(name.as_string()) : nullptr;
      if (zone != nullptr) zones_[code] = zone;
    }
  }
  const Zone* at(size_t row) const { return zones_[code(row)]; }
  uint32_t code(size_t row) const {
    return column_->chunk(row / kChunkRows).codes[row % kChunkRows];
  }

 private:
  const ValueColumn* column_;
  std::vector<const Zone*> zones_; // by code
};

// A form asked row by row, once for each pair of a value and a zone that there is.
template <typename Answer, typename Ask>
class PairedAnswers {
 public:
  PairedAnswers(const ValueColumn& values, const Zones* zones, Millis now, Ask ask)
      : values_(values), zones_(zones), ask_(std::move(ask)) {
    moment_.now = now;
  }
  Answer at(size_t row) {
    const uint32_t code = values_.chunk(row / kChunkRows).codes[row % kChunkRows];
    const uint64_t zone = zones_ == nullptr ? 0 : zones_->code(row);
    if (zones_ != nullptr) moment_.zone = zones_->at(row);
    if (code == kNumber) return ask(row); // too many to remember
    const auto [known, is_new] = known_.try_emplace(zone << 32 | code);
    if (is_new) known->second = ask(row);
    return known->second;
  }

 private:
  Answer ask(size_t row) { return ask_(values_.at(row, &scratch_), moment_); }

  const ValueColumn& values_;
  const Zones* zones_;
  Ask ask_;
  Moment moment_;
  Value scratch_;
  std::unordered_map<uint64_t, Answer> known_;
};

// Both columns of a form that depends on the profile's zone, or the one of any other.
struct FormColumns {
  const ValueColumn* values = nullptr;
  std::optional<Zones> zones;

  static std::optional<FormColumns> get(Columns* columns, const TraitForm& form) {
    FormColumns both;
    both.values = columns->trait(*form.path);
    if (both.values == nullptr) return std::nullopt;
    if (!form.needs_zone) return both;
    const ValueColumn* names = columns->trait(schema::Path(kZoneTrait));
    if (names == nullptr) return std::nullopt;
    both.zones.emplace(*names);
    return both;
  }
};

} // namespace

std::optional<Bits> scan_trait(Columns* columns, const TraitForm& form, Millis now) {
  const auto held = FormColumns::get(columns, form);
  if (!held) return std::nullopt;
  if (held->zones) {
    PairedAnswers<bool, decltype(form.holds)> answers(*held->values, &*held->zones, now,
                                                      form.holds);
    Bits holding(columns->end());
    columns->everybody().each(
        [&](size_t profile) { holding.assign(profile, answers.at(profile)); });
    return holding;
  }
  Moment moment;
  moment.now = now;
  std::optional<std::vector<Range>> ranges;
  if (form.test != nullptr) ranges = number_ranges(form.test->name(), form.test->operand());
  const ColumnTest test(
      *held->values, [&](const Value* value) { return form.holds(value, moment); },
      std::move(ranges));
  return scan(*columns, *held->values, test);
}

bool visit_flips(Columns* columns, const TraitForm& form, const Bits& candidates, Millis now,
                 const std::function<void(uint32_t, Millis)>& visit) {
  if (!form.next_flip) return true;
  const auto held = FormColumns::get(columns, form);
  if (!held) return false;
  const Zones* zones = held->zones ? &*held->zones : nullptr;
  PairedAnswers<Millis, decltype(form.next_flip)> answers(*held->values, zones, now,
                                                          form.next_flip);
  candidates.each([&](size_t profile) {
    const Millis at = answers.at(profile);
    if (at != kMillisMax) visit(static_cast<uint32_t>(profile), at);
  });
  return true;
}

std::optional<Bits> scan_consent(Columns* columns, const ConsentForm& form) {
  const ValueColumn* column = columns->consent(form.channel, form.topic);
  if (column == nullptr) return std::nullopt;
  const Value wanted(static_cast<int>(form.wanted));
  const ColumnTest test(
      *column, [&](const Value* value) { return value != nullptr && *value == wanted; },
      number_ranges("eq", wanted));
  return scan(*columns, *column, test);
}

std::optional<Bits> scan_random(Columns* columns, const RandomForm& form) {
  if (!form.below) return Bits(columns->end(), true);
  const std::vector<uint64_t>* places = columns->places(form.salt);
  if (places == nullptr) return std::nullopt;
  Bits holding(columns->end());
  for (size_t i = 0; i < columns->end(); ++i) {
    if ((*places)[i] < *form.below) holding.set(i);
  }
  return holding;
}

} // namespace beckon::segment::bulk
