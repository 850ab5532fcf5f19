// The node kinds of a flow. A new kind is a file beside this one, its declaration here, and its
// row in registry.cpp; nothing else knows the kinds by name.
#pragma once

#include <string>
#include <string_view>
#include <vector>

#include "flow/node.h"
#include "flow/reader.h"

namespace beckon::flow {

struct NodeKind {
  std::string type;
  std::vector<std::string> members; // besides those of every kind
  // Reads a node of this kind. Each mistake is an issue; the answer is a node all the same, so
  // that the graph around it can be checked (a definition with issues is thrown away).
  NodePtr (*parse)(Reader* reader);
  bool can_fail = false; // whether "on_error" has a meaning
};

// Null when there is no such kind.
const NodeKind* find_node_kind(std::string_view type);
// Every type, in the order of the table.
const std::vector<std::string>& node_types();

NodePtr parse_delay(Reader* reader);
NodePtr parse_delay_until(Reader* reader);
NodePtr parse_wait_until(Reader* reader);
NodePtr parse_split(Reader* reader);
NodePtr parse_random_split(Reader* reader);
NodePtr parse_holdout(Reader* reader);
NodePtr parse_experiment(Reader* reader);
NodePtr parse_message(Reader* reader);
NodePtr parse_webhook(Reader* reader);
NodePtr parse_update_profile(Reader* reader);
NodePtr parse_list(Reader* reader);
NodePtr parse_emit_event(Reader* reader);
NodePtr parse_start_flow(Reader* reader);
NodePtr parse_stop_flow(Reader* reader);
NodePtr parse_rate_gate(Reader* reader);
NodePtr parse_goal(Reader* reader);
NodePtr parse_exit(Reader* reader);

// "reason" of those that leave: a text, or `otherwise` where none is written.
std::string read_reason(Reader* reader, std::string_view otherwise);

} // namespace beckon::flow
