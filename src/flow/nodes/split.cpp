// {"type": "split", "branches": [{"when": condition, "next": key}], "else": key}: goes to the
// first branch that holds, else to "else"; where neither names a node the flow is complete.
#include <utility>

#include "base/limits.h"
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
    for (const Branch& branch : branches_) {
      if (!branch.next.empty()) add_once(&keys, branch.next);
    }
    if (!otherwise_.empty()) add_once(&keys, otherwise_);
    return keys;
  }

 private:
  std::vector<Branch> branches_;
  std::string otherwise_;
};

std::vector<Branch> read_branches(Reader* reader) {
  const schema::Value* source = reader->find("branches");
  const std::string hint = R"([{"when": condition, "next": node key}])";
  if (source == nullptr) {
    reader->missing("branches", hint);
    return {};
  }
  if (!source->is_array() || source->size() == 0) {
    reader->issue("branches", "expected an array of at least one branch", hint);
    // Ill-typed branches may name nodes that would otherwise be taken for unreachable.
    if (!source->is_array()) reader->reading().edges_known = false;
    return {};
  }
  if (source->size() > limits::flow_branches) {
    reader->too_many("branches", "branches", {"flow_branches", limits::flow_branches});
    reader->reading().edges_known = false;
    return {};
  }
  std::vector<Branch> branches;
  const std::string pointer = pointer_join(reader->pointer(), "branches");
  for (size_t i = 0; i < source->size(); ++i) {
    const schema::Value& item = source->as_array()[i];
    const std::string place = pointer_join(pointer, i);
    if (!item.is_object()) {
      reader->reading().report(place, "expected a branch, an object", hint);
      reader->reading().edges_known = false;
      continue;
    }
    Reader branch(item, place, &reader->reading());
    branch.check_members({"when", "next"});
    segment::ConditionPtr when = branch.condition("when");
    branches.push_back({std::move(when), branch.target("next")});
  }
  return branches;
}

} // namespace

NodePtr parse_split(Reader* reader) {
  std::vector<Branch> branches = read_branches(reader);
  std::string otherwise = reader->target("else");
  return std::make_shared<Split>(std::move(branches), std::move(otherwise));
}

} // namespace beckon::flow
