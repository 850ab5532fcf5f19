// One profile as questions see it: now, at an instant to come, or as of one that is past.
//
// Segments that a condition names are evaluated at that instant too, instead of looked up.
// Thread safety: one thread at a time. Ownership: borrows its source.
#pragma once

#include <map>
#include <optional>
#include <string>
#include <vector>

#include "engine/overrides.h"
#include "engine/profile_view.h"

namespace beckon::engine {

struct PickedEvent {
  std::string name;
  event::Position position = 0;
  event::EventRow row;
};

class QuestionView : public ProfileView {
 public:
  QuestionView(const Source& source, uint32_t number, Millis moment)
      : ProfileView(source, number), moment_(moment) {}

  // The instant at which named segments are evaluated: what is known stays the same.
  void move_to(Millis moment);
  Millis moment() const { return moment_; }
  // Nothing that happened later counts.
  virtual Millis known_until() const { return kMillisMax; }
  // Nothing counts that retention has taken by then.
  virtual Millis kept_at() const { return moment_; }
  const segment::PlanSegment* find_segment(std::string_view key) const {
    return source_->definitions->plan()->find(key);
  }

  bool in_segment(std::string_view segment) const override;
  // Membership at the moment: what a hand has decided, else the condition.
  bool belongs(const segment::PlanSegment& segment) const;
  // Events that the selector picks with times from `since` to `until`, the newest first.
  std::vector<PickedEvent> picked(const segment::Selector& selector, Millis since, Millis until,
                                  size_t limit) const;

 protected:
  virtual Override by_hand(uint32_t segment) const;

 private:
  Millis moment_;
  mutable std::map<std::string, bool, std::less<>> segments_; // answers at the moment
};

// As of `at`, by what is known at `now`: events and traits by their own times, consents, lists and
// suppressions from their ledgers, segments by their present definitions. Events that retention has
// taken since are not known any more. A profile has always
// existed, under the identifiers that it has now.
class AsOfView final : public QuestionView {
 public:
  AsOfView(const Source& source, uint32_t number, Millis at, Millis now)
      : QuestionView(source, number, at), at_(at), now_(now) {}

  Millis known_until() const override { return at_; }
  Millis kept_at() const override { return now_; }
  const schema::Value* trait(std::string_view name) const override;
  std::optional<Millis> trait_since(const schema::Path& path) const override;
  segment::Series series(const segment::Selector& selector,
                         const segment::Need& need) const override;
  // Never the remembered series of the present.
  const segment::Series& look(const segment::Selector& selector,
                              const segment::Need& need) const override {
    return looked_ = series(selector, need);
  }
  segment::Consent consent(std::string_view channel, std::string_view topic) const override;
  bool on_list(std::string_view list) const override;
  bool suppressed(std::string_view channel) const override;

 protected:
  Override by_hand(uint32_t segment) const override;

 private:
  const profile::Profile& then() const;
  static profile::ConsentState consent_of(const schema::Value& row);
  void read_ledger() const;
  void read_merge(const schema::Value& row, uint64_t offset) const;
  void set_listed(const std::string& list, bool member, uint64_t offset) const;

  Millis at_, now_;
  mutable std::optional<profile::Profile> then_;                // its traits and consents
  mutable std::map<std::string, uint64_t, std::less<>> listed_; // list → offset of the joining
};

} // namespace beckon::engine
