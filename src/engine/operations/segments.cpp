// segments.*
#include "engine/operations/all.h"
#include "engine/operations/shapes.h"
#include "segment/explain.h"

namespace beckon::engine {
namespace {

struct SegmentDefinition {
  std::string key;
  schema::Value where;
  std::optional<std::string> name, description;
};
struct SegmentUpdate : SegmentDefinition {
  bool start_flows = false;
};
struct ExplainRequest {
  std::string key;
  schema::Value where;
  schema::Value profile;
};
struct Explanation {
  bool member = false;
  schema::Value proof;
};
struct Membership {
  bool member = false;
};
struct Count {
  uint64_t count = 0;
};

} // namespace
} // namespace beckon::engine

namespace beckon::schema {

constexpr auto segment_fields() {
  return std::tuple{required("key", &SegmentDefinition::key, kKeyAbout)
                        .up_to_bytes(limits::key_bytes, "key_bytes"),
                    required("where", &SegmentDefinition::where, kConditionAbout)
                        .only(Kind::object, Kind::string),
                    optional("name", &SegmentDefinition::name, "For people"),
                    optional("description", &SegmentDefinition::description, "For people")};
}
template <>
struct Describe<SegmentDefinition> {
  static constexpr auto fields() { return segment_fields(); }
};
template <>
struct Describe<SegmentUpdate> {
  static constexpr auto fields() {
    return std::tuple_cat(
        segment_fields(),
        std::tuple{
            optional("start_flows", &SegmentUpdate::start_flows,
                     "Whether those who enter by this edit start the flows on the segment")});
  }
};
template <>
struct Describe<ExplainRequest> {
  static constexpr auto fields() {
    return std::tuple{
        optional("key", &ExplainRequest::key, "A segment; or give where"),
        optional("where", &ExplainRequest::where, "A condition, as JSON or as text; or give key")
            .only(Kind::object, Kind::string),
        required("profile", &ExplainRequest::profile, kProfileAbout).only(Kind::object)};
  }
  static void check(const ExplainRequest& request, const std::string& pointer, Issues* issues) {
    if (request.key.empty() == request.where.is_null()) {
      issues->push_back({pointer, "give either key or where", ""});
    }
  }
};
template <>
struct Describe<Explanation> {
  static constexpr auto fields() {
    return std::tuple{required("member", &Explanation::member, "Whether the condition holds now"),
                      required("proof", &Explanation::proof,
                               "Each part: whether it holds, by what evidence, "
                               "and when time alone may change it")
                          .only(Kind::object)};
  }
};
template <>
struct Describe<Membership> {
  static constexpr auto fields() {
    return std::tuple{required("member", &Membership::member, "Whether the profile is in it")};
  }
};
template <>
struct Describe<Count> {
  static constexpr auto fields() {
    return std::tuple{required("count", &Count::count, "Profiles in the segment now")};
  }
};

} // namespace beckon::schema

