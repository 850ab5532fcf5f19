// profiles.create, patch, delete: one profile by hand.
#include "engine/operations/all.h"
#include "engine/operations/erasure.h"
#include "engine/operations/shapes.h"
#include "schema/json.h"

namespace beckon::engine {
namespace {

struct CreateRequest {
  std::optional<std::string> user_id, anonymous_id, email, phone;
  schema::Value identifiers, traits;
};
struct PatchRequest {
  schema::Value profile, traits;
};
struct Changed {
  schema::Value profile, consequences;
};

} // namespace
} // namespace beckon::engine

namespace beckon::schema {

template <>
struct Describe<CreateRequest> {
  using S = CreateRequest;
  static constexpr auto fields() {
    return std::tuple{
        optional("user_id", &S::user_id, "At least one identifier is needed"),
        optional("anonymous_id", &S::anonymous_id, "Of a visitor"),
        optional("email", &S::email, "An address"),
        optional("phone", &S::phone, "An international number"),
        optional("identifiers", &S::identifiers, "Of the workspace's own kinds, by kind")
            .only(Kind::object),
        optional("traits", &S::traits, "What is known of it").only(Kind::object)};
  }
};
template <>
struct Describe<PatchRequest> {
  using S = PatchRequest;
  static constexpr auto fields() {
    return std::tuple{
        required("profile", &S::profile, kProfileAbout).only(Kind::object),
        required("traits", &S::traits,
                 "Members of objects are set one by one; null removes; what is not named stays")
            .only(Kind::object)};
  }
};
template <>
struct Describe<Changed> {
  static constexpr auto fields() {
    return std::tuple{required("profile", &Changed::profile, "As it is now").only(Kind::object),
                      required("consequences", &Changed::consequences,
                               "What it caused: profile, entered, left, flows")
                          .only(Kind::object)};
  }
};

} // namespace beckon::schema

namespace beckon::engine {
namespace {

Changed changed(Workspace& workspace, const Consequences& consequences) {
  const auto reader = workspace.read();
  const uint32_t number =
      require_profile(*reader, schema::Value::object({{"id", consequences.profile}}), "/profile");
  return {profile_value(*reader, number), to_value(consequences)};
}

Changed create(Workspace& workspace, const CreateRequest& request) {
  schema::Value record = schema::encode(request);
  record.set("create", true);
  return changed(workspace, workspace.record(store::RecordKind::identify, schema::to_json(record)));
}

Changed patch(Workspace& workspace, const PatchRequest& request) {
  schema::Value payload = schema::Value::object({{"traits", request.traits}});
  {
    const auto reader = workspace.read(true);
    payload.set("profile",
                reader->ids().profile(require_profile(*reader, request.profile, "/profile")));
  }
  if (schema::to_json(payload).size() > limits::record_bytes) {
    throw Error(Code::limit_exceeded, "the traits are larger than limits::record_bytes", "/traits");
  }
  return changed(workspace, workspace.submit(store::RecordKind::patch, payload).consequences);
}

constexpr const char* kOne = R"({"profile": {"user_id": "u1"}})";

} // namespace

void add_profiles_change(Registry& registry) {
  registry.add(operation<CreateRequest, Changed>(
      {.name = "profiles.create",
       .summary = "Make a profile that nobody has yet",
       .permission = Permission::write,
       .method = Method::post,
       .path = "/api/v1/profiles",
       .details = "A conflict when one of the identifiers is somebody's. An identify record makes "
                  "or changes, whichever it is.",
       .examples =
           {{"A customer",
             R"({"user_id": "u1", "email": "ann@example.com", "traits": {"plan": "pro"}})"}}},
      create));
  registry.add(operation<PatchRequest, Changed>(
      {.name = "profiles.patch",
       .summary = "Change some of a profile's traits",
       .permission = Permission::write,
       .method = Method::patch,
       .path = "/api/v1/profiles",
       .details = "A JSON merge patch (RFC 7396) of the traits as they are when it is applied: two "
                  "patches at once lose nothing of one another. An identify record replaces a "
                  "trait whole.",
       .examples = {{"A new city, no more nickname",
                     R"({"profile": {"user_id": "u1"},
 "traits": {"address": {"city": "Lyon"}, "nickname": null}})"}}},
      patch));
  registry.add(operation<ProfileRequest, Erased>(
      {.name = "profiles.delete",
       .summary = "Delete a profile; the same as profiles.erase",
       .permission = Permission::write,
       .method = Method::remove,
       .path = "/api/v1/profiles",
       .details = "There is no deletion that keeps a person's records: they would bring the "
                  "profile back.",
       .examples = {{"By user_id", kOne}}},
      erase_profile));
}

} // namespace beckon::engine
