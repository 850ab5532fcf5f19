// {"type": "split", "branches": [{"when": condition, "next": key}], "else": key}: goes to the
// first branch that holds, else to "else"; where neither names a node the flow is complete.
#include <utility>

#include "flow/nodes/branches.h"
#include "flow/nodes/registry.h"

namespace beckon::flow {
namespace {

struct Branch {
  segment::ConditionPtr when;
  std::string next;
};

class Split final : public Node {
 public:
  Split(std::vector<Branch> branches, std::string otherwise)
      : branches_(std::move(branches)), otherwise_(std::move(otherwise)) {}

  std::string_view type() const override { return "split"; }
  Step step(const Entry&, const World& world, const Moment& moment) const override {
    for (const Branch& branch : branches_) {
      if (world.holds(*branch.when, moment.now)) return {std::monostate(), branch.next};
    }
    return {std::monostate(), otherwise_};
  }
  std::vector<std::string> targets() const override {
    std::vector<std::string> keys;
    for (const Branch& branch : branches_) keys.push_back(branch.next);
    keys.push_back(otherwise_);
    return each_once(keys);
  }

 private:
  std::vector<Branch> branches_;
  std::string otherwise_;
};

} // namespace

NodePtr parse_split(Reader* reader) {
  std::vector<Branch> branches;
  const std::string example = R"([{"when": condition, "next": node key}])";
  read_branches(reader, "branches", "branch", example, [&](Reader* branch) {
    branch->check_members({"when", "next"});
    segment::ConditionPtr when = branch->condition("when");
    branches.push_back({std::move(when), branch->target("next")});
  });
  std::string otherwise = reader->target("else");
  return std::make_shared<Split>(std::move(branches), std::move(otherwise));
}

} // namespace beckon::flow
