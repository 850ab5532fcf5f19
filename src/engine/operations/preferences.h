// The preference centre: which channels and topics a person is offered, what they have chosen, and
// their choices as consent records. Behind the links of messages (consent_links.h) and behind
// consents.preferences and consents.choose, for pages of the host's own.
#pragma once

#include <optional>
#include <string>
#include <vector>

#include "engine/consent_links.h"
#include "engine/workspace.h"
#include "schema/describe.h"

namespace beckon::engine {

enum class Choice : uint8_t { granted, denied };
struct PreferenceChoice {
  std::string channel, topic;
  Choice state = Choice::granted;
};
// How somebody spoke: for the ledger.
struct Statement {
  std::string source, method, text_version, ip, user_agent, actor;
};

// What the person is offered: {"channel", "topic", "name", "description", "state"}; the channels at
// which they can be reached or have spoken of, each followed by its topics.
std::vector<schema::Value> preferences_of(const Reader& reader, uint32_t profile);
// Each choice becomes a consent record, refusals first. Throws invalid_request, and changes
// nothing, when one of them is not offered.
void choose(Workspace& workspace, uint32_t profile, const std::vector<PreferenceChoice>& choices,
            const Statement& statement);

// A record of the profile with what is not empty of the statement.
schema::Value consent_record(const std::string& profile, std::string_view channel,
                             std::string_view topic, std::string_view state,
                             const Statement& statement);

struct ConsentLinkState {
  uint32_t profile = 0; // 0: erased since
  std::string address;  // shortened; "***" when it is the profile's no more
  bool granted = false; // confirmation: what it asks for
  Millis expires_at = 0;
};
// For whom the link is. Throws not_found when the address is not the profile's any more.
ConsentLinkState look_at(const Reader& reader, const ConsentLink& link);
// Grants what was asked for; again changes nothing. Throws conflict when the link has expired or
// the person has refused since.
void confirm(Workspace& workspace, const ConsentLink& link, const Statement& statement);
// How long a confirmation can be given.
Duration confirmation_time(const Policy& policy, std::string_view channel);

// "a***@example.com", "***67".
std::string shortened_address(const std::string& address);

} // namespace beckon::engine

namespace beckon::schema {

using namespace std::string_view_literals;

template <>
struct EnumNames<engine::Choice> {
  static constexpr std::array values = {std::pair{engine::Choice::granted, "granted"sv},
                                        std::pair{engine::Choice::denied, "denied"sv}};
};
template <>
struct Describe<engine::PreferenceChoice> {
  using S = engine::PreferenceChoice;
  static constexpr auto fields() {
    return std::tuple{required("channel", &S::channel, "As it is offered")
                          .up_to_bytes(limits::key_bytes, "key_bytes"),
                      optional("topic", &S::topic, "As it is offered; the whole channel without")
                          .up_to_bytes(limits::key_bytes, "key_bytes"),
                      required("state", &S::state, "What the person wants")};
  }
};

} // namespace beckon::schema
