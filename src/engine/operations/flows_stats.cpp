// flows.stats: what a flow has counted, by node, and how its experiments stand.
#include <map>

#include "engine/experiments.h"
#include "engine/operations/all.h"
#include "engine/operations/flows.h"

namespace beckon::engine {
namespace {

using CountByReason = std::map<std::string, int64_t>;

struct NodeAnswer {
  std::string node;
  uint32_t version = 0;
  std::string type;
  int64_t entered = 0, waiting = 0;
  CountByReason left;
  int64_t failed = 0, converted = 0;
  std::optional<int64_t> median_ms;
};
struct VariantAnswer {
  std::string variant;
  int64_t assigned = 0, opened = 0, clicked = 0, converted = 0;
  std::optional<double> share, z, p;
};
struct ExperimentAnswer {
  std::string experiment;
  std::optional<std::string> metric, winner;
  std::optional<schema::Time> first_at, decides_at, decided_at;
  std::vector<VariantAnswer> variants;
};
struct StatsAnswer {
  std::string key;
  uint32_t version = 0;
  int64_t started = 0, active = 0, completed = 0, exited = 0, converted = 0;
  CountByReason refused, ended;
  std::vector<NodeAnswer> nodes;
  std::vector<ExperimentAnswer> experiments;
};

} // namespace
} // namespace beckon::engine

namespace beckon::schema {

template <>
struct Describe<NodeAnswer> {
  static constexpr auto fields() {
    return std::tuple{
        required("node", &NodeAnswer::node, "Its key"),
        required("version", &NodeAnswer::version, "Of the flow"),
        required("type", &NodeAnswer::type, "Kind of node"),
        required("entered", &NodeAnswer::entered, "Visits that have begun"),
        required("waiting", &NodeAnswer::waiting, "Entries that are at it"),
        required("left", &NodeAnswer::left,
                 "Visits that are over, by reason: next (to another node), migrated (to another "
                 "version), or what the entry ended by"),
        required("failed", &NodeAnswer::failed, "Times that what it does has failed"),
        required("converted", &NodeAnswer::converted,
                 "Entries that reached the goal while they stood here, or after they ended here"),
        optional("median_ms", &NodeAnswer::median_ms,
                 "Half of the visits that are over took no longer, in milliseconds, within 1.6 %")};
  }
};
template <>
struct Describe<VariantAnswer> {
  static constexpr auto fields() {
    return std::tuple{
        required("variant", &VariantAnswer::variant, "Its key"),
        required("assigned", &VariantAnswer::assigned, "Entries that took it"),
        required("opened", &VariantAnswer::opened, "Of these, with a message opened after that"),
        required("clicked", &VariantAnswer::clicked, "Of these, with a message clicked after that"),
        required("converted", &VariantAnswer::converted, "Of these, that reached the goal after"),
        optional("share", &VariantAnswer::share, "Of the metric among those assigned"),
        optional("z", &VariantAnswer::z, "Two-proportion z against the first variant"),
        optional("p", &VariantAnswer::p, "How likely so great a difference is by chance alone")};
  }
};
template <>
struct Describe<ExperimentAnswer> {
  static constexpr auto fields() {
    return std::tuple{
        required("experiment", &ExperimentAnswer::experiment, "Its key"),
        optional("metric", &ExperimentAnswer::metric, "What decides: opened, clicked, converted"),
        optional("winner", &ExperimentAnswer::winner, "The variant that everybody new goes to"),
        optional("first_at", &ExperimentAnswer::first_at, "First assignment"),
        optional("decides_at", &ExperimentAnswer::decides_at, "When it is to be decided"),
        optional("decided_at", &ExperimentAnswer::decided_at, "When it was"),
        required("variants", &ExperimentAnswer::variants, "In order of writing")};
  }
};
template <>
struct Describe<StatsAnswer> {
  static constexpr auto fields() {
    return std::tuple{
        required("key", &StatsAnswer::key, kKeyAbout),
        required("version", &StatsAnswer::version, "The current one"),
        required("started", &StatsAnswer::started, "Entries ever"),
        required("active", &StatsAnswer::active, "Entries under way"),
        required("completed", &StatsAnswer::completed, "Entries that came to an end"),
        required("exited", &StatsAnswer::exited, "Entries that left before it"),
        required("converted", &StatsAnswer::converted, "Entries that reached the goal"),
        required("refused", &StatsAnswer::refused, "Starts refused, by reason"),
        required("ended", &StatsAnswer::ended, "Entries that are over, by reason"),
        required("nodes", &StatsAnswer::nodes, "By version and node"),
        required("experiments", &StatsAnswer::experiments, "By key")};
  }
};

} // namespace beckon::schema

