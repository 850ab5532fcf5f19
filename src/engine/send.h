// Rows about messages: one intent and what became of it.
#pragma once

#include <array>
#include <string>
#include <string_view>

#include "base/time.h"

namespace beckon::engine {

// Persistent: append only, never renumber.
enum class SendState : uint8_t {
  pending = 0,  // decided, not yet claimed
  inflight = 1, // claimed; the request may have left
  accepted = 2, // by the provider
  rejected = 3, // by the provider, for good
  retry = 4,    // will be claimed again when due
  unknown = 5,  // may or may not have been accepted; never sent again
  excluded = 6, // refused by policy
  failed = 7,   // the last retry is over
};
inline constexpr std::array<SendState, 8> kSendStates = {
    SendState::pending, SendState::inflight, SendState::accepted, SendState::rejected,
    SendState::retry,   SendState::unknown,  SendState::excluded, SendState::failed};
std::string_view state_name(SendState state);
// Whether it waits in the outbox.
inline bool is_waiting(SendState state) {
  return state == SendState::pending || state == SendState::retry;
}

struct SendRow {
  uint64_t number = 0;
  SendState state = SendState::pending;
  bool marketing = true;
  uint32_t profile = 0;
  uint64_t entry = 0;          // 0: not of a flow
  uint64_t trigger_offset = 0; // journal offset of the event behind it
  uint32_t template_version = 0;
  uint32_t attempts = 0; // claims so far
  // States of the message, a bit each: by segment::MessageState those that count, above them what a
  // machine did and no human (kMachine …).
  uint32_t reached = 0;
  // What was tried before may have been accepted: repeated through the same account only.
  bool doubtful = false;
  uint32_t flow_version = 0;
  Millis created_at = 0, due_at = 0, claimed_at = 0, settled_at = 0;
  Millis counted_at = 0; // since when it counts for frequency caps (sent_log.h); 0: it does not
  std::string key;       // 16 bytes, unique for ever
  std::string channel, address, template_key;
  std::string topic; // of consent; "": the channel's alone
  std::string flow, node;
  std::string provider, provider_message_id;
  std::string reason; // of exclusion, rejection, failure
};
// An open or a click of a scanner: kept apart, and no state of the message.
inline constexpr uint32_t kMachineOpened = 1U << 16, kMachineClicked = 1U << 17;
// How it bounced, told for the first time: told again it weighs nothing.
inline constexpr uint32_t kHardBounced = 1U << 18, kSoftBounced = 1U << 19;

// The call of a webhook node: it has no address and needs no account.
inline bool is_call(const SendRow& send) {
  return send.channel == "webhook" && send.template_key.empty();
}

std::string encode(const SendRow& send);
SendRow decode_send(uint64_t number, std::string_view bytes);

// The outbox has one row per waiting or claimed send: state (0 waiting, 1 claimed), lane, due,
// number. Lanes are apart so that neither a channel that is held up nor a large campaign holds up
// the others: each channel has one for what is transactional and one for marketing.
struct Lane {
  std::string_view channel;
  bool marketing = false;
};
// What is transactional goes first.
inline constexpr std::array<Lane, 8> kLanes = {{{"email", false},
                                                {"sms", false},
                                                {"push", false},
                                                {"webhook", false},
                                                {"email", true},
                                                {"sms", true},
                                                {"push", true},
                                                {"webhook", true}}};
std::string outbox_prefix(bool claimed, const Lane& lane);
std::string outbox_key(const SendRow& send);
Millis outbox_due(std::string_view key);
uint64_t outbox_send(std::string_view key);

struct SendKeyParts {
  std::string_view seed; // of the workspace
  uint64_t entry;
  uint32_t visit;
  std::string_view node, channel, address;
};
// hash(workspace, entry + node visit, channel, address): no attempt number in it.
std::string send_key(const SendKeyParts& parts);

} // namespace beckon::engine
