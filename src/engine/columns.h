// The columns that conditions are evaluated over for everybody at once, in memory: built from the
// store when first asked for, brought up to date at each use, dropped when there is no room.
//
// A ColumnView answers as of one transaction. Columns of events only grow, so any view takes as
// many rows as its transaction holds; columns of profiles follow the changes that the writer tells
// of (ChangeLog). Views share chunks with the cache, which copies a chunk before it changes it.
//
// Thread safety: ColumnCache from any thread; a ColumnView one thread at a time. A view must end
// before its source.
#pragma once

#include <atomic>
#include <map>
#include <memory>
#include <mutex>
#include <string>
#include <vector>

#include "base/limits.h"
#include "engine/change_log.h"
#include "engine/profile_view.h"
#include "segment/bulk/columns.h"

namespace beckon::engine {

struct Meta;

class ColumnCache {
 public:
  explicit ColumnCache(size_t limit_bytes = limits::column_bytes) : limit_(limit_bytes) {}

  // The writer, before it commits a state that has reached `offset` and began with `before`: the
  // profiles of which any row has changed, or for which a timer has fired, in between.
  void about_to_commit(uint64_t before, uint64_t offset, std::vector<uint32_t> touched);

  size_t bytes() const { return bytes_.load(); }

 private:
  friend class ColumnView;
  // One column. Its mutex is held while it is built or brought up to date.
  struct Slot {
    virtual ~Slot() = default;
    std::mutex mutex;
    std::string key;
    size_t bytes = 0;  // of the cache's lock
    uint64_t used = 0; // likewise: the order of use
  };
  struct ValueSlot;    // of profiles: a trait, a state of consent
  struct EventSlot;    // the events of a name
  struct PropertySlot; // a property of the events of a name
  struct PlacesSlot;   // places in samples
  struct TruthSlot;    // a predicate's truth

  template <typename Kind>
  std::shared_ptr<Kind> slot(const std::string& key);
  // Whether so many bytes may be held at all.
  bool may_hold(size_t bytes) const { return bytes <= limit_; }
  // Notes what the slot takes now, and drops those used longest ago while all take too much.
  void account(const std::shared_ptr<Slot>& slot, size_t bytes);

  const size_t limit_;
  ChangeLog changes_{limits::column_changes};
  std::mutex mutex_; // of what follows; never held while a column is built
  std::map<std::string, std::shared_ptr<Slot>> slots_;
  uint64_t uses_ = 0;
  std::atomic<size_t> bytes_{0};
};

class ColumnView final : public segment::bulk::Columns {
 public:
  // `standing`: whether to make and keep the truth of the predicates of live segments.
  ColumnView(ColumnCache* cache, const Source& source, const Meta& meta, bool standing);

  // Goes on as the writer's view, its source being the last commit: profiles as `live` has them, of
  // which there are more now; those in `touched` are left out, because their rows have changed.
  void continue_with(const Source& live, uint32_t end, const std::vector<uint32_t>& touched);

  uint32_t end() const override { return end_; }
  const segment::bulk::Bits& everybody() const override { return everybody_; }
  const uint32_t* canonical() const override {
    return canonical_.empty() ? nullptr : canonical_.data();
  }
  const segment::bulk::ValueColumn* trait(const schema::Path& path) override;
  const segment::bulk::ValueColumn* consent(std::string_view channel,
                                            std::string_view topic) override;
  const std::vector<uint64_t>* places(std::string_view salt) override;
  std::optional<std::vector<const segment::bulk::EventColumn*>> events(
      const segment::Selector& selector) override;
  const segment::bulk::ValueColumn* property(const segment::bulk::EventColumn& events,
                                             const schema::Path& path) override;
  std::optional<segment::bulk::Bits> list(std::string_view key) override;
  std::optional<segment::bulk::Bits> segment(std::string_view key) override;
  std::optional<segment::bulk::Bits> standing(const segment::Predicate& predicate,
                                              Millis now) override;
  bool holds(const segment::Predicate& predicate, uint32_t profile, Millis now) override;

 private:
  // What a column of profiles keeps of one of them.
  using ReadProfile = std::function<const schema::Value*(const ProfileView&, schema::Value*)>;
  const segment::bulk::ValueColumn* profile_column(const std::string& key, const ReadProfile& read);
  void fill_profiles(ColumnCache::ValueSlot* slot, const ReadProfile& read) const;
  bool catch_up(ColumnCache::ValueSlot* slot, const ReadProfile& read) const;
  const segment::bulk::EventColumn* event_column(const std::string& name, event::NameNumber number);
  segment::bulk::Bits members(uint32_t set) const;
  bool is_current(const ColumnCache::TruthSlot& slot, Millis now) const;
  bool catch_up(ColumnCache::TruthSlot* slot, const segment::Predicate& predicate, Millis now);

  ColumnCache* cache_;
  const Source* source_; // of the columns
  const Source* live_;   // of sets, and of profiles that are asked one by one
  const uint64_t applied_;
  const bool standing_;
  bool building_ = false; // a predicate's truth, for which no standing one is asked
  uint32_t end_;
  segment::bulk::Bits everybody_;
  segment::bulk::Bits stored_; // those that have a row in the source
  std::vector<uint32_t> canonical_;
  // What this view has asked for so far, by key; null: cannot be had.
  std::map<std::string, std::unique_ptr<segment::bulk::ValueColumn>> values_;
  struct Events {
    event::NameNumber number = 0;
    segment::bulk::EventColumn column;
  };
  std::map<std::string, std::unique_ptr<Events>> events_;
  std::map<std::string, std::shared_ptr<const std::vector<uint64_t>>> places_;
};

} // namespace beckon::engine
