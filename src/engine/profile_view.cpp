#include "engine/profile_view.h"

#include <algorithm>
#include <set>

#include "engine/emitted.h"
#include "engine/event_removal.h"
#include "engine/former.h"
#include "engine/message_events.h"
#include "engine/retention.h"
#include "engine/start_record.h"
#include "engine/state.h"
#include "engine/suppression.h"
#include "message/address.h"

namespace beckon::engine {

namespace {
std::optional<profile::IdentifierKind> identifier_of(std::string_view channel) {
  if (channel == "email") return profile::IdentifierKind::email;
  if (channel == "sms") return profile::IdentifierKind::phone;
  return std::nullopt;
}

// Numbers of the engine's own names.
std::set<event::NameNumber> reserved_names(const Source& source) {
  std::set<event::NameNumber> reserved;
  store::Cursor cursor = source.transaction->cursor(source.table(T::names));
  for (bool found = cursor.first(); found && segment::is_reserved_event(cursor.key());
       found = cursor.next()) {
    reserved.insert(get_big<uint16_t>(cursor.value()));
  }
  return reserved;
}

void append_identity_key(std::string* key, const profile::Identifier& identifier) {
  *key += static_cast<char>(identifier.kind);
  if (identifier.kind == profile::IdentifierKind::own) {
    *key += identifier.own_kind;
    *key += '\0';
  }
  *key += identifier.value;
}
} // namespace

std::string identity_key(const profile::Identifier& identifier) {
  std::string key;
  append_identity_key(&key, identifier);
  return key;
}

uint32_t find_profile(const Source& source, const profile::Identifier& identifier) {
  if (identifier.kind == profile::IdentifierKind::id) {
    const auto number = source.ids->read('p', identifier.value);
    if (!number || *number > UINT32_MAX) return 0;
    // An id leads to the survivor for ever, after however many merges.
    const uint32_t profile = canonical_profile(source, static_cast<uint32_t>(*number));
    return source.transaction->get(source.table(T::profiles), number_key(profile)) ? profile : 0;
  }
  if (source.writer != nullptr) return source.writer->identified(identity_key(identifier));
  thread_local std::string key; // keeps its room from call to call
  key.clear();
  append_identity_key(&key, identifier);
  const auto found = source.transaction->get(source.table(T::identities), key);
  return found ? get_big<uint32_t>(*found) : 0;
}

bool ProfileView::exists() const {
  if (cold_ != nullptr) return true;
  if (source_->writer != nullptr) cold_ = source_->writer->cold_row(number_);
  else if (const auto bytes =
               source_->transaction->get(source_->table(T::profiles), number_key(number_))) {
    cold_ = std::make_shared<const profile::Profile>(profile::decode(number_, *bytes));
  }
  return cold_ != nullptr;
}

const profile::Profile& ProfileView::cold() const {
  if (!exists()) throw Error(Code::corrupt, "a profile has no row");
  return *cold_;
}

const event::Activity& ProfileView::hot() const {
  if (hot_ == nullptr) hot_ = hot_row(number_);
  return hot_->activity;
}

HotRowPtr ProfileView::hot_row(uint32_t number) const {
  if (source_->writer != nullptr) return source_->writer->hot_rows().take(number);
  auto row = std::make_shared<HotRow>();
  if (const auto bytes = source_->hot_table().find(number)) row->activity.decode(*bytes);
  return row;
}

event::NameNumber ProfileView::name_number(std::string_view name) const {
  if (name.empty()) return 0;
  if (source_->writer != nullptr) return source_->writer->name_number(name, false);
  const auto stored = source_->transaction->get(source_->table(T::names), name);
  return stored ? get_big<uint16_t>(*stored) : event::NameNumber{0};
}

const schema::Value* ProfileView::trait(std::string_view name) const { return cold().trait(name); }

std::optional<Millis> ProfileView::trait_since(const schema::Path& path) const {
  return cold().trait_since(path);
}

const segment::Series& ProfileView::look(const segment::Selector& selector,
                                         const segment::Need& need) const {
  const bool newest_only = need.newest <= 1 && need.since == kMillisMax && !need.all;
  if (newest_only && selector.is_plain()) {
    event::tell_newest(hot().find_name(name_number(selector.event())), &looked_);
    return looked_;
  }
  const segment::PlanSeries* planned = source_->definitions->plan()->find_series(selector);
  const Series* kept = planned == nullptr ? nullptr : hot().series.find(planned->number);
  if (kept != nullptr && segment::covers(*kept, need)) return *kept;
  if (kept == nullptr && planned != nullptr && has_none(*planned)) {
    looked_ = Series();
    looked_.has_numbers = selector.has_numbers();
  } else {
    looked_ = walk(selector);
  }
  return looked_;
}

bool ProfileView::has_none(const segment::PlanSeries& series) const {
  if (series.number == 0 || series.selector->is_prefix()) return false;
  const event::NameActivity* name = hot().find_name(name_number(series.selector->event()));
  return name == nullptr ||
         (series.number <= name->seen && hot().series.find(series.number) == nullptr);
}

std::vector<std::pair<std::string, event::NameNumber>> ProfileView::names_of(
    const segment::Selector& selector) const {
  std::vector<std::pair<std::string, event::NameNumber>> names;
  if (!selector.is_prefix()) {
    names.emplace_back(selector.event(), name_number(selector.event()));
    return names;
  }
  store::Cursor cursor = source_->transaction->cursor(source_->table(T::names));
  for (bool found = cursor.seek(selector.event());
       found && cursor.key_starts_with(selector.event()); found = cursor.next()) {
    const auto number = get_big<uint16_t>(cursor.value());
    if (!selector.matches_name(cursor.key()) || hot().find_name(number) == nullptr) continue;
    names.emplace_back(cursor.key(), number);
  }
  return names;
}

segment::Keep ProfileView::keep_of(std::string_view name) const {
  const auto retention = source_->definitions->retention();
  return retention == nullptr ? segment::Keep() : retention->of(name);
}

segment::Series ProfileView::walk(const segment::Selector& selector, Millis until,
                                  Millis now) const {
  struct Found {
    SeriesEntry entry;
    uint64_t offset;
  };
  std::vector<Found> found;
  const schema::Value nothing = schema::Value::object();
  for (const auto& [name, number] : names_of(selector)) {
    const segment::Keep keep = now == kMillisMin ? segment::Keep() : keep_of(name);
    each_event(number, [&, &event_name = name](event::Position, const event::EventRow& row) {
      if (row.at > until || !keep.has(row.at, now)) return;
      const schema::Value properties =
          selector.reads_properties() ? event_properties(event_name, row) : nothing;
      if (!selector.picks(row.at, properties)) return;
      found.push_back({{row.at, selector.value_of(event_name, properties)}, row.offset});
    });
  }
  // Of one name they come as journalled; between names the journal's offset tells.
  const bool many = selector.is_prefix();
  std::stable_sort(found.begin(), found.end(), [&](const Found& a, const Found& b) {
    if (a.entry.at != b.entry.at) return a.entry.at > b.entry.at;
    return many && journal_order(a.offset) > journal_order(b.offset);
  });
  Series series;
  series.has_numbers = selector.has_numbers();
  for (auto row = found.rbegin(); row != found.rend(); ++row) series.count(row->entry);
  for (const Found& row : found) series.kept.push_back(row.entry);
  return series;
}

schema::Value ProfileView::event_properties(std::string_view name,
                                            const event::EventRow& row) const {
  if (!segment::is_reserved_event(name)) return properties_of(row.offset);
  const auto bytes = source_->transaction->get(source_->table(T::sends), number_key(row.offset));
  if (!bytes) throw Error(Code::corrupt, "an event of a message has no send");
  return message_properties(decode_send(row.offset, *bytes));
}

std::vector<event::Activity> ProfileView::chain_rows() const {
  std::vector<event::Activity> rows = {hot()};
  for (const uint32_t number : hot().absorbed) {
    if (source_->writer == nullptr && !source_->hot_table().find(number)) {
      throw Error(Code::corrupt, "an absorbed profile has no chains");
    }
    rows.push_back(hot_row(number)->activity);
  }
  return rows;
}

std::vector<event::Position> ProfileView::heads_of(event::NameNumber name) const {
  std::vector<event::Position> heads;
  const auto add_head = [&](const event::Activity& row) {
    const event::NameActivity* known = row.find_name(name);
    if (known != nullptr && known->newest != 0) heads.push_back(known->newest);
  };
  if (hot().absorbed.empty()) add_head(hot());
  else
    for (const event::Activity& row : chain_rows()) add_head(row);
  return heads;
}

event::Position ProfileView::first_of(event::NameNumber name) const {
  return source_->definitions->keeps_all_events() ? 1 : source_->blocks().first(name);
}

schema::Value ProfileView::properties_of(uint64_t offset) const {
  if (!source_->definitions->keeps_all_events()) {
    // Of a removed event there is what a run goes on by.
    schema::Value started =
        started_properties(*source_->transaction, source_->table(T::started), offset);
    if (!started.is_null()) return started;
  }
  if (is_emitted(offset)) {
    return emitted_properties(*source_->transaction, source_->table(T::emitted), offset);
  }
  const std::string_view payload = offset == 0 ? std::string_view() : source_->payload_at(offset);
  if (payload.empty()) return schema::Value::object();
  if (is_start(payload)) return start_properties(payload);
  if (reader_ == nullptr) reader_ = std::make_unique<InputReader>();
  reader_->read(payload, store::RecordKind::track);
  return reader_->properties();
}

segment::Consent ProfileView::consent(std::string_view channel, std::string_view topic) const {
  const profile::ConsentState* state = cold().consent(channel, topic);
  if (state == nullptr && !topic.empty()) state = cold().consent(channel, "");
  return state == nullptr ? segment::Consent::none : static_cast<segment::Consent>(state->state);
}

bool ProfileView::member_of(uint32_t set) const {
  const store::Table table = source_->table(T::members);
  if (source_->members != nullptr) {
    return source_->members->contains(*source_->transaction, table, set, number_);
  }
  return stored_member(*source_->transaction, table, set, number_);
}

bool ProfileView::on_list(std::string_view list) const {
  const uint32_t* set = source_->definitions->find_list(list);
  return set != nullptr && member_of(*set);
}

bool ProfileView::in_segment(std::string_view segment) const {
  const segment::PlanSegment* found = source_->definitions->plan()->find(segment);
  return found != nullptr && member_of(found->number);
}

// Asked of the address that identifies the profile: an address that it shares with another is the
// other's. Sending asks of the address that is sent to.
bool ProfileView::suppressed(std::string_view channel) const {
  const std::string* own = own_address(channel);
  return own != nullptr &&
         find_suppression(*source_->transaction, source_->table(T::suppressions), channel, *own);
}

const std::string* ProfileView::own_address(std::string_view channel) const {
  const auto kind = identifier_of(channel);
  return kind ? cold().identifier(*kind) : nullptr;
}

std::string_view ProfileView::profile_id() const {
  if (id_.empty()) id_ = source_->ids->profile(number_);
  return id_;
}

std::string ProfileView::address(std::string_view channel) const {
  if (channel == "push") {
    const auto& tokens = cold().push_tokens;
    return tokens.empty() ? std::string() : tokens.back().token;
  }
  if (channel == "webhook") return std::string(profile_id());
  const auto kind = identifier_of(channel);
  if (!kind) return {};
  if (const std::string* value = cold().identifier(*kind)) return *value;
  // An address that identifies somebody else may still be where this profile is reached.
  const schema::Value* trait = cold().trait(profile::kind_name(*kind));
  if (trait == nullptr || !trait->is_string()) return {};
  const auto normal = channel == "email" ? message::normalize_email(trait->as_string())
                                         : message::normalize_phone(trait->as_string());
  return normal.value_or(std::string());
}

void ProfileView::each_picked(const segment::Selector& selector, Millis now,
                              const VisitPicked& visit) const {
  const schema::Value nothing = schema::Value::object();
  for (const auto& [name, number] : names_of(selector)) {
    const segment::Keep keep = keep_of(name);
    each_event(number, [&, name = name](event::Position, const event::EventRow& row) {
      if (!keep.has(row.at, now)) return;
      const schema::Value properties =
          selector.reads_properties() ? event_properties(name, row) : nothing;
      if (selector.picks(row.at, properties)) visit(row, properties);
    });
  }
}

// Joined by the order of the journal. Where events have been removed, the chain through all names
// may lead to one of them and end there: then the names' own chains are followed.
std::vector<TimelineEvent> ProfileView::timeline(const TimelineQuery& query) const {
  const std::string_view name = query.name;
  if (segment::is_reserved_event(name)) return {}; // the engine's own
  const bool by_name = !name.empty() || !source_->definitions->keeps_all_events();
  const std::set<event::NameNumber> reserved =
      by_name ? reserved_names(*source_) : std::set<event::NameNumber>();
  const event::Blocks blocks = source_->blocks();
  const event::NameNumber number = name_number(name);
  const Kept kept(*source_, query.now);
  std::vector<TimelineEvent> heads, events;
  const auto add_head = [&](event::Place place) {
    while (place.position != 0 && place.position >= first_of(place.name)) {
      const event::EventRow row = blocks.at(place);
      if (!row.removed()) return heads.push_back({place, row});
      place.position = row.previous;
    }
  };
  for (const event::Activity& row : chain_rows()) {
    if (!by_name) add_head(row.newest);
    for (const event::NameActivity& known : row.names) {
      const bool asked =
          by_name && (name.empty() ? reserved.count(known.name) == 0 : known.name == number);
      if (asked) add_head({known.name, known.newest});
    }
  }
  while (!heads.empty() && events.size() < query.limit) {
    const auto newest = std::max_element(
        heads.begin(), heads.end(), [](const TimelineEvent& a, const TimelineEvent& b) {
          return journal_order(a.row.offset) < journal_order(b.row.offset);
        });
    const TimelineEvent event = *newest;
    heads.erase(newest);
    const bool wanted = journal_order(event.row.offset) < query.before &&
                        query.from <= event.row.at && event.row.at <= query.to &&
                        kept.has(event.place.name, event.row.at);
    if (wanted) events.push_back(event);
    add_head(by_name ? event::Place{event.place.name, event.row.previous} : event.row.previous_any);
  }
  return events;
}

} // namespace beckon::engine
