// One step of a flow. Each kind is a small file in nodes/ and one row of nodes/registry.cpp.
// A node is pure: it reads the entry and asks the World, and answers what is to happen. It reads
// no clock and no store. Immutable; shared by all entries.
#pragma once

#include <string>
#include <variant>
#include <vector>

#include "flow/definition.h"

namespace beckon::flow {

// One run of one profile through one version of a flow, as a node sees it.
struct Entry {
  std::string flow;
  uint32_t version = 0;
  std::string node;   // where it stands
  uint32_t visit = 0; // how many nodes it has passed: part of the send key
  Millis started_at = 0;
  Millis arrived_at = 0; // at this node
  Millis wake_at = 0;    // when it asked to be woken; 0: not waiting
};

class World {
 public:
  virtual ~World() = default;
  virtual bool holds(const segment::Condition& condition, Millis now) const = 0;
};

// What a node asks for. A node that answers neither Wait nor Finish moves the entry on to `next`.
struct Wait {
  Millis until; // > now
};
struct Finish {
  std::string reason; // "completed" or a reason of exit
};
struct Send {
  std::string channel, template_key;
};
struct UpdateProfile {
  schema::Value traits; // an object; null removes
};
using Command = std::variant<std::monostate, Wait, Finish, Send, UpdateProfile>;

struct Step {
  Command command;
  std::string next; // node key; "" with Wait (stay) and Finish; "" otherwise: the flow is complete
};

class Node {
 public:
  virtual ~Node() = default;
  virtual std::string_view type() const = 0;
  // Called when the entry arrives and again when its wait is over (now ≥ wake_at).
  virtual Step step(const Entry& entry, const World& world, Millis now) const = 0;
  // Every node key it may lead to.
  virtual std::vector<std::string> targets() const = 0;
  // Whether time always passes here: a loop needs such a node or a counter.
  virtual bool waits() const { return false; }
};
using NodePtr = std::shared_ptr<const Node>;

} // namespace beckon::flow
