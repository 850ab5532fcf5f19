#include "engine/event_reads.h"

#include <algorithm>

#include "segment/selector.h"

namespace beckon::engine {
namespace {

// Adds the first steps to the properties that the selector looks at, each once.
void add_reads(const segment::Selector& selector, std::vector<schema::Path>* reads) {
  const auto add = [&](const schema::Path& path) {
    const auto same = [&](const schema::Path& known) { return known.first() == path.first(); };
    if (std::any_of(reads->begin(), reads->end(), same)) return;
    const std::string& step = path.first(); // has dots or quotes, never both
    const bool quoted = step.find('"') == std::string::npos;
    reads->emplace_back(quoted ? '"' + step + '"' : step);
  };
  for (const segment::Where* tests : {&selector.where(), &selector.has()}) {
    for (const auto& test : *tests) add(test->path());
  }
  if (!selector.path().steps().empty()) add(selector.path());
}

// Whether a flow may ask the event for any property.
bool flows_read(const FlowIndex& flows, std::string_view event) {
  return !flows.started_by_event(event).empty() || !flows.hearing(event).empty();
}

} // namespace

void EventReads::follow(const DefinitionsPtr& definitions) {
  if (definitions == definitions_) return;
  definitions_ = definitions;
  by_name_.clear();
}

const EventReads::Wanted& EventReads::wanted(const std::string& event) {
  const auto known = by_name_.find(event);
  if (known != by_name_.end()) return known->second;
  Wanted& made = by_name_[event];
  made.all = flows_read(definitions_->flow_index(), event);
  std::vector<uint32_t> series;
  definitions_->plan()->by_event(event, &series);
  for (const uint32_t position : series) {
    add_reads(*definitions_->plan()->series()[position].selector, &made.some);
  }
  return made;
}

schema::Value EventReads::of(const InputReader& record) {
  const Wanted& asked = wanted(record.input().event);
  if (asked.all) return record.properties();
  return asked.some.empty() ? schema::Value::object() : record.properties(asked.some);
}

} // namespace beckon::engine
