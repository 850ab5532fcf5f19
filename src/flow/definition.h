// A checked flow: trigger, filter, exits and nodes. Immutable after parse_flow().
#pragma once

#include <map>
#include <memory>
#include <optional>
#include <string>
#include <vector>

#include "base/time.h"
#include "segment/condition.h"

namespace beckon::flow {

class Node; // flow/node.h

struct Trigger {
  enum class On : uint8_t { event, segment_entered, segment_left };
  On on = On::event;
  std::string name; // event name or segment key
};

// {"event": "Order Placed", "match": {"property": "cart_id", "equals": "entry.cart_id"}}, or a
// condition on the profile. An object with "event" and nothing else but "match" is the event as
// it happens; with "where", "count", "within" … it is the condition over all events so far.
struct Exit {
  std::string event;                                    // empty: condition
  std::optional<schema::Path> property, entry_property; // both or none
  segment::ConditionPtr condition;                      // null: event
};

enum class Reentry : uint8_t { never, after_exit, after, concurrent_by_key };

class Definition {
 public:
  std::string key, name; // name: the key where none is written
  uint32_t version = 0;  // given at publication
  Trigger trigger;
  segment::ConditionPtr filter; // null: everyone
  Reentry reentry = Reentry::never;
  Duration reentry_after;                // of Reentry::after, counted from the entry's start
  std::optional<schema::Path> entry_key; // property path of the trigger event ("event.cart_id")
  bool again = false;                    // concurrent_by_key: a key may enter again after its end
  bool include_existing = false;         // segment trigger: start those already inside
  std::vector<Exit> exits;
  std::string start; // node key
  std::map<std::string, std::shared_ptr<const Node>> nodes;
  schema::Value source;               // the document as written
  std::vector<std::string> templates; // every template key named, once, in order of writing
  std::vector<std::string> segments;  // every segment key named, conditions included
  // Of filter, exits and nodes, in order of writing: what facts must be kept for.
  std::vector<segment::ConditionPtr> conditions;
};
using DefinitionPtr = std::shared_ptr<const Definition>;

// Parses and checks; appends every issue. Returns null iff it appended any. `names` answers for
// segments, lists, templates and flows that exist. The version is left 0. Pure.
DefinitionPtr parse_flow(const schema::Value& source, const segment::Names& names, Issues* issues);

} // namespace beckon::flow
