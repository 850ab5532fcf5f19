// Chooses what is due and who is to carry it, and claims it with a record.
//
// A claim is durable before a byte leaves. What it takes is seen at once by the fold, and by
// readers with the next commit only; so that no commit is needed for each claim, what has been
// claimed since is remembered and passed over until a reader knows of it.
//
// Thread safety: any thread. begin and finish take turns, a begin may come before the finish of the
// one before.
#pragma once

#include <map>
#include <memory>
#include <mutex>
#include <string>
#include <unordered_map>
#include <vector>

#include "engine/composer.h"
#include "engine/reader.h"
#include "engine/routing/router.h"
#include "engine/writer.h"
#include "store/catalog.h"

namespace beckon::engine {

class Claims {
 public:
  struct Parts {
    Writer* writer = nullptr;
    ReaderFactory* readers = nullptr;
    store::Catalog* catalog = nullptr;
    std::shared_ptr<Clock> clock;
  };
  explicit Claims(Parts parts) : parts_(std::move(parts)) {}

  // Nothing is under way any more: what was forgotten of it is looked at again.
  void reset();

  struct Wanted {
    SendRow send;        // as it waited
    std::string account; // "" of a call, and when there is none
  };
  struct Pending {
    std::vector<Wanted> wanted; // none: nothing is due
    BatchPtr batch;
  };
  // Asks for what is due now, at most limits::claim_batch of it; what is transactional first.
  // `fresh`: of all that was acknowledged before the call; else of the last commit.
  Pending begin(bool fresh);
  // Waits for it. Those that were granted, as they were claimed.
  std::vector<Outgoing> finish(Pending pending);

  // It was claimed and not handed to its account.
  void give_back(const SendRow& send);
  // What came back of it; `tells` as in Router::settled.
  void settled(const SendRow& send, const provider::Outcome& outcome, bool tells);
  // The outcomes of these were acknowledged. Whether there is room for others that had to wait.
  bool booked(const std::vector<SendRow>& sends);

  // The earliest send that may go; kMillisMax when none waits.
  Millis next_due();

 private:
  // A send as it was when it was claimed.
  struct Seen {
    Millis due = 0;
    uint64_t until = UINT64_MAX; // the state that has reached this offset knows what became of it
  };
  // A claim that was not granted.
  struct Refused {
    Millis due = 0, at = 0; // the send's, and when it was refused
  };
  void refresh(const Reader& reader, Millis now);
  void forget(uint64_t applied);
  void choose(const Reader& reader, Millis now, std::vector<Wanted>* wanted);
  void choose_in_lane(const Reader& reader, const Lane& lane, Millis now,
                      std::vector<Wanted>* wanted);
  bool is_seen(uint64_t send, Millis due) const;
  void note_refused(const SendRow& send, Millis now);
  Millis refused_until(uint64_t send, Millis due) const; // kMillisMin: it may be claimed

  const Parts parts_;
  std::mutex mutex_; // guards everything below
  Router router_;
  std::map<std::string, Millis> held_;      // by lane: when the first that was held back may go
  std::unordered_map<uint64_t, Seen> seen_; // asked, and walked to forget
  std::unordered_map<uint64_t, Refused> refused_; // in this round, lately
  size_t calls_ = 0;                              // of webhook nodes, under way
  bool is_busy_ = false;                          // something waits for others that are under way
  uint64_t looked_at_ = 0;                        // the state that was looked at last
  std::map<std::string, std::string> passed_;     // by lane: up to where nothing of it is left
};

} // namespace beckon::engine
