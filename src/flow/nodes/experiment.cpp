// {"type": "experiment", "key": key, "variants": [{"key": "a", "weight": 1, "next": key}, …],
// "winner": {"metric": "clicked", "after": "7d", "min": 500}}: by a stable hash of the profile,
// salted with the experiment's key. Once a winner is known, everybody new goes its way.
#include <algorithm>
#include <utility>

#include "flow/nodes/branches.h"
#include "flow/nodes/registry.h"
#include "flow/parts/parts.h"

namespace beckon::flow {
namespace {

class ExperimentNode final : public Node {
 public:
  explicit ExperimentNode(Experiment experiment) : experiment_(std::move(experiment)) {
    for (const Experiment::Variant& variant : experiment_.variants) {
      weights_.push_back(variant.weight);
    }
  }

  std::string_view type() const override { return "experiment"; }
  Step step(const Entry&, const World& world, const Moment&) const override {
    const std::vector<Experiment::Variant>& variants = experiment_.variants;
    const std::string_view winner = world.winner(experiment_.key);
    auto taken = std::find_if(variants.begin(), variants.end(),
                              [&](const auto& variant) { return variant.key == winner; });
    if (taken == variants.end()) {
      const size_t arm = arm_of(weights_, experiment_.key, world.profile_id());
      taken = variants.begin() + static_cast<std::ptrdiff_t>(arm);
    }
    return {Assign{experiment_.key, taken->key}, taken->next};
  }
  std::vector<std::string> targets() const override {
    std::vector<std::string> keys;
    for (const Experiment::Variant& variant : experiment_.variants) keys.push_back(variant.next);
    return each_once(keys);
  }

 private:
  Experiment experiment_;
  std::vector<uint32_t> weights_;
};

std::optional<Experiment::Winner> read_winner(Reader* reader) {
  const schema::Value* source = reader->find("winner");
  if (source == nullptr) return std::nullopt;
  if (!source->is_object()) {
    reader->issue("winner", object_expected(*source), R"({"metric": "clicked", "after": "7d"})");
    return std::nullopt;
  }
  Reader rule(*source, pointer_join(reader->pointer(), "winner"), &reader->reading());
  rule.check_members({"metric", "after", "min"});
  Experiment::Winner winner;
  const std::string metric = rule.word("metric", {"opened", "clicked", "converted"});
  if (metric == "opened") winner.metric = Experiment::Metric::opened;
  if (metric == "clicked") winner.metric = Experiment::Metric::clicked;
  winner.after = rule.duration("after").value_or(Duration{});
  if (rule.has("min")) {
    constexpr int64_t kMost = 1'000'000'000;
    winner.min = static_cast<uint64_t>(rule.whole("min", 1, kMost).value_or(1));
  }
  return winner;
}

void read_variants(Reader* reader, Experiment* experiment) {
  std::vector<uint32_t> weights;
  const std::string example = R"([{"key": "a", "weight": 1, "next": node key}, …])";
  read_branches(reader, "variants", "variant", example, [&](Reader* variant) {
    variant->check_members({"key", "weight", "next"});
    std::string key = variant->text("key");
    for (const Experiment::Variant& earlier : experiment->variants) {
      if (key.empty() || earlier.key != key) continue;
      variant->issue("key", "there are two variants \"" + key + "\"", "each has a key of its own");
    }
    weights.push_back(read_weight(variant));
    experiment->variants.push_back({std::move(key), weights.back(), variant->target("next")});
  });
  if (experiment->variants.size() == 1) {
    reader->issue("variants", "one variant can be compared with nothing", example);
  }
  check_weights(reader, "variants", weights);
}

} // namespace

NodePtr parse_experiment(Reader* reader) {
  Experiment experiment;
  Reading& reading = reader->reading();
  experiment.key = reader->text("key");
  experiment.node = reading.node;
  for (const Experiment& earlier : reading.experiments) {
    if (experiment.key.empty() || earlier.key != experiment.key) continue;
    reader->issue("key", "the node \"" + earlier.node + "\" has an experiment of that key");
  }
  read_variants(reader, &experiment);
  experiment.winner = read_winner(reader);
  reading.experiments.push_back(experiment);
  return std::make_shared<ExperimentNode>(std::move(experiment));
}

} // namespace beckon::flow
