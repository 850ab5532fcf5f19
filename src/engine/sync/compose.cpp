#include "engine/sync/compose.h"

#include <algorithm>
#include <set>

#include "base/crypto.h"
#include "engine/former.h"
#include "schema/json.h"
#include "schema/members.h"

namespace beckon::engine {
namespace {

using profile::IdentifierKind;

constexpr std::array<std::string_view, 2> kChannels = {"email", "sms"};
constexpr size_t kDigestBytes = 16;

std::string newest(const profile::Profile& profile, IdentifierKind kind) {
  const std::string* value = profile.identifier(kind);
  return value == nullptr ? std::string() : *value;
}

const schema::Value* value_at(const schema::Value* value, const schema::Path& path) {
  for (size_t i = 1; i < path.steps().size() && value != nullptr; ++i) {
    value = value->find(path.steps()[i]);
  }
  return value;
}

bool has(const std::vector<std::string>& texts, const std::string& text) {
  return std::find(texts.begin(), texts.end(), text) != texts.end();
}

std::string digest_of(const provider::SyncContact& contact) {
  std::string text;
  for (const std::string* part : {&contact.email, &contact.phone, &contact.external_id}) {
    put_text(&text, *part);
  }
  text += schema::to_json(contact.fields);
  return std::string(as_text(sha256(text)).substr(0, kDigestBytes));
}

// A consent that was never given is told of as little as one that was told before.
void add_consents(const ProfileView& profile, const SyncTarget& target, const SyncRow& row,
                  ComposedContact* composed) {
  composed->told.consents = row.consents;
  for (size_t i = 0; i < kChannels.size(); ++i) {
    const std::string channel(kChannels[i]);
    if (!has(target.definition.consents, channel)) continue;
    const segment::Consent state = profile.consent(channel, "");
    const auto wanted = static_cast<uint8_t>(state);
    if (wanted == row.consents[i]) continue;
    const bool address = !(i == 0 ? composed->contact.email : composed->contact.phone).empty();
    if (!address) continue;
    composed->told.consents[i] = wanted;
    const profile::ConsentState* known = profile.cold().consent(channel, "");
    composed->contact.consents.push_back(
        {channel, state == segment::Consent::granted, known == nullptr ? Millis{0} : known->at});
  }
}

void add_lists(const ProfileView& profile, const SyncTarget& target, bool needs_consent,
               const SyncRow& row, ComposedContact* composed) {
  const bool agrees = profile.consent("email", "") == segment::Consent::granted;
  SyncTold& told = composed->told;
  told.left = row.left;
  for (const auto& [ours, theirs] : target.definition.lists) {
    const bool on = profile.on_list(ours) && (agrees || !needs_consent);
    const bool was_on = has(row.lists, theirs), has_left = has(row.left, theirs);
    if (on) told.lists.push_back(theirs);
    if (on == was_on) continue;
    composed->contact.lists.push_back({theirs, on, on && has_left});
    if (!on && !has_left) told.left.push_back(theirs);
  }
}

} // namespace

schema::Value sync_fields(const profile::Profile& profile, const SyncTarget& target,
                          const provider::SyncKind& kind) {
  std::map<std::string, schema::Value> fields; // in order of their names
  std::set<std::string> named;
  for (const auto& [text, field] : target.definition.traits) {
    const schema::Path path(text);
    named.insert(path.first());
    const auto trait = std::find_if(profile.traits.begin(), profile.traits.end(),
                                    [&](const auto& row) { return row.name == path.first(); });
    if (trait == profile.traits.end()) continue;
    const schema::Value* value = value_at(&trait->value, path);
    fields[field] = value == nullptr ? schema::Value() : *value;
  }
  for (const profile::Trait& trait : profile.traits) {
    if (!target.definition.other_traits || named.count(trait.name) != 0) continue;
    const std::string field = kind.default_field(trait.name);
    if (!field.empty()) fields.emplace(field, trait.value);
  }
  schema::Value object = schema::Value::object();
  for (auto& [field, value] : fields) object.set(field, std::move(value));
  return object;
}

std::optional<ComposedContact> compose_contact(const Reader& reader, const SyncTarget& target,
                                               const provider::SyncKind& kind, uint32_t profile,
                                               const SyncRow& row) {
  const ProfileView view(reader.source(), profile);
  if (!view.exists() || !target.reaches(view.cold())) return std::nullopt;
  const bool known = row.delivered_at != 0;
  const std::string& audience = target.definition.segment;
  if (!known && !audience.empty() && !view.in_segment(audience)) return std::nullopt;
  ComposedContact composed;
  provider::SyncContact& contact = composed.contact;
  const profile::Profile& cold = view.cold();
  contact.email = newest(cold, IdentifierKind::email);
  contact.phone = newest(cold, IdentifierKind::phone);
  contact.external_id = newest(cold, IdentifierKind::user_id);
  contact.remote_id = row.remote_id;
  contact.fields = sync_fields(cold, target, kind);
  contact.absorbed = row.absorbed;
  composed.told.digest = digest_of(contact);
  add_consents(view, target, row, &composed);
  add_lists(view, target, kind.lists_need_consent(), row, &composed);
  const bool same = known && composed.told.digest == row.digest && contact.consents.empty() &&
                    contact.lists.empty() && contact.absorbed.empty();
  if (same) return std::nullopt;
  constexpr size_t kEnvelope = 200;
  composed.bytes = schema::to_json(contact.fields).size() + contact.email.size() +
                   contact.phone.size() + contact.external_id.size() + kEnvelope;
  composed.attempts = row.attempts;
  return composed;
}

std::optional<provider::SyncEvent> compose_event(const Reader& reader, const SyncKey& key,
                                                 const SyncRow& row) {
  const uint32_t owner = canonical_profile(reader.source(), row.profile);
  if (owner == 0) return std::nullopt;
  const ProfileView view(reader.source(), owner);
  provider::SyncEvent event;
  std::string secret = reader.ids().profile(row.profile); // keyed by the workspace
  put_big<uint64_t>(&secret, row.offset);
  put_big<uint64_t>(&secret, key.number);
  event.unique_id = to_hex(as_text(sha256(secret)).substr(0, kDigestBytes));
  event.name = row.name;
  event.at = row.at;
  event.email = newest(view.cold(), IdentifierKind::email);
  event.phone = newest(view.cold(), IdentifierKind::phone);
  event.external_id = newest(view.cold(), IdentifierKind::user_id);
  event.properties = view.properties_of(row.offset);
  return event;
}

std::string erasure_note(const std::string& profile) { return "erasure/" + profile; }

provider::SyncErasure compose_erasure(const Reader& reader, store::Catalog& catalog,
                                      const SyncTarget& target, uint32_t profile,
                                      const SyncRow& row) {
  provider::SyncErasure erasure;
  erasure.remote_ids = row.absorbed;
  if (!row.remote_id.empty()) erasure.remote_ids.push_back(row.remote_id);
  const auto note = catalog.sync_note(target.key, erasure_note(reader.ids().profile(profile)));
  if (!note) return erasure;
  const schema::Value addresses = schema::parse_json(note->document);
  erasure.email = schema::text_member(addresses, "email");
  erasure.phone = schema::text_member(addresses, "phone");
  return erasure;
}

} // namespace beckon::engine
