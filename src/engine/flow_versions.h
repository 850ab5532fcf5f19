// What becomes of a flow's entries when a version follows another. An entry stays on the version it
// began with, unless the publication says where those go that stand at its node:
// {"old node": "new node" | {"exit": true} | {"stay": true}, "*": the same for every other node}.
// Where that says nothing of a node, its entries go to the new version's node of that key.
// Asked by the fold when it publishes and by readers in a dry run. Pure.
#pragma once

#include <cstdint>
#include <functional>
#include <map>
#include <optional>
#include <string>
#include <vector>

#include "engine/definitions.h"
#include "engine/flow_stats.h"

namespace beckon::engine {

struct Fate {
  // keep: the node is equal in both versions, so that the entry goes on waiting as it does; move: a
  // new visit to a node.
  enum class Do : uint8_t { stay, keep, move, exit };
  Do what = Do::stay;
  std::string node{}; // keep, move: of the new version
  bool operator==(const Fate&) const = default;
};
std::string_view fate_name(Fate::Do what); // "stay" …

class Migration {
 public:
  // `flow`: before the publication; null: there was none. `migrate`: null when nothing was said.
  // Appends every issue of what was said; pointers begin with /migrate.
  Migration(const Flow* flow, const flow::Definition& next, const schema::Value& migrate,
            Issues* issues);

  // Of the entries that stand there in an older version; nothing when the node is gone and nothing
  // was said about it.
  std::optional<Fate> fate(const flow::Definition& from, const std::string& node) const;
  bool said() const { return said_; }

 private:
  void read(const std::string& node, const schema::Value& said, const Flow* flow, Issues* issues);
  std::optional<Fate> read_fate(const std::string& pointer, const schema::Value& said,
                                Issues* issues) const;
  Fate going_to(const flow::Definition& from, const std::string& node,
                const std::string& target) const;

  const flow::Definition* next_;
  bool said_ = false;
  std::map<std::string, Fate> by_node_;
  std::optional<Fate> others_; // "*"
};

// Entries that wait at a node of an older version.
struct NodeFate {
  NodeId id;
  std::string node; // its key
  uint64_t entries = 0;
  Fate fate;
};
// By version and node. Appends an issue for each node that the new version lacks while entries wait
// at it, unless something was said about it. Of versions before the newest these stay when nothing
// was said at all: they were left there by an earlier publication.
std::vector<NodeFate> fates(const Flow* flow, const Migration& migration,
                            const std::function<uint64_t(const NodeId&)>& waiting, Issues* issues);

// Of a document that is to be published. Throws invalid_definition with all issues, of the document
// and of `migrate` (null: nothing was said). By version and node, of nodes with waiting entries.
std::vector<NodeFate> check_migration(const Definitions& definitions, std::string_view key,
                                      const schema::Value& document, const schema::Value& migrate,
                                      const std::function<uint64_t(const NodeId&)>& waiting);

// [{"version", "node", "becomes", "to"?, "entries"}]
schema::Value to_value(const std::vector<NodeFate>& fates);

} // namespace beckon::engine