namespace beckon::engine {
namespace {

using Metric = flow::Experiment::Metric;

std::string metric_name(Metric metric) {
  switch (metric) {
    case Metric::opened: return "opened";
    case Metric::clicked: return "clicked";
    case Metric::converted: return "converted";
  }
  return "";
}

void add_reasons(const Reasons& reasons, CountByReason* counts) {
  for (const auto& [reason, count] : reasons.rows()) {
    (*counts)[reason] += static_cast<int64_t>(count);
  }
}

NodeAnswer node_answer(const Flow& flow, const NodeId& id, const NodeCounts& counts) {
  const auto& [key, place] = *std::next(flow.versions.at(id.version)->nodes.begin(), id.node);
  NodeAnswer answer;
  answer.node = key;
  answer.version = id.version;
  answer.type = place.node->type();
  answer.entered = static_cast<int64_t>(counts.entered);
  answer.waiting = static_cast<int64_t>(counts.waiting());
  if (counts.moved > 0) answer.left["next"] = static_cast<int64_t>(counts.moved);
  if (counts.migrated > 0) answer.left["migrated"] = static_cast<int64_t>(counts.migrated);
  add_reasons(counts.ended, &answer.left);
  answer.failed = static_cast<int64_t>(counts.failed);
  answer.converted = static_cast<int64_t>(counts.converted);
  if (counts.stayed.count() > 0) answer.median_ms = counts.stayed.median();
  return answer;
}

// By the newest version that has an experiment of that key.
const flow::Experiment* find_experiment(const Flow& flow, const std::string& key) {
  for (auto version = flow.versions.rbegin(); version != flow.versions.rend(); ++version) {
    for (const flow::Experiment& experiment : version->second->experiments) {
      if (experiment.key == key) return &experiment;
    }
  }
  return nullptr;
}

VariantAnswer variant_answer(const std::string& key, const ExperimentRow& row, Metric metric,
                             const VariantRow* control) {
  const VariantRow* found = row.find(key);
  const VariantRow counts = found == nullptr ? VariantRow{key} : *found;
  VariantAnswer answer;
  answer.variant = key;
  answer.assigned = static_cast<int64_t>(counts.assigned);
  answer.opened = static_cast<int64_t>(counts.opened);
  answer.clicked = static_cast<int64_t>(counts.clicked);
  answer.converted = static_cast<int64_t>(counts.converted);
  if (counts.assigned == 0) return answer;
  answer.share = static_cast<double>(counts.reached(metric)) / static_cast<double>(counts.assigned);
  if (control == nullptr || control->assigned == 0) return answer;
  const Significance difference = compare_shares(control->reached(metric), control->assigned,
                                                 counts.reached(metric), counts.assigned);
  answer.z = difference.z;
  answer.p = difference.p;
  return answer;
}

ExperimentAnswer experiment_answer(const Flow& flow, const std::string& key,
                                   const ExperimentRow& row) {
  ExperimentAnswer answer;
  answer.experiment = key;
  const flow::Experiment* experiment = find_experiment(flow, key);
  if (row.first_at != 0) answer.first_at = row.first_at;
  if (row.decided_at != 0) answer.decided_at = row.decided_at;
  else if (row.decide_at != 0) answer.decides_at = row.decide_at;
  if (!row.winner.empty()) answer.winner = row.winner;
  if (experiment == nullptr) return answer;
  const Metric metric = experiment->winner ? experiment->winner->metric : Metric::converted;
  if (experiment->winner) answer.metric = metric_name(metric);
  const VariantRow* control = nullptr;
  for (const flow::Experiment::Variant& variant : experiment->variants) {
    answer.variants.push_back(variant_answer(variant.key, row, metric, control));
    if (control == nullptr) control = row.find(variant.key);
  }
  return answer;
}

StatsAnswer stats(Workspace& workspace, const KeyRequest& request) {
  const auto reader = workspace.read();
  const Flow& flow = require_flow(*reader, request.key);
  const FlowStatsReader counted(reader->txn(), reader->table(T::flow_stats));
  const FlowCounts totals = counted.totals(flow.number);
  StatsAnswer all;
  all.key = flow.key;
  all.version = flow.version;
  all.started = static_cast<int64_t>(totals.started);
  all.active = static_cast<int64_t>(totals.active());
  all.completed = static_cast<int64_t>(totals.completed);
  all.exited = static_cast<int64_t>(totals.exited);
  add_reasons(totals.refused, &all.refused);
  for (const auto& [id, counts] : counted.nodes(flow.number)) {
    all.converted += static_cast<int64_t>(counts.converted);
    add_reasons(counts.ended, &all.ended);
    all.nodes.push_back(node_answer(flow, id, counts));
  }
  const auto rows = stored_experiments(reader->txn(), reader->table(T::experiments), flow.number);
  for (const auto& [key, row] : rows) {
    all.experiments.push_back(experiment_answer(flow, key, row));
  }
  return all;
}

} // namespace

void add_flows_stats(Registry& registry) {
  add_flow_operation<KeyRequest, StatsAnswer>(
      registry,
      {.name = "flows.stats",
       .summary = "Count a flow's entries, at each node and in its experiments",
       .permission = Permission::read,
       .method = Method::get,
       .path = "/api/v1/flows/{key}/stats"},
      R"({"key": "thanks"})", stats);
}

} // namespace beckon::engine
