#include <algorithm>
#include <numeric>

#include "engine/column_slots.h"
#include "engine/emitted.h"
#include "engine/former.h"
#include "engine/message_events.h"
#include "engine/property_reader.h"
#include "engine/state.h"
#include "segment/bulk/evaluate.h"
#include "segment/random_place.h"

namespace beckon::engine {

using segment::bulk::Bits;
using segment::bulk::EventColumn;
using segment::bulk::ValueColumn;

namespace {

// The first byte of a slot's key says what it is.
std::string key_of(char kind, std::string_view name, std::string_view detail = {}) {
  std::string key(1, kind);
  key += name;
  if (!detail.empty()) {
    key += '\0';
    key += detail;
  }
  return key;
}

constexpr size_t kValueBytes = 12; // a code and a number
constexpr size_t kEventBytes = 12; // whose and when
// Of so many profiles one may have changed for a column to be patched rather than made anew.
constexpr size_t kPatchShare = 8;

// One property of the events of a name. The engine's own events are about sends, and have theirs.
class PropertySource {
 public:
  PropertySource(const Source& source, std::string_view name, const schema::Path& path)
      : source_(source), path_(path), of_sends_(segment::is_reserved_event(name)) {}

  std::optional<schema::Value> at(uint64_t offset) {
    if (is_emitted(offset)) {
      return resolved(emitted_properties(*source_.transaction, source_.table(T::emitted), offset));
    }
    if (!of_sends_) {
      reader_.parse(source_.payload_at(offset));
      return reader_.at(path_);
    }
    const auto bytes = source_.transaction->get(source_.table(T::sends), number_key(offset));
    if (!bytes) return std::nullopt;
    return resolved(message_properties(decode_send(offset, *bytes)));
  }

 private:
  std::optional<schema::Value> resolved(const schema::Value& properties) const {
    const schema::Value* found = path_.resolve(properties);
    return found == nullptr ? std::nullopt : std::optional<schema::Value>(*found);
  }

