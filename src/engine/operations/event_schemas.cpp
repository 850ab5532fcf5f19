// event_schemas.*: what events should look like, and how those that came in stray from it.
#include "engine/event_schema_document.h"
#include "engine/operations/all.h"
#include "engine/operations/shapes.h"
#include "schema/binary.h"

namespace beckon::engine {
namespace {

struct KeyedSchema : EventSchemaDocument {
  std::string key;
};
struct Violations {
  std::vector<schema::Value> items;
  uint64_t total = 0;
};

} // namespace
} // namespace beckon::engine

namespace beckon::schema {

template <>
struct Describe<KeyedSchema> {
  static constexpr auto fields() {
    return std::tuple_cat(std::tuple{required("key", &KeyedSchema::key, kKeyAbout)
                                         .up_to_bytes(limits::key_bytes, "key_bytes")},
                          Describe<EventSchemaDocument>::fields());
  }
  static void check(const KeyedSchema& value, const std::string& pointer, Issues* issues) {
    check_event_schema(value, pointer, issues);
  }
};
template <>
struct Describe<Violations> {
  static constexpr auto fields() {
    return std::tuple{
        required("items", &Violations::items,
                 "The newest hundred, oldest first: profile (null when it was erased), at, issues")
            .only(Kind::object),
        required("total", &Violations::total, "Of all events of that name so far")};
  }
};

} // namespace beckon::schema

namespace beckon::engine {
namespace {

schema::Value document_of(const KeyedSchema& request) {
  return schema::encode(static_cast<const EventSchemaDocument&>(request));
}
Published create(Workspace& workspace, const KeyedSchema& request) {
  return publish(workspace, DefinitionKind::event_schema, request.key, document_of(request), true);
}
Published update(Workspace& workspace, const KeyedSchema& request) {
  return publish(workspace, DefinitionKind::event_schema, request.key, document_of(request), false);
}
Document get(Workspace& workspace, const VersionRequest& request) {
  return get_document(workspace, DefinitionKind::event_schema, request);
}
Items list(Workspace& workspace, const PageRequest& request) {
  return list_documents(workspace, DefinitionKind::event_schema, request);
}
Empty erase(Workspace& workspace, const KeyRequest& request) {
  return erase_document(workspace, DefinitionKind::event_schema, request.key);
}

Violations violations(Workspace& workspace, const KeyRequest& request) {
  const Document document =
      get_document(workspace, DefinitionKind::event_schema, {request.key, std::nullopt});
  const std::string event = document.definition.find("event")->as_string();
  const auto reader = workspace.read();
  Violations found;
  found.total = static_cast<uint64_t>(reader->counter("violations/" + event));
  const std::string prefix = event + '\0';
  store::Cursor cursor = reader->txn().cursor(reader->table(T::violations));
  for (bool more = cursor.seek(prefix); more && cursor.key_starts_with(prefix);
       more = cursor.next()) {
    ByteReader bytes(cursor.value());
    schema::Value row = schema::get_value(&bytes);
    const auto number = static_cast<uint32_t>(row.find("profile")->as_integer());
    row.set("profile", shown_profile(*reader, number));
    found.items.push_back(std::move(row));
  }
  return found;
}

constexpr const char* kOne = R"({"key": "order-placed"})";
constexpr const char* kOrder = R"({"key": "order-placed", "event": "Order Placed", "properties": [
 {"property": "total", "type": "number", "required": true},
 {"property": "currency", "type": "string", "one_of": ["EUR", "USD"]}]})";

} // namespace

void add_event_schemas(Registry& registry) {
  registry.add(operation<KeyedSchema, Published>(
      {.name = "event_schemas.create",
       .summary = "Say what the events of a name should look like",
       .permission = Permission::write,
       .method = Method::post,
       .path = "/api/v1/event_schemas",
       .details = "Events that came before are not looked at. One that strays is recorded and "
                  "listed by event_schemas.violations, or with `\"on_violation\": \"refuse\"` not "
                  "taken: the error has an issue for each mistake.",
       .examples = {{"An order", kOrder}}},
      create));
  registry.add(operation<KeyedSchema, Published>({.name = "event_schemas.update",
                                                  .summary = "Publish a new version of a schema",
                                                  .permission = Permission::write,
                                                  .method = Method::put,
                                                  .path = "/api/v1/event_schemas/{key}",
                                                  .examples = {{"An order", kOrder}}},
                                                 update));
  registry.add(operation<VersionRequest, Document>({.name = "event_schemas.get",
                                                    .summary = "Show an event schema",
                                                    .path = "/api/v1/event_schemas/{key}",
                                                    .examples = {{"One", kOne}}},
                                                   get));
  registry.add(operation<PageRequest, Items>({.name = "event_schemas.list",
                                              .summary = "List event schemas by key",
                                              .path = "/api/v1/event_schemas",
                                              .examples = {{"All", "{}"}}},
                                             list));
  registry.add(operation<KeyRequest, Empty>({.name = "event_schemas.delete",
                                             .summary = "Delete an event schema",
                                             .permission = Permission::write,
                                             .method = Method::remove,
                                             .path = "/api/v1/event_schemas/{key}",
                                             .examples = {{"One", kOne}}},
                                            erase));
  registry.add(
      operation<KeyRequest, Violations>({.name = "event_schemas.violations",
                                         .summary = "List events that strayed from their schema",
                                         .path = "/api/v1/event_schemas/{key}/violations",
                                         .examples = {{"One", kOne}}},
                                        violations));
}

} // namespace beckon::engine
