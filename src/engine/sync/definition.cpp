#include "engine/sync/definition.h"

#include <algorithm>

#include "engine/definitions.h"
#include "provider/sync/sync_kind.h"

namespace beckon::engine {
namespace {

void check_size(size_t size, size_t most, std::string_view limit, const std::string& pointer,
                Issues* issues) {
  if (size <= most) return;
  issues->push_back({pointer, "more than limits::" + std::string(limit), ""});
}

void check_name(bool known, std::string_view what, const std::string& key,
                const std::vector<std::string>& keys, const std::string& pointer, Issues* issues) {
  if (known) return;
  const std::string near = nearest_name(key, keys);
  issues->push_back({pointer, "there is no " + std::string(what) + " \"" + key + "\"",
                     near.empty() ? "" : "did you mean \"" + near + "\"?"});
}

void check_events(const std::vector<std::string>& events, Issues* issues) {
  check_size(events.size(), limits::sync_patterns, "sync_patterns", "/events", issues);
  for (size_t i = 0; i < events.size(); ++i) {
    const size_t star = events[i].find('*');
    const bool inside = star != std::string::npos && star + 1 != events[i].size();
    if (!events[i].empty() && !inside) continue;
    issues->push_back({pointer_join("/events", i), "the name of an event may end in \"*\"",
                       "\"*\" alone is every event"});
  }
}

void check_traits(const SyncDefinition& target, const provider::SyncKind* kind, Issues* issues) {
  check_size(target.traits.size(), limits::sync_fields, "sync_fields", "/traits", issues);
  for (const auto& [trait, field] : target.traits) {
    const std::string pointer = pointer_join("/traits", trait);
    try {
      schema::Path path(trait);
    } catch (const Error& error) {
      issues->push_back({pointer, error.message(), error.hint()});
    }
    if (kind != nullptr) kind->check_field(field, pointer, issues);
  }
}

} // namespace

bool SyncTarget::wants_event(std::string_view name) const {
  return std::any_of(definition.events.begin(), definition.events.end(),
                     [&](const std::string& wanted) {
                       if (wanted.back() != '*') return wanted == name;
                       const size_t length = wanted.size() - 1;
                       return name.substr(0, length) == wanted.substr(0, length);
                     });
}

bool SyncTarget::reaches(const profile::Profile& profile) const {
  if (profile.identifier(profile::IdentifierKind::email) != nullptr) return true;
  const provider::SyncKind* platform = provider::find_sync_kind(kind);
  return platform != nullptr && platform->takes_phones() &&
         profile.identifier(profile::IdentifierKind::phone) != nullptr;
}

void check_sync(const schema::Value& document, const Definitions& definitions, Issues* issues) {
  SyncDefinition target;
  const size_t before = issues->size();
  schema::decode_into(document, "", issues, &target);
  if (issues->size() > before) return; // the rest speaks of what could not be read
  const auto& accounts = definitions.providers();
  const auto account = accounts.find(target.provider);
  std::vector<std::string> keys;
  for (const auto& [key, head] : accounts) keys.push_back(key);
  check_name(account != accounts.end(), "provider", target.provider, keys, "/provider", issues);
  const provider::SyncKind* kind =
      account == accounts.end() ? nullptr : provider::find_sync_kind(account->second.kind);
  if (account != accounts.end() && kind == nullptr) {
    issues->push_back(
        {"/provider",
         "nothing can be synchronised to an account of the kind \"" + account->second.kind + "\"",
         "klaviyo or activecampaign"});
  }
  if (!target.segment.empty()) {
    check_name(definitions.has_segment(target.segment), "segment", target.segment,
               definitions.segment_keys(), "/segment", issues);
  }
  for (const auto& [list, id] : target.lists) {
    const std::string pointer = pointer_join("/lists", list);
    check_name(definitions.has_list(list), "list", list, definitions.list_keys(), pointer, issues);
    const bool plain = !id.empty() && std::all_of(id.begin(), id.end(), [](unsigned char c) {
      return std::isalnum(c) != 0 || c == '-' || c == '_';
    });
    if (!plain) issues->push_back({pointer, "\"" + id + "\" is no id of a list", ""});
  }
  for (size_t i = 0; i < target.consents.size(); ++i) {
    if (target.consents[i] == "email" || target.consents[i] == "sms") continue;
    issues->push_back({pointer_join("/consents", i), "consents are told of email and sms", ""});
  }
  check_events(target.events, issues);
  check_traits(target, kind, issues);
}

SyncDefinition read_sync(const schema::Value& document) {
  return schema::decode<SyncDefinition>(document);
}

} // namespace beckon::engine
