// {"type": "random_split", "branches": [{"weight": 80, "next": key}, {"weight": 20}]}: by a stable
// hash of the profile, salted with the flow and the node, so that a profile takes the same branch
// whenever it comes here.
#include <utility>

#include "flow/nodes/branches.h"
#include "flow/nodes/registry.h"

namespace beckon::flow {
namespace {

class RandomSplit final : public Node {
 public:
  RandomSplit(std::vector<uint32_t> weights, std::vector<std::string> nexts)
      : weights_(std::move(weights)), nexts_(std::move(nexts)) {}

  std::string_view type() const override { return "random_split"; }
  Step step(const Entry& entry, const World& world, const Moment&) const override {
    const std::string salt = entry.flow + "/" + entry.node;
    return {std::monostate(), nexts_[arm_of(weights_, salt, world.profile_id())]};
  }
  std::vector<std::string> targets() const override { return each_once(nexts_); }

 private:
  std::vector<uint32_t> weights_;
  std::vector<std::string> nexts_;
};

} // namespace

NodePtr parse_random_split(Reader* reader) {
  std::vector<uint32_t> weights;
  std::vector<std::string> nexts;
  const std::string example = R"([{"weight": 80, "next": node key}, {"weight": 20}])";
  read_branches(reader, "branches", "branch", example, [&](Reader* branch) {
    branch->check_members({"weight", "next"});
    weights.push_back(read_weight(branch));
    nexts.push_back(branch->target("next"));
  });
  check_weights(reader, "branches", weights);
  return std::make_shared<RandomSplit>(std::move(weights), std::move(nexts));
}

} // namespace beckon::flow
