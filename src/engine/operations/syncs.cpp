// syncs.*: platforms that contacts and events are synchronised to.
#include "engine/operations/all.h"
#include "engine/operations/shapes.h"
#include "engine/sync/definition.h"
#include "schema/json.h"

namespace beckon::engine {
namespace {

struct SyncRequest : SyncDefinition {
  std::string key;
};

} // namespace
} // namespace beckon::engine

namespace beckon::schema {

template <>
struct Describe<SyncRequest> {
  static constexpr auto fields() {
    return std::tuple_cat(std::tuple{required("key", &SyncRequest::key, kKeyAbout)
                                         .up_to_bytes(limits::key_bytes, "key_bytes")},
                          Describe<SyncDefinition>::fields());
  }
};

} // namespace beckon::schema

namespace beckon::engine {
namespace {

schema::Value document_of(const SyncRequest& request) {
  schema::Value document = schema::encode(request);
  document.erase("key");
  return document;
}

Published create(Workspace& workspace, const SyncRequest& request) {
  return publish(workspace, DefinitionKind::sync, request.key, document_of(request), true);
}
Published update(Workspace& workspace, const SyncRequest& request) {
  return publish(workspace, DefinitionKind::sync, request.key, document_of(request), false);
}
Document get(Workspace& workspace, const VersionRequest& request) {
  return get_document(workspace, DefinitionKind::sync, request);
}
Items list(Workspace& workspace, const PageRequest& request) {
  return list_documents(workspace, DefinitionKind::sync, request);
}
Empty erase(Workspace& workspace, const KeyRequest& request) {
  erase_document(workspace, DefinitionKind::sync, request.key);
  workspace.catalog().remove_sync_notes(request.key);
  return {};
}

constexpr const char* kExample = R"({"key": "crm", "provider": "klaviyo-main",
  "events": ["Order Placed", "Checkout *"], "traits": {"plan.name": "plan"},
  "lists": {"newsletter": "Y6nRLr"}})";
constexpr const char* kOne = R"({"key": "crm"})";

} // namespace

void add_syncs_operations(Registry& registry) {
  registry.add(operation<SyncRequest, Published>(
      {.name = "syncs.create",
       .summary = "Synchronise contacts and events to another platform",
       .permission = Permission::admin,
       .method = Method::post,
       .path = "/api/v1/syncs",
       .details = "The account is one of `providers.create`, of the kind `klaviyo` or "
                  "`activecampaign`. From now on whatever changes of a profile is queued by the "
                  "very record that changes it.",
       .examples = {{"Klaviyo", kExample}}},
      create));
  registry.add(operation<SyncRequest, Published>({.name = "syncs.update",
                                                  .summary = "Change what is synchronised",
                                                  .permission = Permission::admin,
                                                  .method = Method::put,
                                                  .path = "/api/v1/syncs/{key}",
                                                  .examples = {{"Klaviyo", kExample}}},
                                                 update));
  registry.add(operation<VersionRequest, Document>({.name = "syncs.get",
                                                    .summary = "Show what is synchronised",
                                                    .path = "/api/v1/syncs/{key}",
                                                    .examples = {{"One", kOne}}},
                                                   get));
  registry.add(operation<PageRequest, Items>({.name = "syncs.list",
                                              .summary = "List synchronised platforms by key",
                                              .path = "/api/v1/syncs",
                                              .examples = {{"All", "{}"}}},
                                             list));
  registry.add(operation<KeyRequest, Empty>(
      {.name = "syncs.delete",
       .summary = "Synchronise to a platform no more",
       .permission = Permission::admin,
       .method = Method::remove,
       .path = "/api/v1/syncs/{key}",
       .details = "What waits is forgotten; what the platform knows stays there.",
       .examples = {{"One", kOne}}},
      erase));
}

} // namespace beckon::engine
