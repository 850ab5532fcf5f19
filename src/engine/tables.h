// The tables of state.mdb. Keys are big-endian so that they order by number; values are written by
// the modules that own them.
#pragma once

#include <cstdint>
#include <memory>
#include <string>
#include <vector>

#include "base/bytes.h"
#include "store/lmdb.h"

namespace beckon::engine {

// key → value
enum class T : size_t {
  meta,         // name → number or bytes
  identities,   // kind, value → profile number
  profiles,     // profile → cold row (profile/profile.h)
  activity,     // profile → hot row (event/activity.h), unless a layer has a newer one
  names,        // event name → its number
  blocks,       // event name, block → columns (event/blocks.h)
  message_ids,  // runs of hashes (event/message_ids.h)
  members,      // set, profile >> 16 → bitmap container; a set is a segment or a list
  predicates,   // SHA-256 of the text of a series, counter or predicate → its number
  entries,      // entry → its row (entry.h)
  runs,         // profile, flow → the profile's entries in that flow
  timers,       // due, sequence → what is due
  sends,        // send → its row (send.h)
  send_keys,    // send key → send
  outbox,       // state, due, send → nothing: what waits for the dispatcher
  suppressions, // channel, hash of the address → reason and time
  exclusions,   // sequence → who was not written to, and why
  consents,     // profile, journal offset → ledger row
  heads,        // kind, key → current version and number of a definition
  definitions,  // kind, key, version → the published document
  counters,     // name → number, for statistics
  former,       // profile that is no more → where it went (former.h)
  erasures,     // journal offset of an erasure → its receipt (former.h)
  flips,        // block → columns: who entered and left what (membership_log.h)
  fills,        // segment, flip, direction, profile >> 16 → bitmap container
  growth,       // segment, day → numbers of those who entered and left
  trait_log,    // block → columns: when traits were set (trait_log.h)
  trait_rows,   // row of the trait log → traits that a flow set
  overrides,    // profile, segment, journal offset → ledger row (overrides.h)
  suppressed,   // channel, hash of the address, journal offset → whether, and when
  flow_stats,   // flow, version, node → what it has counted (flow_stats.h)
  triggers,     // flow, profile (0: of all) → what will start it (flow_triggers.h)
  emitted,      // place → properties that flows gave to events and entries (emitted.h)
  gates,        // gate → its row; gate, number → instant of a pass (gate.h)
  experiments,  // flow, experiment → its row (experiments.h)
  sent,         // profile, time of the claim, send → channel (sent_log.h)
  sent_to,      // hash of a flow's message and an address → the send last claimed (sent_log.h)
  push_tokens,  // hash of the token → profile
  soft_bounces, // channel, hash of the address → what it refused for a time (soft_bounces.h)
  sync_items,   // target, contact or event, number → its row (sync/rows.h)
  sync_queue,   // target, state, when, contact or event, number → nothing
  sync_ages,    // target, since when, contact or event, number → nothing: what is not settled
  sync_targets, // target → what is counted of it
  // profile, and what it is about → how the profile came to be who it is (identity_notes.h)
  identity_notes,
  violations,   // event name, 0, journal offset → how it strays from its schema (event_schema.h)
  imports,      // key → how far it has come (bulk/import.h)
  event_floors, // event name → how far back its events are gone, how many were removed
                // (retention.h)
  removals,     // journal offset of a removal of events → which (event_removal.h)
  started,      // journal offset → properties of a removed event by which a run goes on
  hot_layers,   // "layers" → which there are, how far they are merged (hot_layers.h)
  hot_layer,    // profile → hot row; the first of so many layers
  count_ = hot_layer + 10,
};
constexpr size_t kHotLayers = static_cast<size_t>(T::count_) - static_cast<size_t>(T::hot_layer);

std::vector<std::string> table_names();

// Keys.
template <typename... Parts>
std::string number_key(Parts... parts) {
  std::string key;
  (put_big<Parts>(&key, parts), ...);
  return key;
}

} // namespace beckon::engine
