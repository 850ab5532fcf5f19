// The journal: every input of a workspace in order, in an LMDB environment of its own. The state
// is a fold of it; replay, simulation and scale-out read it through this narrow interface.
//
// Several processes may have it open; they append in turns (process_lock.h).
// Thread safety: append and refresh by one thread at a time; reads from any thread.
#pragma once

#include <atomic>
#include <cstdint>
#include <memory>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "base/time.h"
#include "store/lmdb.h"

namespace beckon::store {

// Persistent: append only, never renumber.
enum class RecordKind : uint8_t {
  identify = 1,
  track = 2,
  alias = 3,
  consent = 4,
  subscribe = 5,   // to a list
  unsubscribe = 6, // from a list
  suppress = 7,    // an address, or lift a suppression
  publish = 8,     // a definition: segment, flow, template, list, provider, settings
  tick = 9,        // time has come to here
  claim = 10,      // intents about to be handed to a provider
  outcome = 11,    // what became of them
  erase_definition = 12,
  control = 13, // pause, resume or archive a flow
  merge = 14,   // two profiles become one
  erase_profile = 15,
  redacted = 16,        // what stood here was about a person who was erased since
  receipt = 17,         // what became of a message after it left
  manual = 18,          // a profile is in a segment, or out of it, by hand
  start = 19,           // a flow, for one profile or for all that meet a condition
  inbound = 20,         // what a person sent us: a keyword of an SMS
  push_token = 21,      // a device that takes messages, or takes none any more
  sync_claim = 22,      // contacts and events about to be brought to a platform
  sync_outcome = 23,    // what became of them
  sync_control = 24,    // more of them are to be brought there, or once more
  patch = 25,           // of some of a profile's traits, part by part
  import_progress = 35, // how far a table has been imported
  remove_events = 36,   // that are older than they are kept
};

struct Record {
  uint64_t offset = 0; // from 1; given by append
  Millis at = 0;       // when it was journalled; never before its predecessor
  RecordKind kind = RecordKind::identify;
  uint64_t partition = 0; // hash of the identifier it is about: the key for scaling out
  std::string payload;    // JSON
};

class Journal {
 public:
  // `seed`: of a new journal, 16 bytes; "": random ones.
  Journal(const std::string& path, const EnvironmentOptions& options, std::string seed = {});

  // Appends and syncs all of them in one transaction; sets their offsets.
  // On an exception nothing of them is stored, or the fate is unknown (io_error).
  void append(std::vector<Record>* records);
  // The same. REQUIRES: their offsets are set, and go on from last_offset().
  void append(const std::vector<const Record*>& records);
  // As far as this process knows: what it appended itself, and all that was there at refresh().
  uint64_t last_offset() const { return last_offset_.load(); }
  Millis last_at() const { return last_at_.load(); }
  // Takes note of what another process has appended.
  void refresh();
  // Where the journal ends, whichever process has written to it: the offset of the last record (0:
  // there is none), and the number of the commit with which that was so.
  struct End {
    uint64_t offset = 0, commit = 0;
  };
  End newest_end();
  uint64_t newest_offset() { return newest_end().offset; }
  // The number of the last commit, of whatever process. Costs next to nothing.
  uint64_t last_commit() const { return environment_.last_commit(); }

  // 16 random bytes made with the journal: every opaque id and token key derives from them.
  const std::string& seed() const { return seed_; }

  // Puts other content under offsets that are there, in one synced transaction. Nothing of the old
  // content can be replayed any more, so from now on only states that have reached `base` go on by
  // this journal. REQUIRES: base is at or after every record given, and a state that has reached it
  // is safe (base.mdb). Beside append, from any one thread.
  void redact(const std::vector<Record>& records, uint64_t base);
  // The offset that a state must have reached to go on by this journal; 0: any state does.
  uint64_t base() const { return base_.load(); }
  // Room held back inside the file, for when it may not grow: a limit on the size of files, unlike
  // a full disk, is not helped by giving up another file. release_room() makes it free for what is
  // appended next; restore_room() takes it back once the file may grow. Both by the one that
  // appends. Whether the room is held back.
  void release_room();
  bool restore_room();
  // All that is committed, in a file that nobody has, synced. Beside append, from any thread.
  void compact_to(const std::string& file) { environment_.compact_to(file); }
  uint64_t file_bytes() const { return environment_.file_bytes(); }

  // After redact: the bytes of what was there before are overwritten in the file as well, once
  // nobody reads them any more. `wait` as of Environment::clear_free_pages.
  void clear_free_pages(const Environment::Waiting& wait);
  // Whether that is still to be done; a crash does not change it.
  bool is_unclear();

  // One short read transaction. Records in order from `offset` on.
  class Reader {
   public:
    explicit Reader(Journal& journal);
    // The record at the offset, or empty.
    std::optional<Record> at(uint64_t offset);
    // The payload alone, borrowed from the map until the reader ends. Empty when absent.
    std::string_view payload_at(uint64_t offset);

   private:
    Transaction transaction_;
    Table table_;
  };

 private:
  Environment environment_;
  std::string seed_;
  void read_end(const Transaction& transaction);
  std::atomic<uint64_t> last_offset_{0};
  std::atomic<Millis> last_at_{kTimeFloor};
  std::atomic<uint64_t> base_{0};
  bool has_room_ = false; // held back
};

} // namespace beckon::store
