#include "flow/definition.h"

#include <algorithm>
#include <array>
#include <utility>

#include "base/limits.h"
#include "flow/graph.h"
#include "flow/node.h"
#include "flow/nodes/registry.h"
#include "flow/reader.h"

namespace beckon::flow {
namespace {

std::string object_expected(const schema::Value& found) {
  return "expected an object, found " + std::string(schema::kind_name(found.kind()));
}

// The name of an event as it happens; conditions know wildcards, occurrences do not.
std::string read_event_name(Reader* reader) {
  std::string name = reader->text("event", kEventNameBytes);
  if (!name.empty() && name.back() == '*') {
    reader->issue("event", "a wildcard stands for no single event", "write the whole event name");
  }
  return name;
}

Trigger read_trigger(Reader* document) {
  const schema::Value* source = document->find("trigger");
  const std::string hint = R"({"event": name} or {"segment": key, "on": "entered"})";
  Trigger trigger;
  if (source == nullptr) {
    document->missing("trigger", hint);
    return trigger;
  }
  if (!source->is_object()) {
    document->issue("trigger", object_expected(*source), hint);
    return trigger;
  }
  Reader reader(*source, "/trigger", &document->reading());
  if (reader.has("event")) {
    reader.check_members({"event"});
    trigger.name = read_event_name(&reader);
  } else if (reader.has("segment")) {
    reader.check_members({"segment", "on"});
    trigger.name = reader.segment_key("segment");
    const bool left = reader.word("on", {"entered", "left"}) == "left";
    trigger.on = left ? Trigger::On::segment_left : Trigger::On::segment_entered;
  } else {
    reader.check_members({"event", "segment", "on"});
    document->issue("trigger", "a trigger needs an event or a segment", hint);
  }
  return trigger;
}

// Whether a member of exit_when is an event as it happens rather than a condition.
bool is_event_exit(const schema::Value& source) {
  if (source.find("event") == nullptr) return false;
  const schema::Object& members = source.as_object();
  return members.size() == 1 ||
         std::any_of(members.begin(), members.end(), [](const schema::Member& member) {
           return !nearest_name(member.key, {"match"}).empty();
         });
}

void read_match(Reader* exit, const Trigger& trigger, Occurrence* result) {
  const schema::Value* source = exit->find("match");
  if (source == nullptr) return;
  if (!source->is_object()) {
    exit->issue("match", object_expected(*source),
                R"({"property": "cart_id", "equals": "entry.cart_id"})");
    return;
  }
  Reader match(*source, pointer_join(exit->pointer(), "match"), &exit->reading());
  match.check_members({"property", "equals"});
  result->event.property = match.path("property");
  result->event.entry_property = match.path("equals", "entry.");
  if (result->event.entry_property && trigger.on != Trigger::On::event) {
    match.issue("equals", "a flow that is triggered by a segment has no event to compare with",
                "leave out \"match\", or trigger the flow by an event");
  }
}

std::vector<Occurrence> read_exits(Reader* document, const Trigger& trigger) {
  const schema::Value* source = document->find("exit_when");
  std::vector<Occurrence> exits;
  if (source == nullptr) return exits;
  if (!source->is_array()) {
    document->issue("exit_when", "expected an array of events and conditions",
                    R"([{"event": "Order Placed"}])");
    return exits;
  }
  if (source->size() > limits::flow_exits) {
    document->too_many("exit_when", "exits", {"flow_exits", limits::flow_exits});
    return exits;
  }
  for (size_t i = 0; i < source->size(); ++i) {
    const schema::Value& item = source->as_array()[i];
    const std::string pointer = pointer_join("/exit_when", i);
    Occurrence exit;
    if (is_event_exit(item)) {
      Reader reader(item, pointer, &document->reading());
      reader.check_members({"event", "match"});
      exit.event.event = read_event_name(&reader);
      read_match(&reader, trigger, &exit);
    } else {
      exit.condition = document->reading().condition(item, pointer);
    }
    exits.push_back(std::move(exit));
  }
  return exits;
}

// False when the policy could not be read.
bool read_reentry_policy(Reader* document, Definition* definition) {
  const schema::Value* source = document->find("reentry");
  if (source == nullptr) return true;
  if (source->is_object()) {
    Reader reader(*source, "/reentry", &document->reading());
    reader.check_members({"after"});
    definition->reentry = Reentry::after;
    definition->reentry_after = reader.duration("after").value_or(Duration{});
    return true;
  }
  const std::string hint = R"("never", "after_exit", {"after": "30d"} or "concurrent_by_key")";
  if (!source->is_string() || source->as_string() == "after") {
    document->issue("reentry", "expected a policy", hint);
    return false;
  }
  const std::string policy =
      document->word("reentry", {"never", "after_exit", "concurrent_by_key"});
  if (policy == "after_exit") definition->reentry = Reentry::after_exit;
  if (policy == "concurrent_by_key") definition->reentry = Reentry::concurrent_by_key;
  return !policy.empty();
}

void read_entry_key(Reader* document, bool policy_known, Definition* definition) {
  if (document->has("entry_key")) definition->entry_key = document->path("entry_key", "event.");
  definition->again = document->flag("again");
  if (!policy_known) return;
  if (definition->reentry == Reentry::concurrent_by_key) {
    if (!document->has("entry_key")) {
      document->missing("entry_key", R"(such as "event.cart_id": what tells entries apart)");
    }
    if (definition->trigger.on != Trigger::On::event) {
      document->issue("reentry", "\"concurrent_by_key\" needs an event as trigger");
    }
    return;
  }
  const std::string hint = R"(set "reentry" to "concurrent_by_key")";
  if (document->has("entry_key")) {
    document->issue("entry_key", "no entry key is asked for by this re-entry policy", hint);
  }
  if (definition->again) {
    document->issue("again", "\"again\" has no meaning under this re-entry policy", hint);
  }
}

void read_include_existing(Reader* document, Definition* definition) {
  definition->include_existing = document->flag("include_existing");
  const Trigger& trigger = definition->trigger;
  const bool by_event = trigger.on == Trigger::On::event && !trigger.name.empty();
  if (definition->include_existing && (by_event || trigger.on == Trigger::On::segment_left)) {
    document->issue("include_existing",
                    "only a flow triggered by entering a segment can start those already inside");
  }
}

// Reads one node; null after an issue that leaves even its kind unknown.
NodePtr read_node(const schema::Value& source, const std::string& key, Reading* reading) {
  const std::string pointer = pointer_join("/nodes", key);
  reading->node = key;
  if (!source.is_object()) {
    reading->report(pointer, object_expected(source), "{\"type\": …}");
    reading->edges_known = false;
    return nullptr;
  }
  Reader reader(source, pointer, reading);
  const std::string type = reader.word("type", node_types());
  const NodeKind* kind = find_node_kind(type);
  if (kind == nullptr) {
    reading->edges_known = false;
    return nullptr;
  }
  std::vector<std::string> members = {"type"};
  members.insert(members.end(), kind->members.begin(), kind->members.end());
  reader.check_members(members);
  return kind->parse(&reader);
}

// False when there are no nodes whose graph could be checked.
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
    NodePtr node = read_node(member.value, member.key, &document->reading());
    graph->push_back({member.key, node == nullptr || node->waits()});
    if (node != nullptr) definition->nodes.emplace(member.key, Place{std::move(node)});
  }
  uint32_t index = 0;
  for (auto& [key, place] : definition->nodes) place.index = index++;
  return true;
}

