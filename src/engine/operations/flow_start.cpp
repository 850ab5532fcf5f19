// flows.start: entries that begin because somebody asks for them.
#include <map>

#include "engine/operations/all.h"
#include "engine/operations/shapes.h"
#include "schema/members.h"

namespace beckon::engine {
namespace {

struct StartRequest {
  std::string key;
  schema::Value profile, where, properties;
};
struct StartResult {
  int64_t started = 0;
  std::map<std::string, int64_t> refused;
  std::optional<schema::Value> consequences;
};

} // namespace
} // namespace beckon::engine

namespace beckon::schema {

template <>
struct Describe<StartRequest> {
  static constexpr auto fields() {
    return std::tuple{
        required("key", &StartRequest::key, kKeyAbout).up_to_bytes(limits::key_bytes, "key_bytes"),
        optional("profile", &StartRequest::profile, kProfileAbout).only(Kind::object),
        optional("where", &StartRequest::where,
                 "Everybody for whom this condition holds, as JSON or as text")
            .only(Kind::object, Kind::string),
        optional("properties", &StartRequest::properties,
                 "What entry.x and event.x find in the entries that begin")
            .only(Kind::object)};
  }
  static void check(const StartRequest& request, const std::string& pointer, Issues* issues) {
    if (request.profile.is_null() != request.where.is_null()) return;
    issues->push_back({pointer, "name one profile or give a condition",
                       R"("profile": {"user_id": …} or "where": {…})"});
  }
};
template <>
struct Describe<StartResult> {
  static constexpr auto fields() {
    return std::tuple{
        required("started", &StartResult::started, "Entries that have begun"),
        required("refused", &StartResult::refused, "Starts that were refused, by reason"),
        optional("consequences", &StartResult::consequences,
                 "Of one profile: profile, entered, left, flows")
            .only(Kind::object)};
  }
};

} // namespace beckon::schema

namespace beckon::engine {
namespace {

void add_up(StartResult* result, const schema::Value& answer) {
  result->started += schema::integer_member(answer, "started");
  for (const schema::Member& reason : answer.find("refused")->as_object()) {
    result->refused[reason.key] += reason.value.as_integer();
  }
}

StartResult start(Workspace& workspace, const StartRequest& request) {
  schema::Value record = schema::Value::object({{"flow", request.key}});
  StartResult result;
  const auto set_properties = [&] {
    if (!request.properties.is_null()) record.set("properties", request.properties);
  };
  if (!request.profile.is_null()) {
    const auto reader = workspace.read();
    const uint32_t profile = require_profile(*reader, request.profile, "/profile");
    record.set("profile", reader->ids().profile(profile));
    set_properties();
    const Answer answer = workspace.submit(store::RecordKind::start, record);
    add_up(&result, answer.value);
    result.consequences = to_value(answer.consequences);
    return result;
  }
  record.set("where", request.where);
  set_properties();
  while (true) {
    const Answer answer = workspace.submit(store::RecordKind::start, record);
    add_up(&result, answer.value);
    const schema::Value* next = answer.value.find("next");
    if (next == nullptr) return result;
    record.set("from", *next);
  }
}

} // namespace

void add_flow_start_operations(Registry& registry) {
  registry.add(operation<StartRequest, StartResult>(
      {.name = "flows.start",
       .summary = "Start a live flow for one profile, or for all who meet a condition",
       .permission = Permission::write,
       .method = Method::post,
       .path = "/api/v1/flows/{key}/start",
       .details =
           "The flow's own `filter`, re-entry policy and limits hold. Starts that they refuse are "
           "counted by reason: `filter`, `active`, `reentry`, `max_entries`, `max_active`. Many "
           "profiles are started in slices, in the order in which they became known; each slice "
           "is durable by itself, and whoever is in a later one is judged when its turn comes. "
           "A call that was interrupted may be made again.",
       .examples =
           {{"One",
             R"({"key": "thanks", "profile": {"user_id": "u1"}, "properties": {"gift": 1}})"},
            {"Many", R"({"key": "thanks", "where": {"trait": "plan", "eq": "pro"}})"}}},
      start));
}

} // namespace beckon::engine
