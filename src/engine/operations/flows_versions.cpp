// flows.publish, flows.rollback and flows.diff: versions, and what becomes of entries between them.
#include <algorithm>
#include <set>

#include "engine/flow_versions.h"
#include "engine/operations/all.h"
#include "engine/operations/flows.h"
#include "schema/json.h"

namespace beckon::engine {
namespace {

struct PublishRequest {
  std::string key;
  schema::Value migrate;
  bool dry_run = false;
};
struct RollbackRequest {
  std::string key;
  uint32_t version = 0;
  schema::Value migrate;
  bool dry_run = false;
};
struct PublishedFlow {
  std::string key;
  uint32_t version = 0;
  bool dry_run = false;
  std::vector<schema::Value> entries;
};
struct DiffRequest {
  std::string key;
  std::optional<uint32_t> from, to;
};
struct Difference {
  std::string key;
  uint32_t from = 0;
  std::optional<uint32_t> to;
  std::vector<std::string> added, removed, changed;
  std::vector<schema::Value> changes, waiting;
};

constexpr std::string_view kMigrateAbout =
    "By the key of an old node (\"*\": every other) what becomes of the entries that wait at it: "
    "a node of the new version, {\"exit\": true} or {\"stay\": true}. Nodes of which it says "
    "nothing "
    "go to the new version's node of that key. Without it, entries stay on their versions";
constexpr std::string_view kDryRunAbout = "Only tell what would become of whom";

} // namespace
} // namespace beckon::engine

namespace beckon::schema {

template <>
struct Describe<PublishRequest> {
  static constexpr auto fields() {
    return std::tuple{
        required("key", &PublishRequest::key, kKeyAbout)
            .up_to_bytes(limits::key_bytes, "key_bytes"),
        optional("migrate", &PublishRequest::migrate, kMigrateAbout).only(Kind::object),
        optional("dry_run", &PublishRequest::dry_run, kDryRunAbout)};
  }
};
template <>
struct Describe<RollbackRequest> {
  static constexpr auto fields() {
    return std::tuple{
        required("key", &RollbackRequest::key, kKeyAbout)
            .up_to_bytes(limits::key_bytes, "key_bytes"),
        required("version", &RollbackRequest::version, "Whose document it is"),
        optional("migrate", &RollbackRequest::migrate, kMigrateAbout).only(Kind::object),
        optional("dry_run", &RollbackRequest::dry_run, kDryRunAbout)};
  }
};
template <>
struct Describe<PublishedFlow> {
  static constexpr auto fields() {
    return std::tuple{
        required("key", &PublishedFlow::key, kKeyAbout),
        required("version", &PublishedFlow::version, "The version now current"),
        required("dry_run", &PublishedFlow::dry_run, "Whether nothing was published"),
        required("entries", &PublishedFlow::entries,
                 "Waiting entries by version and node: becomes (stay, keep: goes on waiting in the "
                 "new version, move: a new visit, exit), to, entries, and in a dry run some of "
                 "their profiles")
            .only(Kind::object)};
  }
};
template <>
struct Describe<DiffRequest> {
  static constexpr auto fields() {
    return std::tuple{
        required("key", &DiffRequest::key, kKeyAbout).up_to_bytes(limits::key_bytes, "key_bytes"),
        optional("from", &DiffRequest::from,
                 "A version; the one before `to` when left out, of a draft the current one"),
        optional("to", &DiffRequest::to,
                 "A version; when left out the draft, or the current one where there is none")};
  }
};
template <>
struct Describe<Difference> {
  static constexpr auto fields() {
    return std::tuple{
        required("key", &Difference::key, kKeyAbout),
        required("from", &Difference::from, "The version compared"),
        optional("to", &Difference::to, "The version it is compared to; absent: the draft"),
        required("added", &Difference::added, "Nodes that only `to` has"),
        required("removed", &Difference::removed, "Nodes that only `from` has"),
        required("changed", &Difference::changed, "Nodes that differ"),
        required("changes", &Difference::changes,
                 "Each member that differs: pointer, from and to, one of which may be absent")
            .only(Kind::object),
        required("waiting", &Difference::waiting,
                 "Entries of `from` that wait at nodes which `to` lacks: node, entries")
            .only(Kind::object)};
  }
};

} // namespace beckon::schema

