// {"type": "list", "list": key, "action": "add", "next": key}: puts the profile on a list, or
// takes it off ("remove").
#include <utility>

#include "flow/nodes/onward.h"
#include "flow/nodes/registry.h"

namespace beckon::flow {
namespace {

class List final : public Onward {
 public:
  List(ChangeList change, std::string next) : Onward(std::move(next)), change_(std::move(change)) {}

  std::string_view type() const override { return "list"; }
  Step step(const Entry&, const World&, const Moment&) const override { return onward(change_); }

 private:
  ChangeList change_;
};

} // namespace

NodePtr parse_list(Reader* reader) {
  std::string list = reader->list_key("list");
  const bool joins = reader->word("action", {"add", "remove"}) == "add";
  std::string next = reader->target("next");
  return std::make_shared<List>(ChangeList{std::move(list), joins}, std::move(next));
}

} // namespace beckon::flow
