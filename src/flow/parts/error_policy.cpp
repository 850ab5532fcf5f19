// "on_error" of a node: "skip", "exit", {"next": key} or
// {"retry": 3, "after": "10m", "then": "skip" | "exit" | {"next": key}}.
#include "flow/parts/parts.h"

namespace beckon::flow {
namespace {

// "skip", "exit" or {"next": key} under `member`.
void read_outcome(Reader* reader, std::string_view member, ErrorPolicy* policy) {
  const schema::Value& source = *reader->find(member);
  if (source.is_object()) {
    Reader branch(source, pointer_join(reader->pointer(), member), &reader->reading());
    branch.check_members({"next"});
    policy->on_error = ErrorPolicy::Do::branch;
    if (!branch.has("next")) branch.missing("next", "the node to go to");
    policy->next = branch.target("next");
    return;
  }
  if (!source.is_string()) {
    reader->issue(member, "expected a policy for errors", R"("skip", "exit" or {"next": key})");
    return;
  }
  if (reader->word(member, {"skip", "exit"}) == "exit") policy->on_error = ErrorPolicy::Do::exit;
}

} // namespace

ErrorPolicy read_error_policy(Reader* node) {
  ErrorPolicy policy;
  const schema::Value* source = node->find("on_error");
  if (source == nullptr) return policy;
  if (!source->is_object() || source->find("retry") == nullptr) {
    read_outcome(node, "on_error", &policy);
    return policy;
  }
  Reader reader(*source, pointer_join(node->pointer(), "on_error"), &node->reading());
  reader.check_members({"retry", "after", "then"});
  const auto retries = reader.whole("retry", 1, limits::node_retries);
  policy.retries = static_cast<uint32_t>(retries.value_or(1));
  policy.between = reader.duration("after").value_or(Duration{});
  if (reader.has("then")) read_outcome(&reader, "then", &policy);
  return policy;
}

} // namespace beckon::flow
