#include "engine/definitions.h"

#include <algorithm>
#include <array>

#include "base/crypto.h"
#include "engine/retention.h"
#include "provider/provider.h"
#include "schema/binary.h"
#include "schema/members.h"

namespace beckon::engine {
namespace {

constexpr std::array<std::string_view, 10> kKindNames = {
    "",         "segment",  "flow", "template",       "list",
    "provider", "settings", "sync", "computed_trait", "event_schema"};

schema::Value document_of(const store::Transaction& transaction, store::Table table,
                          const Head& head, uint32_t version) {
  const auto bytes = transaction.get(table, version_key(head.kind, head.key, version));
  if (!bytes) throw Error(Code::corrupt, "a published definition is missing: " + head.key);
  ByteReader reader(*bytes);
  return schema::get_value(&reader);
}

bool same_text(const std::shared_ptr<const segment::Retention>& a,
               const std::shared_ptr<const segment::Retention>& b) {
  return a == b || (a != nullptr && b != nullptr && a->text() == b->text());
}

[[noreturn]] void fail_stored(const Head& head, const Issues& issues) {
  throw Error(Code::corrupt, "the stored " + std::string(kind_name(head.kind)) + " \"" + head.key +
                                 "\" does not parse: " + issues.front().message);
}

segment::PlanSegment compile_segment(const Head& head, const store::Transaction& transaction,
                                     store::Table documents, const Definitions* previous,
                                     const AnyName& names) {
  const segment::PlanSegment* known =
      previous == nullptr ? nullptr : previous->plan()->find(head.key);
  if (known != nullptr && known->version == head.version) return *known;
  const schema::Value document = document_of(transaction, documents, head, head.version);
  Issues issues;
  const schema::Value* where = document.find("where");
  segment::ConditionPtr condition = segment::parse_condition(
      where == nullptr ? schema::Value() : *where, "/where", names, &issues);
  if (condition == nullptr) fail_stored(head, issues);
  return {head.number, head.key, head.version, std::move(condition)};
}

} // namespace

std::string_view kind_name(DefinitionKind kind) { return kKindNames[static_cast<size_t>(kind)]; }

DefinitionKind definition_kind(std::string_view name) {
  const auto found = std::find(kKindNames.begin() + 1, kKindNames.end(), name);
  if (found == kKindNames.end()) fail_invalid("unknown kind of definition", "/kind");
  return static_cast<DefinitionKind>(found - kKindNames.begin());
}

std::string head_key(DefinitionKind kind, std::string_view key) {
  std::string bytes(1, static_cast<char>(kind));
  bytes += key;
  return bytes;
}

std::string version_key(DefinitionKind kind, std::string_view key, uint32_t version) {
  std::string bytes = head_key(kind, key);
  bytes += '\0';
  put_big<uint32_t>(&bytes, version);
  return bytes;
}

std::string encode(const Head& head) {
  std::string bytes;
  schema::put_value(&bytes, schema::Value::object({{"version", head.version},
                                                   {"number", head.number},
                                                   {"status", head.status},
                                                   {"created_at", head.created_at},
                                                   {"updated_at", head.updated_at}}));
  return bytes;
}

Head decode_head(std::string_view key, std::string_view bytes) {
  ByteReader reader(bytes);
  const schema::Value value = schema::get_value(&reader);
  Head head;
  head.kind = static_cast<DefinitionKind>(key.at(0));
  head.key = key.substr(1);
  head.version = static_cast<uint32_t>(schema::integer_member(value, "version"));
  head.number = static_cast<uint32_t>(schema::integer_member(value, "number"));
  head.status = schema::text_member(value, "status");
  head.created_at = schema::integer_member(value, "created_at");
  head.updated_at = schema::integer_member(value, "updated_at");
  return head;
}

std::shared_ptr<const Definitions> Definitions::load(const store::Transaction& transaction,
                                                     const std::vector<store::Table>& tables,
                                                     uint64_t published,
                                                     const Definitions* previous,
                                                     const segment::Plan::NumberOf& number_of) {
  auto all = std::make_shared<Definitions>();
  all->published_ = published;
  all->load_settings(transaction, tables);
  const store::Table documents = tables[static_cast<size_t>(T::definitions)];
  const store::Table predicates = tables[static_cast<size_t>(T::predicates)];
  all->load_computed(transaction, tables);
  const AnyName names(all->computed_, all->retention_);
  // What was compiled for other rules asks something else.
  if (previous != nullptr && !same_text(previous->retention_, all->retention_)) previous = nullptr;
  std::vector<segment::PlanSegment> segments;
  store::Cursor cursor = transaction.cursor(tables[static_cast<size_t>(T::heads)]);
  for (bool found = cursor.first(); found; found = cursor.next()) {
    const Head head = decode_head(cursor.key(), cursor.value());
    if (head.kind == DefinitionKind::flow) all->add_flow(head, transaction, documents, previous);
    if (head.version == 0 || head.kind == DefinitionKind::flow) continue;
    if (head.kind == DefinitionKind::segment) {
      segments.push_back(compile_segment(head, transaction, documents, previous, names));
      all->segments_[head.key] = head.number;
      continue;
    }
    const schema::Value document = document_of(transaction, documents, head, head.version);
    if (head.kind == DefinitionKind::list) {
      all->lists_[head.key] = head.number;
    } else if (head.kind == DefinitionKind::template_) {
      all->templates_[head.key] = {head.key, head.version, schema::text_member(document, "channel"),
                                   schema::text_member(document, "kind")};
    } else if (head.kind == DefinitionKind::provider) {
      all->providers_[head.key] = {head.key, schema::text_member(document, "kind"),
                                   schema::text_member(document, "channel"),
                                   schema::integer_member(document, "priority"), head.version};
    } else if (head.kind == DefinitionKind::sync) { // after all accounts: kinds stand in order
      SyncTarget target{head.number, head.key, head.version, "", read_sync(document)};
      const auto account = all->providers_.find(target.definition.provider);
      if (account != all->providers_.end()) target.kind = account->second.kind;
      all->syncs_.emplace(head.number, std::move(target));
    } else if (head.kind == DefinitionKind::event_schema) {
      Issues issues;
      EventSchema read = compile_event_schema(document, &issues);
      if (!issues.empty()) fail_stored(head, issues);
      read.key = head.key;
      const std::string event = read.event;
      all->event_schemas_[event] = std::move(read);
    }
  }
  const auto stored_number = [&](const std::string& text) {
    const auto number = transaction.get(predicates, as_text(sha256(text)));
    if (!number) throw Error(Code::corrupt, "a live segment's \"" + text + "\" has no number");
    return get_big<uint32_t>(*number);
  };
  all->plan_ = segment::Plan::build(std::move(segments), number_of ? number_of : stored_number);
  for (const auto& [number, flow] : all->flows_) {
    all->flow_index_.add(*flow);
    all->triggers_.add(*flow);
  }
  return all;
}

// Before all others: conditions are made of what is kept.
void Definitions::load_settings(const store::Transaction& transaction,
                                const std::vector<store::Table>& tables) {
  settings_ = schema::Value::object();
  Head current;
  const std::string prefix = head_key(DefinitionKind::settings, "");
  store::Cursor cursor = transaction.cursor(tables[static_cast<size_t>(T::heads)]);
  for (bool found = cursor.seek(prefix); found && cursor.key_starts_with(prefix);
       found = cursor.next()) {
    current = decode_head(cursor.key(), cursor.value());
    if (current.version == 0) continue;
    settings_ = document_of(transaction, tables[static_cast<size_t>(T::definitions)], current,
                            current.version);
  }
  Issues issues;
  policy_ = compile_policy(settings_, &issues);
  if (!issues.empty()) fail_stored(current, issues);
  retention_ = load_retention(transaction, tables, policy_);
}

// Before those that may ask for them: conditions are made of them.
void Definitions::load_computed(const store::Transaction& transaction,
                                const std::vector<store::Table>& tables) {
  const std::string prefix = head_key(DefinitionKind::computed_trait, "");
  store::Cursor cursor = transaction.cursor(tables[static_cast<size_t>(T::heads)]);
  for (bool found = cursor.seek(prefix); found && cursor.key_starts_with(prefix);
       found = cursor.next()) {
    const Head head = decode_head(cursor.key(), cursor.value());
    if (head.version == 0) continue;
    computed_[head.key] =
        document_of(transaction, tables[static_cast<size_t>(T::definitions)], head, head.version);
  }
}

void Definitions::add_flow(const Head& head, const store::Transaction& transaction,
                           store::Table documents, const Definitions* previous) {
  const Flow* known = previous == nullptr ? nullptr : previous->find_flow(head.key);
  auto flow = std::make_shared<Flow>();
  flow->number = head.number;
  flow->key = head.key;
  flow->status = head.status;
  flow->version = head.version;
  for (uint32_t version = 1; version <= head.version; ++version) {
    if (known != nullptr && known->versions.count(version) != 0) {
      flow->versions[version] = known->versions.at(version);
      flow->graphs.push_back(known->graphs.at(version - 1));
      continue;
    }
    Issues issues;
    const auto parsed = flow::parse_flow(document_of(transaction, documents, head, version),
                                         AnyName(computed_, retention_), &issues);
    if (parsed == nullptr) fail_stored(head, issues);
    auto numbered = std::make_shared<flow::Definition>(*parsed);
    numbered->version = version;
    flow->graphs.push_back(std::make_shared<const FlowGraph>(numbered));
    flow->versions[version] = std::move(numbered);
  }
  flow_numbers_[head.key] = head.number;
  flows_[head.number] = std::move(flow);
}

const Flow* Definitions::find_flow(std::string_view key) const {
  const auto number = flow_numbers_.find(key);
  return number == flow_numbers_.end() ? nullptr : flows_.at(number->second).get();
}
const TemplateHead* Definitions::find_template(std::string_view key) const {
  const auto found = templates_.find(key);
  return found == templates_.end() ? nullptr : &found->second;
}
const SyncTarget* Definitions::find_sync(std::string_view key) const {
  for (const auto& [number, target] : syncs_) {
    if (target.key == key) return &target;
  }
  return nullptr;
}
const uint32_t* Definitions::find_list(std::string_view key) const {
  const auto found = lists_.find(key);
  return found == lists_.end() ? nullptr : &found->second;
}
bool Definitions::has_provider_for(std::string_view channel, std::string_view address) const {
  return std::any_of(providers_.begin(), providers_.end(), [&](const auto& row) {
    if (row.second.channel != channel) return false;
    const provider::Provider* kind = provider::find_provider(row.second.kind);
    return kind == nullptr || kind->serves(address);
  });
}
bool Definitions::has_segment(std::string_view key) const { return segments_.count(key) != 0; }
bool Definitions::has_list(std::string_view key) const { return lists_.count(key) != 0; }
bool Definitions::has_template(std::string_view key) const { return templates_.count(key) != 0; }
bool Definitions::has_flow(std::string_view key) const { return flow_numbers_.count(key) != 0; }

const schema::Value* Definitions::computed(std::string_view key) const {
  const auto found = computed_.find(key);
  return found == computed_.end() ? nullptr : &found->second;
}
const EventSchema* Definitions::event_schema(std::string_view event) const {
  const auto found = event_schemas_.find(event);
  return found == event_schemas_.end() ? nullptr : &found->second;
}

std::vector<std::string> Definitions::computed_keys() const {
  std::vector<std::string> keys;
  for (const auto& [key, document] : computed_) keys.push_back(key);
  return keys;
}

std::vector<std::string> Definitions::segment_keys() const {
  std::vector<std::string> keys;
  for (const auto& [key, number] : segments_) keys.push_back(key);
  return keys;
}

std::vector<std::string> Definitions::list_keys() const {
  std::vector<std::string> keys;
  for (const auto& [key, number] : lists_) keys.push_back(key);
  return keys;
}

std::vector<std::string> Definitions::template_keys() const {
  std::vector<std::string> keys;
  for (const auto& [key, head] : templates_) keys.push_back(key);
  return keys;
}

std::vector<std::string> Definitions::flow_keys() const {
  std::vector<std::string> keys;
  for (const auto& [key, number] : flow_numbers_) keys.push_back(key);
  return keys;
}

} // namespace beckon::engine
