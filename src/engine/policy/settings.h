// The workspace's settings as they are written: what settings.update takes and a publication holds.
#pragma once

#include <array>
#include <optional>
#include <string>
#include <tuple>
#include <vector>

#include "base/limits.h"
#include "base/time.h"
#include "engine/policy/people_settings.h"
#include "engine/policy/retention_settings.h"
#include "schema/describe.h"

namespace beckon::engine {

enum class SendChannel : uint8_t { email, sms, push, webhook };
enum class CalendarUnit : uint8_t { day, week, month };

// Both times or none.
struct QuietHoursSetting {
  std::optional<std::string> from, to; // "21:00"
  std::vector<SendChannel> channels;   // none: all
};
struct FrequencyCapSetting {
  std::optional<SendChannel> channel; // none: all together
  uint32_t limit = 0;
  // One of the two.
  std::optional<Duration> per;
  std::optional<CalendarUnit> calendar;
};
struct SmsSettings {
  std::optional<std::string> opt_out_text, help_text;
  std::vector<std::string> stop_words;
};
struct SoftBounceSettings {
  std::optional<uint32_t> limit;
  std::optional<Duration> over, within;
};
struct WebhookSettings {
  bool allow_private = false;
  std::optional<Duration> timeout;
};
// A text of each UTM parameter that links are to carry.
struct UtmSettings {
  std::optional<std::string> source, medium, campaign, term, content;
};
struct LinkSettings {
  bool clicks = true, opens = true;
  std::vector<std::string> domains; // hosts, without scheme
  std::optional<UtmSettings> utm;
};
struct MessageSettings {
  std::optional<Duration> keep;
};
struct Settings {
  std::optional<std::string> name, public_url, address, timezone;
  std::optional<QuietHoursSetting> quiet_hours;
  std::optional<std::vector<FrequencyCapSetting>> frequency_caps;
  std::optional<SmsSettings> sms;
  std::optional<WebhookSettings> webhooks;
  std::optional<std::vector<IdentifierSetting>> identifiers;
  std::optional<IpAddresses> ip_addresses;
  std::optional<std::vector<DoubleOptInSetting>> double_opt_in;
  std::optional<std::vector<TopicSetting>> topics;
  std::optional<LinkSettings> links;
  std::optional<MessageSettings> messages;
  std::optional<SoftBounceSettings> soft_bounces;
  std::optional<RetentionSettings> retention;
};

// Rules over several fields; they append to the issues.
void check_quiet_hours(const QuietHoursSetting& value, const std::string& pointer, Issues* issues);
void check_frequency_cap(const FrequencyCapSetting& value, const std::string& pointer,
                         Issues* issues);
void check_sms(const SmsSettings& value, const std::string& pointer, Issues* issues);
void check_soft_bounces(const SoftBounceSettings& value, const std::string& pointer,
                        Issues* issues);
void check_webhooks(const WebhookSettings& value, const std::string& pointer, Issues* issues);
void check_links(const LinkSettings& value, const std::string& pointer, Issues* issues);
void check_messages(const MessageSettings& value, const std::string& pointer, Issues* issues);
void check_settings(const Settings& value, const std::string& pointer, Issues* issues);

} // namespace beckon::engine

