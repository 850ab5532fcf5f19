#include "profile/profile.h"

#include <algorithm>
#include <array>

#include "base/bytes.h"
#include "base/limits.h"
#include "profile/row_reader.h"

namespace beckon::profile {
namespace {

constexpr std::array<std::string_view, 5> kKindNames = {"id", "user_id", "anonymous_id", "email",
                                                        "phone"}; // own kinds have their own

bool is(const ConsentState& row, std::string_view state) {
  return row.state < kConsentStates.size() && kConsentStates[row.state] == state;
}

Trait* find_trait(Profile* profile, std::string_view name) {
  for (Trait& trait : profile->traits) {
    if (trait.name == name) return &trait;
  }
  return nullptr;
}

} // namespace

std::string_view kind_name(IdentifierKind kind) {
  return kind == IdentifierKind::own ? "own" : kKindNames[static_cast<size_t>(kind)];
}

std::string_view kind_name(const Identifier& identifier) {
  return identifier.kind == IdentifierKind::own ? identifier.own_kind : kind_name(identifier.kind);
}

Identifier make_identifier(std::string_view kind, std::string value) {
  Identifier identifier{IdentifierKind::own, std::move(value)};
  if (!kind_from_name(kind, &identifier.kind)) identifier.own_kind = kind;
  return identifier;
}

bool kind_from_name(std::string_view name, IdentifierKind* kind) {
  const auto found = std::find(kKindNames.begin(), kKindNames.end(), name);
  if (found == kKindNames.end()) return false;
  *kind = static_cast<IdentifierKind>(found - kKindNames.begin());
  return true;
}

uint8_t consent_state(std::string_view name) {
  const auto found = std::find(kConsentStates.begin(), kConsentStates.end(), name);
  return found == kConsentStates.end() ? uint8_t{0}
                                       : static_cast<uint8_t>(found - kConsentStates.begin());
}

const schema::Value* Profile::trait(std::string_view name) const {
  for (const Trait& trait : traits) {
    if (trait.name == name) return trait.value.is_null() ? nullptr : &trait.value;
  }
  return nullptr;
}

std::optional<Millis> Profile::trait_since(const schema::Path& path) const {
  for (const Trait& trait : traits) {
    if (trait.name != path.first()) continue;
    const std::vector<std::string> steps(path.steps().begin() + 1, path.steps().end());
    const schema::Value* value = &trait.value;
    for (const std::string& step : steps) {
      value = value->find(step);
      if (value == nullptr) return std::nullopt;
    }
    if (value->is_null()) return std::nullopt;
    return trait.since_of(steps);
  }
  return std::nullopt;
}

const std::string* Profile::identifier(IdentifierKind kind) const {
  for (auto row = identifiers.rbegin(); row != identifiers.rend(); ++row) {
    if (row->kind == kind) return &row->value;
  }
  return nullptr;
}

bool Profile::has(const Identifier& identifier) const {
  return std::find(identifiers.begin(), identifiers.end(), identifier) != identifiers.end();
}

schema::Value Profile::traits_value() const {
  schema::Value object = schema::Value::object();
  for (const Trait& trait : traits) {
    if (!trait.value.is_null()) object.set(trait.name, trait.value);
  }
  return object;
}

const ConsentState* Profile::consent(std::string_view channel, std::string_view topic) const {
  for (const ConsentState& row : consents) {
    if (row.channel == channel && row.topic == topic) return &row;
  }
  return nullptr;
}

std::vector<std::string> merge_traits(Profile* profile, const schema::Value& traits, Millis at) {
  std::vector<std::string> changed;
  for (const schema::Member& member : traits.as_object()) {
    Trait* known = find_trait(profile, member.key);
    if (known == nullptr) {
      profile->traits.push_back({member.key, member.value, at, at, {}});
      if (!member.value.is_null()) changed.push_back(member.key);
      continue;
    }
    if (known->at <= at && known->assign(member.value, at)) changed.push_back(member.key);
  }
  return changed;
}

bool adopt_trait(Profile* profile, const Trait& trait) {
  Trait* known = find_trait(profile, trait.name);
  if (known == nullptr) {
    profile->traits.push_back(trait);
    return !trait.value.is_null();
  }
  if (known->at >= trait.at) return false;
  if (known->value == trait.value) return known->assign(trait.value, trait.at);
  *known = trait;
  return true;
}

bool merge_consent(Profile* profile, const ConsentState& consent) {
  for (ConsentState& row : profile->consents) {
    if (row.channel != consent.channel || row.topic != consent.topic) continue;
    if (row.at > consent.at) return false;
    if (is(consent, "pending") && (is(row, "granted") || is(row, "denied"))) return false;
    const bool changed = row.state != consent.state;
    row = consent;
    return changed;
  }
  profile->consents.push_back(consent);
  return true;
}

bool Profile::has_push_token(std::string_view token) const {
  return std::any_of(push_tokens.begin(), push_tokens.end(),
                     [&](const PushToken& row) { return row.token == token; });
}

std::string add_push_token(Profile* profile, const PushToken& token) {
  remove_push_token(profile, token.token);
  auto& tokens = profile->push_tokens;
  const auto later = [](Millis at, const PushToken& row) { return at < row.at; };
  tokens.insert(std::upper_bound(tokens.begin(), tokens.end(), token.at, later), token);
  if (tokens.size() <= limits::push_tokens) return {};
  std::string oldest = std::move(tokens.front().token);
  tokens.erase(tokens.begin());
  return oldest;
}

bool remove_push_token(Profile* profile, std::string_view token) {
  const auto removed =
      std::erase_if(profile->push_tokens, [&](const PushToken& row) { return row.token == token; });
  return removed > 0;
}

void encode(const Profile& profile, std::string* out) {
  out->assign(1, kRowVersion);
  put_text(out, profile.id);
  put_little<Millis>(out, profile.created_at);
  put_varint(out, profile.identifiers.size());
  for (const Identifier& row : profile.identifiers) {
    put_varint(out, static_cast<uint64_t>(row.kind));
    if (row.kind == IdentifierKind::own) put_text(out, row.own_kind);
    put_text(out, row.value);
  }
  put_varint(out, profile.traits.size());
  for (const Trait& trait : profile.traits) put_trait(out, trait);
  put_varint(out, profile.consents.size());
  for (const ConsentState& row : profile.consents) {
    put_text(out, row.channel);
    put_text(out, row.topic);
    put_varint(out, row.state);
    put_little<Millis>(out, row.at);
    put_text(out, row.source);
  }
  put_varint(out, profile.push_tokens.size());
  for (const PushToken& row : profile.push_tokens) {
    put_text(out, row.token);
    put_text(out, row.platform);
    put_little<Millis>(out, row.at);
  }
  put_varint(out, profile.trait_heads.size());
  for (const uint32_t head : profile.trait_heads) put_varint(out, head);
}

Profile decode(uint32_t number, std::string_view bytes) {
  RowReader row(bytes);
  Profile profile;
  profile.number = number;
  profile.id = row.id();
  profile.created_at = row.created_at();
  profile.identifiers.resize(row.count());
  for (Identifier& identifier : profile.identifiers) {
    const RowReader::IdentifierView read = row.identifier();
    identifier.kind = read.kind;
    identifier.value = read.value;
    identifier.own_kind = read.own_kind;
  }
  profile.traits.resize(row.count());
  for (Trait& trait : profile.traits) trait = get_trait(&row.trait());
  profile.consents.resize(row.count());
  for (ConsentState& consent : profile.consents) {
    const RowReader::ConsentView read = row.consent();
    consent.channel = read.channel;
    consent.topic = read.topic;
    consent.state = read.state;
    consent.at = read.at;
    consent.source = read.source;
  }
  profile.push_tokens.resize(row.count());
  for (PushToken& token : profile.push_tokens) {
    const RowReader::PushTokenView read = row.push_token();
    token.token = read.token;
    token.platform = read.platform;
    token.at = read.at;
  }
  profile.trait_heads.resize(row.count());
  for (uint32_t& head : profile.trait_heads) head = row.trait_head();
  row.end();
  return profile;
}

} // namespace beckon::profile
