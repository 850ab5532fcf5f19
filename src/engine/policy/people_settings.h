// Settings about people: how they are identified, how they agree, what is kept of them.
#pragma once

#include <array>
#include <optional>
#include <string>
#include <tuple>
#include <vector>

#include "base/limits.h"
#include "base/time.h"
#include "profile/identifier_kinds.h"
#include "schema/describe.h"

namespace beckon::engine {

enum class ConsentChannel : uint8_t { email, sms, push };
// What becomes of the IP addresses that records bring.
enum class IpAddresses : uint8_t { truncated, kept, dropped };

std::string_view channel_name(ConsentChannel channel); // "email" …

struct IdentifierSetting {
  std::string kind;
  std::optional<uint32_t> priority, limit;
};
struct DoubleOptInSetting {
  ConsentChannel channel = ConsentChannel::email;
  std::optional<std::string> template_key;
  std::optional<Duration> expires;
};
struct TopicSetting {
  std::string key;
  std::optional<std::string> name, description;
  std::vector<ConsentChannel> channels; // none: all
};

// The rules of settings.identifiers. An issue names its pointer below `pointer`.
profile::IdentifierKinds compile_identifiers(const std::vector<IdentifierSetting>& settings,
                                             const std::string& pointer, Issues* issues);
// One a channel; an expiry above zero.
void check_double_opt_in(const std::vector<DoubleOptInSetting>& settings,
                         const std::string& pointer, Issues* issues);
void check_topics(const std::vector<TopicSetting>& settings, const std::string& pointer,
                  Issues* issues);

} // namespace beckon::engine

namespace beckon::schema {

using namespace std::string_view_literals;

template <>
struct EnumNames<engine::ConsentChannel> {
  static constexpr std::array values = {std::pair{engine::ConsentChannel::email, "email"sv},
                                        std::pair{engine::ConsentChannel::sms, "sms"sv},
                                        std::pair{engine::ConsentChannel::push, "push"sv}};
};
template <>
struct EnumNames<engine::IpAddresses> {
  static constexpr std::array values = {std::pair{engine::IpAddresses::truncated, "truncated"sv},
                                        std::pair{engine::IpAddresses::kept, "kept"sv},
                                        std::pair{engine::IpAddresses::dropped, "dropped"sv}};
};
template <>
struct Describe<engine::IdentifierSetting> {
  using S = engine::IdentifierSetting;
  static constexpr auto fields() {
    return std::tuple{
        required("kind", &S::kind,
                 "A kind of the workspace's own, or user_id, email, phone, "
                 "anonymous_id to change its rule")
            .up_to_bytes(limits::identifier_kind_bytes, "identifier_kind_bytes"),
        optional("priority", &S::priority,
                 "Of several identifiers in one record the highest decides; email has 40, phone "
                 "30, anonymous_id 10, an own kind 50; user_id stands above all")
            .between(1, profile::kHighestPriority, "the highest priority"),
        optional("limit", &S::limit, "How many of them one profile may have")
            .between(1, limits::profile_identifiers, "profile_identifiers")};
  }
};
template <>
struct Describe<engine::DoubleOptInSetting> {
  using S = engine::DoubleOptInSetting;
  static constexpr auto fields() {
    return std::tuple{
        required("channel", &S::channel, "Of the consent that is confirmed"),
        optional("template", &S::template_key,
                 "Transactional template that asks for it, with {{ confirm_url }}; without one "
                 "the host asks itself")
            .up_to_bytes(limits::key_bytes, "key_bytes"),
        optional("expires", &S::expires, "How long the link works; 7d when left out")};
  }
};
template <>
struct Describe<engine::TopicSetting> {
  using S = engine::TopicSetting;
  static constexpr auto fields() {
    return std::tuple{
        required("key", &S::key, "As consents name it").up_to_bytes(limits::key_bytes, "key_bytes"),
        optional("name", &S::name, "For people; the key when left out"),
        optional("description", &S::description, "For people"),
        optional("channels", &S::channels, "Of which channels; of all when left out")};
  }
};

} // namespace beckon::schema
