#include "engine/operations/flow_documents.h"

#include "engine/operations/shapes.h"
#include "schema/json.h"
#include "schema/members.h"

namespace beckon::engine {
namespace {

FlowDocument inline_flow(Workspace& workspace, const schema::Value& definition) {
  Issues issues;
  const std::string key = schema::text_member(definition, "key");
  if (key.empty()) issues.push_back({"/key", "key is missing", ""});
  flow::parse_flow(definition, *workspace.definitions(), &issues);
  for (Issue& issue : issues) issue.pointer.insert(0, "/definition");
  if (!issues.empty()) throw Error(Code::invalid_definition, std::move(issues));
  check_key(key);
  return {key, definition};
}

} // namespace

FlowDocument asked_flow(Workspace& workspace, const std::string& key,
                        const schema::Value& definition) {
  if (!definition.is_null()) return inline_flow(workspace, definition);
  const auto draft = workspace.catalog().draft(key);
  return {key, draft ? schema::parse_json(draft->document) : live_document(workspace, key)};
}

schema::Value live_document(Workspace& workspace, const std::string& key) {
  const auto reader = workspace.read();
  const Flow* flow = reader->definitions().find_flow(key);
  if (flow == nullptr) {
    const std::string near = nearest_name(key, reader->definitions().flow_keys());
    throw Error(Code::not_found, "there is no published flow \"" + key + "\"", "/key",
                near.empty() ? "" : "did you mean \"" + near + "\"?");
  }
  return reader->document(DefinitionKind::flow, key, flow->version);
}

} // namespace beckon::engine
