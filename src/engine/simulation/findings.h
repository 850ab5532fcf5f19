// What a flow has done in a scratch state since an instant: who started and who was refused, where
// the entries went, what was sent to whom and what was not, and why. Totals are exact; rows are
// listed up to limits::simulation_rows of each kind.
//
// Thread safety: one thread at a time.
#pragma once

#include <map>
#include <string>
#include <unordered_map>
#include <utility>
#include <vector>

#include "engine/simulation/scratch.h"

namespace beckon::engine {

// By reason, or by state.
using Tally = std::map<std::string, uint64_t>;

struct NodeTally {
  std::string node;
  uint64_t entered = 0, waiting = 0, failed = 0, converted = 0;
};

struct MessageTally {
  uint64_t sent = 0;    // handed to a provider and accepted
  uint64_t waiting = 0; // decided and not yet due, or moved by quiet hours
  Tally excluded;       // by policy, with its reason
  Tally failed;         // by the provider: rejected, failed, unknown
  uint64_t people = 0;  // who were sent one at least
};

struct Totals {
  uint64_t started = 0, active = 0, completed = 0, converted = 0;
  Tally exited, refused; // by reason
  MessageTally messages;
  MessageTally others; // of other flows, in the same time
  std::vector<NodeTally> nodes;
};

// One message of the flow, small: there may be millions.
struct FoundMessage {
  Millis at = 0;        // of its claim; of the decision, while it waits
  uint32_t profile = 0; // whose it is at the end; 0: nobody's any more
  uint16_t what = 0;    // in Findings::whats()
  uint16_t outcome = 0; // in Findings::outcomes()
};

class Findings {
 public:
  // What there is already in the scratch is not counted. `flow`: the key.
  Findings(Scratch* scratch, std::string flow);
  void refused(const RefusedStart& start);
  // Looks at all that has come since. To be called once.
  void gather();

  const Totals& totals() const { return totals_; }
  // In order of time.
  const std::vector<FoundMessage>& messages() const { return messages_; }
  struct What {
    std::string channel, template_key, node;
    auto operator<=>(const What&) const = default;
  };
  const std::vector<What>& whats() const { return whats_; }
  // "accepted", "excluded quiet_hours" …
  const std::vector<std::string>& outcomes() const { return outcomes_; }
  std::string profile_id(uint32_t profile) const;

  // Rows as answers show them.
  const std::vector<schema::Value>& entry_rows() const { return entry_rows_; }
  const std::vector<schema::Value>& refusal_rows() const { return refusal_rows_; }
  std::vector<schema::Value> message_rows() const;

 private:
  void gather_entries(const Flow& flow);
  void gather_messages(const Flow* flow);
  void count(const SendRow& send, MessageTally* tally) const;
  schema::Value entry_row(const EntryRow& entry, const Flow& flow) const;

  Scratch* scratch_;
  const std::string flow_;
  const uint64_t first_entry_, first_send_;
  Totals totals_;
  std::vector<FoundMessage> messages_;
  std::vector<What> whats_;
  std::vector<std::string> outcomes_;
  std::map<What, uint16_t> what_index_;
  std::map<std::string, uint16_t> outcome_index_;
  std::vector<schema::Value> entry_rows_, refusal_rows_;
};

schema::Value to_value(const Tally& tally);

} // namespace beckon::engine
