// computed_traits.*: what a workspace derives of its profiles' events, under a name.
#include "engine/computed_values.h"
#include "engine/operations/all.h"
#include "engine/operations/shapes.h"
#include "segment/computed.h"

namespace beckon::engine {
namespace {

struct ComputedDocument {
  std::string key, event, function;
  std::optional<std::string> description, property, within, after, before;
  schema::Value where, between;
};
struct ValueRequest {
  std::string key;
  schema::Value profile;
};
struct ValueAnswer {
  schema::Value value;
};

} // namespace
} // namespace beckon::engine

namespace beckon::schema {

template <>
struct Describe<ComputedDocument> {
  using S = ComputedDocument;
  static constexpr auto fields() {
    return std::tuple{
        required("key", &S::key, kKeyAbout).up_to_bytes(limits::key_bytes, "key_bytes"),
        optional("description", &S::description, "For people"),
        required("event", &S::event, "Of which events; the name may end in \"*\""),
        optional("where", &S::where, "Tests on their properties, as in a condition")
            .only(Kind::array),
        required("function", &S::function,
                 "count, sum, min, max, average, first, last, most_frequent or unique"),
        optional("property", &S::property, "Of whose values; of all functions but count"),
        optional("within", &S::within, "Only of the last so long, e.g. \"30d\""),
        optional("after", &S::after, "Or only after an instant"),
        optional("before", &S::before, "Or only before one"),
        optional("between", &S::between, "Or only between two, both included").only(Kind::array)};
  }
};
template <>
struct Describe<ValueRequest> {
  static constexpr auto fields() {
    return std::tuple{
        required("key", &ValueRequest::key, kKeyAbout).up_to_bytes(limits::key_bytes, "key_bytes"),
        required("profile", &ValueRequest::profile, kProfileAbout).only(Kind::object)};
  }
};
template <>
struct Describe<ValueAnswer> {
  static constexpr auto fields() {
    return std::tuple{
        required("value", &ValueAnswer::value, "At the present instant; null when there is none")};
  }
};

} // namespace beckon::schema

namespace beckon::engine {
namespace {

schema::Value document_of(const ComputedDocument& request) {
  schema::Value document = schema::encode(request);
  document.erase("key");
  return document;
}
Published create(Workspace& workspace, const ComputedDocument& request) {
  return publish(workspace, DefinitionKind::computed_trait, request.key, document_of(request),
                 true);
}
Published update(Workspace& workspace, const ComputedDocument& request) {
  return publish(workspace, DefinitionKind::computed_trait, request.key, document_of(request),
                 false);
}
Document get(Workspace& workspace, const VersionRequest& request) {
  return get_document(workspace, DefinitionKind::computed_trait, request);
}
Items list(Workspace& workspace, const PageRequest& request) {
  return list_documents(workspace, DefinitionKind::computed_trait, request);
}
Empty erase(Workspace& workspace, const KeyRequest& request) {
  return erase_document(workspace, DefinitionKind::computed_trait, request.key);
}
ValueAnswer value(Workspace& workspace, const ValueRequest& request) {
  const auto reader = workspace.read();
  if (reader->definitions().computed(request.key) == nullptr) {
    throw Error(Code::not_found, "there is no computed trait \"" + request.key + "\"", "/key");
  }
  const ProfileView view(reader->source(), require_profile(*reader, request.profile, "/profile"));
  return {computed_value(view, reader->definitions(), request.key,
                         std::max(workspace.now(), reader->meta().now))};
}

constexpr const char* kOne = R"({"key": "revenue_30d"})";
constexpr const char* kSum = R"({"key": "revenue_30d", "event": "Order Placed", "function": "sum",
 "property": "total", "within": "30d"})";

} // namespace

void add_computed_traits(Registry& registry) {
  registry.add(operation<ComputedDocument, Published>(
      {.name = "computed_traits.create",
       .summary = "Name what is derived of a profile's events",
       .permission = Permission::write,
       .method = Method::post,
       .path = "/api/v1/computed_traits",
       .details =
           "Conditions ask it by `{\"computed\": key, \"gte\": 100}`, with the operators that "
           "suit the function; templates by `{{ computed.key }}`. It is exact at every "
           "instant, window ends included.",
       .examples = {{"Revenue of the last 30 days", kSum}}},
      create));
  registry.add(operation<ComputedDocument, Published>(
      {.name = "computed_traits.update",
       .summary = "Change a computed trait that no segment or flow asks",
       .permission = Permission::write,
       .method = Method::put,
       .path = "/api/v1/computed_traits/{key}",
       .examples = {{"Revenue of the last 30 days", kSum}}},
      update));
  registry.add(operation<VersionRequest, Document>({.name = "computed_traits.get",
                                                    .summary = "Show a computed trait",
                                                    .path = "/api/v1/computed_traits/{key}",
                                                    .examples = {{"One", kOne}}},
                                                   get));
  registry.add(operation<PageRequest, Items>({.name = "computed_traits.list",
                                              .summary = "List computed traits by key",
                                              .path = "/api/v1/computed_traits",
                                              .examples = {{"All", "{}"}}},
                                             list));
  registry.add(operation<KeyRequest, Empty>({.name = "computed_traits.delete",
                                             .summary = "Delete a computed trait that nothing uses",
                                             .permission = Permission::write,
                                             .method = Method::remove,
                                             .path = "/api/v1/computed_traits/{key}",
                                             .examples = {{"One", kOne}}},
                                            erase));
  registry.add(operation<ValueRequest, ValueAnswer>(
      {.name = "computed_traits.value",
       .summary = "Show a computed trait of one profile",
       .method = Method::post,
       .path = "/api/v1/computed_traits/{key}/value",
       .examples = {{"Of one", R"({"key": "revenue_30d", "profile": {"user_id": "u1"}})"}}},
      value));
}

} // namespace beckon::engine
