// flows.*
#include <map>

#include "engine/flow_stats.h"
#include "engine/operations/all.h"
#include "engine/operations/shapes.h"
#include "schema/json.h"

namespace beckon::engine {
namespace {

struct FlowDraft {
  std::string key;
  std::optional<std::string> name;
  schema::Value trigger, entry_key, filter, reentry, again, include_existing, exit_when, start,
      nodes;
};
struct Draft {
  std::string key;
  schema::Time updated_at;
};
struct EntriesRequest {
  std::string key;
  std::string state;
  schema::Value profile;
  std::string cursor;
  uint32_t limit = 100;
};
struct NodeStats {
  std::string node;
  uint32_t version = 0;
  int64_t entered = 0, waiting = 0;
};
struct StatsAnswer {
  std::string key;
  int64_t started = 0, active = 0, completed = 0, exited = 0;
  std::map<std::string, int64_t> refused;
  std::vector<NodeStats> nodes;
};

} // namespace
} // namespace beckon::engine

namespace beckon::schema {

template <>
struct Describe<FlowDraft> {
  static constexpr auto fields() {
    return std::tuple{
        required("key", &FlowDraft::key, kKeyAbout).up_to_bytes(limits::key_bytes, "key_bytes"),
        optional("name", &FlowDraft::name, "For people"),
        required("trigger", &FlowDraft::trigger, "What starts an entry").only(Kind::object),
        optional("entry_key", &FlowDraft::entry_key, "\"event.cart_id\": entries by this property"),
        optional("filter", &FlowDraft::filter, "Condition to start, as JSON or as text")
            .only(Kind::object, Kind::string),
        optional("reentry", &FlowDraft::reentry,
                 "never, after_exit, {\"after\": duration} or concurrent_by_key"),
        optional("again", &FlowDraft::again, "Whether a key may enter again"),
        optional("include_existing", &FlowDraft::include_existing,
                 "Start those in the segment already"),
        optional("exit_when", &FlowDraft::exit_when, "What ends an entry").only(Kind::array),
        required("start", &FlowDraft::start, "Key of the first node"),
        required("nodes", &FlowDraft::nodes, "Nodes by key").only(Kind::object)};
  }
};
template <>
struct Describe<Draft> {
  static constexpr auto fields() {
    return std::tuple{required("key", &Draft::key, kKeyAbout),
                      required("updated_at", &Draft::updated_at, "When it was saved")};
  }
};
template <>
struct Describe<EntriesRequest> {
  static constexpr auto fields() {
    return std::tuple{
        required("key", &EntriesRequest::key, kKeyAbout)
            .up_to_bytes(limits::key_bytes, "key_bytes"),
        optional("state", &EntriesRequest::state, "Only active, completed or exited ones"),
        optional("profile", &EntriesRequest::profile, kProfileAbout).only(Kind::object),
        optional("cursor", &EntriesRequest::cursor, kCursorAbout),
        optional("limit", &EntriesRequest::limit, kLimitAbout)
            .between(1, limits::page_items, "page_items")};
  }
  static void check(const EntriesRequest& request, const std::string& pointer, Issues* issues) {
    const std::string& state = request.state;
    if (state.empty() || state == "active" || state == "completed" || state == "exited") return;
    issues->push_back({pointer + "/state", "state must be active, completed or exited", ""});
  }
};
template <>
struct Describe<NodeStats> {
  static constexpr auto fields() {
    return std::tuple{required("node", &NodeStats::node, "Its key"),
                      required("version", &NodeStats::version, "Of the flow"),
                      required("entered", &NodeStats::entered, "Entries that came to it"),
                      required("waiting", &NodeStats::waiting, "Entries that are at it")};
  }
};
template <>
struct Describe<StatsAnswer> {
  static constexpr auto fields() {
    return std::tuple{required("key", &StatsAnswer::key, kKeyAbout),
                      required("started", &StatsAnswer::started, "Entries ever"),
                      required("active", &StatsAnswer::active, "Entries under way"),
                      required("completed", &StatsAnswer::completed, "Entries that came to an end"),
                      required("exited", &StatsAnswer::exited, "Entries that left before it"),
                      required("refused", &StatsAnswer::refused, "Starts refused, by reason"),
                      required("nodes", &StatsAnswer::nodes, "By version and node")};
  }
};

} // namespace beckon::schema

