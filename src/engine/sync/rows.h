// What is to be brought to a target, and what it was told: a row a contact, which stays, and a row
// an event, until it was told.
//
// A contact has one row however often it changes: what changes while it waits goes along, what
// changes while it is under way makes it wait again.
#pragma once

#include <array>
#include <compare>
#include <cstdint>
#include <string>
#include <string_view>
#include <vector>

#include "base/time.h"

namespace beckon::engine {

// Persistent: append only, never renumber.
enum class SyncWhat : uint8_t { contact = 0, event = 1 };
std::string_view what_name(SyncWhat what);
enum class SyncState : uint8_t {
  idle = 0,     // a contact that was told, or has nothing to be told
  waiting = 1,  // until its due time
  inflight = 2, // claimed
  failed = 3,   // the last retry is over, or it was refused
};
std::string_view state_name(SyncState state);
inline bool is_unsettled(SyncState state) {
  return state == SyncState::waiting || state == SyncState::inflight;
}

struct SyncKey {
  uint32_t target = 0;
  SyncWhat what = SyncWhat::contact;
  uint64_t number = 0; // of the profile; events are numbered as they are queued
  auto operator<=>(const SyncKey&) const = default;
};

struct SyncRow {
  SyncState state = SyncState::idle;
  uint32_t attempts = 0;
  Millis queued_at = 0; // when the first change came that was not told
  Millis due_at = 0, failed_at = 0;
  std::string reason; // of a failure

  // Of a contact.
  bool again = false;  // it has changed since it was claimed
  Millis again_at = 0; // when, first
  bool erase = false;  // the person is no more and is to be forgotten there too
  Millis delivered_at = 0;
  std::string digest;                   // of what was told; 16 bytes
  std::string remote_id;                // over there; "" where it was not answered
  std::vector<std::string> absorbed;    // ids over there of contacts that are this one by now
  std::array<uint8_t, 2> consents{};    // told of e-mail and SMS: segment::Consent
  std::vector<std::string> lists, left; // ids there that it was told to be on, and to have left

  // Of an event.
  uint32_t profile = 0;
  std::string name;
  Millis at = 0;
  uint64_t offset = 0; // where its properties are
};

std::string encode(const SyncRow& row);
SyncRow decode_sync(std::string_view bytes); // throws corrupt

std::string sync_key(const SyncKey& key);
SyncKey decode_sync_key(std::string_view bytes);
// Rows of one kind of one target.
std::string sync_prefix(uint32_t target, SyncWhat what);

// In the queue: of a state other than idle, by the time of its due or of its failure.
std::string queue_key(const SyncKey& key, const SyncRow& row);
std::string queue_prefix(uint32_t target, SyncState state);
Millis queue_time(std::string_view key);
// By age: what is unsettled.
std::string age_key(const SyncKey& key, const SyncRow& row);
// The item of a key of the queue or of the ages.
SyncKey queued_item(std::string_view key);

// What is counted of a target, one row.
struct SyncTally {
  uint64_t waiting = 0, inflight = 0, failed = 0; // items
  uint64_t events = 0;                            // of these, events
  uint64_t contacts_told = 0;                     // contacts that the target has
  uint64_t events_told = 0, events_dropped = 0;   // ever
  uint32_t next = 0, end = 0; // profiles that are still to be queued; none when next is 0
  Millis told_at = 0;         // the last success
  // Tries by slices of five minutes, an hour of them: for alerts.
  struct Slice {
    int64_t number = 0;
    uint32_t tries = 0, failures = 0, slowest_ms = 0;
  };
  std::array<Slice, 12> slices{};
  Slice& slice_at(Millis now);
  // Of the last hour.
  Slice last_hour(Millis now) const;
};
std::string encode(const SyncTally& tally);
SyncTally decode_tally(std::string_view bytes);

} // namespace beckon::engine
