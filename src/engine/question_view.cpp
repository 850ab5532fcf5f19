#include "engine/question_view.h"

#include <algorithm>

#include "engine/emitted.h"
#include "engine/suppression.h"
#include "engine/trait_log.h"
#include "schema/binary.h"
#include "schema/members.h"
#include "segment/selector.h"

namespace beckon::engine {

void QuestionView::move_to(Millis moment) {
  moment_ = moment;
  segments_.clear();
}

bool QuestionView::in_segment(std::string_view segment) const {
  const auto known = segments_.find(segment);
  if (known != segments_.end()) return known->second;
  const segment::PlanSegment* found = source_->definitions->plan()->find(segment);
  const bool member = found != nullptr && belongs(*found);
  segments_.emplace(segment, member);
  return member;
}

bool QuestionView::belongs(const segment::PlanSegment& segment) const {
  const Override decided = by_hand(segment.number);
  if (decided != Override::none) return decided == Override::included;
  return segment.condition->holds(*this, moment_);
}

Override QuestionView::by_hand(uint32_t segment) const {
  return find_override(*source_, segment, number_);
}

std::vector<PickedEvent> QuestionView::picked(const segment::Selector& selector, Millis since,
                                              Millis until, size_t limit) const {
  std::vector<PickedEvent> events;
  for (const auto& [name, number] : names_of(selector)) {
    const segment::Keep keep = keep_of(name);
    each_event(number, [&, name = name](event::Position position, const event::EventRow& row) {
      if (row.at < since || row.at > until || !keep.has(row.at, kept_at())) return;
      if (!selector.picks(row.at, selector.reads_properties() ? event_properties(name, row)
                                                              : schema::Value::object())) {
        return;
      }
      events.push_back({name, position, row});
    });
  }
  // Of equal times the one journalled later first.
  std::stable_sort(events.begin(), events.end(), [](const PickedEvent& a, const PickedEvent& b) {
    return a.row.at != b.row.at ? a.row.at > b.row.at
                                : journal_order(a.row.offset) > journal_order(b.row.offset);
  });
  if (events.size() > limit) events.resize(limit);
  return events;
}

const profile::Profile& AsOfView::then() const {
  if (!then_) {
    then_ = traits_as_of(*source_, cold().trait_heads, at_);
    read_ledger();
  }
  return *then_;
}

profile::ConsentState AsOfView::consent_of(const schema::Value& row) {
  return {schema::text_member(row, "channel"), schema::text_member(row, "topic"),
          profile::consent_state(schema::text_member(row, "state")),
          parse_time(schema::text_member(row, "at")).value_or(kMillisMax),
          schema::text_member(row, "source")};
}

// Consents by the rule of profile::merge_consent; on a list by the row that was recorded last.
void AsOfView::read_ledger() const {
  store::Cursor cursor = source_->transaction->cursor(source_->table(T::consents));
  const std::string prefix = number_key(number_);
  for (bool found = cursor.seek(prefix); found && cursor.key_starts_with(prefix);
       found = cursor.next()) {
    ByteReader bytes(cursor.value());
    const schema::Value row = schema::get_value(&bytes);
    if (parse_time(schema::text_member(row, "at")).value_or(kMillisMax) > at_) continue;
    const auto offset = get_big<uint64_t>(cursor.key().substr(4));
    const std::string list = schema::text_member(row, "list");
    const std::string type = schema::text_member(row, "type");
    if (type == "merge") read_merge(row, offset);
    else if (!list.empty()) set_listed(list, type == "subscribe", offset);
    else profile::merge_consent(&*then_, consent_of(row));
  }
}

// A merge decides, whatever the rows before it say.
void AsOfView::read_merge(const schema::Value& row, uint64_t offset) const {
  for (const schema::Value& item : row.find("consents")->as_array()) {
    const profile::ConsentState decided = consent_of(item);
    std::erase_if(then_->consents, [&](const profile::ConsentState& held) {
      return held.channel == decided.channel && held.topic == decided.topic;
    });
    then_->consents.push_back(decided);
  }
  for (const schema::Value& item : row.find("lists")->as_array()) {
    set_listed(schema::text_member(item, "list"), schema::flag_member(item, "member"), offset);
  }
}

void AsOfView::set_listed(const std::string& list, bool member, uint64_t offset) const {
  if (member) listed_[list] = offset;
  else listed_.erase(list);
}

const schema::Value* AsOfView::trait(std::string_view name) const { return then().trait(name); }

std::optional<Millis> AsOfView::trait_since(const schema::Path& path) const {
  return then().trait_since(path);
}

segment::Series AsOfView::series(const segment::Selector& selector, const segment::Need&) const {
  return walk(selector, at_, now_);
}

segment::Consent AsOfView::consent(std::string_view channel, std::string_view topic) const {
  const profile::ConsentState* state = then().consent(channel, topic);
  if (state == nullptr && !topic.empty()) state = then().consent(channel, "");
  return state == nullptr ? segment::Consent::none : static_cast<segment::Consent>(state->state);
}

bool AsOfView::on_list(std::string_view list) const {
  const uint32_t* set = source_->definitions->find_list(list);
  if (set == nullptr) return false;
  then();
  const auto joined = listed_.find(list);
  return joined != listed_.end() && joined->second > emptied_at(*source_, *set, at_);
}

bool AsOfView::suppressed(std::string_view channel) const {
  const std::string* own = own_address(channel);
  return own != nullptr &&
         suppressed_as_of(*source_->transaction, source_->table(T::suppressed), channel, *own, at_);
}

Override AsOfView::by_hand(uint32_t segment) const {
  const auto row = override_as_of(*source_, segment, number_, at_);
  return row ? row->state : Override::none;
}

} // namespace beckon::engine
