// Publications: a definition becomes current, whole, in one record; segments are filled in it.
#include <algorithm>
#include <set>

#include "base/crypto.h"
#include "base/limits.h"
#include "engine/apply.h"
#include "engine/flow_versions.h"
#include "engine/overrides.h"
#include "engine/recipient_zone.h"
#include "engine/retention.h"
#include "engine/template_check.h"
#include "provider/provider.h"
#include "schema/binary.h"
#include "schema/json.h"
#include "schema/members.h"
#include "segment/computed.h"

namespace beckon::engine {
namespace {

void check_segment(const std::string& key, const schema::Value& document,
                   const Definitions& definitions, Issues* issues) {
  const schema::Value* where = document.find("where");
  const auto condition = segment::parse_condition(where == nullptr ? schema::Value() : *where,
                                                  "/where", definitions, issues);
  if (condition == nullptr) return;
  // In a circle through the segments that are live.
  std::vector<std::string> to_visit = condition->dependencies().segments;
  std::map<std::string, bool> seen;
  while (!to_visit.empty()) {
    const std::string used = std::move(to_visit.back());
    to_visit.pop_back();
    if (used == key) {
      issues->push_back({"/where", "the segment refers to itself, directly or through others", ""});
      return;
    }
    if (!seen.emplace(used, true).second) continue;
    const segment::PlanSegment* row = definitions.plan()->find(used);
    if (row == nullptr) continue;
    for (std::string& next : row->condition->dependencies().segments) {
      to_visit.push_back(std::move(next));
    }
  }
}

// A message that asks for confirmation is no marketing: it goes to who has not agreed yet.
void check_confirmations(const schema::Value& document, const Definitions& definitions,
                         Issues* issues) {
  const schema::Value* rows = document.find("double_opt_in");
  if (rows == nullptr || !rows->is_array()) return;
  for (size_t i = 0; i < rows->as_array().size(); ++i) {
    const schema::Value& row = rows->as_array()[i];
    const std::string key = schema::text_member(row, "template");
    if (key.empty()) continue;
    const std::string pointer = pointer_join("/double_opt_in", i) + "/template";
    const TemplateHead* head = definitions.find_template(key);
    if (head == nullptr) {
      const std::string near = nearest_name(key, definitions.template_keys());
      issues->push_back({pointer, "there is no template \"" + key + "\"",
                         near.empty() ? "" : "did you mean \"" + near + "\"?"});
    } else if (head->kind != "transactional") {
      issues->push_back({pointer, "the template \"" + key + "\" is not transactional",
                         "who has not agreed yet gets no marketing"});
    } else if (head->channel != schema::text_member(row, "channel")) {
      issues->push_back({pointer, "the template \"" + key + "\" is of another channel", ""});
    }
  }
}

// In base/limits.h.
std::string limit_name(DefinitionKind kind) {
  if (kind == DefinitionKind::sync) return "sync_targets";
  return std::string(kind_name(kind)) + "s";
}

bool has_key(const std::vector<std::string>& keys, const std::string& key) {
  return std::find(keys.begin(), keys.end(), key) != keys.end();
}

// Whether a condition over the computed trait stands anywhere in it.
bool mentions(const schema::Value& source, const std::string& key) {
  if (source.is_array()) {
    const auto& items = source.as_array();
    return std::any_of(items.begin(), items.end(),
                       [&](const schema::Value& item) { return mentions(item, key); });
  }
  if (!source.is_object()) return false;
  if (schema::text_member(source, "computed") == key) return true;
  const auto& members = source.as_object();
  return std::any_of(members.begin(), members.end(),
                     [&](const schema::Member& member) { return mentions(member.value, key); });
}

bool ask_the_same(const segment::Condition& a, const segment::Condition& b) {
  const auto ours = a.predicates(), theirs = b.predicates();
  return std::equal(ours.begin(), ours.end(), theirs.begin(), theirs.end(),
                    [](const auto& x, const auto& y) { return x->text() == y->text(); });
}

bool names(const segment::Condition& condition, DefinitionKind kind, const std::string& key) {
  if (kind == DefinitionKind::computed_trait) return mentions(condition.source(), key);
  const segment::Dependencies uses = condition.dependencies();
  if (kind == DefinitionKind::segment) return has_key(uses.segments, key);
  if (kind == DefinitionKind::template_) return has_key(uses.templates, key);
  return kind == DefinitionKind::list && has_key(uses.lists, key);
}

bool names(const flow::Definition& flow, DefinitionKind kind, const std::string& key) {
  if (kind == DefinitionKind::segment) return has_key(flow.segments, key);
  if (kind == DefinitionKind::template_) return has_key(flow.templates, key);
  if (kind == DefinitionKind::list && has_key(flow.lists, key)) return true;
  return std::any_of(flow.conditions.begin(), flow.conditions.end(),
                     [&](const auto& condition) { return names(*condition, kind, key); });
}

void check_schema(const std::string& key, const schema::Value& document,
                  const Definitions& definitions, Issues* issues) {
  const EventSchema schema = compile_event_schema(document, issues);
  const EventSchema* known = definitions.event_schema(schema.event);
  if (known == nullptr || known->key == key) return;
  issues->push_back({"/event", "the schema \"" + known->key + "\" is about this event already",
                     "change that one"});
}

bool asks_by(const Policy& policy, const std::string& key) {
  return std::any_of(policy.double_opt_in.begin(), policy.double_opt_in.end(),
                     [&](const auto& row) { return row.template_key == key; });
}

bool names(const SyncTarget& target, DefinitionKind kind, const std::string& key) {
  if (kind == DefinitionKind::provider) return target.definition.provider == key;
  if (kind == DefinitionKind::segment) return target.definition.segment == key;
  return kind == DefinitionKind::list && target.definition.lists.count(key) != 0;
}

// Keys of live flows, targets and segments that name this definition.
std::vector<std::string> users_of(DefinitionKind kind, const std::string& key,
                                  const Definitions& definitions) {
  std::vector<std::string> users;
  for (const auto& [number, flow] : definitions.flows()) {
    // An archived flow is still read, with what its conditions are made of.
    const bool archived = flow->status == "archived" && kind != DefinitionKind::computed_trait;
    if (flow->version == 0 || archived) continue;
    const auto& versions = flow->versions;
    const bool used = std::any_of(versions.begin(), versions.end(), [&](const auto& version) {
      return names(*version.second, kind, key);
    });
    if (used) users.push_back("flow " + flow->key);
  }
  for (const auto& [number, target] : definitions.syncs()) {
    if (names(target, kind, key)) users.push_back("sync " + target.key);
  }
  for (const segment::PlanSegment& row : definitions.plan()->segments()) {
    if (names(*row.condition, kind, key)) users.push_back("segment " + row.key);
  }
  if (kind == DefinitionKind::template_ && asks_by(definitions.policy(), key)) {
    users.push_back("the settings, for double opt-in");
  }
  return users;
}

} // namespace

void check_definition(DefinitionKind kind, const std::string& key, const schema::Value& document,
                      const Definitions& definitions) {
  Issues issues;
  if (kind == DefinitionKind::segment) check_segment(key, document, definitions, &issues);
  if (kind == DefinitionKind::flow) flow::parse_flow(document, definitions, &issues);
  if (kind == DefinitionKind::template_) check_template(key, document, definitions, &issues);
  if (kind == DefinitionKind::sync) check_sync(document, definitions, &issues);
  if (kind == DefinitionKind::computed_trait) segment::parse_computed(document, "", &issues);
  if (kind == DefinitionKind::event_schema) check_schema(key, document, definitions, &issues);
  if (kind == DefinitionKind::settings) {
    check_retention(compile_policy(document, &issues), definitions, &issues);
    check_confirmations(document, definitions, &issues);
  }
  if (!issues.empty()) throw Error(Code::invalid_definition, std::move(issues));
}

std::optional<Head> Applier::load_head(DefinitionKind kind, std::string_view key) const {
  const std::string bytes_key = head_key(kind, key);
  const auto bytes = state_->get(T::heads, bytes_key);
  if (!bytes) return std::nullopt;
  return decode_head(bytes_key, *bytes);
}

void Applier::check_room(DefinitionKind kind) const {
  const Definitions& all = *state_->definitions;
  const bool full =
      (kind == DefinitionKind::segment && plan().segments().size() >= limits::segments) ||
      (kind == DefinitionKind::flow && all.flows().size() >= limits::flows) ||
      (kind == DefinitionKind::sync && all.syncs().size() >= limits::sync_targets) ||
      (kind == DefinitionKind::computed_trait &&
       all.computed_traits().size() >= limits::computed_traits) ||
      (kind == DefinitionKind::event_schema && all.event_schemas().size() >= limits::event_schemas);
  if (!full) return;
  throw Error(Code::limit_exceeded,
              "the workspace has limits::" + limit_name(kind) + " of them already");
}

// What is derived of a trait is derived of what it is now: conditions over it would change their
// meaning without being published.
void Applier::check_unused(DefinitionKind kind, const std::string& key) const {
  const auto users = users_of(kind, key, *state_->definitions);
  if (users.empty()) return;
  throw Error(Code::conflict, "\"" + key + "\" is used by " + users.front(), "/key",
              "change or archive what uses it first");
}

// {"kind", "key", "document", "create"?: must be new, "start_flows"?, "migrate"?}
void Applier::apply_publish(const store::Record& record, Answer* answer) {
  const schema::Value payload = parse_payload(record);
  const DefinitionKind kind = definition_kind(schema::text_member(payload, "kind"));
  const std::string key = schema::text_member(payload, "key");
  const schema::Value& document = *payload.find("document");
  Head head = load_head(kind, key).value_or(Head());
  if (schema::flag_member(payload, "create") && head.version != 0) {
    throw Error(Code::conflict, std::string(kind_name(kind)) + " \"" + key + "\" exists already",
                "/key");
  }
  check_definition(kind, key, document, *state_->definitions);
  const schema::Value* told = payload.find("migrate");
  const schema::Value migrate = told == nullptr ? schema::Value() : *told;
  std::vector<NodeFate> fates;
  if (kind == DefinitionKind::flow) fates = require_migration(key, document, migrate);
  if (head.version == 0) check_room(kind);
  else if (kind == DefinitionKind::computed_trait) check_unused(kind, key);
  head.kind = kind;
  head.key = key;
  // Versions go on after a deletion, so that one number never means two documents.
  uint32_t version = 1;
  while (state_->get(T::definitions, version_key(kind, key, version))) ++version;
  head.version = version;
  if (head.created_at == 0) head.created_at = state_->meta.now;
  head.updated_at = state_->meta.now;
  const bool resumes = kind == DefinitionKind::flow && head.status == "paused";
  if (kind == DefinitionKind::flow) head.status = "live";
  if (head.number == 0 && (kind == DefinitionKind::segment || kind == DefinitionKind::list)) {
    head.number = state_->meta.next_set++;
  }
  if (head.number == 0 && kind == DefinitionKind::flow) head.number = state_->meta.next_flow++;
  if (head.number == 0 && kind == DefinitionKind::sync) head.number = state_->meta.next_target++;
  std::string bytes;
  schema::put_value(&bytes, document);
  state_->put(T::definitions, version_key(kind, key, head.version), bytes);
  state_->put(T::heads, head_key(kind, key), encode(head));
  if (kind == DefinitionKind::segment) {
    publish_segment(head, schema::flag_member(payload, "start_flows"));
  } else if (kind == DefinitionKind::settings) {
    publish_settings(document);
  } else {
    state_->refresh_definitions();
    rebind();
    if (kind == DefinitionKind::flow) {
      const Flow& flow = *state_->definitions->flows().at(head.number);
      follow_version(flow, migrate);
      if (resumes) resume_entries(flow);
      publish_triggers(flow);
    }
    if (kind == DefinitionKind::sync) publish_sync(head);
  }
  answer->value = schema::Value::object({{"version", head.version}});
  if (kind == DefinitionKind::flow) answer->value.set("entries", to_value(fates));
}

void Applier::publish_segment(const Head& head, bool start_flows) {
  const auto before = state_->definitions;
  refresh_plan();
  const segment::PlanSegment* segment = plan().find(head.key);
  fill_segments({static_cast<uint32_t>(segment - plan().segments().data())}, *before->plan(),
                start_flows);
}

void Applier::publish_settings(const schema::Value& document) {
  const auto before = state_->definitions;
  Issues none; // it was checked
  const Policy policy = compile_policy(document, &none);
  raise_floors(state_, before->retention().get(), policy, state_->meta.now);
  refresh_plan();
  if (&workspace_zone(nullptr, *before) != &workspace_zone(nullptr, *state_->definitions)) {
    move_triggers();
  }
  const auto was = before->retention(), is = state_->definitions->retention();
  const bool same = was == is || (was != nullptr && is != nullptr && was->text() == is->text());
  if (same) return;
  // Conditions ask something else from now on: as if each segment had been edited.
  std::vector<uint32_t> changed;
  for (uint32_t position = 0; position < plan().segments().size(); ++position) {
    const segment::PlanSegment& row = plan().segments()[position];
    const segment::PlanSegment* known = before->plan()->find(row.key);
    if (!ask_the_same(*row.condition, *known->condition)) changed.push_back(position);
  }
  fill_segments(changed, *before->plan(), false);
  reconsider_runs();
}

// What flows wait for may hold by now, or turn at another instant.
void Applier::reconsider_runs() {
  std::set<uint32_t> profiles;
  {
    store::Cursor cursor = state_->txn().cursor(state_->table(T::runs));
    for (bool found = cursor.first(); found; found = cursor.next()) {
      profiles.insert(get_big<uint32_t>(cursor.key()));
    }
  }
  for (const uint32_t profile : profiles) {
    Pass pass = make_pass(profile, state_->meta.now, 0, nullptr);
    pass.cause = FlipCause::definition;
    react(&pass, nullptr);
    finish_pass(&pass);
  }
}

// Compiles the live segments anew; new texts get their permanent numbers. A text that none of them
// has any more loses its number: what is remembered under it is not counted on from now, so a later
// segment with the same question starts from the events, under a new number.
void Applier::refresh_plan() {
  const auto before = state_->definitions;
  state_->refresh_definitions([&](const std::string& text) {
    const auto& known = before->plan()->numbers();
    if (const auto found = known.find(text); found != known.end()) return found->second;
    const uint32_t number = state_->meta.next_predicate++;
    state_->put(T::predicates, as_text(sha256(text)), number_key(number));
    return number;
  });
  rebind();
  for (const auto& [text, number] : before->plan()->numbers()) {
    if (plan().numbers().count(text) == 0) state_->remove(T::predicates, as_text(sha256(text)));
  }
}

// {"kind", "key"}
void Applier::apply_erase(const store::Record& record, Answer*) {
  const schema::Value payload = parse_payload(record);
  const DefinitionKind kind = definition_kind(schema::text_member(payload, "kind"));
  const std::string key = schema::text_member(payload, "key");
  auto head = load_head(kind, key);
  if (!head || head->version == 0) {
    throw Error(Code::not_found, "there is no " + std::string(kind_name(kind)) + " \"" + key + "\"",
                "/key");
  }
  check_unused(kind, key);
  head->version = 0;
  head->updated_at = state_->meta.now;
  state_->put(T::heads, head_key(kind, key), encode(*head));
  if (kind == DefinitionKind::sync) forget_target(head->number);
  else if (head->number != 0) clear_members(*head, record.offset);
  refresh_plan();
}

// Nobody is in a segment, or on a list, that is no more: the members leave silently.
void Applier::clear_members(const Head& head, uint64_t offset) {
  const store::Table table = state_->table(T::members);
  const Millis now = state_->meta.now;
  if (head.kind == DefinitionKind::segment) {
    const uint32_t end = state_->meta.next_profile;
    state_->log.fill(&state_->txn(), head.number, FlipCause::deletion, now, {},
                     state_->members.words(state_->txn(), table, head.number, end));
  }
  empty_set(state_, head.number, now, offset);
  state_->members.clear_set(&state_->txn(), table, head.number);
}

// {"flow": key, "status": "live" | "paused" | "archived"}
void Applier::apply_control(const store::Record& record, Answer*) {
  const schema::Value payload = parse_payload(record);
  const std::string key = schema::text_member(payload, "flow"),
                    status = schema::text_member(payload, "status");
  auto head = load_head(DefinitionKind::flow, key);
  if (!head || head->version == 0) {
    throw Error(Code::not_found, "there is no published flow \"" + key + "\"", "/key");
  }
  if (head->status == "archived" && status != "archived") {
    throw Error(Code::conflict, "the flow is archived", "/key", "publish it again");
  }
  const bool resumes = head->status == "paused" && status != "paused";
  head->status = status;
  head->updated_at = state_->meta.now;
  state_->put(T::heads, head_key(DefinitionKind::flow, key), encode(*head));
  state_->refresh_definitions();
  rebind();
  if (status == "archived") disarm_triggers(head->number);
  else if (status != "paused") resume_triggers(head->number);
  if (resumes) resume_entries(*state_->definitions->flows().at(head->number));
}

} // namespace beckon::engine
