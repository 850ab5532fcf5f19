// One step of a flow. Each kind is a small file in nodes/ and one row of nodes/registry.cpp.
// A node is pure: it reads the entry and the moment, asks the World, and answers what is to happen.
// It reads no clock and no store. Immutable; shared by all entries.
#pragma once

#include <optional>
#include <string>
#include <variant>
#include <vector>

#include "base/zone.h"
#include "flow/definition.h"
#include "flow/occurrence.h"

namespace beckon::flow {

// One run of one profile through one version of a flow, as a node sees it.
struct Entry {
  std::string flow;
  uint32_t version = 0;
  std::string node;   // where it stands
  uint32_t visit = 0; // how many nodes it has passed: part of the send key
  Millis started_at = 0;
  Millis arrived_at = 0; // at this node
  Millis wake_at = 0;    // when it asked to be woken; 0: not waiting for an instant
};

// What became of a command whose outcome the node waits for.
enum class Settled : uint8_t { succeeded, failed };

// Why a node is asked: the entry has arrived, the instant it waits for has come, an event was
// recorded, something else about the profile changed, or what it had ordered is settled. Exactly
// what the node listens to (Listening) is told; the others never come.
struct Moment {
  enum class By : uint8_t { arrival, time, event, change, settled };
  Millis now = 0;
  By by = By::arrival;
  const Event* event = nullptr;     // By::event
  std::optional<Settled> settled{}; // By::settled
};

// What a node may ask about the profile that runs, at the present moment.
class World {
 public:
  virtual ~World() = default;
  virtual bool holds(const segment::Condition& condition, Millis now) const = 0;
  // When `holds` may next change by time alone; kMillisMax: never.
  virtual Millis next_flip(const segment::Condition& condition, Millis now) const = 0;
  // The profile's, else the flow's, else the workspace's, else UTC.
  virtual const Zone& zone() const = 0;
  // The value of a first-level trait, or null.
  virtual const schema::Value* trait(std::string_view name) const = 0;
  // Properties of what started the entry; an empty object when there are none.
  virtual const schema::Value& entry_properties() const = 0;
  // The variant that has won that experiment; "" while it is undecided.
  virtual std::string_view winner(std::string_view) const { return {}; }
  // The opaque profile id: what stable random choices are made by.
  virtual std::string_view profile_id() const = 0;
};

// What a node asks for. A node that answers neither Wait, Await nor Finish moves the entry on to
// `next`.
struct Wait {
  Millis until; // > now; kMillisMax: by no instant, only by what the node listens to
};
struct Finish {
  std::string reason; // "completed" or a reason of exit
};
struct Send {
  std::string channel, template_key;
  std::string topic{};        // of consent; "": the channel's alone
  bool awaited = false;       // the entry stays until it is settled: Moment::By::settled
  schema::Value request = {}; // of a webhook: {"url", "method", "headers", "body"}; else null
};
struct UpdateProfile {
  schema::Value traits; // an object; null removes
};
struct ChangeList {
  std::string list;
  bool joins = true;
};
struct EmitEvent {
  std::string name;
  schema::Value properties; // an object
};
struct StartFlow {
  std::string flow;
  schema::Value properties; // an object: what entry.x finds in the entry that starts
};
struct StopFlow {
  std::string flow; // every entry of the profile in it exits with this reason
  std::string reason;
};
// Passes when the gate lets it: at most `limit` entries of this node in any `per`. Until then the
// entry waits in order of arrival.
struct PassGate {
  uint32_t limit = 0;
  Millis per = 0;
};
struct Convert {}; // the entry has reached the goal
// The arm of an experiment that the entry takes, for the statistics.
struct Assign {
  std::string experiment, variant;
};
using Command = std::variant<std::monostate, Wait, Finish, Send, UpdateProfile, ChangeList,
                             EmitEvent, StartFlow, StopFlow, PassGate, Convert, Assign>;

struct Step {
  Command command;
  std::string next; // node key; "" with Wait (stay) and Finish; "" otherwise: the flow is complete
};

// What besides an instant may move an entry that stands at the node.
struct Listening {
  std::vector<std::string> events; // names
  bool changes = false;            // whatever may turn a condition of the node
};

class Node {
 public:
  virtual ~Node() = default;
  virtual std::string_view type() const = 0;
  // Called when the entry arrives, and again at each moment of those that it waits for.
  virtual Step step(const Entry& entry, const World& world, const Moment& moment) const = 0;
  // Every node key it may lead to.
  virtual std::vector<std::string> targets() const = 0;
  virtual Listening listening() const { return {}; }
};
using NodePtr = std::shared_ptr<const Node>;

} // namespace beckon::flow
