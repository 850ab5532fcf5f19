#include "engine/flow_versions.h"

#include <algorithm>
#include <array>

namespace beckon::engine {
namespace {

constexpr std::string_view kOthers = "*";
constexpr std::array<std::string_view, 4> kFateNames = {"stay", "keep", "move", "exit"};

std::vector<std::string> node_keys(const flow::Definition& definition) {
  std::vector<std::string> keys;
  for (const auto& [key, place] : definition.nodes) keys.push_back(key);
  return keys;
}

std::string near_hint(const std::string& name, const std::vector<std::string>& names) {
  const std::string near = nearest_name(name, names);
  return near.empty() ? "" : "did you mean \"" + near + "\"?";
}

bool has_node(const Flow& flow, const std::string& node) {
  return std::any_of(flow.versions.begin(), flow.versions.end(),
                     [&](const auto& version) { return version.second->nodes.count(node) != 0; });
}

const schema::Value* node_document(const flow::Definition& definition, const std::string& node) {
  const schema::Value* nodes = definition.source.find("nodes");
  return nodes == nullptr ? nullptr : nodes->find(node);
}

// Whether `said` is {name: true}.
bool says(const schema::Value& said, std::string_view name) {
  const schema::Value* value = said.is_object() ? said.find(name) : nullptr;
  return said.size() == 1 && value != nullptr && value->is_bool() && value->as_bool();
}

std::string entries_text(uint64_t count) {
  return count == 1 ? "1 entry waits" : std::to_string(count) + " entries wait";
}

} // namespace

std::string_view fate_name(Fate::Do what) { return kFateNames[static_cast<size_t>(what)]; }

Migration::Migration(const Flow* flow, const flow::Definition& next, const schema::Value& migrate,
                     Issues* issues)
    : next_(&next) {
  if (migrate.is_null()) return;
  said_ = true;
  if (!migrate.is_object()) {
    issues->push_back({"/migrate", "migrate must be an object: what becomes of each old node", ""});
    return;
  }
  for (const schema::Member& member : migrate.as_object()) {
    read(member.key, member.value, flow, issues);
  }
}

void Migration::read(const std::string& node, const schema::Value& said, const Flow* flow,
                     Issues* issues) {
  const std::string pointer = pointer_join("/migrate", node);
  if (node != kOthers && (flow == nullptr || !has_node(*flow, node))) {
    issues->push_back({pointer, "no version of the flow has a node \"" + node + "\"",
                       flow == nullptr ? "" : near_hint(node, node_keys(flow->current()))});
  }
  const std::optional<Fate> fate = read_fate(pointer, said, issues);
  if (!fate) return;
  if (node == kOthers) others_ = fate;
  else by_node_[node] = *fate;
}

std::optional<Fate> Migration::read_fate(const std::string& pointer, const schema::Value& said,
                                         Issues* issues) const {
  if (says(said, "exit")) return Fate{Fate::Do::exit};
  if (says(said, "stay")) return Fate{Fate::Do::stay};
  if (!said.is_string()) {
    issues->push_back({pointer, "says nothing that can become of an entry",
                       R"(name a node, or write {"exit": true} or {"stay": true})"});
    return std::nullopt;
  }
  const std::string& target = said.as_string();
  if (next_->nodes.count(target) == 0) {
    issues->push_back({pointer, "the new version has no node \"" + target + "\"",
                       near_hint(target, node_keys(*next_))});
  }
  return Fate{Fate::Do::move, target};
}

Fate Migration::going_to(const flow::Definition& from, const std::string& node,
                         const std::string& target) const {
  const schema::Value* before = node_document(from, node);
  const schema::Value* after = node_document(*next_, target);
  const bool equal = node == target && before != nullptr && after != nullptr && *before == *after;
  return {equal ? Fate::Do::keep : Fate::Do::move, target};
}

std::optional<Fate> Migration::fate(const flow::Definition& from, const std::string& node) const {
  const auto named = by_node_.find(node);
  const Fate* said = named != by_node_.end() ? &named->second : others_ ? &*others_ : nullptr;
  if (said != nullptr) {
    return said->what == Fate::Do::move ? going_to(from, node, said->node) : *said;
  }
  if (next_->nodes.count(node) == 0) return std::nullopt;
  return said_ ? going_to(from, node, node) : Fate{Fate::Do::stay};
}

std::vector<NodeFate> fates(const Flow* flow, const Migration& migration,
                            const std::function<uint64_t(const NodeId&)>& waiting, Issues* issues) {
  std::vector<NodeFate> rows;
  if (flow == nullptr) return rows;
  for (const auto& [version, definition] : flow->versions) {
    for (const auto& [node, place] : definition->nodes) {
      const NodeId id{flow->number, version, place.index};
      const uint64_t entries = waiting(id);
      if (entries == 0) continue;
      std::optional<Fate> fate = migration.fate(*definition, node);
      const bool left_before = version != flow->version && !migration.said();
      if (!fate && !left_before) {
        issues->push_back({pointer_join("/migrate", node),
                           entries_text(entries) + " at \"" + node + "\" of version " +
                               std::to_string(version) + ", which the new version lacks",
                           R"(say in migrate where they go: to a node, {"exit": true} or )"
                           R"({"stay": true})"});
      }
      rows.push_back({id, node, entries, fate.value_or(Fate{})});
    }
  }
  return rows;
}

std::vector<NodeFate> check_migration(const Definitions& definitions, std::string_view key,
                                      const schema::Value& document, const schema::Value& migrate,
                                      const std::function<uint64_t(const NodeId&)>& waiting) {
  Issues issues;
  std::vector<NodeFate> rows;
  const flow::DefinitionPtr next = flow::parse_flow(document, definitions, &issues);
  if (next != nullptr) {
    const Flow* flow = definitions.find_flow(key);
    const Migration migration(flow, *next, migrate, &issues);
    rows = fates(flow, migration, waiting, &issues);
  }
  if (!issues.empty()) throw Error(Code::invalid_definition, std::move(issues));
  return rows;
}

schema::Value to_value(const std::vector<NodeFate>& fates) {
  schema::Value list = schema::Value::array();
  for (const NodeFate& row : fates) {
    schema::Value value = schema::Value::object({{"version", row.id.version},
                                                 {"node", row.node},
                                                 {"becomes", fate_name(row.fate.what)},
                                                 {"entries", row.entries}});
    if (!row.fate.node.empty()) value.set("to", row.fate.node);
    list.push_back(std::move(value));
  }
  return list;
}

} // namespace beckon::engine
