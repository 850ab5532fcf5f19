// Records about people: who it is, and what they did.
#include <algorithm>
#include <utility>

#include "base/limits.h"
#include "engine/apply.h"
#include "engine/event_reads.h"
#include "profile/merge.h"

namespace beckon::engine {
namespace {

using profile::Identifier;
using profile::IdentifierKind;

bool has_kind(const profile::Profile& profile, IdentifierKind kind) {
  return profile.identifier(kind) != nullptr;
}

const Identifier* find_kind(const std::vector<Identifier>& identifiers, IdentifierKind kind) {
  for (const Identifier& identifier : identifiers) {
    if (identifier.kind == kind) return &identifier;
  }
  return nullptr;
}

} // namespace

// The record at hand as it stands in the journal, read when it is first asked for.
const InputReader& Applier::journalled() {
  if (!std::exchange(is_read_, true)) {
    input_.use(&state_->definitions->identifiers());
    input_.read(at_hand_->payload, at_hand_->kind);
  }
  return input_;
}

void Applier::apply_input(const store::Record& record, Answer* answer) {
  const Input& input = read_ != nullptr ? read_->input : journalled().input();
  const Millis now = state_->meta.now;
  const Millis at = std::min(input.at.value_or(record.at), record.at);
  const bool is_list =
      record.kind == store::RecordKind::subscribe || record.kind == store::RecordKind::unsubscribe;
  if (is_list && state_->definitions->find_list(input.list) == nullptr) {
    throw Error(Code::not_found, "there is no list \"" + input.list + "\"", "/list");
  }
  // Only asked here, and made below: a refused record leaves nothing behind.
  const bool new_name =
      record.kind == store::RecordKind::track && state_->name_number(input.event, false) == 0;
  if (new_name && state_->meta.next_name > limits::event_names) {
    throw Error(Code::limit_exceeded,
                "the workspace has limits::event_names different event names already", "/event");
  }
  const Issues issues = schema_issues(input);
  if (!issues.empty() && state_->definitions->event_schema(input.event)->refuse) {
    throw Error(Code::invalid_request, issues);
  }
  Who who = record.kind == store::RecordKind::alias ? resolve_alias(input) : resolve(input);
  const uint32_t known = who.profile;
  Pass pass = make_pass(known != 0 ? known : state_->meta.next_profile, now, record.offset, answer);
  const std::vector<Identifier> unknown = unknown_of(input);
  if (input.create && unknown.size() != input.identifiers.size()) {
    throw Error(Code::conflict, "there is a profile with one of the identifiers already", "",
                "change it by profiles.patch or an identify record");
  }
  if (known != 0) check_profile_limits(pass, input, unknown);
  keep_to_limits(&who, input, unknown.size());
  if (!input.message_id.empty() &&
      state_->message_ids.seen_or_add(&state_->txn(), state_->table(T::message_ids),
                                      input.message_id, record.at, record.at - kDedupWindowMs)) {
    answer->consequences.duplicate = true;
    if (known != 0) answer->consequences.profile = state_->ids.profile(known);
    return;
  }
  if (known == 0) {
    profile::Profile made;
    made.number = state_->meta.next_profile++;
    made.id = state_->ids.profile(made.number);
    made.created_at = now;
    pass.session.start_new(std::move(made));
    mark_new_profile(&pass);
  }
  absorb(&pass, who.others);
  attach(&pass, unknown);
  for (const KeptApart& kept : who.kept) {
    note_kept_apart(state_, pass.session.number(), kept, record.offset);
  }
  if (!issues.empty()) note_violation(pass, input, issues, record.offset);
  switch (record.kind) {
    case store::RecordKind::track: apply_track(&pass, input, at, record); break;
    case store::RecordKind::consent: apply_consent(&pass, input, at, record); break;
    case store::RecordKind::subscribe:
    case store::RecordKind::unsubscribe: apply_subscription(&pass, input, at, record); break;
    default: apply_identify(&pass, at, record); break;
  }
  finish_pass(&pass);
}

// How an event strays from what the schema of its name asks for, if there is one.
Issues Applier::schema_issues(const Input& input) {
  if (input.kind != store::RecordKind::track) return {};
  const EventSchema* schema = state_->definitions->event_schema(input.event);
  return schema == nullptr ? Issues() : check_event(*schema, journalled().properties());
}

// The strongest identifier that is known decides. A profile that has a user_id already is not the
// one of another user_id, whatever address or device they share: two people stay two. But a record
// that names a user_id says that its other identifiers are this person's: profiles under them that
// have no user_id turn out to be the same.
Applier::Who Applier::resolve(const Input& input) {
  const Identifier* user = find_kind(input.identifiers, IdentifierKind::user_id);
  const uint32_t owner = user == nullptr ? 0 : find_profile(source_, *user);
  Who who;
  for (const Identifier& identifier : input.identifiers) {
    const uint32_t found = &identifier == user ? owner : find_profile(source_, identifier);
    if (identifier.kind == IdentifierKind::id && found == 0) {
      throw Error(Code::not_found, "there is no profile " + identifier.value, "/id");
    }
    if (user == nullptr && found != 0) return {found, {}, false, {}};
    if (found == 0 || found == owner) continue;
    if (!has_kind(ProfileView(source_, found).cold(), IdentifierKind::user_id)) {
      const auto known = std::find(who.others.begin(), who.others.end(), found);
      if (known == who.others.end()) who.others.push_back(found);
    } else if (identifier.kind == IdentifierKind::id) {
      return {found, {}, false, {}}; // an id that leads to somebody else still decides
    } else {
      who.kept.push_back({identifier, found, kKeptByUserId});
    }
  }
  who.profile = owner;
  if (owner == 0 && !who.others.empty()) {
    who.profile = who.others.front();
    who.others.erase(who.others.begin());
  }
  return who;
}

// "previous_id was this person before": what is known of it goes to the profile of the user_id.
Applier::Who Applier::resolve_alias(const Input& input) {
  const uint32_t user = find_profile(source_, input.identifiers.front());
  uint32_t previous = 0;
  bool by_device = false; // found as an anonymous_id, which people may share
  for (const Identifier& identifier : input.previous) {
    if (previous != 0) break;
    previous = find_profile(source_, identifier);
    by_device = identifier.kind == IdentifierKind::anonymous_id;
  }
  if (previous == 0 && user == 0) {
    throw Error(Code::not_found, "no profile has the previous_id", "/previous_id");
  }
  const bool foreign = previous != 0 && previous != user && by_device &&
                       has_kind(ProfileView(source_, previous).cold(), IdentifierKind::user_id);
  if (foreign) {
    throw Error(Code::conflict, "previous_id belongs to another user_id", "/previous_id",
                "two people on one device stay two; profiles.merge joins them all the same");
  }
  if (user == 0) return {previous, {}, true, {}};
  if (previous == 0 || previous == user) return {user, {}, true, {}};
  return {user, {previous}, true, {}};
}

// A merge that was asked for is refused when the profile would become too large; one that a record
// merely suggests is left out, so that the record itself is never lost by it.
void Applier::keep_to_limits(Who* who, const Input& input, size_t more_identifiers) {
  if (who->others.empty()) return;
  const size_t more_traits =
      at_hand_->kind == store::RecordKind::identify ? journalled().traits().size() : 0;
  profile::Profile joined = ProfileView(source_, who->profile).cold();
  std::vector<uint32_t> fitting;
  for (const uint32_t other : who->others) {
    const ProfileView view(source_, other);
    if (profile::fits_one_row(joined, view.cold(), more_traits, more_identifiers,
                              state_->definitions->identifiers())) {
      profile::absorb(&joined, view.cold());
      fitting.push_back(other);
    } else if (who->asked) {
      throw Error(Code::limit_exceeded,
                  "together the profiles have more than limits::profile_traits traits, "
                  "limits::profile_identifiers identifiers or the limit of one kind of them");
    } else {
      for (const Identifier& identifier : input.identifiers) {
        if (find_profile(source_, identifier) != other) continue;
        who->kept.push_back({identifier, other, kKeptByLimit});
      }
    }
  }
  who->others = std::move(fitting);
}

std::vector<Identifier> Applier::unknown_of(const Input& input) const {
  const auto is_known = [&](const Identifier& identifier) {
    return identifier.kind == IdentifierKind::id ||
           state_->identified(identity_key(identifier)) != 0;
  };
  std::vector<Identifier> unknown;
  for (const Identifier& identifier : input.identifiers) {
    if (!is_known(identifier)) unknown.push_back(identifier);
  }
  // An alias of an id that nobody has seen: it is this person's from now on.
  const auto& previous = input.previous;
  if (!previous.empty() && std::none_of(previous.begin(), previous.end(), is_known)) {
    unknown.push_back(previous.front());
  }
  return unknown;
}

void Applier::check_profile_limits(const Pass& pass, const Input& input,
                                   const std::vector<Identifier>& unknown) {
  if (!unknown.empty() &&
      pass.session.cold().identifiers.size() + unknown.size() > limits::profile_identifiers) {
    throw Error(Code::limit_exceeded,
                "the profile has limits::profile_identifiers identifiers already");
  }
  if (input.kind != store::RecordKind::identify) return;
  const schema::Value traits = journalled().traits();
  const auto& held = pass.session.cold().traits;
  if (held.size() + traits.size() <= limits::profile_traits) return;
  size_t more = 0; // names that are not held yet
  for (const schema::Member& member : traits.as_object()) {
    const auto same = [&](const profile::Trait& trait) { return trait.name == member.key; };
    if (std::none_of(held.begin(), held.end(), same)) ++more;
  }
  if (held.size() + more > limits::profile_traits) {
    throw Error(Code::limit_exceeded, "the profile would have more than limits::profile_traits",
                "/traits");
  }
}

// Identifiers that nobody has yet become this profile's, as far as the limits of their kinds allow.
void Applier::attach(Pass* pass, const std::vector<Identifier>& identifiers) {
  for (const Identifier& identifier : identifiers) {
    const auto& kinds = state_->definitions->identifiers();
    if (!kinds.has_room(pass->session.cold().identifiers, identifier)) {
      note_kept_apart(state_, pass->session.number(), {identifier, 0, kKeptByLimit}, pass->offset);
      continue;
    }
    const std::string key = identity_key(identifier);
    state_->put(T::identities, key, number_key(pass->session.number()));
    pass->session.edit_cold().identifiers.push_back(identifier);
    if (identifier.kind == IdentifierKind::email) mark(pass, plan().by_suppression("email"));
    if (identifier.kind == IdentifierKind::phone) mark(pass, plan().by_suppression("sms"));
  }
}

void Applier::apply_identify(Pass* pass, Millis at, const store::Record& record) {
  change_traits(pass, journalled().traits(), at, &record);
  evaluate(pass);
  react(pass, nullptr);
}

void Applier::apply_track(Pass* pass, const Input& input, Millis at, const store::Record& record) {
  Happening happening{input.event, {}, record.offset};
  const event::NameNumber name = state_->name_number(input.event, true);
  if (read_ != nullptr) {
    happening.properties = std::move(read_->properties);
  } else {
    reads_.follow(state_->definitions);
    happening.properties = reads_.of(journalled());
  }
  count_event(pass, name, at, happening, record.offset);
  evaluate(pass);
  react(pass, &happening);
}

void Applier::apply_subscription(Pass* pass, const Input& input, Millis at,
                                 const store::Record& record) {
  add_ledger_row(*pass, record, at);
  const uint32_t set = *state_->definitions->find_list(input.list);
  const bool joins = record.kind == store::RecordKind::subscribe;
  const bool changed = state_->members.assign(state_->txn(), state_->table(T::members), set,
                                              pass->session.number(), joins);
  if (changed) pass->lists_changed = true;
  if (changed && joins) pass->joined.push_back({input.list, 0});
  mark(pass, plan().by_list(input.list));
  evaluate(pass);
  react(pass, nullptr);
}

} // namespace beckon::engine