namespace beckon::schema {

using namespace std::string_view_literals;

template <>
struct EnumNames<engine::SendChannel> {
  static constexpr std::array values = {std::pair{engine::SendChannel::email, "email"sv},
                                        std::pair{engine::SendChannel::sms, "sms"sv},
                                        std::pair{engine::SendChannel::push, "push"sv},
                                        std::pair{engine::SendChannel::webhook, "webhook"sv}};
};
template <>
struct EnumNames<engine::CalendarUnit> {
  static constexpr std::array values = {std::pair{engine::CalendarUnit::day, "day"sv},
                                        std::pair{engine::CalendarUnit::week, "week"sv},
                                        std::pair{engine::CalendarUnit::month, "month"sv}};
};
template <>
struct Describe<engine::QuietHoursSetting> {
  using S = engine::QuietHoursSetting;
  static constexpr auto fields() {
    return std::tuple{
        optional("from", &S::from, "When they begin, on the recipient's clock, e.g. \"21:00\""),
        optional("to", &S::to, "When they are over; before `from` when they span midnight"),
        optional("channels", &S::channels, "Only of these channels; all when left out")};
  }
  static void check(const S& value, const std::string& pointer, Issues* issues) {
    engine::check_quiet_hours(value, pointer, issues);
  }
};
template <>
struct Describe<engine::FrequencyCapSetting> {
  using S = engine::FrequencyCapSetting;
  static constexpr auto fields() {
    return std::tuple{
        optional("channel", &S::channel, "Messages of this channel; of all when left out"),
        required("limit", &S::limit, "Marketing messages that one profile may get")
            .between(1, limits::frequency_cap, "frequency_cap"),
        optional("per", &S::per, "In any time so long, e.g. \"7d\""),
        optional("calendar", &S::calendar,
                 "Or in one day, week (from Monday) or month of the recipient's calendar")};
  }
  static void check(const S& value, const std::string& pointer, Issues* issues) {
    engine::check_frequency_cap(value, pointer, issues);
  }
};
template <>
struct Describe<engine::SmsSettings> {
  using S = engine::SmsSettings;
  static constexpr auto fields() {
    return std::tuple{
        optional("opt_out_text", &S::opt_out_text, "At the end of every marketing SMS")
            .up_to_bytes(limits::sms_notice_bytes, "sms_notice_bytes"),
        optional("help_text", &S::help_text, "What HELP is answered with")
            .up_to_bytes(limits::sms_notice_bytes, "sms_notice_bytes"),
        optional("stop_words", &S::stop_words, "Beside STOP, UNSUBSCRIBE and their like")
            .up_to_bytes(limits::sms_word_bytes, "sms_word_bytes")};
  }
  static void check(const S& value, const std::string& pointer, Issues* issues) {
    engine::check_sms(value, pointer, issues);
  }
};
template <>
struct Describe<engine::SoftBounceSettings> {
  using S = engine::SoftBounceSettings;
  static constexpr auto fields() {
    return std::tuple{
        optional("limit", &S::limit, "So many messages suppress the address; 5. 0: never")
            .between(0, limits::soft_bounces, "soft_bounces"),
        optional("over", &S::over, "The last so long after the first, e.g. \"7d\""),
        optional("within", &S::within, "Older ones no longer count, e.g. \"30d\"")};
  }
  static void check(const S& value, const std::string& pointer, Issues* issues) {
    engine::check_soft_bounces(value, pointer, issues);
  }
};
template <>
struct Describe<engine::WebhookSettings> {
  using S = engine::WebhookSettings;
  static constexpr auto fields() {
    return std::tuple{optional("allow_private", &S::allow_private,
                               "Whether flows may call private and loopback addresses"),
                      optional("timeout", &S::timeout, "Of one call, e.g. \"10s\"")};
  }
  static void check(const S& value, const std::string& pointer, Issues* issues) {
    engine::check_webhooks(value, pointer, issues);
  }
};
template <>
struct Describe<engine::UtmSettings> {
  using S = engine::UtmSettings;
  static constexpr auto fields() {
    return std::tuple{
        optional("source", &S::source, "utm_source, e.g. \"newsletter\"")
            .up_to_bytes(limits::utm_bytes, "utm_bytes"),
        optional("medium", &S::medium, "utm_medium, e.g. \"email\"")
            .up_to_bytes(limits::utm_bytes, "utm_bytes"),
        optional("campaign", &S::campaign, "utm_campaign; the template's key when left out")
            .up_to_bytes(limits::utm_bytes, "utm_bytes"),
        optional("term", &S::term, "utm_term").up_to_bytes(limits::utm_bytes, "utm_bytes"),
        optional("content", &S::content, "utm_content")
            .up_to_bytes(limits::utm_bytes, "utm_bytes")};
  }
};
template <>
struct Describe<engine::LinkSettings> {
  using S = engine::LinkSettings;
  static constexpr auto fields() {
    return std::tuple{
        optional("clicks", &S::clicks, "Whether clicks in marketing e-mails are counted"),
        optional("opens", &S::opens, "Whether their openings are"),
        optional("domains", &S::domains,
                 "Hosts of yours, each with those below it: links there are counted also when a "
                 "customer's value brings them in, and UTM parameters go to no others"),
        optional("utm", &S::utm, "UTM parameters that links carry")};
  }
  static void check(const S& value, const std::string& pointer, Issues* issues) {
    engine::check_links(value, pointer, issues);
  }
};
template <>
struct Describe<engine::MessageSettings> {
  using S = engine::MessageSettings;
  static constexpr auto fields() {
    return std::tuple{optional("keep", &S::keep,
                               "How long a copy of each message is kept, e.g. \"30d\"; none "
                               "when left out")};
  }
  static void check(const S& value, const std::string& pointer, Issues* issues) {
    engine::check_messages(value, pointer, issues);
  }
};
template <>
struct Describe<engine::Settings> {
  using S = engine::Settings;
  static constexpr auto fields() {
    return std::tuple{
        optional("name", &S::name, "Of the shop, for templates"),
        optional("public_url", &S::public_url,
                 "Where links of messages lead, e.g. \"https://mail.shop.example\""),
        optional("address", &S::address, "Postal address, for the foot of messages"),
        optional("timezone", &S::timezone,
                 "IANA zone of profiles and flows that name none, e.g. \"Europe/Paris\""),
        optional("quiet_hours", &S::quiet_hours,
                 "When no marketing leaves: it waits for their end. {} for none"),
        optional("frequency_caps", &S::frequency_caps,
                 "How many marketing messages one profile may get. [] for none"),
        optional("sms", &S::sms, "Texts of SMS"),
        optional("webhooks", &S::webhooks, "Terms of the calls that flows make"),
        optional("links", &S::links, "How links of e-mails are counted; public_url is needed"),
        optional("messages", &S::messages, "Whether copies of messages are kept. {} for none"),
        optional("soft_bounces", &S::soft_bounces,
                 "When an address that refuses for a time is given up"),
        optional("identifiers", &S::identifiers,
                 "Kinds of identifiers beside, or other rules for, those that are known. [] for "
                 "none"),
        optional("ip_addresses", &S::ip_addresses,
                 "Of consents and of the context of records: truncated to a network of 256 (IPv4) "
                 "or 2^80 (IPv6) addresses when left out, else kept or dropped"),
        optional("double_opt_in", &S::double_opt_in,
                 "Channels whose consent is confirmed by a link, and how. [] for none"),
        optional("topics", &S::topics, "What the preference centre offers. [] for none"),
        optional("retention", &S::retention,
                 "How long events are kept; older ones count nowhere and are removed. {} for "
                 "ever; what is gone by then does not come back")};
  }
  static void check(const S& value, const std::string& pointer, Issues* issues) {
    engine::check_settings(value, pointer, issues);
  }
};

} // namespace beckon::schema
