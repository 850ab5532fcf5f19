#include "flow/definition.h"

#include <utility>

#include "flow/graph.h"
#include "flow/node.h"
#include "flow/parts/parts.h"

namespace beckon::flow {
namespace {

// What the document's triggers tell of: properties of an event, or those of a call. A trigger that
// could not be read gets no blame.
bool starts_with_properties(const schema::Value& source) {
  const schema::Value* trigger = source.find("trigger");
  if (trigger == nullptr || !trigger->is_object()) return true;
  for (const char* member : {"segment", "list", "date", "schedule"}) {
    if (trigger->find(member) != nullptr) return trigger->find("event") != nullptr;
  }
  return true;
}

// The names that there are, and the flow's own: its conditions may ask about its own messages.
class WithOwnName final : public segment::Names {
 public:
  WithOwnName(const segment::Names& names, const schema::Value& source)
      : names_(names), entry_(starts_with_properties(source)) {
    const schema::Value* key = source.find("key");
    if (key != nullptr && key->is_string()) own_ = key->as_string();
  }
  bool has_segment(std::string_view key) const override { return names_.has_segment(key); }
  bool has_list(std::string_view key) const override { return names_.has_list(key); }
  bool has_template(std::string_view key) const override { return names_.has_template(key); }
  bool has_flow(std::string_view key) const override {
    return (!own_.empty() && key == own_) || names_.has_flow(key);
  }
  const schema::Value* computed(std::string_view key) const override {
    return names_.computed(key);
  }
  std::shared_ptr<const segment::Retention> retention() const override {
    return names_.retention();
  }
  bool has_entry() const override { return entry_; }
  std::vector<std::string> segment_keys() const override { return names_.segment_keys(); }
  std::vector<std::string> list_keys() const override { return names_.list_keys(); }
  std::vector<std::string> template_keys() const override { return names_.template_keys(); }
  std::vector<std::string> flow_keys() const override { return names_.flow_keys(); }
  std::vector<std::string> computed_keys() const override { return names_.computed_keys(); }

 private:
  const segment::Names& names_;
  bool entry_;
  std::string own_;
};

void read_who_and_when(Reader* document, Definition* definition) {
  definition->key = document->text("key");
  definition->name =
      document->has("name") ? document->text("name", kEventNameBytes) : definition->key;
  definition->zone = read_zone(document);
  read_trigger(document, definition);
  if (document->has("filter")) definition->filter = document->condition("filter");
  read_entry_policy(document, definition);
  definition->exits = read_exits(document);
  definition->goal = read_goal(document);
  if (document->has("message_filter")) {
    definition->message_filter = document->condition("message_filter");
  }
  read_caps(document, definition);
}

void take_names(Reading* reading, Definition* definition) {
  definition->templates = std::move(reading->templates);
  definition->segments = std::move(reading->segments);
  definition->lists = std::move(reading->lists);
  definition->flows = std::move(reading->flows);
  definition->conditions = std::move(reading->conditions);
  definition->experiments = std::move(reading->experiments);
}

} // namespace

std::string object_expected(const schema::Value& found) {
  return "expected an object, found " + std::string(schema::kind_name(found.kind()));
}

std::vector<std::string> targets_of(const Place& place) {
  std::vector<std::string> targets = place.node->targets();
  for (const std::string& key : {place.after_max, place.error.next}) {
    if (!key.empty()) add_once(&targets, key);
  }
  return targets;
}

DefinitionPtr parse_flow(const schema::Value& source, const segment::Names& names, Issues* issues) {
  if (!source.is_object()) {
    issues->push_back({"", object_expected(source), "a flow is a JSON object"});
    return nullptr;
  }
  const WithOwnName known(names, source);
  Reading reading(known, issues);
  Reader document(source, "", &reading);
  document.check_members({"key", "name", "trigger", "filter", "reentry", "entry_key", "again",
                          "include_existing", "exit_when", "goal", "message_filter", "zone",
                          "max_entries", "max_active", "send_rate", "start", "nodes"});
  auto definition = std::make_shared<Definition>();
  read_who_and_when(&document, definition.get());
  definition->start = document.text("start");
  std::vector<GraphNode> graph;
  if (read_nodes(&document, definition.get(), &graph)) {
    check_graph(graph, definition->start, &reading);
  }
  reading.close();
  if (!reading.sound()) return nullptr;
  definition->source = source;
  take_names(&reading, definition.get());
  return definition;
}

} // namespace beckon::flow
