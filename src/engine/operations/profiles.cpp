// profiles.get, list, merge, erase.
#include "engine/computed_values.h"
#include "engine/operations/all.h"
#include "engine/operations/erasure.h"
#include "engine/operations/shapes.h"
#include "profile/profile_json.h"
#include "schema/json.h"
#include "schema/one_text.h"

namespace beckon::engine {
namespace {

struct MergeRequest {
  schema::Value from, into;
};
struct Merged {
  schema::Value consequences;
};
struct ProfileDetails {
  std::string id;
  schema::Time created_at;
  std::vector<schema::Value> identifiers;
  schema::Value traits;
  std::vector<schema::Value> consents, push_tokens;
  std::vector<std::string> segments, lists;
  schema::Value computed;
};

} // namespace
} // namespace beckon::engine

namespace beckon::schema {

template <>
struct Describe<MergeRequest> {
  static constexpr auto fields() {
    return std::tuple{required("from", &MergeRequest::from,
                               "The profile that is no more afterwards, by one identifier")
                          .only(Kind::object),
                      required("into", &MergeRequest::into,
                               "The profile that it becomes part of, by one identifier")
                          .only(Kind::object)};
  }
};
template <>
struct Describe<Merged> {
  static constexpr auto fields() {
    return std::tuple{required("consequences", &Merged::consequences,
                               "What it caused for the survivor: profile, entered, left, flows")
                          .only(Kind::object)};
  }
};
template <>
struct Describe<ProfileDetails> {
  static constexpr auto fields() {
    return std::tuple{
        required("id", &ProfileDetails::id, "Opaque"),
        required("created_at", &ProfileDetails::created_at, "First record about it"),
        required("identifiers", &ProfileDetails::identifiers, "kind and value").only(Kind::object),
        required("traits", &ProfileDetails::traits, "What is known of it").only(Kind::object),
        required("push_tokens", &ProfileDetails::push_tokens,
                 "token, platform, at; the device registered last at the end"),
        required("consents", &ProfileDetails::consents, "channel, topic, state, source, at")
            .only(Kind::object),
        required("segments", &ProfileDetails::segments, "Segments it is in"),
        required("lists", &ProfileDetails::lists, "Lists it is on"),
        required("computed", &ProfileDetails::computed, "Computed traits that have a value")
            .only(Kind::object)};
  }
};

} // namespace beckon::schema

