// The nodes, and what is written beside each whatever its kind: "max", "after_max", "on_error".
#include <algorithm>
#include <utility>

#include "flow/node.h"
#include "flow/nodes/registry.h"
#include "flow/parts/parts.h"

namespace beckon::flow {
namespace {

void read_counter(Reader* reader, Place* place) {
  if (reader->has("max")) {
    const auto max = reader->whole("max", 1, limits::node_passes);
    if (max) place->max = static_cast<uint32_t>(*max);
  } else if (reader->has("after_max")) {
    reader->issue("after_max", "\"after_max\" has no meaning without \"max\"");
  }
  place->after_max = reader->target("after_max", Edge::Kind::after_max);
}

// Reads one node; without node after an issue that leaves even its kind unknown.
Place read_node(const schema::Value& source, const std::string& key, Reading* reading) {
  const std::string pointer = pointer_join("/nodes", key);
  Place place;
  reading->node = key;
  if (!source.is_object()) {
    reading->report(pointer, object_expected(source), "{\"type\": …}");
    reading->edges_known = false;
    return place;
  }
  Reader reader(source, pointer, reading);
  const std::string type = reader.word("type", node_types());
  const NodeKind* kind = find_node_kind(type);
  if (kind == nullptr) {
    reading->edges_known = false;
    return place;
  }
  std::vector<std::string> members = {"type"};
  members.insert(members.end(), kind->members.begin(), kind->members.end());
  members.insert(members.end(), {"max", "after_max"});
  if (kind->can_fail) members.push_back("on_error");
  reader.check_members(members);
  read_counter(&reader, &place);
  if (kind->can_fail) place.error = read_error_policy(&reader);
  reading->error = &place.error;
  place.node = kind->parse(&reader);
  return place;
}

} // namespace

bool read_nodes(Reader* document, Definition* definition, std::vector<GraphNode>* graph) {
  const schema::Value* source = document->find("nodes");
  const std::string hint = R"({"welcome": {"type": "message", …}})";
  if (source == nullptr) {
    document->missing("nodes", hint);
    return false;
  }
  if (!source->is_object() || source->size() == 0) {
    document->issue("nodes", "expected an object of at least one node", hint);
    return false;
  }
  if (source->size() > limits::flow_nodes) {
    document->too_many("nodes", "nodes", {"flow_nodes", limits::flow_nodes});
    return false;
  }
  Reader nodes(*source, "/nodes", &document->reading());
  for (const schema::Member& member : source->as_object()) {
    nodes.check_name(member.key);
    Place place = read_node(member.value, member.key, &document->reading());
    const bool counted = member.value.find("max") != nullptr;
    graph->push_back({member.key, place.node == nullptr || counted});
    if (place.node != nullptr) definition->nodes.emplace(member.key, std::move(place));
  }
  uint32_t index = 0;
  for (auto& [key, place] : definition->nodes) place.index = index++;
  return true;
}

} // namespace beckon::flow
