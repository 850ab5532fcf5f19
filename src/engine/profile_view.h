// One profile as conditions see it, loaded piece by piece as they ask: the hot row, the cold row,
// the events behind them. For readers and, as the base of Session, for the writer.
//
// Thread safety: one thread at a time. Ownership: borrows its source, which must outlive it.
#pragma once

#include <algorithm>
#include <functional>
#include <optional>
#include <string>
#include <type_traits>
#include <vector>

#include "engine/definitions.h"
#include "engine/hot_rows.h"
#include "engine/input.h"
#include "engine/members.h"
#include "engine/opaque_id.h"
#include "event/blocks.h"
#include "segment/facts.h"
#include "segment/retention.h"
#include "segment/selector.h"

namespace beckon::engine {

class State;
class ColumnCache;

// Where a view reads: a transaction, with the writer's caches on top when there are any.
struct Source {
  const store::Transaction* transaction = nullptr;
  const std::vector<store::Table>* tables = nullptr;
  const event::Tails* tails = nullptr;
  MemberSets* members = nullptr; // null: stored containers
  State* writer = nullptr;       // null: a reader
  const Definitions* definitions = nullptr;
  const OpaqueIds* ids = nullptr;
  ColumnCache* columns = nullptr; // of the workspace
  std::function<std::string_view(uint64_t offset)> payload_at;

  store::Table table(T name) const { return (*tables)[static_cast<size_t>(name)]; }
  HotTable hot_table() const { return {*transaction, HotTables(*tables)}; }
  event::Blocks blocks() const { return {*transaction, table(T::blocks), tails}; }
};

std::string identity_key(const profile::Identifier& identifier);
// The profile of an identifier, or 0.
uint32_t find_profile(const Source& source, const profile::Identifier& identifier);

// An event with its properties, as timelines show it.
struct TimelineEvent {
  event::Place place;
  event::EventRow row;
};

// Which of them.
struct TimelineQuery {
  std::string_view name{}; // "": all
  size_t limit = SIZE_MAX;
  uint64_t before = UINT64_MAX;              // in the order of the journal (journal_order)
  Millis from = kMillisMin, to = kMillisMax; // by their own times, both inside
  Millis now = kMillisMin;                   // without those that retention has taken by then
};

class ProfileView : public segment::Facts {
 public:
  ProfileView(const Source& source, uint32_t number) : source_(&source), number_(number) {}

  uint32_t number() const { return number_; }
  bool exists() const;
  const profile::Profile& cold() const;
  const event::Activity& hot() const;

  const schema::Value* trait(std::string_view name) const override;
  std::optional<Millis> trait_since(const schema::Path& path) const override;
  segment::Series series(const segment::Selector& selector,
                         const segment::Need& need) const override {
    return look(selector, need);
  }
  const segment::Series& look(const segment::Selector& selector,
                              const segment::Need& need) const override;
  segment::Consent consent(std::string_view channel, std::string_view topic) const override;
  bool on_list(std::string_view list) const override;
  bool suppressed(std::string_view channel) const override;
  bool in_segment(std::string_view segment) const override;
  std::string_view profile_id() const override;

  // Where a channel reaches the profile: its e-mail address, its phone number, the device that it
  // registered last, for webhooks its id; "" when it has none.
  std::string address(std::string_view channel) const;
  // Properties of the event that a record of the journal told, or that a flow emitted; an empty
  // object for others.
  schema::Value properties_of(uint64_t offset) const;
  // What is kept of the events of a name.
  segment::Keep keep_of(std::string_view name) const;
  // Whether the hot row says that the series holds no event.
  bool has_none(const segment::PlanSeries& series) const;
  // Properties of an event of that name.
  schema::Value event_properties(std::string_view name, const event::EventRow& row) const;
  // The whole series by walking the profile's chains: what is remembered in the hot row is held to
  // it. Without events later than `until`, and without those that retention has taken by `now`:
  // what conditions ask keeps to those that are there by itself.
  segment::Series walk(const segment::Selector& selector, Millis until = kMillisMax,
                       Millis now = kMillisMin) const;
  // Calls visit(position, row) for the events of a name, the one journalled last first, until it
  // answers false if it answers: those of the profile and of all that were merged into it.
  template <typename Visit>
  void each_event(event::NameNumber name, Visit&& visit) const {
    each_row(name, [&](event::Position position, const event::EventRow& event) {
      if (event.removed()) return true;
      if constexpr (!std::is_void_v<decltype(visit(position, event))>) {
        return visit(position, event);
      } else {
        visit(position, event);
        return true;
      }
    });
  }
  // The same for all rows of the chains that are there, those of removed events too, until visit
  // answers false. Whether all there have ever been are there. Every walk along the chains of a
  // name is this one.
  template <typename Visit>
  bool each_row(event::NameNumber name, Visit&& visit) const {
    const event::Blocks blocks = source_->blocks();
    const event::Position first = first_of(name);
    bool whole = true;
    // Positions of one name are given in the order of the journal: the greatest is the newest.
    for (std::vector<event::Position> heads = heads_of(name); !heads.empty();) {
      const auto newest = std::max_element(heads.begin(), heads.end());
      const event::Position position = *newest;
      if (position < first) return false; // it and all before it are dropped
      const event::EventRow event = blocks.at({name, position});
      if (!visit(position, event)) return whole;
      *newest = event.previous;
      whole = whole && (event.previous == 0 || event.previous >= first);
      if (event.previous == 0) heads.erase(newest);
    }
    return whole;
  }
  // Calls visit(row, properties) for the events that the selector picks and that retention has not
  // taken by `now`, the one journalled last of each name first. The properties are an empty object
  // when the selector reads none.
  using VisitPicked = std::function<void(const event::EventRow&, const schema::Value&)>;
  void each_picked(const segment::Selector& selector, Millis now, const VisitPicked& visit) const;
  // The one journalled last first.
  std::vector<TimelineEvent> timeline(const TimelineQuery& query) const;

 protected:
  event::NameNumber name_number(std::string_view name) const;
  // Name and number of those that the profile has events of.
  std::vector<std::pair<std::string, event::NameNumber>> names_of(
      const segment::Selector& selector) const;
  bool member_of(uint32_t set) const;
  HotRowPtr hot_row(uint32_t number) const;
  // The hot rows in which chains of this profile begin: its own and those of absorbed ones.
  std::vector<event::Activity> chain_rows() const;
  // Of a name, where there are any.
  std::vector<event::Position> heads_of(event::NameNumber name) const;
  // The first position of the name that is still there.
  event::Position first_of(event::NameNumber name) const;
  // That identifies the profile; null when it has none.
  const std::string* own_address(std::string_view channel) const;

  const Source* source_;
  uint32_t number_;
  mutable std::shared_ptr<const profile::Profile> cold_;
  mutable HotRowPtr hot_; // a writer's is shared with whoever else asks for it
  mutable std::unique_ptr<InputReader> reader_; // once properties are read
  mutable std::string id_;
};

} // namespace beckon::engine
