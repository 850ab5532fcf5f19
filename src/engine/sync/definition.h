// A target: a platform that contacts and events are synchronised to, as it is published. The
// account, with its secrets, is that of a provider.
#pragma once

#include <map>
#include <optional>
#include <string>
#include <string_view>
#include <tuple>
#include <vector>

#include "base/limits.h"
#include "profile/profile.h"
#include "schema/describe.h"

namespace beckon::engine {

class Definitions;

struct SyncDefinition {
  std::string provider;
  bool paused = false;
  std::string segment;                       // whose members are brought over; "": everybody
  std::map<std::string, std::string> traits; // path here → field there
  bool other_traits = true;                  // those that are not named, by the platform's rules
  std::vector<std::string> events;           // names; one may end in "*"
  std::map<std::string, std::string> lists;  // list here → id there
  std::vector<std::string> consents = {"email", "sms"};
  bool existing = true; // whether those who are there already are brought over
};

// A published target, compiled.
struct SyncTarget {
  uint32_t number = 0; // permanent
  std::string key;
  uint32_t version = 0;
  std::string kind; // of its account
  SyncDefinition definition;

  bool wants_event(std::string_view name) const;
  // Whether the platform can know this person: by an e-mail address, or where it takes phones.
  bool reaches(const profile::Profile& profile) const;
};

// Appends every issue of a document.
void check_sync(const schema::Value& document, const Definitions& definitions, Issues* issues);
// REQUIRES: a document that was checked.
SyncDefinition read_sync(const schema::Value& document);

} // namespace beckon::engine

namespace beckon::schema {

template <>
struct Describe<engine::SyncDefinition> {
  using S = engine::SyncDefinition;
  static constexpr auto fields() {
    return std::tuple{
        required("provider", &S::provider, "Key of the account at the platform")
            .up_to_bytes(limits::key_bytes, "key_bytes"),
        optional("paused", &S::paused, "Whether changes are gathered and not told"),
        optional("segment", &S::segment, "Key of the segment whose members are brought over")
            .up_to_bytes(limits::key_bytes, "key_bytes"),
        optional("traits", &S::traits, R"(Trait → field there, e.g. {"plan.name": "plan"})"),
        optional("other_traits", &S::other_traits,
                 "Whether traits that are not named go over by the platform's rules"),
        optional("events", &S::events, "Names of events; one may end in \"*\"")
            .up_to_bytes(limits::event_name_bytes, "event_name_bytes"),
        optional("lists", &S::lists, "List here → id of the list there"),
        optional("consents", &S::consents, "Channels whose consent is told: email, sms"),
        optional("existing", &S::existing,
                 "Whether profiles that exist already are brought over when it is published")};
  }
};

} // namespace beckon::schema
