// One made-up profile walks through a flow, step by step, in a state of its own: what a marketer's
// unit test of a flow asks. Under the segments, lists, templates and settings of the workspace,
// with the flows that the flow names; other flows and real people are not there.
//
// The same question has the same answer on every machine: time begins where it is told, and random
// arms go by the seed.
//
// Thread safety: any thread; the work is done on the caller's.
#pragma once

#include <optional>
#include <string>
#include <vector>

#include "base/watch.h"
#include "engine/workspace.h"
#include "schema/describe.h"

namespace beckon::engine {

struct RehearsalQuestion {
  std::string key;
  schema::Value document;
  schema::Value profile; // {"user_id"?, "email"?, "phone"?, "anonymous_id"?, "traits"?,
                         // "consents"?: {channel: state}, "lists"?: [keys]}
  std::vector<schema::Value> steps;
  Millis at = 0; // where time begins
  std::string seed;
};

struct RehearsedMove { // an arrival at a node, or the end
  std::string flow, entry;
  std::string node;   // "" when the entry ended
  std::string reason; // of its end
  schema::Time at;
};
struct RehearsedMessage {
  std::string flow, node, channel, template_key;
  std::string result; // "pending", "accepted", "excluded", "rejected", "retry" …
  std::string reason;
  schema::Time at;
};
struct RehearsedRefusal {
  std::string flow, reason;
  schema::Time at;
};
struct RehearsedStep {
  schema::Time at; // when it was over
  std::vector<std::string> entered, left;
  std::vector<RehearsedMove> moves;
  std::vector<RehearsedMessage> messages; // that are new, or of which something became
  std::vector<RehearsedRefusal> refused;
  std::vector<std::string> converted; // flows whose goal was reached
};
struct Rehearsal {
  RehearsedStep profile; // what making the profile caused
  std::vector<RehearsedStep> steps;
  schema::Value traits; // at the end
  std::vector<std::string> segments, lists;
};

// Throws invalid_definition and invalid_request with all issues; the refusal of a step with a
// pointer to it; cancelled.
Rehearsal rehearse(Workspace& workspace, const RehearsalQuestion& question, const Watch& watch);

} // namespace beckon::engine