namespace beckon::engine {
namespace {

ProfileDetails get(Workspace& workspace, const ProfileRequest& request) {
  const auto reader = workspace.read();
  const uint32_t number = require_profile(*reader, request.profile, "/profile");
  const schema::Value shown = profile_value(*reader, number);
  const ProfileView view(reader->source(), number);
  ProfileDetails all;
  all.id = shown.find("id")->as_string();
  all.created_at = view.cold().created_at;
  all.identifiers = shown.find("identifiers")->as_array();
  all.traits = *shown.find("traits");
  if (const schema::Value* consents = shown.find("consents"); consents->is_array()) {
    all.consents = consents->as_array();
  }
  all.push_tokens = shown.find("push_tokens")->as_array();
  for (const std::string& key : reader->definitions().segment_keys()) {
    if (view.in_segment(key)) all.segments.push_back(key);
  }
  for (const std::string& key : reader->definitions().list_keys()) {
    if (view.on_list(key)) all.lists.push_back(key);
  }
  all.computed =
      computed_values(view, reader->definitions(), std::max(workspace.now(), reader->meta().now));
  return all;
}

// The keys of the sets that the profile is in.
void append_sets(std::string* out, const Reader& reader, const Definitions::Sets& sets,
                 uint32_t profile) {
  bool first = true;
  for (const auto& [key, set] : sets) {
    if (!reader.is_member(set, profile)) continue;
    if (!first) *out += ',';
    first = false;
    schema::append_json_string(out, key);
  }
}

// As `get`, from the stored bytes to the text, when the request names one plain identifier.
std::optional<std::string> get_short(Workspace& workspace, std::string_view request,
                                     const Watch& watch) {
  const auto named = schema::read_one_text_under("profile", request);
  if (!named) return std::nullopt;
  watch.report(0, 0);
  const auto reader = workspace.read();
  const Definitions& definitions = reader->definitions();
  const ProfileName name =
      make_profile_name(named->key, named->text, "/profile", definitions.identifiers());
  const auto [number, row] = require_row(*reader, name, "/profile");
  std::string out = "{";
  out.reserve(row.size() * 2 + 512); // names of members, and what is not in the row
  profile::append_members(&out, row);
  out += R"(,"segments":[)";
  append_sets(&out, *reader, definitions.segments(), number);
  out += R"(],"lists":[)";
  append_sets(&out, *reader, definitions.lists(), number);
  out += R"(],"computed":)";
  if (definitions.computed_traits().empty()) {
    out += "{}";
  } else {
    const ProfileView view(reader->source(), number);
    const Millis now = std::max(workspace.now(), reader->meta().now);
    schema::append_json(&out, computed_values(view, definitions, now));
  }
  out += '}';
  return out;
}

Items list(Workspace& workspace, const PageRequest& request) {
  const auto reader = workspace.read();
  Items page;
  store::Cursor cursor = reader->txn().cursor(reader->table(T::profiles));
  const auto from = static_cast<uint32_t>(read_cursor(request.cursor));
  for (bool found = cursor.seek(number_key(from)); found; found = cursor.next()) {
    const auto number = get_big<uint32_t>(cursor.key());
    if (page.items.size() == request.limit) {
      page.cursor = std::to_string(number);
      break;
    }
    page.items.push_back(profile_value(*reader, number));
  }
  return page;
}

std::string id_of(const Reader& reader, const schema::Value& name, std::string_view pointer) {
  return reader.ids().profile(require_profile(reader, name, pointer));
}

Merged merge(Workspace& workspace, const MergeRequest& request) {
  schema::Value payload = schema::Value::object();
  {
    const auto reader = workspace.read();
    payload.set("from", id_of(*reader, request.from, "/from"));
    payload.set("into", id_of(*reader, request.into, "/into"));
  }
  return {to_value(workspace.submit(store::RecordKind::merge, payload).consequences)};
}

constexpr const char* kOne = R"({"profile": {"user_id": "u1"}})";

} // namespace

void add_profiles_operations(Registry& registry) {
  Operation get_one = operation<ProfileRequest, ProfileDetails>(
      {.name = "profiles.get",
       .summary = "Show a profile with its segments and lists",
       .method = Method::post,
       .path = "/api/v1/profiles/get",
       .examples = {{"By user_id", kOne}}},
      get);
  get_one.run_short = get_short;
  registry.add(std::move(get_one));
  registry.add(operation<PageRequest, Items>({.name = "profiles.list",
                                              .summary = "List profiles, oldest first",
                                              .path = "/api/v1/profiles",
                                              .examples = {{"Ten", R"({"limit": 10})"}}},
                                             list));
  registry.add(operation<MergeRequest, Merged>(
      {.name = "profiles.merge",
       .summary = "Make one profile part of another",
       .permission = Permission::write,
       .method = Method::post,
       .path = "/api/v1/profiles/merge",
       .examples = {{"A visitor",
                     R"({"from": {"anonymous_id": "a1"}, "into": {"user_id": "u1"}})"}}},
      merge));
  registry.add(operation<ProfileRequest, Erased>({.name = "profiles.erase",
                                                  .summary = "Forget a person, in the journal too",
                                                  .permission = Permission::write,
                                                  .method = Method::post,
                                                  .path = "/api/v1/profiles/erase",
                                                  .examples = {{"By user_id", kOne}}},
                                                 erase_profile));
}

} // namespace beckon::engine