namespace beckon::engine {
namespace {

constexpr size_t kProfilesShown = 10; // of each row of a dry run

struct Publication {
  std::string key;
  schema::Value document, migrate;
  bool create = false, dry_run = false;
};

// Some of those who wait there, the oldest entries first.
void name_profiles(const Reader& reader, const std::vector<NodeFate>& rows, schema::Value* shown) {
  std::map<NodeId, schema::Value> profiles;
  for (const NodeFate& row : rows) profiles[row.id] = schema::Value::array();
  store::Cursor cursor = reader.txn().cursor(reader.table(T::entries));
  for (bool found = !rows.empty() && cursor.first(); found; found = cursor.next()) {
    const EntryRow entry = decode_entry(get_big<uint64_t>(cursor.key()), cursor.value());
    if (entry.state != EntryState::active || entry.flow != rows.front().id.flow) continue;
    schema::Value& list = profiles[{entry.flow, entry.version, entry.path.back().node}];
    if (list.size() < kProfilesShown) list.push_back(shown_profile(reader, entry.profile));
  }
  for (size_t i = 0; i < rows.size(); ++i) {
    shown->as_array()[i].set("profiles", std::move(profiles[rows[i].id]));
  }
}

PublishedFlow try_out(Workspace& workspace, const Publication& wanted) {
  const auto reader = workspace.read(true);
  const Definitions& definitions = reader->definitions();
  const Flow* flow = definitions.find_flow(wanted.key);
  std::map<NodeId, NodeCounts> counts;
  if (flow != nullptr) {
    counts = FlowStatsReader(reader->txn(), reader->table(T::flow_stats)).nodes(flow->number);
  }
  const auto waiting = [&](const NodeId& id) {
    const auto found = counts.find(id);
    return found == counts.end() ? 0 : found->second.waiting();
  };
  const std::vector<NodeFate> rows =
      check_migration(definitions, wanted.key, wanted.document, wanted.migrate, waiting);
  schema::Value shown = to_value(rows);
  name_profiles(*reader, rows, &shown);
  return {wanted.key, flow == nullptr ? 1 : flow->version + 1, true, shown.as_array()};
}

PublishedFlow publish_flow(Workspace& workspace, const Publication& wanted) {
  // Mistakes are told before anything is journalled.
  check_definition(DefinitionKind::flow, wanted.key, wanted.document, *workspace.definitions());
  PublishedFlow tried = try_out(workspace, wanted);
  if (wanted.dry_run) return tried;
  schema::Value payload = schema::Value::object({{"kind", kind_name(DefinitionKind::flow)},
                                                 {"key", wanted.key},
                                                 {"document", wanted.document},
                                                 {"create", wanted.create}});
  if (!wanted.migrate.is_null()) payload.set("migrate", wanted.migrate);
  const Answer answer = workspace.submit(store::RecordKind::publish, payload);
  return {wanted.key, static_cast<uint32_t>(answer.value.find("version")->as_integer()), false,
          answer.value.find("entries")->as_array()};
}

// The draft becomes the current version, and is no draft any more.
PublishedFlow publish_draft(Workspace& workspace, const PublishRequest& request) {
  check_key(request.key);
  const bool known = workspace.definitions()->has_flow(request.key);
  const auto draft = workspace.catalog().draft(request.key);
  if (!draft) {
    throw Error(known ? Code::conflict : Code::not_found,
                "flow \"" + request.key + "\" has no draft to publish", "/key",
                "save one with flows.create or flows.update");
  }
  PublishedFlow published = publish_flow(
      workspace,
      {request.key, schema::parse_json(draft->document), request.migrate, !known, request.dry_run});
  if (!request.dry_run) workspace.catalog().remove_draft(request.key);
  return published;
}

// A draft that was being written stays.
PublishedFlow rollback(Workspace& workspace, const RollbackRequest& request) {
  schema::Value document;
  {
    const auto reader = workspace.read();
    const Flow& flow = require_flow(*reader, request.key);
    if (request.version == flow.version) {
      throw Error(Code::conflict,
                  "version " + std::to_string(request.version) + " is the current one", "/version");
    }
    document = reader->document(DefinitionKind::flow, request.key, request.version);
  }
  return publish_flow(workspace,
                      {request.key, std::move(document), request.migrate, false, request.dry_run});
}

// Each member that differs, down to values that are no objects.
void compare(const schema::Value* from, const schema::Value* to, const std::string& pointer,
             std::vector<schema::Value>* changes) {
  if (from != nullptr && to != nullptr) {
    if (*from == *to) return;
    if (from->is_object() && to->is_object()) {
      std::set<std::string> names;
      for (const schema::Member& member : from->as_object()) names.insert(member.key);
      for (const schema::Member& member : to->as_object()) names.insert(member.key);
      for (const std::string& name : names) {
        compare(from->find(name), to->find(name), pointer_join(pointer, name), changes);
      }
      return;
    }
  }
  schema::Value change = schema::Value::object({{"pointer", pointer}});
  if (from != nullptr) change.set("from", *from);
  if (to != nullptr) change.set("to", *to);
  changes->push_back(std::move(change));
}

schema::Value nodes_of(const schema::Value& document) {
  const schema::Value* nodes = document.find("nodes");
  return nodes == nullptr ? schema::Value::object() : *nodes;
}

void compare_nodes(const schema::Value& from, const schema::Value& to, Difference* difference) {
  const schema::Value before = nodes_of(from), after = nodes_of(to);
  for (const schema::Member& node : before.as_object()) {
    const schema::Value* other = after.find(node.key);
    if (other == nullptr) difference->removed.push_back(node.key);
    else if (!(*other == node.value)) difference->changed.push_back(node.key);
  }
  for (const schema::Member& node : after.as_object()) {
    if (before.find(node.key) == nullptr) difference->added.push_back(node.key);
  }
  for (auto* keys : {&difference->added, &difference->removed, &difference->changed}) {
    std::sort(keys->begin(), keys->end());
  }
}

void count_waiting(const Reader& reader, const Flow& flow, Difference* difference) {
  const auto counts = FlowStatsReader(reader.txn(), reader.table(T::flow_stats)).nodes(flow.number);
  const flow::Definition& definition = *flow.versions.at(difference->from);
  for (const std::string& node : difference->removed) {
    const auto found =
        counts.find({flow.number, difference->from, definition.nodes.at(node).index});
    const uint64_t entries = found == counts.end() ? 0 : found->second.waiting();
    if (entries == 0) continue;
    difference->waiting.push_back(schema::Value::object({{"node", node}, {"entries", entries}}));
  }
}

Difference diff(Workspace& workspace, const DiffRequest& request) {
  const auto reader = workspace.read();
  const Flow& flow = require_flow(*reader, request.key);
  const auto draft = request.to ? std::nullopt : workspace.catalog().draft(request.key);
  Difference difference;
  difference.key = request.key;
  if (!draft) difference.to = request.to.value_or(flow.version);
  const uint32_t before = draft ? flow.version : std::max(*difference.to, 2U) - 1;
  difference.from = request.from.value_or(before);
  const auto document = [&](uint32_t version) {
    return reader->document(DefinitionKind::flow, request.key, version);
  };
  const schema::Value from = document(difference.from);
  const schema::Value to = draft ? schema::parse_json(draft->document) : document(*difference.to);
  compare(&from, &to, "", &difference.changes);
  compare_nodes(from, to, &difference);
  count_waiting(*reader, flow, &difference);
  return difference;
}

} // namespace

void add_flows_versions(Registry& registry) {
  add_flow_operation<PublishRequest, PublishedFlow>(
      registry,
      {.name = "flows.publish",
       .summary = "Make the draft the current version; say what becomes of entries, or try it out",
       .permission = Permission::write,
       .method = Method::post,
       .path = "/api/v1/flows/{key}/publish",
       .details =
           "Without `migrate` every entry stays on the version it began with. It is refused, "
           "with all issues at once, when entries wait at nodes that the new version lacks "
           "and nothing is said of them. With it they go to the new version at once: to an "
           "equal node (same key, same JSON) they go on waiting as they did, to any other "
           "they come as to the first time, so that a delay starts anew."},
      R"({"key": "thanks", "migrate": {"week": "month", "*": {"stay": true}}, "dry_run": true})",
      publish_draft);
  add_flow_operation<RollbackRequest, PublishedFlow>(
      registry,
      {.name = "flows.rollback",
       .summary = "Publish the document of an older version as the newest",
       .permission = Permission::write,
       .method = Method::post,
       .path = "/api/v1/flows/{key}/rollback"},
      R"({"key": "thanks", "version": 1})", rollback);
  add_flow_operation<DiffRequest, Difference>(registry,
                                              {.name = "flows.diff",
                                               .summary = "Compare two versions of a flow",
                                               .permission = Permission::read,
                                               .method = Method::get,
                                               .path = "/api/v1/flows/{key}/diff"},
                                              R"({"key": "thanks", "from": 1, "to": 2})", diff);
}

} // namespace beckon::engine
