#include "engine/verify_history.h"

#include <map>
#include <set>

#include "engine/members.h"
#include "engine/membership_log.h"
#include "engine/overrides.h"
#include "engine/trait_log.h"

namespace beckon::engine {
namespace {

constexpr uint32_t kFills = 0; // under the number of no segment: the newest fills

class HistoryVerifier {
 public:
  HistoryVerifier(const Reader& reader, const std::function<void(std::string)>& broken)
      : reader_(reader), broken_(broken), flips_(reader.txn(), *reader.source().tables) {}

  void run() {
    read_flips();
    check_heads();
    check_members();
    check_days();
    check_traits();
    check_overrides();
  }

 private:
  // Everything anew from the rows alone: who is in what, the chains' heads, the days.
  void read_flips() {
    for (event::Position position = 1; position <= flips_.count(); ++position) {
      const FlipRow row = flips_.at(position);
      if (row.at < newest_at_) broken_("a flip lies before the one recorded before it");
      newest_at_ = std::max(newest_at_, row.at);
      if (row.previous_of_segment != segment_heads_[row.segment]) {
        broken_("the chain of a segment's flips is not whole");
      }
      segment_heads_[row.segment] = position;
      if (row.profile == 0) {
        read_fill(row);
        continue;
      }
      if (row.previous_of_profile != profile_heads_[row.profile]) {
        broken_("the chain of a profile's flips is not whole");
      }
      profile_heads_[row.profile] = position;
      apply(row, row.profile, row.entered);
    }
  }

  void read_fill(const FlipRow& row) {
    if (row.previous_of_profile != fill_head_) broken_("the chain of fills is not whole");
    fill_head_ = row.position;
    days_[{kFills, day_of(row.at)}].newest = row.position;
    for (const bool entered : {true, false}) {
      flips_.each_filled(row, entered, 0, [&](uint32_t profile) {
        apply(row, profile, entered);
        return true;
      });
    }
  }

  void apply(const FlipRow& row, uint32_t profile, bool entered) {
    std::set<uint32_t>& members = members_[row.segment];
    const bool changed = entered ? members.insert(profile).second : members.erase(profile) != 0;
    if (!changed) {
      broken_("profile " + reader_.ids().profile(profile) + " flips twice the same way");
    }
    Growth& day = days_[{row.segment, day_of(row.at)}];
    ++(entered ? day.entered : day.left);
    day.newest = row.position;
  }

  void check_heads() {
    if (flips_.newest_fill() != fill_head_) broken_("the newest fill is not the one named");
    for (const auto& [segment, head] : segment_heads_) {
      if (flips_.head(segment) != head) broken_("a segment's newest flip is not the one named");
    }
    event::Activity hot;
    reader_.source().hot_table().each([&](uint32_t number, std::string_view row) {
      const auto head = profile_heads_.find(number);
      hot.decode(row);
      if (hot.newest_flip != (head == profile_heads_.end() ? 0 : head->second)) {
        broken_("profile " + reader_.ids().profile(number) + " does not name its newest flip");
      }
    });
  }

  void check_members() {
    for (const segment::PlanSegment& segment : reader_.definitions().plan()->segments()) {
      const std::set<uint32_t>& told = members_[segment.number];
      const auto held = stored_members(reader_.txn(), reader_.table(T::members), segment.number, 0,
                                       told.size() + 1);
      if (!std::equal(held.begin(), held.end(), told.begin(), told.end())) {
        broken_("the members of segment \"" + segment.key + "\" are not those its flips tell");
      }
    }
  }

  void check_days() {
    check_days_of(kFills);
    for (const auto& [segment, head] : segment_heads_) check_days_of(segment);
  }

  void check_days_of(uint32_t segment) {
    size_t rows = 0;
    flips_.each_day(segment, INT32_MIN, INT32_MAX, [&](int32_t day, const Growth& growth) {
      ++rows;
      const Growth& counted = days_[{segment, day}];
      if (growth.entered != counted.entered || growth.left != counted.left ||
          growth.newest != counted.newest) {
        broken_("a day of a segment's growth differs from a recount");
      }
    });
    const auto first = days_.lower_bound({segment, INT32_MIN});
    const auto last = days_.upper_bound({segment, INT32_MAX});
    if (rows != static_cast<size_t>(std::distance(first, last))) {
      broken_("days of a segment's growth are missing");
    }
  }

  // What is known of a profile now is what its log tells as of the end of time.
  void check_traits() {
    store::Cursor cursor = reader_.txn().cursor(reader_.table(T::profiles));
    for (bool found = cursor.first(); found; found = cursor.next()) {
      const auto row = profile::decode(get_big<uint32_t>(cursor.key()), cursor.value());
      const auto told = traits_as_of(reader_.source(), row.trait_heads, kMillisMax);
      bool same = row.traits.size() == told.traits.size();
      for (const profile::Trait& trait : row.traits) {
        const schema::Value *held = row.trait(trait.name), *logged = told.trait(trait.name);
        same =
            same && (held == nullptr ? logged == nullptr : logged != nullptr && *held == *logged);
      }
      if (!same) broken_("the traits of profile " + row.id + " are not those its log tells");
    }
  }

  void check_overrides() {
    for (const segment::PlanSegment& segment : reader_.definitions().plan()->segments()) {
      for (const bool included : {true, false}) {
        const uint32_t set = included ? included_set(segment.number) : excluded_set(segment.number);
        for (const uint32_t profile :
             stored_members(reader_.txn(), reader_.table(T::members), set, 0, SIZE_MAX)) {
          const auto told = override_as_of(reader_.source(), segment.number, profile, kMillisMax);
          const Override wanted = included ? Override::included : Override::excluded;
          if (told && told->state == wanted) continue;
          broken_("what a hand decided about profile " + reader_.ids().profile(profile) +
                  " is not in its ledger");
        }
      }
    }
  }

  const Reader& reader_;
  const std::function<void(std::string)>& broken_;
  FlipReader flips_;
  Millis newest_at_ = kMillisMin;
  std::map<uint32_t, std::set<uint32_t>> members_; // by segment
  std::map<uint32_t, event::Position> segment_heads_, profile_heads_;
  event::Position fill_head_ = 0;
  std::map<std::pair<uint32_t, int32_t>, Growth> days_;
};

} // namespace

void verify_history(const Reader& reader, const std::function<void(std::string)>& broken) {
  HistoryVerifier(reader, broken).run();
}

} // namespace beckon::engine
