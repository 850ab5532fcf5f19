// {"type": "update_profile", "set": {"stage": "won", "coupon": null}, "next": key}: sets
// first-level traits; null removes one.
#include <utility>

#include "base/limits.h"
#include "flow/nodes/onward.h"
#include "flow/nodes/registry.h"

namespace beckon::flow {
namespace {

class Update final : public Onward {
 public:
  Update(schema::Value traits, std::string next)
      : Onward(std::move(next)), traits_(std::move(traits)) {}

  std::string_view type() const override { return "update_profile"; }
  Step step(const Entry&, const World&, const Moment&) const override {
    return onward(UpdateProfile{traits_});
  }

 private:
  schema::Value traits_;
};

void check_traits(Reader* reader, const schema::Value* set) {
  const std::string hint = R"({"stage": "won"})";
  if (set == nullptr) return reader->missing("set", hint);
  if (!set->is_object() || set->size() == 0) {
    return reader->issue("set", "expected an object of at least one trait", hint);
  }
  if (set->size() > limits::object_keys) {
    return reader->too_many("set", "traits", {"object_keys", limits::object_keys});
  }
  Reader traits(*set, pointer_join(reader->pointer(), "set"), &reader->reading());
  for (const schema::Member& member : set->as_object()) {
    if (member.key.empty()) traits.issue("", "a trait's name must not be empty");
  }
}

} // namespace

NodePtr parse_update_profile(Reader* reader) {
  const schema::Value* set = reader->find("set");
  check_traits(reader, set);
  std::string next = reader->target("next");
  return std::make_shared<Update>(set == nullptr ? schema::Value() : *set, std::move(next));
}

} // namespace beckon::flow
