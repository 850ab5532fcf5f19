#include "engine/operations/flow_documents.h"

#include "engine/operations/shapes.h"
#include "schema/json.h"
#include "schema/members.h"

namespace beckon::engine {

schema::Value live_document(Workspace& workspace, const std::string& key) {
  const auto reader = workspace.read();
  const Flow* flow = reader->definitions().find_flow(key);
  if (flow == nullptr) {
    throw Error(Code::not_found, "there is no published flow \"" + key + "\"", "/key",
                nearest_name(key, reader->definitions().flow_keys()));
  }
  return reader->document(DefinitionKind::flow, key, flow->version);
}

schema::Value draft_or_live(Workspace& workspace, const std::string& key) {
  const auto draft = workspace.catalog().draft(key);
  return draft ? schema::parse_json(draft->document) : live_document(workspace, key);
}

std::string inline_key(const schema::Value& definition) {
  const std::string key = schema::text_member(definition, "key");
  if (key.empty()) {
    throw Error(Code::invalid_definition, Issues{{"/definition/key", "key is missing", ""}});
  }
  check_key(key);
  return key;
}

} // namespace beckon::engine
