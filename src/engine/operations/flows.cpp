// flows.*: drafts, and what is live.
#include "engine/operations/flows.h"
#include "engine/operations/all.h"
#include "schema/json.h"

namespace beckon::engine {
namespace {

struct FlowDraft {
  std::string key;
  std::optional<std::string> name;
  schema::Value trigger, entry_key, filter, reentry, again, include_existing, exit_when, goal,
      message_filter, zone, max_entries, max_active, send_rate, start, nodes;
};
struct Draft {
  std::string key;
  schema::Time updated_at;
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
        optional("goal", &FlowDraft::goal, "What an entry is for").only(Kind::object),
        optional("message_filter", &FlowDraft::message_filter,
                 "Condition to be sent a message, as JSON or as text")
            .only(Kind::object, Kind::string),
        optional("zone", &FlowDraft::zone, "Time zone where the profile has none")
            .only(Kind::string),
        optional("max_entries", &FlowDraft::max_entries, "Entries ever").only(Kind::integer),
        optional("max_active", &FlowDraft::max_active, "Entries at one time").only(Kind::integer),
        optional("send_rate", &FlowDraft::send_rate, "{\"limit\", \"per\"}: messages in any time")
            .only(Kind::object),
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

constexpr const char* kExample = R"({"key": "thanks", "trigger": {"event": "Order Placed"},
  "reentry": "after_exit", "start": "week",
  "nodes": {"week": {"type": "delay", "for": "7d", "next": "ask"},
            "ask": {"type": "message", "channel": "email", "template": "review"}}})";
constexpr const char* kOne = R"({"key": "thanks"})";

} // namespace

const Flow& require_flow(const Reader& reader, const std::string& key) {
  const Flow* flow = reader.definitions().find_flow(key);
  if (flow != nullptr) return *flow;
  const std::string near = nearest_name(key, reader.definitions().flow_keys());
  throw Error(Code::not_found, "there is no published flow \"" + key + "\"", "/key",
              near.empty() ? "" : "did you mean \"" + near + "\"?");
}

void add_flows_operations(Registry& registry) {
  add_flow_operation<FlowDraft, Draft>(registry,
                                       {.name = "flows.create",
                                        .summary = "Save a new flow as a draft",
                                        .permission = Permission::write,
                                        .method = Method::post,
                                        .path = "/api/v1/flows"},
                                       kExample, create);
  add_flow_operation<FlowDraft, Draft>(registry,
                                       {.name = "flows.update",
                                        .summary = "Save a draft over a flow",
                                        .permission = Permission::write,
                                        .method = Method::put,
                                        .path = "/api/v1/flows/{key}"},
                                       kExample, update);
  add_flow_operation<VersionRequest, Document>(registry,
                                               {.name = "flows.get",
                                                .summary = "Show a flow's definition",
                                                .permission = Permission::read,
                                                .method = Method::get,
                                                .path = "/api/v1/flows/{key}"},
                                               kOne, get);
  add_flow_operation<PageRequest, Items>(registry,
                                         {.name = "flows.list",
                                          .summary = "List flows by key, drafts last",
                                          .permission = Permission::read,
                                          .method = Method::get,
                                          .path = "/api/v1/flows"},
                                         "{}", list);
  add_flow_operation<KeyRequest, Empty>(registry,
                                        {.name = "flows.pause",
                                         .summary = "Start nobody and let every entry wait",
                                         .permission = Permission::write,
                                         .method = Method::post,
                                         .path = "/api/v1/flows/{key}/pause"},
                                        kOne, pause);
  add_flow_operation<KeyRequest, Empty>(registry,
                                        {.name = "flows.resume",
                                         .summary = "Go on; what fell due meanwhile goes out",
                                         .permission = Permission::write,
                                         .method = Method::post,
                                         .path = "/api/v1/flows/{key}/resume"},
                                        kOne, resume);
  add_flow_operation<KeyRequest, Empty>(
      registry,
      {.name = "flows.archive",
       .summary = "Start nobody any more; entries under way go on",
       .permission = Permission::write,
       .method = Method::post,
       .path = "/api/v1/flows/{key}/archive"},
      kOne, archive);
}

} // namespace beckon::engine
