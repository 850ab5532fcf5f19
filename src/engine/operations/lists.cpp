// lists.*: manual or subscribed membership.
#include "engine/operations/all.h"
#include "engine/operations/shapes.h"
#include "schema/json.h"

namespace beckon::engine {
namespace {

struct ListDefinition {
  std::string key;
  std::optional<std::string> name, description;
};
struct ListChange {
  std::string key;
  schema::Value profile;
  std::string source;
};
struct Changed {
  schema::Value consequences;
};

} // namespace
} // namespace beckon::engine

namespace beckon::schema {

template <>
struct Describe<ListDefinition> {
  static constexpr auto fields() {
    return std::tuple{required("key", &ListDefinition::key, kKeyAbout)
                          .up_to_bytes(limits::key_bytes, "key_bytes"),
                      optional("name", &ListDefinition::name, "For people"),
                      optional("description", &ListDefinition::description, "For people")};
  }
};
template <>
struct Describe<ListChange> {
  static constexpr auto fields() {
    return std::tuple{
        required("key", &ListChange::key, kKeyAbout).up_to_bytes(limits::key_bytes, "key_bytes"),
        required("profile", &ListChange::profile, kProfileAbout).only(Kind::object),
        optional("source", &ListChange::source, "Where it comes from, for the ledger")};
  }
};
template <>
struct Describe<Changed> {
  static constexpr auto fields() {
    return std::tuple{required("consequences", &Changed::consequences,
                               "What it caused: profile, entered, left, flows")
                          .only(Kind::object)};
  }
};

} // namespace beckon::schema

namespace beckon::engine {
namespace {

Published create(Workspace& workspace, const ListDefinition& request) {
  schema::Value document = schema::encode(request);
  document.erase("key");
  return publish(workspace, DefinitionKind::list, request.key, document, true);
}
Document get(Workspace& workspace, const VersionRequest& request) {
  return get_document(workspace, DefinitionKind::list, request);
}
Items list(Workspace& workspace, const PageRequest& request) {
  return list_documents(workspace, DefinitionKind::list, request);
}
Empty erase(Workspace& workspace, const KeyRequest& request) {
  return erase_document(workspace, DefinitionKind::list, request.key);
}

Changed change(Workspace& workspace, const ListChange& request, store::RecordKind kind) {
  const DefinitionsPtr definitions = workspace.definitions();
  const ProfileName name =
      read_profile_name(request.profile, "/profile", definitions->identifiers());
  schema::Value record = schema::Value::object(
      {{"type", kind == store::RecordKind::subscribe ? "subscribe" : "unsubscribe"},
       {"list", request.key}});
  put_name(name, &record);
  if (!request.source.empty()) record.set("source", request.source);
  return {to_value(workspace.record(kind, schema::to_json(record)))};
}
Changed add(Workspace& workspace, const ListChange& request) {
  return change(workspace, request, store::RecordKind::subscribe);
}
Changed remove(Workspace& workspace, const ListChange& request) {
  return change(workspace, request, store::RecordKind::unsubscribe);
}

Items members(Workspace& workspace, const KeyPageRequest& request) {
  const auto reader = workspace.read();
  const uint32_t* set = reader->definitions().find_list(request.key);
  if (set == nullptr) {
    throw Error(Code::not_found, "there is no list \"" + request.key + "\"", "/key");
  }
  return member_page(*reader, *set, request);
}

constexpr const char* kOne = R"({"key": "newsletter"})";
constexpr const char* kProfile =
    R"({"key": "newsletter", "profile": {"email": "ann@example.com"}})";

} // namespace

void add_lists_operations(Registry& registry) {
  registry.add(operation<ListDefinition, Published>({.name = "lists.create",
                                                     .summary = "Make a list",
                                                     .permission = Permission::write,
                                                     .method = Method::post,
                                                     .path = "/api/v1/lists",
                                                     .examples = {{"One", kOne}}},
                                                    create));
  registry.add(operation<VersionRequest, Document>({.name = "lists.get",
                                                    .summary = "Show a list",
                                                    .path = "/api/v1/lists/{key}",
                                                    .examples = {{"One", kOne}}},
                                                   get));
  registry.add(operation<PageRequest, Items>({.name = "lists.list",
                                              .summary = "List lists by key",
                                              .path = "/api/v1/lists",
                                              .examples = {{"All", "{}"}}},
                                             list));
  registry.add(operation<KeyRequest, Empty>({.name = "lists.delete",
                                             .summary = "Delete a list that nothing uses",
                                             .permission = Permission::write,
                                             .method = Method::remove,
                                             .path = "/api/v1/lists/{key}",
                                             .examples = {{"One", kOne}}},
                                            erase));
  registry.add(operation<ListChange, Changed>({.name = "lists.add",
                                               .summary = "Put a profile on a list",
                                               .permission = Permission::write,
                                               .method = Method::post,
                                               .path = "/api/v1/lists/{key}/add",
                                               .examples = {{"By e-mail", kProfile}}},
                                              add));
  registry.add(operation<ListChange, Changed>({.name = "lists.remove",
                                               .summary = "Take a profile off a list",
                                               .permission = Permission::write,
                                               .method = Method::post,
                                               .path = "/api/v1/lists/{key}/remove",
                                               .examples = {{"By e-mail", kProfile}}},
                                              remove));
  registry.add(operation<KeyPageRequest, Items>({.name = "lists.members",
                                                 .summary = "List the profiles on a list",
                                                 .path = "/api/v1/lists/{key}/members",
                                                 .examples = {{"All", kOne}}},
                                                members));
}

} // namespace beckon::engine
