#include "engine/policy/people_settings.h"

#include <set>

#include "engine/input.h"

namespace beckon::engine {
namespace {

constexpr Millis kLongestExpiryMs = 366LL * 24 * 3'600'000;

bool is_above(size_t count, size_t limit, std::string_view name, const std::string& pointer,
              Issues* issues) {
  if (count <= limit) return false;
  issues->push_back({pointer, "there are more than limits::" + std::string(name), ""});
  return true;
}

void check_kind(const IdentifierSetting& setting, const std::string& pointer, Issues* issues) {
  profile::IdentifierKind ours{};
  const bool known = profile::kind_from_name(setting.kind, &ours);
  if (known && ours == profile::IdentifierKind::id) {
    issues->push_back({pointer + "/kind", "id is the engine's own: it has no rule", ""});
  } else if (!known && !is_kind_name(setting.kind)) {
    issues->push_back({pointer + "/kind", "\"" + setting.kind + "\" cannot be a kind of identifier",
                       "small letters, digits and \"_\", e.g. \"loyalty_id\""});
  }
  if (known && ours == profile::IdentifierKind::user_id && setting.priority) {
    issues->push_back(
        {pointer + "/priority", "user_id stands above all other kinds", "leave its priority out"});
  }
}

} // namespace

std::string_view channel_name(ConsentChannel channel) {
  return schema::EnumNames<ConsentChannel>::values[static_cast<size_t>(channel)].second;
}

profile::IdentifierKinds compile_identifiers(const std::vector<IdentifierSetting>& settings,
                                             const std::string& pointer, Issues* issues) {
  profile::IdentifierKinds kinds;
  if (is_above(settings.size(), limits::identifier_kinds, "identifier_kinds", pointer, issues)) {
    return kinds;
  }
  std::set<std::string> seen;
  for (size_t i = 0; i < settings.size(); ++i) {
    const IdentifierSetting& setting = settings[i];
    const std::string at = pointer_join(pointer, i);
    check_kind(setting, at, issues);
    if (!seen.insert(setting.kind).second) {
      issues->push_back({at + "/kind", "\"" + setting.kind + "\" is declared twice", ""});
    }
    profile::KindRule rule = kinds.rule(profile::make_identifier(setting.kind, ""));
    rule.priority = setting.priority.value_or(rule.priority);
    rule.limit = setting.limit.value_or(static_cast<uint32_t>(rule.limit));
    kinds.declare(setting.kind, rule);
  }
  return kinds;
}

void check_double_opt_in(const std::vector<DoubleOptInSetting>& settings,
                         const std::string& pointer, Issues* issues) {
  std::set<ConsentChannel> seen;
  for (size_t i = 0; i < settings.size(); ++i) {
    const DoubleOptInSetting& setting = settings[i];
    const std::string at = pointer_join(pointer, i);
    if (!seen.insert(setting.channel).second) {
      issues->push_back({at + "/channel", "the channel stands there twice", ""});
    }
    if (!setting.expires) continue;
    const bool fits = setting.expires->months == 0 && setting.expires->ms > 0 &&
                      setting.expires->ms <= kLongestExpiryMs;
    if (!fits) {
      issues->push_back({at + "/expires", "expires is a duration between 1s and 366d", ""});
    }
  }
}

void check_topics(const std::vector<TopicSetting>& settings, const std::string& pointer,
                  Issues* issues) {
  if (is_above(settings.size(), limits::topics, "topics", pointer, issues)) return;
  std::set<std::string> seen;
  for (size_t i = 0; i < settings.size(); ++i) {
    const std::string at = pointer_join(pointer, i) + "/key";
    if (settings[i].key.empty()) issues->push_back({at, "a topic's key must not be empty", ""});
    if (!seen.insert(settings[i].key).second) {
      issues->push_back({at, "\"" + settings[i].key + "\" stands there twice", ""});
    }
  }
}

} // namespace beckon::engine
