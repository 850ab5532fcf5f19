// segments.include, exclude and reset: members by hand, whatever the condition says.
#include "engine/operations/all.h"
#include "engine/operations/segments.h"
#include "engine/overrides.h"

namespace beckon::engine {
namespace {

struct ManualRequest {
  std::string key;
  schema::Value profile;
  std::string source;
};
struct ManualAnswer {
  schema::Value consequences;
};

} // namespace
} // namespace beckon::engine

namespace beckon::schema {

template <>
struct Describe<ManualRequest> {
  static constexpr auto fields() {
    return std::tuple{
        required("key", &ManualRequest::key, kSegmentAbout)
            .up_to_bytes(limits::key_bytes, "key_bytes"),
        required("profile", &ManualRequest::profile, kProfileAbout).only(Kind::object),
        optional("source", &ManualRequest::source, "Who decided, or where; shown by explain")
            .up_to_bytes(limits::identifier_bytes, "identifier_bytes")};
  }
};
template <>
struct Describe<ManualAnswer> {
  static constexpr auto fields() {
    return std::tuple{required("consequences", &ManualAnswer::consequences,
                               "What it caused: profile, entered, left, flows")
                          .only(Kind::object)};
  }
};

} // namespace beckon::schema

namespace beckon::engine {
namespace {

// The profile is journalled by its opaque id: such a record names nobody.
ManualAnswer decide(Workspace& workspace, const ManualRequest& request, Override state) {
  std::string id;
  {
    const auto reader = workspace.read(true);
    require_segment(*reader, request.key);
    id = reader->ids().profile(require_profile(*reader, request.profile, "/profile"));
  }
  const Answer answer = workspace.submit(store::RecordKind::manual,
                                         schema::Value::object({{"segment", request.key},
                                                                {"id", id},
                                                                {"state", override_name(state)},
                                                                {"source", request.source}}));
  return {to_value(answer.consequences)};
}

ManualAnswer include(Workspace& workspace, const ManualRequest& request) {
  return decide(workspace, request, Override::included);
}
ManualAnswer exclude(Workspace& workspace, const ManualRequest& request) {
  return decide(workspace, request, Override::excluded);
}
ManualAnswer reset(Workspace& workspace, const ManualRequest& request) {
  return decide(workspace, request, Override::none);
}

constexpr const char* kExample = R"({"key": "vip", "profile": {"user_id": "u1"}})";

} // namespace

void add_segments_manual(Registry& registry) {
  registry.add(operation<ManualRequest, ManualAnswer>(
      {.name = "segments.include",
       .summary = "Put a profile into a segment by hand, whatever its condition says",
       .permission = Permission::write,
       .method = Method::post,
       .path = "/api/v1/segments/{key}/include",
       .details = "Kept when the segment is edited, until `segments.reset`. A segment with the "
                  "condition `{\"manual\": true}` has no other members.",
       .examples = {{"By user_id", kExample}}},
      include));
  registry.add(operation<ManualRequest, ManualAnswer>(
      {.name = "segments.exclude",
       .summary = "Keep a profile out of a segment by hand, whatever its condition says",
       .permission = Permission::write,
       .method = Method::post,
       .path = "/api/v1/segments/{key}/exclude",
       .details = "Kept when the segment is edited, until `segments.reset`.",
       .examples = {{"By user_id", kExample}}},
      exclude));
  registry.add(operation<ManualRequest, ManualAnswer>(
      {.name = "segments.reset",
       .summary = "Leave it to a segment's condition again whether a profile is in it",
       .permission = Permission::write,
       .method = Method::post,
       .path = "/api/v1/segments/{key}/reset",
       .examples = {{"By user_id", kExample}}},
      reset));
}

} // namespace beckon::engine