namespace beckon::engine {
namespace {

const segment::PlanSegment& require_segment(const Reader& reader, const std::string& key) {
  const segment::PlanSegment* row = reader.definitions().plan()->find(key);
  if (row != nullptr) return *row;
  const std::string near = nearest_name(key, reader.definitions().segment_keys());
  throw Error(Code::not_found, "there is no segment \"" + key + "\"", "/key",
              near.empty() ? "" : "did you mean \"" + near + "\"?");
}

schema::Value document_of(const SegmentDefinition& request) {
  schema::Value document = schema::encode(request);
  document.erase("key");
  return document;
}

Published create(Workspace& workspace, const SegmentDefinition& request) {
  return publish(workspace, DefinitionKind::segment, request.key, document_of(request), true);
}

Published update(Workspace& workspace, const SegmentUpdate& request) {
  return publish(workspace, DefinitionKind::segment, request.key,
                 document_of(static_cast<const SegmentDefinition&>(request)), false,
                 request.start_flows);
}

Document get(Workspace& workspace, const VersionRequest& request) {
  return get_document(workspace, DefinitionKind::segment, request);
}
Items list(Workspace& workspace, const PageRequest& request) {
  return list_documents(workspace, DefinitionKind::segment, request);
}
Empty erase(Workspace& workspace, const KeyRequest& request) {
  return erase_document(workspace, DefinitionKind::segment, request.key);
}

Membership has(Workspace& workspace, const KeyProfileRequest& request) {
  const auto reader = workspace.read();
  const segment::PlanSegment& row = require_segment(*reader, request.key);
  const uint32_t profile = require_profile(*reader, request.profile, "/profile");
  return {stored_member(reader->txn(), reader->table(T::members), row.number, profile)};
}

Items members(Workspace& workspace, const KeyPageRequest& request) {
  const auto reader = workspace.read();
  const segment::PlanSegment& row = require_segment(*reader, request.key);
  return member_page(*reader, row.number, request);
}

Count count(Workspace& workspace, const KeyRequest& request) {
  const auto reader = workspace.read();
  const segment::PlanSegment& row = require_segment(*reader, request.key);
  return {stored_count(reader->txn(), reader->table(T::members), row.number)};
}

Explanation explain_one(Workspace& workspace, const ExplainRequest& request) {
  const auto reader = workspace.read();
  const uint32_t profile = require_profile(*reader, request.profile, "/profile");
  segment::ConditionPtr condition;
  if (request.where.is_null()) {
    condition = require_segment(*reader, request.key).condition;
  } else {
    Issues issues;
    condition = segment::parse_condition(request.where, "/where", reader->definitions(), &issues);
    if (condition == nullptr) throw Error(Code::invalid_definition, std::move(issues));
  }
  const ProfileView view(reader->source(), profile);
  const Millis now = std::max(workspace.now(), reader->meta().now);
  return {condition->holds(view, now), segment::explain(*condition, view, now)};
}

constexpr const char* kExample =
    R"({"key": "vip", "where": {"event": "Order Placed", "count": {"gte": 2}, "within": "30d",
                               "where": [{"property": "total", "gte": 50}]}})";

} // namespace

void add_segments_operations(Registry& registry) {
  registry.add(operation<SegmentDefinition, Published>(
      {.name = "segments.create",
       .summary = "Publish a segment and find its members",
       .permission = Permission::write,
       .method = Method::post,
       .path = "/api/v1/segments",
       .examples = {{"Two orders of 50 or more within 30 days", kExample}}},
      create));
  registry.add(operation<SegmentUpdate, Published>(
      {.name = "segments.update",
       .summary = "Publish a new version of a segment; members are found anew",
       .permission = Permission::write,
       .method = Method::put,
       .path = "/api/v1/segments/{key}",
       .examples = {{"Other terms", kExample}}},
      update));
  registry.add(
      operation<VersionRequest, Document>({.name = "segments.get",
                                           .summary = "Show a segment's definition",
                                           .path = "/api/v1/segments/{key}",
                                           .examples = {{"The current one", R"({"key": "vip"})"}}},
                                          get));
  registry.add(operation<PageRequest, Items>({.name = "segments.list",
                                              .summary = "List segments by key",
                                              .path = "/api/v1/segments",
                                              .examples = {{"All", "{}"}}},
                                             list));
  registry.add(operation<KeyRequest, Empty>({.name = "segments.delete",
                                             .summary = "Delete a segment that nothing uses",
                                             .permission = Permission::write,
                                             .method = Method::remove,
                                             .path = "/api/v1/segments/{key}",
                                             .examples = {{"One", R"({"key": "vip"})"}}},
                                            erase));
  registry.add(operation<KeyProfileRequest, Membership>(
      {.name = "segments.has",
       .summary = "Tell whether a profile is in a segment",
       .method = Method::post,
       .path = "/api/v1/segments/{key}/has",
       .examples = {{"By user_id", R"({"key": "vip", "profile": {"user_id": "u1"}})"}}},
      has));
  registry.add(operation<KeyPageRequest, Items>(
      {.name = "segments.members",
       .summary = "List the profiles in a segment",
       .path = "/api/v1/segments/{key}/members",
       .examples = {{"The first ten", R"({"key": "vip", "limit": 10})"}}},
      members));
  registry.add(operation<KeyRequest, Count>({.name = "segments.count",
                                             .summary = "Count the profiles in a segment",
                                             .path = "/api/v1/segments/{key}/count",
                                             .examples = {{"One", R"({"key": "vip"})"}}},
                                            count));
  registry.add(operation<ExplainRequest, Explanation>(
      {.name = "segments.explain",
       .summary = "Prove why a profile is, or is not, in a segment",
       .method = Method::post,
       .path = "/api/v1/segments/explain",
       .examples = {{"A segment", R"({"key": "vip", "profile": {"user_id": "u1"}})"}}},
      explain_one));
}

} // namespace beckon::engine
