// The parts of a flow document, one small reader each. All append their issues and go on.
#pragma once

#include <memory>
#include <optional>
#include <string>
#include <vector>

#include "flow/definition.h"
#include "flow/graph.h"
#include "flow/reader.h"

namespace beckon::flow {

// "expected an object, found string"
std::string object_expected(const schema::Value& found);

// The member "trigger".
void read_trigger(Reader* document, Definition* definition);

// The members "date", "offset", "time" and "yearly"; never null.
std::shared_ptr<const Date> read_date(Reader* reader);

// The members "event", "where" and "match" of an object that means an event as it happens.
EventMatch read_event_match(Reader* reader);
// The members "exit_when" and "goal".
std::vector<Occurrence> read_exits(Reader* document);
std::optional<Goal> read_goal(Reader* document);

// "reentry", "entry_key", "again", "include_existing". The trigger has been read before.
void read_entry_policy(Reader* document, Definition* definition);
// "max_entries", "max_active", "send_rate".
void read_caps(Reader* document, Definition* definition);
// The members "limit" and "per"; nothing after an issue.
std::optional<Rate> read_rate(Reader* reader);
// An IANA name under "zone"; null when it is absent or after an issue.
const Zone* read_zone(Reader* reader);

// "on_error" of a node.
ErrorPolicy read_error_policy(Reader* node);
// The member "nodes". False when there are none whose graph could be checked.
bool read_nodes(Reader* document, Definition* definition, std::vector<GraphNode>* graph);

} // namespace beckon::flow