namespace beckon::engine {
namespace {

Draft save(Workspace& workspace, const FlowDraft& request, bool create) {
  check_key(request.key);
  const bool published = workspace.definitions()->has_flow(request.key);
  const bool drafted = workspace.catalog().draft(request.key).has_value();
  if (create && (published || drafted)) {
    throw Error(Code::conflict, "flow \"" + request.key + "\" exists already", "/key");
  }
  if (!create && !published && !drafted) {
    throw Error(Code::not_found, "there is no flow \"" + request.key + "\"", "/key");
  }
  const schema::Value document = schema::encode(request);
  check_definition(DefinitionKind::flow, request.key, document, *workspace.definitions());
  const Millis now = workspace.now();
  workspace.catalog().put_draft({request.key, schema::to_json(document), now});
  return {request.key, now};
}

Draft create(Workspace& workspace, const FlowDraft& request) {
  return save(workspace, request, true);
}
Draft update(Workspace& workspace, const FlowDraft& request) {
  return save(workspace, request, false);
}

// The draft becomes the current version, and is no draft any more.
Published publish_draft(Workspace& workspace, const KeyRequest& request) {
  const auto draft = workspace.catalog().draft(request.key);
  if (!draft) {
    throw Error(workspace.definitions()->has_flow(request.key) ? Code::conflict : Code::not_found,
                "flow \"" + request.key + "\" has no draft to publish", "/key",
                "save one with flows.create or flows.update");
  }
  const bool first = !workspace.definitions()->has_flow(request.key);
  Published published = publish(workspace, DefinitionKind::flow, request.key,
                                schema::parse_json(draft->document), first);
  workspace.catalog().remove_draft(request.key);
  return published;
}

Document get(Workspace& workspace, const VersionRequest& request) {
  const auto draft = workspace.catalog().draft(request.key);
  const bool published = workspace.definitions()->has_flow(request.key);
  if (published || !draft) return get_document(workspace, DefinitionKind::flow, request);
  return {draft->key,        0,
          "draft",           draft->updated_at,
          draft->updated_at, schema::parse_json(draft->document)};
}

// Published ones by key, and on the last page the drafts that were never published.
Items list(Workspace& workspace, const PageRequest& request) {
  Items page = list_documents(workspace, DefinitionKind::flow, request);
  if (page.cursor) return page;
  for (const store::Draft& draft : workspace.catalog().drafts()) {
    if (workspace.definitions()->has_flow(draft.key)) continue;
    page.items.push_back(
        schema::encode(Document{draft.key, 0, "draft", draft.updated_at, draft.updated_at,
                                schema::parse_json(draft.document)}));
  }
  return page;
}

Empty control(Workspace& workspace, const std::string& key, std::string_view status) {
  workspace.submit(store::RecordKind::control,
                   schema::Value::object({{"flow", key}, {"status", status}}));
  return {};
}
Empty pause(Workspace& workspace, const KeyRequest& request) {
  return control(workspace, request.key, "paused");
}
Empty resume(Workspace& workspace, const KeyRequest& request) {
  return control(workspace, request.key, "live");
}
Empty archive(Workspace& workspace, const KeyRequest& request) {
  return control(workspace, request.key, "archived");
}

const Flow& require_flow(const Reader& reader, const std::string& key) {
  const Flow* flow = reader.definitions().find_flow(key);
  if (flow == nullptr) {
    throw Error(Code::not_found, "there is no published flow \"" + key + "\"", "/key");
  }
  return *flow;
}

schema::Value entry_value(const Reader& reader, const EntryRow& row, const std::string& flow) {
  schema::Value value = schema::Value::object({{"id", reader.ids().entry(row.number)},
                                               {"flow", flow},
                                               {"version", row.version},
                                               {"profile", shown_profile(reader, row.profile)},
                                               {"state", state_name(row.state)},
                                               {"node", row.node},
                                               {"started_at", format_time(row.started_at)}});
  if (row.wake_at != 0) value.set("wake_at", format_time(row.wake_at));
  if (!row.entry_key.empty()) value.set("entry_key", row.entry_key);
  if (row.state != EntryState::active) {
    value.set("reason", row.reason);
    value.set("ended_at", format_time(row.ended_at));
  }
  return value;
}

Items entries(Workspace& workspace, const EntriesRequest& request) {
  const auto reader = workspace.read();
  const Flow& flow = require_flow(*reader, request.key);
  const uint32_t profile =
      request.profile.is_null() ? 0 : require_profile(*reader, request.profile, "/profile");
  Items page;
  store::Cursor cursor = reader->txn().cursor(reader->table(T::entries));
  for (bool found = cursor.seek(number_key(read_cursor(request.cursor))); found;
       found = cursor.next()) {
    const EntryRow row = decode_entry(get_big<uint64_t>(cursor.key()), cursor.value());
    if (row.flow != flow.number || !is_of_profile(*reader, row.profile, profile)) continue;
    if (!request.state.empty() && state_name(row.state) != request.state) continue;
    if (page.items.size() == request.limit) {
      page.cursor = std::to_string(row.number);
      break;
    }
    page.items.push_back(entry_value(*reader, row, flow.key));
  }
  return page;
}

StatsAnswer stats(Workspace& workspace, const KeyRequest& request) {
  const auto reader = workspace.read();
  const Flow& flow = require_flow(*reader, request.key);
  const FlowStatsReader counted(reader->txn(), reader->table(T::flow_stats));
  const FlowCounts totals = counted.totals(flow.number);
  StatsAnswer all;
  all.key = flow.key;
  all.started = static_cast<int64_t>(totals.started);
  all.completed = static_cast<int64_t>(totals.completed);
  all.exited = static_cast<int64_t>(totals.exited);
  all.active = static_cast<int64_t>(totals.active());
  for (const auto& [reason, count] : totals.refused.rows()) {
    all.refused[reason] = static_cast<int64_t>(count);
  }
  for (const auto& [id, counts] : counted.nodes(flow.number)) {
    all.nodes.push_back({*flow.graph(id.version).at(id.node).key, id.version,
                         static_cast<int64_t>(counts.entered),
                         static_cast<int64_t>(counts.waiting())});
  }
  return all;
}

constexpr const char* kExample = R"({"key": "thanks", "trigger": {"event": "Order Placed"},
  "reentry": "after_exit", "start": "week",
  "nodes": {"week": {"type": "delay", "for": "7d", "next": "ask"},
            "ask": {"type": "message", "channel": "email", "template": "review"}}})";
