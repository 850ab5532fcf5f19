// segments.dependents: who uses a segment, and what it uses itself.
#include <algorithm>
#include <deque>

#include "engine/operations/all.h"
#include "engine/operations/segments.h"

namespace beckon::engine {
namespace {

struct Dependent {
  std::string kind, key;
  std::vector<std::string> as, path;
};
struct DependentsAnswer {
  std::vector<Dependent> used_by, uses;
};

} // namespace
} // namespace beckon::engine

namespace beckon::schema {

template <>
struct Describe<Dependent> {
  static constexpr auto fields() {
    return std::tuple{
        required("kind", &Dependent::kind, "segment, flow or list"),
        required("key", &Dependent::key, "Which"),
        required("as", &Dependent::as,
                 "Where it stands: of a segment where, of a flow trigger, filter, exit_when or "
                 "nodes/ and the node's key"),
        required("path", &Dependent::path, "The segments between, the one asked about first")};
  }
};
template <>
struct Describe<DependentsAnswer> {
  static constexpr auto fields() {
    return std::tuple{
        required("used_by", &DependentsAnswer::used_by,
                 "Live segments and flows that use it, directly or through other segments"),
        required("uses", &DependentsAnswer::uses,
                 "Segments and lists that it uses, directly or through other segments")};
  }
};

} // namespace beckon::schema

namespace beckon::engine {
namespace {

bool names(const std::vector<std::string>& keys, const std::string& key) {
  return std::find(keys.begin(), keys.end(), key) != keys.end();
}

// The place of a condition in a flow, from its pointer: "/nodes/worth/branches/0/when".
std::string place_of(const std::string& pointer) {
  const size_t first = pointer.find('/', 1);
  if (pointer.compare(0, 7, "/nodes/") != 0) return pointer.substr(1, first - 1);
  return pointer.substr(1, pointer.find('/', 7) - 1);
}

void add_once(std::vector<std::string>* places, std::string place) {
  if (!names(*places, place)) places->push_back(std::move(place));
}

// Where a flow, in any version that is or was live, names the segment.
std::vector<std::string> places_in(const Flow& flow, const std::string& segment) {
  std::vector<std::string> places;
  for (const auto& [version, definition] : flow.versions) {
    const flow::Trigger& trigger = definition->trigger;
    const bool by_segment = trigger.on == flow::Trigger::On::segment_entered ||
                            trigger.on == flow::Trigger::On::segment_left;
    if (by_segment && trigger.name == segment) {
      add_once(&places, "trigger");
    }
    for (const segment::ConditionPtr& condition : definition->conditions) {
      if (!names(condition->dependencies().segments, segment)) continue;
      add_once(&places, place_of(condition->root().pointer));
    }
  }
  return places;
}

// Breadth first, so that each is told by its shortest path.
std::vector<Dependent> users(const Definitions& definitions, const std::string& key) {
  std::vector<Dependent> found;
  std::deque<std::vector<std::string>> paths = {{key}};
  std::vector<std::string> seen = {key};
  while (!paths.empty()) {
    const std::vector<std::string> path = std::move(paths.front());
    paths.pop_front();
    for (const uint32_t position : definitions.plan()->by_segment(path.back())) {
      const std::string& user = definitions.plan()->segments()[position].key;
      if (names(seen, user)) continue;
      seen.push_back(user);
      found.push_back({"segment", user, {"where"}, path});
      paths.push_back(path);
      paths.back().push_back(user);
    }
    for (const auto& [number, flow] : definitions.flows()) {
      if (flow->version == 0 || flow->status == "archived") continue;
      auto places = places_in(*flow, path.back());
      const auto is_it = [&key = flow->key](const Dependent& row) {
        return row.kind == "flow" && row.key == key;
      };
      const bool known = std::any_of(found.begin(), found.end(), is_it);
      if (!places.empty() && !known) found.push_back({"flow", flow->key, std::move(places), path});
    }
  }
  return found;
}

std::vector<Dependent> used(const Definitions& definitions, const std::string& key) {
  std::vector<Dependent> found;
  std::deque<std::vector<std::string>> paths = {{key}};
  std::vector<std::string> seen = {key}, lists;
  while (!paths.empty()) {
    const std::vector<std::string> path = std::move(paths.front());
    paths.pop_front();
    const segment::PlanSegment* row = definitions.plan()->find(path.back());
    if (row == nullptr) continue;
    const segment::Dependencies uses = row->condition->dependencies();
    for (const std::string& segment : uses.segments) {
      if (names(seen, segment)) continue;
      seen.push_back(segment);
      found.push_back({"segment", segment, {"where"}, path});
      paths.push_back(path);
      paths.back().push_back(segment);
    }
    for (const std::string& list : uses.lists) {
      if (names(lists, list)) continue;
      lists.push_back(list);
      found.push_back({"list", list, {"where"}, path});
    }
  }
  return found;
}

DependentsAnswer dependents(Workspace& workspace, const KeyRequest& request) {
  const auto reader = workspace.read();
  require_segment(*reader, request.key);
  return {users(reader->definitions(), request.key), used(reader->definitions(), request.key)};
}

} // namespace

void add_segments_dependents(Registry& registry) {
  registry.add(operation<KeyRequest, DependentsAnswer>(
      {.name = "segments.dependents",
       .summary = "Tell what uses a segment, and what it uses",
       .path = "/api/v1/segments/{key}/dependents",
       .examples = {{"One", R"({"key": "vip"})"}}},
      dependents));
}

} // namespace beckon::engine