  const Source& source_;
  const schema::Path& path_;
  const bool of_sends_;
  PropertyReader reader_;
};

// Of a workspace that has none: everything is asked one by one.
ColumnCache& no_cache() {
  static ColumnCache none(0);
  return none;
}

} // namespace

ColumnView::ColumnView(ColumnCache* cache, const Source& source, const Meta& meta, bool standing)
    : cache_(cache != nullptr ? cache : &no_cache()),
      source_(&source),
      live_(&source),
      applied_(meta.applied),
      standing_(standing),
      end_(meta.next_profile),
      everybody_(meta.next_profile, true) {
  everybody_.clear(0);
  const auto former = all_former(*source.transaction, source.table(T::former));
  if (!former.empty()) {
    canonical_.resize(end_);
    std::iota(canonical_.begin(), canonical_.end(), 0U);
  }
  for (const FormerNumber& row : former) {
    canonical_[row.number] = row.survivor;
    everybody_.clear(row.number);
  }
  stored_ = everybody_;
}

void ColumnView::continue_with(const Source& live, uint32_t end,
                               const std::vector<uint32_t>& touched) {
  live_ = &live;
  everybody_.resize(end);
  if (!canonical_.empty()) {
    for (uint32_t number = end_; number < end; ++number) canonical_.push_back(number);
  }
  end_ = end;
  for (const uint32_t profile : touched) everybody_.clear(profile);
}

void ColumnView::fill_profiles(ColumnCache::ValueSlot* slot, const ReadProfile& read) const {
  slot->store = {};
  slot->store.resize(end_);
  schema::Value scratch;
  stored_.each([&](size_t profile) {
    const ProfileView view(*source_, static_cast<uint32_t>(profile));
    slot->store.set(profile, read(view, &scratch));
  });
}

// Whether the column could follow the changes since it was last used.
bool ColumnView::catch_up(ColumnCache::ValueSlot* slot, const ReadProfile& read) const {
  if (!slot->built || slot->as_of > applied_) return false;
  const auto touched = cache_->changes_.between(slot->as_of, applied_);
  if (!touched || touched->size() > end_ / kPatchShare + 1'000) return false;
  slot->store.resize(end_);
  schema::Value scratch;
  for (const uint32_t profile : *touched) {
    const ProfileView view(*source_, profile);
    const bool stored = profile < stored_.size() && stored_.test(profile);
    slot->store.set(profile, stored ? read(view, &scratch) : nullptr);
  }
  return true;
}

const ValueColumn* ColumnView::profile_column(const std::string& key, const ReadProfile& read) {
  const auto known = values_.find(key);
  if (known != values_.end()) return known->second.get();
  std::unique_ptr<ValueColumn>& column = values_[key];
  if (!cache_->may_hold(size_t{end_} * kValueBytes)) return nullptr;
  const auto slot = cache_->slot<ColumnCache::ValueSlot>(key);
  const std::lock_guard lock(slot->mutex);
  if (slot->built && slot->as_of > applied_) {
    // Another view has brought it to a later state: this one gets a column of its own.
    ColumnCache::ValueSlot own;
    fill_profiles(&own, read);
    column = std::make_unique<ValueColumn>(own.store.view(end_));
    return column.get();
  }
  if (!catch_up(slot.get(), read)) fill_profiles(slot.get(), read);
  slot->built = true;
  slot->as_of = applied_;
  cache_->account(slot, slot->store.bytes());
  column = std::make_unique<ValueColumn>(slot->store.view(end_));
  return column.get();
}

const ValueColumn* ColumnView::trait(const schema::Path& path) {
  return profile_column(key_of('t', path.text()),
                        [&](const ProfileView& profile, schema::Value*) -> const schema::Value* {
                          const schema::Value* found = profile.trait(path.first());
                          for (size_t i = 1; found != nullptr && i < path.steps().size(); ++i) {
                            found = found->find(path.steps()[i]);
                          }
                          return found;
                        });
}

const ValueColumn* ColumnView::consent(std::string_view channel, std::string_view topic) {
  return profile_column(key_of('c', channel, topic),
                        [&](const ProfileView& profile, schema::Value* scratch) {
                          *scratch = static_cast<int>(profile.consent(channel, topic));
                          return scratch;
                        });
}

const std::vector<uint64_t>* ColumnView::places(std::string_view salt) {
  const std::string key = key_of('r', salt);
  const auto known = places_.find(key);
  if (known != places_.end()) return known->second.get();
  if (!cache_->may_hold(size_t{end_} * sizeof(uint64_t))) return nullptr;
  const auto slot = cache_->slot<ColumnCache::PlacesSlot>(key);
  const std::lock_guard lock(slot->mutex);
  // A place never changes, so there are only new ones to add.
  if (slot->places == nullptr || slot->places->size() < end_) {
    auto grown = slot->places == nullptr ? std::make_shared<std::vector<uint64_t>>()
                                         : std::make_shared<std::vector<uint64_t>>(*slot->places);
    const auto first = static_cast<uint32_t>(grown->size());
    grown->resize(end_);
    for (uint32_t number = first; number < end_; ++number) {
      (*grown)[number] = segment::random_place(salt, source_->ids->profile(number));
    }
    slot->places = std::move(grown);
    cache_->account(slot, slot->places->size() * sizeof(uint64_t));
  }
  return (places_[key] = slot->places).get();
}

const EventColumn* ColumnView::event_column(const std::string& name, event::NameNumber number) {
  const auto known = events_.find(name);
  if (known != events_.end()) return known->second == nullptr ? nullptr : &known->second->column;
  std::unique_ptr<Events>& events = events_[name];
  const event::Blocks blocks = source_->blocks();
  const size_t rows = blocks.count(number);
  if (!cache_->may_hold(rows * kEventBytes)) return nullptr;
  const auto slot = cache_->slot<ColumnCache::EventSlot>(key_of('e', name));
  const std::lock_guard lock(slot->mutex);
  if (slot->store.rows() < rows) {
    blocks.scan(number, static_cast<event::Position>(slot->store.rows() + 1),
                [&](const event::BlockColumns& block) {
                  for (size_t i = 0; i < block.rows; ++i) {
                    slot->store.append(block.profiles[i], block.times[i]);
                  }
                });
    cache_->account(slot, slot->store.bytes());
  }
  events = std::make_unique<Events>(Events{number, slot->store.view(rows)});
  return &events->column;
}

std::optional<std::vector<const EventColumn*>> ColumnView::events(
    const segment::Selector& selector) {
  std::vector<const EventColumn*> columns;
  const store::Transaction& transaction = *source_->transaction;
  const store::Table names = source_->table(T::names);
  const auto add = [&](std::string_view name, std::string_view number) {
    const EventColumn* column = event_column(std::string(name), get_big<uint16_t>(number));
    columns.push_back(column);
    return column != nullptr;
  };
  if (!selector.is_prefix()) {
    const auto number = transaction.get(names, selector.event());
    if (number && !add(selector.event(), *number)) return std::nullopt;
    return columns;
  }
  store::Cursor cursor = transaction.cursor(names);
  for (bool found = selector.event().empty() ? cursor.first() : cursor.seek(selector.event());
       found && cursor.key_starts_with(selector.event()); found = cursor.next()) {
    if (!selector.matches_name(cursor.key())) continue;
    if (!add(cursor.key(), cursor.value())) return std::nullopt;
  }
  return columns;
}

const ValueColumn* ColumnView::property(const EventColumn& events, const schema::Path& path) {
  const std::string key = key_of('p', events.name(), path.text());
  const auto known = values_.find(key);
  if (known != values_.end()) return known->second.get();
  std::unique_ptr<ValueColumn>& column = values_[key];
  if (!cache_->may_hold(events.rows() * kValueBytes)) return nullptr;
  const auto slot = cache_->slot<ColumnCache::PropertySlot>(key);
  const std::lock_guard lock(slot->mutex);
  if (slot->store.rows() < events.rows()) {
    PropertySource read(*source_, events.name(), path);
    source_->blocks().scan(events_.at(events.name())->number,
                           static_cast<event::Position>(slot->store.rows() + 1),
                           [&](const event::BlockColumns& block) {
                             for (size_t i = 0; i < block.rows; ++i) {
                               const auto value = read.at(block.offsets[i]);
                               slot->store.append(value ? &*value : nullptr);
                             }
                           });
    cache_->account(slot, slot->store.bytes());
  }
  column = std::make_unique<ValueColumn>(slot->store.view(events.rows()));
  return column.get();
}

std::optional<Bits> ColumnView::list(std::string_view key) {
  const uint32_t* set = live_->definitions->find_list(key);
  return set == nullptr ? Bits(end_) : members(*set);
}

std::optional<Bits> ColumnView::segment(std::string_view key) {
  const segment::PlanSegment* found = live_->definitions->plan()->find(key);
  return found == nullptr ? Bits(end_) : members(found->number);
}

Bits ColumnView::members(uint32_t set) const {
  const store::Table table = live_->table(T::members);
  if (live_->members == nullptr) {
    std::vector<uint64_t> words = stored_bits(*live_->transaction, table, set);
    words.resize((size_t{end_} + 63) / 64);
    return {end_, std::move(words)};
  }
  return {end_, live_->members->words(*live_->transaction, table, set, end_)};
}

bool ColumnView::holds(const segment::Predicate& predicate, uint32_t profile, Millis now) {
  return predicate.holds(ProfileView(*live_, profile), now);
}

// Every instant at which a live predicate turns by time alone has a timer: while none is due, what
// held when the state was made holds now.
bool ColumnView::is_current(const ColumnCache::TruthSlot& slot, Millis now) const {
  if (!slot.built || slot.as_of > applied_ || slot.at > now) return false;
  // Another plan may have had no timers for the predicate in between.
  if (slot.plan.lock() != source_->definitions->plan()) return false;
  return first_turn(*source_->transaction, source_->table(T::timers)) > now;
}

bool ColumnView::catch_up(ColumnCache::TruthSlot* slot, const segment::Predicate& predicate,
                          Millis now) {
  if (!is_current(*slot, now)) return false;
  const auto touched = cache_->changes_.between(slot->as_of, applied_);
  if (!touched || touched->size() > end_ / (8 * kPatchShare) + 100) return false;
  slot->holding.resize(end_);
  for (const uint32_t profile : *touched) {
    slot->holding.assign(profile, everybody_.test(profile) && holds(predicate, profile, now));
  }
  return true;
}

std::optional<Bits> ColumnView::standing(const segment::Predicate& predicate, Millis now) {
  // Counts and single values alone: they are cheap to make for everybody.
  const segment::bulk::Form form = predicate.bulk();
  const bool stands = predicate.count_test().has_value() ||
                      std::holds_alternative<segment::bulk::TraitForm>(form) ||
                      std::holds_alternative<segment::bulk::ConsentForm>(form) ||
                      std::holds_alternative<segment::bulk::RandomForm>(form) ||
                      std::holds_alternative<segment::bulk::AggregateForm>(form);
  // The writer's view knows nothing of those it leaves out.
  if (building_ || !stands || live_ != source_) return std::nullopt;
  if (source_->definitions->plan()->position_of_text(predicate.text()) < 0) return std::nullopt;
  const auto slot = cache_->slot<ColumnCache::TruthSlot>(key_of('s', predicate.text()));
  const std::lock_guard lock(slot->mutex);
  if (!catch_up(slot.get(), predicate, now)) {
    if (!standing_ || (slot->built && slot->as_of > applied_)) return std::nullopt;
    building_ = true;
    slot->holding = segment::bulk::evaluate(predicate, everybody_, this, now);
    building_ = false;
    slot->built = true;
  }
  slot->as_of = applied_;
  slot->at = now;
  slot->plan = source_->definitions->plan();
  cache_->account(slot, slot->holding.words().size() * sizeof(uint64_t));
  return slot->holding;
}

} // namespace beckon::engine