constexpr const char* kOne = R"({"key": "thanks"})";

template <typename Request, typename Response, typename Handler>
void add(Registry& registry, const char* name, const char* summary, Permission permission,
         Method method, const char* path, const char* example, Handler handler) {
  registry.add(operation<Request, Response>({.name = name,
                                             .summary = summary,
                                             .permission = permission,
                                             .method = method,
                                             .path = path,
                                             .examples = {{"One", example}}},
                                            handler));
}

} // namespace

void add_flows_operations(Registry& registry) {
  add<FlowDraft, Draft>(registry, "flows.create", "Save a new flow as a draft", Permission::write,
                        Method::post, "/api/v1/flows", kExample, create);
  add<FlowDraft, Draft>(registry, "flows.update", "Save a draft over a flow", Permission::write,
                        Method::put, "/api/v1/flows/{key}", kExample, update);
  add<KeyRequest, Published>(
      registry, "flows.publish", "Make the draft the current version; entries keep theirs",
      Permission::write, Method::post, "/api/v1/flows/{key}/publish", kOne, publish_draft);
  add<VersionRequest, Document>(registry, "flows.get", "Show a flow's definition", Permission::read,
                                Method::get, "/api/v1/flows/{key}", kOne, get);
  add<PageRequest, Items>(registry, "flows.list", "List flows by key, drafts last",
                          Permission::read, Method::get, "/api/v1/flows", "{}", list);
  add<KeyRequest, Empty>(registry, "flows.pause", "Start nobody and let every entry wait",
                         Permission::write, Method::post, "/api/v1/flows/{key}/pause", kOne, pause);
  add<KeyRequest, Empty>(registry, "flows.resume", "Go on; what fell due meanwhile goes out",
                         Permission::write, Method::post, "/api/v1/flows/{key}/resume", kOne,
                         resume);
  add<KeyRequest, Empty>(registry, "flows.archive",
                         "Start nobody any more; entries under way go on", Permission::write,
                         Method::post, "/api/v1/flows/{key}/archive", kOne, archive);
  add<EntriesRequest, Items>(registry, "flows.entries", "List a flow's entries, oldest first",
                             Permission::read, Method::post, "/api/v1/flows/{key}/entries", kOne,
                             entries);
  add<KeyRequest, StatsAnswer>(registry, "flows.stats", "Count a flow's entries and its nodes'",
                               Permission::read, Method::get, "/api/v1/flows/{key}/stats", kOne,
                               stats);
}

} // namespace beckon::engine
