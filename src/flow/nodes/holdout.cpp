// {"type": "holdout", "share": 0.1, "next": key, "held": key}: holds a stable share of all profiles
// out, to be compared with the others. They go to "held", or leave with the reason "holdout".
#include <cmath>
#include <utility>

#include "flow/nodes/branches.h"
#include "flow/nodes/registry.h"
#include "segment/random_place.h"

namespace beckon::flow {
namespace {

class Holdout final : public Node {
 public:
  Holdout(uint64_t bound, std::string next, std::string held)
      : bound_(bound), next_(std::move(next)), held_(std::move(held)) {}

  std::string_view type() const override { return "holdout"; }
  Step step(const Entry& entry, const World& world, const Moment&) const override {
    const std::string salt = entry.flow + "/" + entry.node;
    if (segment::random_place(salt, world.profile_id()) >= bound_) return {std::monostate(), next_};
    if (held_.empty()) return {Finish{"holdout"}, {}};
    return {std::monostate(), held_};
  }
  std::vector<std::string> targets() const override { return each_once({next_, held_}); }

 private:
  uint64_t bound_; // places below it are held out
  std::string next_, held_;
};

} // namespace

NodePtr parse_holdout(Reader* reader) {
  uint64_t bound = 0;
  const schema::Value* share = reader->find("share");
  if (share == nullptr) {
    reader->missing("share", "how many are held out, such as 0.1");
  } else if (!share->is_number() || share->as_number() <= 0 || share->as_number() >= 1) {
    reader->issue("share", "expected a number between 0 and 1", "0.1 holds out every tenth");
  } else {
    bound = static_cast<uint64_t>(std::ceil(std::ldexp(share->as_number(), 64)));
  }
  std::string next = reader->target("next");
  std::string held = reader->target("held");
  return std::make_shared<Holdout>(bound, std::move(next), std::move(held));
}

} // namespace beckon::flow
