// The send policy of a workspace, compiled from its settings. Immutable; part of Definitions.
#pragma once

#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "base/time.h"
#include "base/zone.h"
#include "engine/message_links.h"
#include "engine/policy/settings.h"
#include "schema/value.h"

namespace beckon::engine {

struct QuietHours {
  Millis from = 0, to = 0;           // of the day
  std::vector<std::string> channels; // none: all

  bool bind(std::string_view channel) const;
  // The instant at which they are over, if they hold at `now`; each day's begin at the instant that
  // the zone gives to `from` and end at that of `to`.
  std::optional<Millis> end_at(Millis now, const Zone& zone) const;
};

struct FrequencyCap {
  std::string channel; // "": all together
  uint32_t limit = 0;
  std::optional<Duration> per;
  CalendarUnit calendar = CalendarUnit::day; // without `per`

  // No message before this instant counts at `now`.
  Millis earliest(Millis now, const Zone& zone) const;
  // Whether a message of that instant, `earliest` or later, counts at `now`: a rolling window
  // includes its far edge.
  bool counts(Millis at, Millis now, const Zone& zone) const;
};

// When refusals that may pass suppress an address; a limit of 0: never.
struct SoftBounceRule {
  uint32_t limit = 5;
  Millis over = 7 * 86'400'000LL, within = 30 * 86'400'000LL;
};

struct Policy {
  const Zone* zone = nullptr; // null: none is set
  std::optional<QuietHours> quiet_hours;
  std::vector<FrequencyCap> caps;
  std::string opt_out_text, help_text; // of SMS
  std::vector<std::string> stop_words;
  SoftBounceRule soft_bounces;
  bool webhooks_allow_private = false;
  int64_t webhook_timeout_ms = 0;
  LinkPolicy links;
  std::optional<Duration> keep_messages; // none: no copies
  profile::IdentifierKinds identifiers;
  IpAddresses ip_addresses = IpAddresses::truncated;
  std::vector<DoubleOptInSetting> double_opt_in;
  std::vector<TopicSetting> topics;
  std::vector<segment::RetentionRule> retention; // of events
  Millis remove_events_every = kRemoveEvery.ms;

  // How consent of the channel is confirmed; null when one statement is enough.
  const DoubleOptInSetting* confirmation(std::string_view channel) const;
};

// Appends every issue of the settings; with one, nothing of them holds.
Policy compile_policy(const schema::Value& settings, Issues* issues);

} // namespace beckon::engine
