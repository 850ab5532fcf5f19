// {"type": "wait_until", "paths": [{"when": condition, "next": key}, {"event": name, "where": […],
// "match": {…}, "next": key}], "timeout": "3d", "else": key}: goes the first path, in order of
// writing, whose condition holds or whose event is recorded. What holds at the arrival passes at
// once; events count when they are recorded after it. When the timeout is over, "else".
#include <algorithm>
#include <optional>
#include <utility>

#include "flow/nodes/branches.h"
#include "flow/nodes/later.h"
#include "flow/nodes/registry.h"
#include "flow/parts/parts.h"

namespace beckon::flow {
namespace {

struct Path {
  Occurrence when;
  std::string next;
};

class WaitUntil final : public Node {
 public:
  WaitUntil(std::vector<Path> paths, std::optional<Duration> timeout, std::string otherwise)
      : paths_(std::move(paths)), timeout_(timeout), otherwise_(std::move(otherwise)) {}

  std::string_view type() const override { return "wait_until"; }
  Step step(const Entry& entry, const World& world, const Moment& moment) const override {
    for (const Path& path : paths_) {
      if (occurs(path.when, world, moment)) return {std::monostate(), path.next};
    }
    const Millis arrived = moment.by == Moment::By::arrival ? moment.now : entry.arrived_at;
    const Millis end = timeout_ ? later(arrived, *timeout_, world) : kMillisMax;
    if (end <= moment.now) return {std::monostate(), otherwise_};
    Millis until = end;
    for (const Path& path : paths_) {
      if (path.when.condition == nullptr) continue;
      until = std::min(until, world.next_flip(*path.when.condition, moment.now));
    }
    return {Wait{until}, {}};
  }
  std::vector<std::string> targets() const override {
    std::vector<std::string> keys;
    for (const Path& path : paths_) keys.push_back(path.next);
    keys.push_back(otherwise_);
    return each_once(keys);
  }
  Listening listening() const override {
    Listening listening;
    for (const Path& path : paths_) {
      if (path.when.condition != nullptr) listening.changes = true;
      else add_once(&listening.events, path.when.event.event);
    }
    return listening;
  }

 private:
  static bool occurs(const Occurrence& when, const World& world, const Moment& moment) {
    if (when.condition != nullptr) return world.holds(*when.condition, moment.now);
    return moment.by == Moment::By::event &&
           matches(when.event, *moment.event, world.entry_properties());
  }

  std::vector<Path> paths_;
  std::optional<Duration> timeout_;
  std::string otherwise_;
};

Occurrence read_occurrence(Reader* path) {
  Occurrence when;
  if (path->has("event")) {
    path->check_members({"event", "where", "match", "next"});
    when.event = read_event_match(path);
  } else {
    path->check_members({"when", "event", "where", "match", "next"});
    when.condition = path->condition("when");
  }
  return when;
}

} // namespace

NodePtr parse_wait_until(Reader* reader) {
  std::vector<Path> paths;
  const std::string example = R"([{"event": name, "next": node key}, {"when": condition, "next": )"
                              "node key}]";
  read_branches(reader, "paths", "path", example, [&](Reader* path) {
    Occurrence when = read_occurrence(path);
    paths.push_back({std::move(when), path->target("next")});
  });
  std::optional<Duration> timeout;
  if (reader->has("timeout")) timeout = reader->duration("timeout");
  else if (reader->has("else")) {
    reader->issue("else", "\"else\" has no meaning without \"timeout\"");
  }
  std::string otherwise = reader->target("else");
  return std::make_shared<WaitUntil>(std::move(paths), timeout, std::move(otherwise));
}

} // namespace beckon::flow
