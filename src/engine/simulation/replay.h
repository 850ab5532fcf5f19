// What the journal says, told to a scratch state again: as it was until an instant, and from then
// on with virtual time and what the journal knows of people only. What was published, claimed and
// sent, the simulation decides for itself.
//
// Thread safety: the thread of its Scratch.
#pragma once

#include <functional>
#include <memory>
#include <optional>
#include <unordered_map>

#include "engine/simulation/course.h"
#include "engine/simulation/present.h"
#include "engine/workspace.h"

namespace beckon::engine {

// Records of the journal in order, read in short transactions. Throws conflict when somebody is
// erased from it meanwhile.
class JournalWalk {
 public:
  // Begins after the offset `applied`.
  JournalWalk(store::Journal& journal, uint64_t applied, uint64_t last);
  // The next record without taking it; null at the end.
  const store::Record* peek();
  void take();

 private:
  void read_ahead();

  store::Journal& journal_;
  const uint64_t base_, last_;
  uint64_t next_;
  std::vector<store::Record> ahead_;
  size_t taken_ = 0; // of ahead_
};

// Receipts of real messages, for the same messages in the scratch: of the same flow to the same
// profile, decided at the same node at the same instant.
class ReceiptMap {
 public:
  // Sends below `first` are the same in both.
  ReceiptMap(Workspace& workspace, Scratch* scratch, uint64_t first);
  // The record as it reads in the scratch; empty when it tells nothing there. An opt-out or a
  // bounce of a message that was not sent there is one of the person and the address all the same.
  std::optional<store::Record> translate(const store::Record& receipt);
  uint64_t unmatched() const { return unmatched_; }

 private:
  std::string key_of(const SendRow& send, const std::string& flow) const;
  void catch_up();
  std::optional<store::Record> opt_out(const store::Record& receipt, const schema::Value& payload,
                                       const SendRow& send) const;

  Workspace& workspace_;
  Scratch* scratch_;
  const uint64_t first_;
  uint64_t next_;
  std::unordered_map<std::string, uint64_t> sends_;
  uint64_t unmatched_ = 0;
};

// The walk's records before the instant, as they are. Publications of segments that nobody needs
// are left out. `told` is called once a record.
void replay_before(Millis from, const Present& present, JournalWalk* walk, Scratch* scratch,
                   const std::function<void()>& told);
// The walk's records up to and including the instant, in virtual time, which ends there.
void replay_until(Millis to, JournalWalk* walk, Course* course, ReceiptMap* receipts,
                  const std::function<void()>& told);

} // namespace beckon::engine