// The names that there are, and the flow's own: its conditions may ask about its own messages.
class WithOwnName final : public segment::Names {
 public:
  WithOwnName(const segment::Names& names, const schema::Value& source) : names_(names) {
    const schema::Value* key = source.find("key");
    if (key != nullptr && key->is_string()) own_ = key->as_string();
  }
  bool has_segment(std::string_view key) const override { return names_.has_segment(key); }
  bool has_list(std::string_view key) const override { return names_.has_list(key); }
  bool has_template(std::string_view key) const override { return names_.has_template(key); }
  bool has_flow(std::string_view key) const override {
    return (!own_.empty() && key == own_) || names_.has_flow(key);
  }
  std::vector<std::string> segment_keys() const override { return names_.segment_keys(); }
  std::vector<std::string> list_keys() const override { return names_.list_keys(); }
  std::vector<std::string> template_keys() const override { return names_.template_keys(); }
  std::vector<std::string> flow_keys() const override { return names_.flow_keys(); }

 private:
  const segment::Names& names_;
  std::string own_;
};

} // namespace

DefinitionPtr parse_flow(const schema::Value& source, const segment::Names& names, Issues* issues) {
  if (!source.is_object()) {
    issues->push_back({"", object_expected(source), "a flow is a JSON object"});
    return nullptr;
  }
  const WithOwnName known(names, source);
  Reading reading(known, issues);
  Reader document(source, "", &reading);
  document.check_members({"key", "name", "trigger", "filter", "reentry", "entry_key", "again",
                          "include_existing", "exit_when", "start", "nodes"});
  auto definition = std::make_shared<Definition>();
  definition->key = document.text("key");
  definition->name =
      document.has("name") ? document.text("name", kEventNameBytes) : definition->key;
  definition->trigger = read_trigger(&document);
  if (document.has("filter")) definition->filter = document.condition("filter");
  const bool policy_known = read_reentry_policy(&document, definition.get());
  read_entry_key(&document, policy_known, definition.get());
  read_include_existing(&document, definition.get());
  definition->exits = read_exits(&document, definition->trigger);
  definition->start = document.text("start");
  std::vector<GraphNode> graph;
  if (read_nodes(&document, definition.get(), &graph)) {
    check_graph(graph, definition->start, &reading);
  }
  reading.close();
  if (!reading.sound()) return nullptr;
  definition->source = source;
  definition->templates = std::move(reading.templates);
  definition->segments = std::move(reading.segments);
  definition->conditions = std::move(reading.conditions);
  return definition;
}

} // namespace beckon::flow
