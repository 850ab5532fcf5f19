// Any bytes as the JSON of a flow. Refused: there are issues that can be shown. Accepted: its nodes
// lead to nodes that there are, wait for what is to come, and its schedule goes forward.
#include <algorithm>
#include <string>

#include "base/error.h"
#include "base/hash.h"
#include "flow/node.h"
#include "flow/schedule.h"
#include "fuzz/entry.h"
#include "schema/json.h"

namespace beckon::fuzz {
namespace {

using flow::Moment;
using schema::Value;

class AllNames final : public segment::Names {
  bool has_segment(std::string_view) const override { return true; }
  bool has_list(std::string_view) const override { return true; }
  bool has_template(std::string_view) const override { return true; }
  bool has_flow(std::string_view) const override { return true; }
  bool has_entry() const override { return true; }
};

// Whose answers are drawn from a seed.
class DrawnWorld final : public flow::World {
 public:
  explicit DrawnWorld(uint64_t seed) : seed_(seed), id_(std::to_string(seed)) {
    constexpr std::string_view kDates[] = {"2024-03-10", "2024-11-03T01:30", "1992-02-29", "soon"};
    date_ = Value(kDates[seed % 4]);
    constexpr std::string_view kZones[] = {"UTC", "America/New_York", "Australia/Lord_Howe",
                                           "Pacific/Apia"};
    zone_ = find_zone(kZones[seed / 4 % 4]);
    properties_.set("x", static_cast<int64_t>(seed % 100));
  }
  bool holds(const segment::Condition&, Millis) const override { return seed_ % 3 == 0; }
  Millis next_flip(const segment::Condition&, Millis now) const override {
    return seed_ % 5 == 0 ? kMillisMax : now + 1 + static_cast<Millis>(seed_ % 1'000);
  }
  const Zone& zone() const override { return *zone_; }
  const Value* trait(std::string_view) const override { return &date_; }
  const Value& entry_properties() const override { return properties_; }
  std::string_view profile_id() const override { return id_; }

 private:
  uint64_t seed_;
  std::string id_;
  Value date_, properties_ = Value::object();
  const Zone* zone_;
};

void check_issues(const Issues& issues) {
  for (const Issue& issue : issues) {
    demand(issue.pointer.empty() || issue.pointer.front() == '/', "a pointer is one",
           issue.pointer);
    demand(!issue.message.empty() && schema::is_utf8(issue.message), "an issue can be shown",
           issue.message);
  }
}

// An answer leads where the node says that it may, and waits only for what is to come.
void check_step(const flow::Step& step, const flow::Place& place, Millis now) {
  const std::vector<std::string> targets = flow::targets_of(place);
  demand(step.next.empty() || std::find(targets.begin(), targets.end(), step.next) != targets.end(),
         "a step leads to a target of its node", step.next);
  const auto* wait = std::get_if<flow::Wait>(&step.command);
  demand(wait == nullptr || wait->until > now, "a wait is for what is to come");
}

void check_nodes(const flow::Definition& definition, uint64_t seed) {
  demand(definition.nodes.count(definition.start) == 1, "the start is there");
  const DrawnWorld world(seed);
  const auto now = static_cast<Millis>(1'710'000'000'000 + seed % 31'536'000'000);
  for (const auto& [key, place] : definition.nodes) {
    for (const std::string& target : flow::targets_of(place)) {
      demand(definition.nodes.count(target) == 1, "a target is there", target);
    }
    flow::Entry entry{definition.key, 1, key, 0, now, now, 0};
    const flow::Step step = place.node->step(entry, world, {now, Moment::By::arrival, nullptr, {}});
    check_step(step, place, now);
    const auto* wait = std::get_if<flow::Wait>(&step.command);
    if (wait == nullptr || wait->until == kMillisMax) continue;
    entry.wake_at = wait->until;
    check_step(place.node->step(entry, world, {wait->until, Moment::By::time, nullptr, {}}), place,
               wait->until);
  }
}

void check_schedule(const flow::Definition& definition, uint64_t seed) {
  if (definition.trigger.schedule == nullptr) return;
  const DrawnWorld world(seed);
  auto at = static_cast<Millis>(seed % 4'000'000'000'000);
  for (size_t i = 0; i < 20; ++i) {
    const Millis next = definition.trigger.schedule->next_after(at, world.zone());
    demand(next > at, "a schedule goes forward");
    if (next == kMillisMax) return;
    demand(definition.trigger.schedule->next_after(next - 1, world.zone()) == next,
           "an instant of a schedule is the next after the millisecond before");
    at = next;
  }
}

} // namespace
} // namespace beckon::fuzz

int LLVMFuzzerTestOneInput(const uint8_t* data, size_t size) {
  using namespace beckon;
  const std::string_view bytes(reinterpret_cast<const char*>(data), size);
  schema::Value source;
  try {
    source = schema::parse_json(bytes);
  } catch (const Error&) {
    return 0; // what documents are is the business of condition_json
  }
  Issues issues;
  const flow::DefinitionPtr definition = flow::parse_flow(source, fuzz::AllNames(), &issues);
  fuzz::demand((definition == nullptr) == !issues.empty(), "a refused flow has an issue");
  fuzz::check_issues(issues);
  if (definition == nullptr) return 0;
  const uint64_t seed = hash64(bytes);
  fuzz::check_nodes(*definition, seed);
  fuzz::check_schedule(*definition, seed);
  Issues again;
  fuzz::demand(flow::parse_flow(definition->source, fuzz::AllNames(), &again) != nullptr,
               "what was accepted is accepted again");
  return 0;
}
