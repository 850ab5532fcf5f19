// A checked flow: trigger, filter, exits and nodes. Immutable after parse_flow().
#pragma once

#include <map>
#include <memory>
#include <optional>
#include <string>
#include <vector>

#include "base/time.h"
#include "base/zone.h"
#include "flow/occurrence.h"
#include "segment/condition.h"

namespace beckon::flow {

class Node;     // flow/node.h
struct Date;    // flow/date.h: a trait's date, moved, at a time of the day
class Schedule; // flow/schedule.h: instants that repeat
using SchedulePtr = std::shared_ptr<const Schedule>;

// {"event": name, "where": […]}, {"segment": key, "on": "entered"}, {"list": key, "on": "joined"},
// {"date": path, "offset": "-1d", "time": "09:00", "yearly": true}, {"schedule": rule, "zone"},
// {"call": true}.
struct Trigger {
  enum class On : uint8_t {
    event,
    segment_entered,
    segment_left,
    list_joined,
    date,
    schedule,
    call
  };
  On on = On::event;
  std::string name;                 // event name, segment key, list key or schedule rule
  segment::Where where;             // event: tests of its properties
  std::shared_ptr<const Date> date; // date
  SchedulePtr schedule;             // schedule
};

struct Goal {
  Occurrence when;
  std::optional<Duration> within; // counted from the entry's start; without: as long as it runs
};

// What is done when a node's command fails: the node is visited again so many times, and then the
// entry goes on to `next` of the node, to another node, or leaves with the reason "error".
struct ErrorPolicy {
  enum class Do : uint8_t { skip, branch, exit };
  Do on_error = Do::skip; // once no retry is left
  std::string next{};     // branch
  uint32_t retries = 0;
  Duration between{}; // from a failure to its retry
  // Whether the outcome of what the node ordered must be known before the entry goes on.
  bool asks_outcome() const { return on_error != Do::skip || retries > 0; }
};

// A node and what is written beside it, whatever its kind.
struct Place {
  std::shared_ptr<const Node> node{};
  uint32_t index = 0;            // of the key, among the keys in order
  std::optional<uint32_t> max{}; // how often an entry may pass it
  std::string after_max{};       // where it goes instead; "": it exits with the reason "max"
  ErrorPolicy error{};
};

// Every node key that an entry may go to from there, each once.
std::vector<std::string> targets_of(const Place& place);

// At most `limit` in any `per`.
struct Rate {
  uint32_t limit = 0;
  Millis per = 0;
};

// Variants that are told apart by a hash, the better one of which may win.
struct Experiment {
  enum class Metric : uint8_t { opened, clicked, converted };
  struct Variant {
    std::string key;
    uint32_t weight = 0;
    std::string next; // node key; "": the flow is complete there
  };
  struct Winner {
    Metric metric = Metric::converted;
    Duration after;   // from the first assignment
    uint64_t min = 0; // entries of each variant
  };
  std::string key, node; // node: the key of its node
  std::vector<Variant> variants;
  std::optional<Winner> winner; // absent: it goes on for ever
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
  bool include_existing = false;         // segment, list: start those already inside
  std::vector<Occurrence> exits;
  std::optional<Goal> goal;
  segment::ConditionPtr message_filter; // asked before each message; null: always
  const Zone* zone = nullptr;           // where the profile has none; null: the workspace's
  std::optional<uint64_t> max_entries;  // ever
  std::optional<uint64_t> max_active;   // at one time
  std::optional<Rate> send_rate;        // messages of all its entries
  std::string start;                    // node key
  std::map<std::string, Place> nodes;
  schema::Value source;                  // the document as written
  std::vector<std::string> templates;    // every template key named, once, in order of writing
  std::vector<std::string> segments;     // every segment key named, conditions included
  std::vector<std::string> lists, flows; // the same; a flow may name itself
  std::vector<Experiment> experiments;   // in order of writing
  // Of filter, exits and nodes, in order of writing: what facts must be kept for.
  std::vector<segment::ConditionPtr> conditions;
};
using DefinitionPtr = std::shared_ptr<const Definition>;

// Parses and checks; appends every issue. Returns null iff it appended any. `names` answers for
// segments, lists, templates and flows that exist. The version is left 0. Pure.
DefinitionPtr parse_flow(const schema::Value& source, const segment::Names& names, Issues* issues);

} // namespace beckon::flow
