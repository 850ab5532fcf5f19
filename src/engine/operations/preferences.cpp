#include "engine/operations/preferences.h"

#include <algorithm>

#include "base/limits.h"
#include "engine/former.h"
#include "schema/json.h"

namespace beckon::engine {
namespace {

constexpr Millis kDefaultExpiryMs = 7LL * 24 * 3'600'000;
constexpr std::array<std::string_view, 3> kChannels = {"email", "sms", "push"};

profile::IdentifierKind address_kind(std::string_view channel) {
  return channel == "email" ? profile::IdentifierKind::email : profile::IdentifierKind::phone;
}

// The address of the profile that the link was sent to; nothing when it has it no more.
std::optional<std::string> address_of(const ProfileView& view, const ConsentLink& link) {
  if (link.channel == "push") {
    for (const profile::PushToken& row : view.cold().push_tokens) {
      if (mark_of(row.token) == link.address_mark) return std::string();
    }
    return std::nullopt;
  }
  for (const profile::Identifier& row : view.cold().identifiers) {
    const bool fits = row.kind == address_kind(link.channel);
    if (fits && mark_of(row.value) == link.address_mark) return row.value;
  }
  return std::nullopt;
}

schema::Value offer(const ProfileView& view, std::string_view channel, const TopicSetting* topic,
                    std::string_view key) {
  const profile::ConsentState* row = view.cold().consent(channel, key);
  schema::Value shown = schema::Value::object(
      {{"channel", channel},
       {"topic", key},
       {"state", row == nullptr ? "none" : profile::kConsentStates[row->state]}});
  if (!key.empty())
    shown.set("name", topic != nullptr && topic->name ? *topic->name : std::string(key));
  if (topic != nullptr && topic->description) shown.set("description", *topic->description);
  return shown;
}

bool is_of(const TopicSetting& topic, std::string_view channel) {
  return topic.channels.empty() ||
         std::any_of(topic.channels.begin(), topic.channels.end(),
                     [&](ConsentChannel each) { return channel_name(each) == channel; });
}

} // namespace

std::vector<schema::Value> preferences_of(const Reader& reader, uint32_t profile) {
  const ProfileView view(reader.source(), profile);
  const auto& topics = reader.definitions().policy().topics;
  std::vector<schema::Value> offered;
  for (const std::string_view channel : kChannels) {
    const auto& spoken = view.cold().consents;
    const bool known = std::any_of(spoken.begin(), spoken.end(),
                                   [&](const auto& row) { return row.channel == channel; });
    if (!known && view.address(channel).empty()) continue;
    offered.push_back(offer(view, channel, nullptr, ""));
    for (const TopicSetting& topic : topics) {
      if (is_of(topic, channel)) offered.push_back(offer(view, channel, &topic, topic.key));
    }
    for (const profile::ConsentState& row : spoken) { // of topics that are declared nowhere
      const bool declared = std::any_of(topics.begin(), topics.end(), [&](const auto& topic) {
        return topic.key == row.topic && is_of(topic, channel);
      });
      if (row.channel != channel || row.topic.empty() || declared) continue;
      offered.push_back(offer(view, channel, nullptr, row.topic));
    }
  }
  return offered;
}

schema::Value consent_record(const std::string& profile, std::string_view channel,
                             std::string_view topic, std::string_view state,
                             const Statement& statement) {
  schema::Value record = schema::Value::object(
      {{"type", "consent"}, {"id", profile}, {"channel", channel}, {"state", state}});
  const auto set = [&](std::string_view name, std::string_view text) {
    if (!text.empty()) record.set(name, text);
  };
  set("topic", topic);
  set("source", statement.source);
  set("method", statement.method);
  set("text_version", statement.text_version);
  set("ip", statement.ip);
  set("user_agent", statement.user_agent);
  set("actor", statement.actor);
  return record;
}

void choose(Workspace& workspace, uint32_t profile, const std::vector<PreferenceChoice>& choices,
            const Statement& statement) {
  std::string id;
  {
    const auto reader = workspace.read();
    id = reader->ids().profile(profile);
    const auto offered = preferences_of(*reader, profile);
    for (size_t i = 0; i < choices.size(); ++i) {
      const bool is_offered = std::any_of(offered.begin(), offered.end(), [&](const auto& row) {
        return row.find("channel")->as_string() == choices[i].channel &&
               row.find("topic")->as_string() == choices[i].topic;
      });
      if (is_offered) continue;
      fail_invalid("there is no such preference", pointer_join("/preferences", i),
                   "consents.preferences lists those there are");
    }
  }
  for (const Choice state : {Choice::denied, Choice::granted}) {
    for (const PreferenceChoice& choice : choices) {
      if (choice.state != state) continue;
      const std::string_view name = state == Choice::denied ? "denied" : "granted";
      workspace.record(
          store::RecordKind::consent,
          schema::to_json(consent_record(id, choice.channel, choice.topic, name, statement)));
    }
  }
}

Duration confirmation_time(const Policy& policy, std::string_view channel) {
  const DoubleOptInSetting* setting = policy.confirmation(channel);
  if (setting == nullptr) return {kDefaultExpiryMs, 0};
  return setting->expires.value_or(Duration{kDefaultExpiryMs, 0});
}

ConsentLinkState look_at(const Reader& reader, const ConsentLink& link) {
  const auto number = reader.ids().read('p', link.profile);
  ConsentLinkState state;
  state.address = "***";
  if (number && *number <= UINT32_MAX) {
    state.profile = canonical_profile(reader.source(), static_cast<uint32_t>(*number));
  }
  if (state.profile == 0) return state;
  const ProfileView view(reader.source(), state.profile);
  const auto address = address_of(view, link);
  if (!address) {
    throw Error(Code::not_found, "the link was sent to an address that is no longer the person's",
                "/token");
  }
  state.address = shortened_address(*address);
  const profile::ConsentState* row = view.cold().consent(link.channel, link.topic);
  state.granted =
      row != nullptr && static_cast<segment::Consent>(row->state) == segment::Consent::granted;
  state.expires_at =
      add(link.requested_at, confirmation_time(reader.definitions().policy(), link.channel));
  return state;
}

void confirm(Workspace& workspace, const ConsentLink& link, const Statement& statement) {
  auto reader = workspace.read();
  const ConsentLinkState state = look_at(*reader, link);
  if (state.profile == 0) throw Error(Code::not_found, "there is no such person", "/token");
  if (state.granted) return;
  if (workspace.now() > state.expires_at) {
    throw Error(Code::conflict, "the link has expired", "/token", "ask for the consent again");
  }
  const ProfileView view(reader->source(), state.profile);
  const profile::ConsentState* row = view.cold().consent(link.channel, link.topic);
  const bool refused = row != nullptr && row->at > link.requested_at &&
                       static_cast<segment::Consent>(row->state) == segment::Consent::denied;
  if (refused) {
    throw Error(Code::conflict, "the person has refused since", "/token",
                "ask for the consent again");
  }
  schema::Value record = consent_record(reader->ids().profile(state.profile), link.channel,
                                        link.topic, "granted", statement);
  record.set("proof", schema::Value::object({{"requested_at", format_time(link.requested_at)},
                                             {"confirmed_at", format_time(workspace.now())}}));
  reader.reset(); // no transaction is held while a record is written
  workspace.record(store::RecordKind::consent, schema::to_json(record));
}

std::string shortened_address(const std::string& address) {
  const size_t at = address.find('@');
  if (at != std::string::npos) return address.substr(0, 1) + "***" + address.substr(at);
  return address.size() < 6 ? "***" : "***" + address.substr(address.size() - 2);
}

} // namespace beckon::engine
