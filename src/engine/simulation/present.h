// What is published in a workspace at present, as records that publish it elsewhere: a simulation
// tries a draft under the segments, templates, accounts and settings of today.
//
// Thread safety: any thread; immutable.
#pragma once

#include <map>
#include <set>
#include <string>
#include <vector>

#include "engine/reader.h"
#include "engine/simulation/course.h"

namespace beckon::engine {

class Present {
 public:
  enum class Flows : uint8_t { all, named };
  // Everything but segments that no flow can ask for, which no one could see. `flow`: the key and
  // the document that stand in for the published flow of that key. `flows`: all, or only those that
  // it starts or stops, directly or through others. Throws invalid_definition with all issues.
  Present(const Reader& reader, const std::string& key, const schema::Value& flow,
          Flows flows = Flows::all);

  // Whether a segment can be asked for by a flow, in any version of anything.
  bool needs_segment(const std::string& key) const { return segments_.count(key) != 0; }
  // Publishes, at an instant, what is otherwise in the scratch. `flow`: what stands under the key
  // of the flow in question. Channels that have no account get one that stands in for it; they are
  // answered.
  std::vector<std::string> publish(Scratch* scratch, Course* course, const schema::Value& flow,
                                   Millis at) const;

 private:
  struct Item {
    DefinitionKind kind;
    std::string key;
    std::vector<schema::Value> versions; // the current one last
    std::string status;                  // of a flow
  };
  class Publisher;
  void find_segments(const Reader& reader, const flow::Definition& tried);
  void add_item(const Reader& reader, const Head& head);
  std::vector<std::string> stand_in(Scratch* scratch, Publisher* publisher) const;

  std::string key_;
  std::set<std::string> segments_;
  std::vector<Item> items_;
};

} // namespace beckon::engine
