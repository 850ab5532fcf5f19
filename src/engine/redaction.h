// Takes erased people, and events that are older than they are kept, out of the journal. Their
// records cannot be replayed afterwards, so the state in which they are gone already is kept beside
// the journal first, as base.mdb: whoever replays begins there. In order, so that a crash anywhere
// leaves what the next open can finish:
//   1. the erasure is a record, applied and committed to the state (before this is called);
//   2. a copy of the state is put in place as base.mdb;
//   3. their records are emptied in place. The journal remembers from which state on it can be
//      replayed, in the transactions that empty it;
//   4. last, the erasure's own record loses the identifiers it was asked with. Until then the
//      erasure is unfinished, and all of this is done again;
//   5. pages that are free now are filled with zeros. The journal remembers that they are to be.
// A removal of events (event_removal.h) goes the same way: its record names the offsets of theirs,
// and loses them last. Whatever is unfinished shares one base.
//
// What stays of a record is its offset, its time and that it was redacted.
#pragma once

#include <map>
#include <mutex>
#include <set>
#include <string>
#include <vector>

#include "engine/reader.h"
#include "store/message_archive.h"
#include "store/process_lock.h"

namespace beckon::engine {

// Thread safety: any thread, of any process; one redaction at a time.
class Redaction {
 public:
  // `lock_fd`: of the DirectoryClaim, see process_lock.h.
  Redaction(std::string path, store::Environment& state, store::Journal& journal,
            ReaderFactory& readers, store::MessageArchive& archive, int lock_fd);
  // Finishes every erasure that the state knows and the journal still holds. Returns how many
  // records were changed; 0 when there was nothing to do. Throws disk_full, busy, io_error.
  uint64_t finish();
  // Whether a later try may make good what failed so: there is no room for it, or somebody goes on
  // reading what is to be cleared.
  static bool is_for_later(const Error& error) {
    return error.code() == Code::disk_full || error.code() == Code::busy;
  }
  // Leaves it to others when one of them is at it, or has it held.
  uint64_t finish_if_free();

  // While it lives nobody is taken out of the journal.
  class Hold {
   public:
    Hold(Hold&&) = delete;
    ~Hold() { elsewhere_.release(); }

   private:
    friend class Redaction;
    Hold(std::mutex& here, store::ByteLock& elsewhere) : here_(here), elsewhere_(elsewhere) {
      elsewhere_.share();
    }
    const std::lock_guard<std::mutex> here_;
    store::ByteLock& elsewhere_;
  };
  Hold hold() { return {here_, elsewhere_}; }

 private:
  struct Erased { // an unfinished erasure
    uint64_t offset = 0;
    std::string id;
    std::vector<profile::Identifier> identifiers;
    std::vector<profile::Identifier> refused; // that came with its records and nobody got
  };
  struct Sought {
    profile::Identifier identifier;
    uint64_t until = 0;   // offset of the erasure
    bool refused = false; // only of records that name an identifier which they had, too
  };
  struct Work {                  // what to look for
    std::set<uint32_t> profiles; // numbers of the erased
    std::vector<Erased> erased;
    std::map<uint64_t, std::vector<Sought>> partitions; // by hash
    std::vector<profile::Identifier> held;
    std::map<std::string, uint64_t> addresses; // e-mail or phone → offset of the erasure
    std::set<std::string, std::less<>> ids;    // of erased profiles
    std::set<uint64_t> sends;                  // of theirs
    std::vector<uint64_t> removals;            // of events, unfinished: offsets of their records
    uint64_t base = 0;                         // what the state has reached

    bool empty() const { return erased.empty() && removals.empty(); }
  };
  Work gather() const;
  bool is_unfinished() const;
  void clear_journal();
  uint64_t redact_all(); // REQUIRES: nobody else does
  void keep_base();
  uint64_t redact_journal(const Work& work);
  uint64_t redact_events(const Work& work);
  void gather_removals(const Reader& reader, Work* work) const;
  // Whether the record says something of them; then it is changed.
  bool redact(const Work& work, store::Record* record);
  bool is_input_of(const Work& work, const store::Record& record);
  static bool redact_outcomes(const Work& work, store::Record* record);
  static bool redact_sync_outcomes(const Work& work, store::Record* record);

  const std::string path_;
  store::Environment& state_;
  store::Journal& journal_;
  ReaderFactory& readers_;
  store::MessageArchive& archive_;
  std::mutex here_;           // one at a time in this process,
  store::ByteLock elsewhere_; // and in one process at a time
  InputReader input_;
};

// Before the state is opened: when it is behind what the journal can still bring up, base.mdb takes
// its place. Throws corrupt when there is none.
void restore_state(const std::string& path, const store::Journal& journal,
                   const store::EnvironmentOptions& options);

} // namespace beckon::engine
