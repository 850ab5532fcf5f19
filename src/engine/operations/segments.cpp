// segments.*: definitions, and whether somebody is in one, and why.
#include "engine/operations/segments.h"

#include "engine/as_of.h"
#include "engine/operations/all.h"
#include "engine/overrides.h"
#include "engine/proof.h"

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
struct HasRequest : KeyProfileRequest {
  std::optional<schema::Time> at;
};
struct CountRequest : KeyRequest {
  std::optional<schema::Time> at;
};
struct ExplainRequest {
  std::string key;
  schema::Value where;
  schema::Value profile;
  std::optional<schema::Time> at;
};
struct ByHand {
  std::string state, source;
  schema::Time at;
};
struct Explanation {
  bool member = false;
  std::optional<ByHand> by_hand;
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
struct Describe<HasRequest> {
  static constexpr auto fields() {
    return std::tuple_cat(Describe<KeyProfileRequest>::fields(),
                          std::tuple{optional("at", &HasRequest::at, kAsOfAbout)});
  }
};
template <>
struct Describe<CountRequest> {
  static constexpr auto fields() {
    return std::tuple_cat(Describe<KeyRequest>::fields(),
                          std::tuple{optional("at", &CountRequest::at, kAsOfAbout)});
  }
};
template <>
struct Describe<ExplainRequest> {
  static constexpr auto fields() {
    return std::tuple{
        optional("key", &ExplainRequest::key, "A segment; or give where"),
        optional("where", &ExplainRequest::where, "A condition, as JSON or as text; or give key")
            .only(Kind::object, Kind::string),
        required("profile", &ExplainRequest::profile, kProfileAbout).only(Kind::object),
        optional("at", &ExplainRequest::at, kAsOfAbout)};
  }
  static void check(const ExplainRequest& request, const std::string& pointer, Issues* issues) {
    if (request.key.empty() == request.where.is_null()) {
      issues->push_back({pointer, "give either key or where", ""});
    }
  }
};
template <>
struct Describe<ByHand> {
  static constexpr auto fields() {
    return std::tuple{required("state", &ByHand::state, "included or excluded"),
                      required("source", &ByHand::source, "Who decided, or where; may be empty"),
                      required("at", &ByHand::at, "When")};
  }
};
template <>
struct Describe<Explanation> {
  static constexpr auto fields() {
    return std::tuple{
        required("member", &Explanation::member,
                 "Whether the profile is in it: what a hand has decided, else the condition"),
        optional("by_hand", &Explanation::by_hand, "What a hand has decided about a segment"),
        required("proof", &Explanation::proof,
                 "Of the condition, each part: whether it holds, by what evidence and which "
                 "events, and at which instant time alone will change it")
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
    return std::tuple{required("count", &Count::count, "Profiles in the segment")};
  }
};

} // namespace beckon::schema

namespace beckon::engine {

const segment::PlanSegment& require_segment(const Reader& reader, const std::string& key,
                                            std::string_view pointer) {
  const segment::PlanSegment* row = reader.definitions().plan()->find(key);
  if (row != nullptr) return *row;
  const std::string near = nearest_name(key, reader.definitions().segment_keys());
  throw Error(Code::not_found, "there is no segment \"" + key + "\"", std::string(pointer),
              near.empty() ? "" : "did you mean \"" + near + "\"?");
}

segment::ConditionPtr require_condition(const Reader& reader, const schema::Value& where) {
  Issues issues;
  auto condition = segment::parse_condition(where, "/where", reader.definitions(), &issues);
  if (condition == nullptr) throw Error(Code::invalid_definition, std::move(issues));
  return condition;
}

Millis present(Workspace& workspace, const Reader& reader) {
  return std::max(workspace.now(), reader.meta().now);
}

Millis require_past(Workspace& workspace, const Reader& reader, Millis at) {
  if (at <= present(workspace, reader)) return at;
  fail_invalid("at lies ahead of the workspace's time", "/at", "leave it out for the present");
}

namespace {

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

Membership has(Workspace& workspace, const HasRequest& request) {
  const auto reader = workspace.read();
  const segment::PlanSegment& row = require_segment(*reader, request.key);
  const uint32_t profile = require_profile(*reader, request.profile, "/profile");
  if (!request.at) {
    return {reader->is_member(row.number, profile)};
  }
  const Millis at = require_past(workspace, *reader, *request.at);
  return {AsOfView(reader->source(), profile, at, present(workspace, *reader)).belongs(row)};
}

Count count(Workspace& workspace, const CountRequest& request, const Watch& watch) {
  const auto reader = workspace.read();
  const segment::PlanSegment& row = require_segment(*reader, request.key);
  if (!request.at) return {stored_count(reader->txn(), reader->table(T::members), row.number)};
  const Millis at = require_past(workspace, *reader, *request.at);
  uint64_t members = 0;
  each_as_of(*reader, {at, present(workspace, *reader)}, watch, [&](const AsOfView& view) {
    if (view.belongs(row)) ++members;
  });
  return {members};
}

Explanation explain_one(Workspace& workspace, const ExplainRequest& request) {
  const auto reader = workspace.read();
  const uint32_t profile = require_profile(*reader, request.profile, "/profile");
  const Millis now =
      request.at ? require_past(workspace, *reader, *request.at) : present(workspace, *reader);
  const std::unique_ptr<QuestionView> view =
      request.at
          ? std::make_unique<AsOfView>(reader->source(), profile, now, present(workspace, *reader))
          : std::make_unique<QuestionView>(reader->source(), profile, now);
  Explanation answer;
  if (!request.where.is_null()) {
    const segment::ConditionPtr condition = require_condition(*reader, request.where);
    answer.member = condition->holds(*view, now);
    answer.proof = prove(*condition, view.get());
    return answer;
  }
  const segment::PlanSegment& segment = require_segment(*reader, request.key);
  answer.member = view->belongs(segment);
  answer.proof = prove(*segment.condition, view.get());
  const auto by_hand = override_as_of(reader->source(), segment.number, profile, now);
  if (by_hand && by_hand->state != Override::none) {
    answer.by_hand = {std::string(override_name(by_hand->state)), by_hand->source, by_hand->at};
  }
  return answer;
}

constexpr const char* kExplainDetails =
    "A part of the proof is `{\"holds\", \"op\": \"all\" | \"any\" | \"not\" | "
    "\"everyone\", \"parts\"}` or a leaf `{\"holds\", \"predicate\", \"evidence\", "
    "\"next_flip\"}`; a leaf over events has `events`, the newest of those that count, and one "
    "that names a segment has `because`, that segment's own proof. `next_flip` is the instant at "
    "which the part, or the whole at the root, turns if nothing more is recorded; with "
    "`\"at_least\": true` it does not turn before it.";

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
  registry.add(operation<HasRequest, Membership>(
      {.name = "segments.has",
       .summary = "Tell whether a profile is in a segment, or was",
       .method = Method::post,
       .path = "/api/v1/segments/{key}/has",
       .examples = {{"By user_id", R"({"key": "vip", "profile": {"user_id": "u1"}})"},
                    {"At an instant", R"({"key": "vip", "profile": {"user_id": "u1"},
                                          "at": "2024-03-01T09:00:00Z"})"}}},
      has));
  registry.add(operation<CountRequest, Count>(
      {.name = "segments.count",
       .summary = "Count the profiles that are in a segment, or were",
       .path = "/api/v1/segments/{key}/count",
       .examples = {{"One", R"({"key": "vip"})"},
                    {"At an instant", R"({"key": "vip", "at": "2024-03-01T09:00:00Z"})"}}},
      count));
  registry.add(operation<ExplainRequest, Explanation>(
      {.name = "segments.explain",
       .summary = "Prove why a profile is, or is not, in a segment",
       .method = Method::post,
       .path = "/api/v1/segments/explain",
       .details = kExplainDetails,
       .examples = {{"A segment", R"({"key": "vip", "profile": {"user_id": "u1"}})"},
                    {"As of an instant", R"({"where": {"trait": "plan", "eq": "pro"},
                                             "profile": {"user_id": "u1"},
                                             "at": "2024-03-01T09:00:00Z"})"}}},
      explain_one));
}

} // namespace beckon::engine
