// flows.entries and flows.explain: who is in a flow, and how each came to where it stands.
#include "engine/flow_explain.h"
#include "engine/operations/all.h"
#include "engine/operations/flows.h"
#include "engine/operations/segments.h"

namespace beckon::engine {
namespace {

struct EntriesRequest {
  std::string key;
  std::string state, node;
  std::optional<uint32_t> version;
  schema::Value profile;
  std::string cursor;
  uint32_t limit = 100;
};
struct EntryRequest {
  std::string entry;
};
struct Explanation {
  schema::Value entry, started;
  std::vector<schema::Value> steps;
  schema::Value goal, ended;
};

} // namespace
} // namespace beckon::engine

namespace beckon::schema {

template <>
struct Describe<EntriesRequest> {
  static constexpr auto fields() {
    return std::tuple{
        required("key", &EntriesRequest::key, kKeyAbout)
            .up_to_bytes(limits::key_bytes, "key_bytes"),
        optional("state", &EntriesRequest::state, "Only active, completed or exited ones"),
        optional("node", &EntriesRequest::node, "Only those that stand there, or stood last"),
        optional("version", &EntriesRequest::version, "Only those on that version"),
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
struct Describe<EntryRequest> {
  static constexpr auto fields() {
    return std::tuple{required("entry", &EntryRequest::entry, "Id of the entry")};
  }
};
template <>
struct Describe<Explanation> {
  static constexpr auto fields() {
    return std::tuple{
        required("entry", &Explanation::entry, "As flows.entries shows it").only(Kind::object),
        required("started", &Explanation::started,
                 "at, by (event, segment, list, date, schedule or call), and what is known of it: "
                 "the event with its properties, the segment's key")
            .only(Kind::object),
        required("steps", &Explanation::steps,
                 "Each visit to a node in order: node, type, version, arrived_at; of one that is "
                 "over, left_at, to (null: the end) and why; message, failed, converted, variant")
            .only(Kind::object),
        optional("goal", &Explanation::goal, "at and node, when the goal was reached")
            .only(Kind::object),
        optional("ended", &Explanation::ended, "at, state, reason and why").only(Kind::object)};
  }
};

} // namespace beckon::schema

namespace beckon::engine {

schema::Value entry_value(const Reader& reader, const EntryRow& row, const std::string& flow) {
  schema::Value value = schema::Value::object({{"id", reader.ids().entry(row.number)},
                                               {"flow", flow},
                                               {"version", row.version},
                                               {"profile", shown_profile(reader, row.profile)},
                                               {"state", state_name(row.state)},
                                               {"node", row.node},
                                               {"started_at", format_time(row.started_at)},
                                               {"arrived_at", format_time(row.arrived_at())}});
  if (row.wake_at != 0) value.set("wake_at", format_time(row.wake_at));
  if (!row.entry_key.empty()) value.set("entry_key", row.entry_key);
  if (row.converted_at != 0) value.set("converted_at", format_time(row.converted_at));
  if (row.state != EntryState::active) {
    value.set("reason", row.reason);
    value.set("ended_at", format_time(row.ended_at));
  }
  return value;
}

namespace {

bool fits(const EntryRow& row, const EntriesRequest& request) {
  return (request.state.empty() || state_name(row.state) == request.state) &&
         (request.node.empty() || row.node == request.node) &&
         (!request.version || row.version == *request.version);
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
    if (!fits(row, request)) continue;
    if (page.items.size() == request.limit) {
      page.cursor = std::to_string(row.number);
      break;
    }
    page.items.push_back(entry_value(*reader, row, flow.key));
  }
  return page;
}

Explanation explain(Workspace& workspace, const EntryRequest& request) {
  const auto reader = workspace.read();
  const auto number = reader->ids().read('e', request.entry);
  const auto row = number ? reader->entry(*number) : std::nullopt;
  if (!row) throw Error(Code::not_found, "there is no entry " + request.entry, "/entry");
  EntryStory story = explain_entry(*reader, *row, present(workspace, *reader));
  const std::string& flow = reader->definitions().flows().at(row->flow)->key;
  return {entry_value(*reader, *row, flow), std::move(story.started), std::move(story.steps),
          std::move(story.goal), std::move(story.ended)};
}

} // namespace

void add_flows_entries(Registry& registry) {
  add_flow_operation<EntriesRequest, Items>(registry,
                                            {.name = "flows.entries",
                                             .summary = "List a flow's entries, oldest first",
                                             .permission = Permission::read,
                                             .method = Method::post,
                                             .path = "/api/v1/flows/{key}/entries"},
                                            R"({"key": "thanks"})", entries);
  add_flow_operation<EntryRequest, Explanation>(
      registry,
      {.name = "flows.explain",
       .summary = "Tell an entry's story: what started it, why it went each way, what became of it",
       .permission = Permission::read,
       .method = Method::get,
       .path = "/api/v1/entries/{entry}/explain"},
      R"({"entry": "e_0000000000000"})", explain);
}

} // namespace beckon::engine
