#include "engine/policy/policy.h"

#include <algorithm>

#include "base/local_time.h"

namespace beckon::engine {
namespace {

constexpr int64_t kDefaultWebhookTimeoutMs = 10'000;
constexpr std::string_view kDefaultOptOut = "Reply STOP to opt out.";
constexpr std::string_view kDefaultHelp =
    "Reply STOP to opt out. Message and data rates may apply.";

std::string name_of(SendChannel channel) {
  return std::string(schema::EnumNames<SendChannel>::values[static_cast<size_t>(channel)].second);
}

std::optional<QuietHours> compile(const QuietHoursSetting& setting) {
  if (!setting.from || !setting.to) return std::nullopt;
  QuietHours hours;
  hours.from = parse_time_of_day(*setting.from).value();
  hours.to = parse_time_of_day(*setting.to).value();
  for (const SendChannel channel : setting.channels) hours.channels.push_back(name_of(channel));
  return hours;
}

SoftBounceRule compile(const SoftBounceSettings& setting) {
  SoftBounceRule rule;
  if (setting.limit) rule.limit = *setting.limit;
  if (setting.over) rule.over = setting.over->ms;
  if (setting.within) rule.within = setting.within->ms;
  return rule;
}

FrequencyCap compile(const FrequencyCapSetting& setting) {
  FrequencyCap cap;
  if (setting.channel) cap.channel = name_of(*setting.channel);
  cap.limit = setting.limit;
  cap.per = setting.per;
  cap.calendar = setting.calendar.value_or(CalendarUnit::day);
  return cap;
}

int64_t first_day(CalendarUnit unit, int64_t day) {
  if (unit == CalendarUnit::week) return day - weekday_of(day);
  if (unit == CalendarUnit::day) return day;
  Civil civil = civil_from_days(day);
  civil.day = 1;
  return days_from_civil(civil);
}

} // namespace

bool QuietHours::bind(std::string_view channel) const {
  return channels.empty() || std::find(channels.begin(), channels.end(), channel) != channels.end();
}

std::optional<Millis> QuietHours::end_at(Millis now, const Zone& zone) const {
  const int64_t today = local_day(now, zone);
  for (const int64_t day : {today - 1, today, today + 1}) {
    const Millis begin = instant_on(day, from, zone);
    const Millis end = instant_on(day + (to <= from ? 1 : 0), to, zone);
    if (begin <= now && now < end) return end;
  }
  return std::nullopt;
}

Millis FrequencyCap::earliest(Millis now, const Zone& zone) const {
  if (!per) return zone.start_of_day(first_day(calendar, local_day(now, zone)));
  // The clamped end of a month makes steps back and forth differ by up to three days.
  return per->months == 0 ? now - per->ms : subtract(now, *per, zone) - 4 * kMillisOfDay;
}

bool FrequencyCap::counts(Millis at, Millis now, const Zone& zone) const {
  return !per || per->months == 0 || add(at, *per, zone) >= now;
}

const DoubleOptInSetting* Policy::confirmation(std::string_view channel) const {
  const auto found = std::find_if(double_opt_in.begin(), double_opt_in.end(), [&](const auto& row) {
    return channel_name(row.channel) == channel;
  });
  return found == double_opt_in.end() ? nullptr : &*found;
}

Policy compile_policy(const schema::Value& settings, Issues* issues) {
  Policy policy;
  policy.opt_out_text = kDefaultOptOut;
  policy.help_text = kDefaultHelp;
  policy.webhook_timeout_ms = kDefaultWebhookTimeoutMs;
  if (settings.is_null()) return policy;
  Settings read;
  if (!schema::decode_into(settings, "", issues, &read)) return policy;
  policy.links = compile_links(settings);
  if (read.messages) policy.keep_messages = read.messages->keep;
  if (read.timezone) policy.zone = find_zone(*read.timezone);
  if (read.quiet_hours) policy.quiet_hours = compile(*read.quiet_hours);
  if (read.frequency_caps) {
    for (const FrequencyCapSetting& cap : *read.frequency_caps) policy.caps.push_back(compile(cap));
  }
  if (read.sms) {
    if (read.sms->opt_out_text) policy.opt_out_text = *read.sms->opt_out_text;
    if (read.sms->help_text) policy.help_text = *read.sms->help_text;
    policy.stop_words = read.sms->stop_words;
  }
  if (read.identifiers) {
    policy.identifiers = compile_identifiers(*read.identifiers, "/identifiers", issues);
  }
  policy.ip_addresses = read.ip_addresses.value_or(IpAddresses::truncated);
  policy.double_opt_in = read.double_opt_in.value_or(std::vector<DoubleOptInSetting>());
  policy.topics = read.topics.value_or(std::vector<TopicSetting>());
  if (read.retention) {
    policy.retention = compile_retention(*read.retention, "/retention", issues);
    policy.remove_events_every = read.retention->every.value_or(kRemoveEvery).ms;
  }
  if (read.soft_bounces) policy.soft_bounces = compile(*read.soft_bounces);
  if (read.webhooks) {
    policy.webhooks_allow_private = read.webhooks->allow_private;
    if (read.webhooks->timeout) policy.webhook_timeout_ms = read.webhooks->timeout->ms;
  }
  return policy;
}

} // namespace beckon::engine
