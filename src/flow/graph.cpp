#include "flow/graph.h"

#include <map>
#include <utility>

namespace beckon::flow {
namespace {

constexpr size_t kNone = static_cast<size_t>(-1);

struct Arrow {
  size_t to;
  bool guessed;         // the target is misspelled: this is the node it resembles
  bool endless = false; // no counter limits how often it is taken
};
using Arrows = std::vector<std::vector<Arrow>>; // by node

class Graph {
 public:
  Graph(const std::vector<GraphNode>& nodes, Reading* reading)
      : nodes_(nodes), reading_(reading), forward_(nodes.size()), backward_(nodes.size()) {
    for (size_t i = 0; i < nodes_.size(); ++i) {
      index_.emplace(nodes_[i].key, i);
      keys_.push_back(nodes_[i].key);
    }
  }

  void check(const std::string& start) {
    const size_t first = start.empty() ? kNone : resolve(start, "/start").to;
    for (const Edge& edge : reading_->edges) {
      const size_t from = index_.at(edge.from);
      Arrow arrow = resolve(edge.to, edge.pointer);
      if (arrow.to == kNone) continue;
      arrow.endless = !nodes_[from].counted || edge.kind == Edge::Kind::after_max;
      forward_[from].push_back(arrow);
      backward_[arrow.to].push_back({from, arrow.guessed, arrow.endless});
    }
    // With a start or targets unread, "unreachable" would only repeat that mistake.
    if (first != kNone && reading_->edges_known) check_reachable(first);
    check_loops();
  }

 private:
  // The node of that key. An unknown key is an issue, and is taken for the key it resembles, so
  // that one misspelling does not make another node look unreachable.
  Arrow resolve(const std::string& key, const std::string& pointer) {
    if (const auto found = index_.find(key); found != index_.end()) return {found->second, false};
    reading_->report(pointer, "there is no node \"" + key + "\"", suggest(key, keys_));
    const auto near = index_.find(nearest_name(key, keys_));
    return {near == index_.end() ? kNone : near->second, true};
  }

  // For each node, the node from which it was first reached by following arrows out of `origin`;
  // kNone where it was not reached. The origin itself counts as reached only over a path that
  // returns to it. With `endless`, paths keep to arrows that are sure and taken without a counter.
  std::vector<size_t> reached_from(size_t origin, const Arrows& arrows, bool endless) const {
    std::vector<size_t> before(nodes_.size(), kNone);
    std::vector<size_t> queue = {origin};
    for (size_t head = 0; head < queue.size(); ++head) {
      for (const Arrow& arrow : arrows[queue[head]]) {
        if (before[arrow.to] != kNone) continue;
        if (endless && (!arrow.endless || arrow.guessed)) continue;
        before[arrow.to] = queue[head];
        if (arrow.to != origin) queue.push_back(arrow.to);
      }
    }
    return before;
  }

  void check_reachable(size_t first) {
    const std::vector<size_t> before = reached_from(first, forward_, false);
    for (size_t i = 0; i < nodes_.size(); ++i) {
      if (i == first || before[i] != kNone) continue;
      report(i, "no path leads from the start to this node", "remove it, or lead a node to it");
    }
  }

  // One issue for each group of nodes that can reach one another without passing a counter.
  void check_loops() {
    std::vector<bool> reported(nodes_.size(), false);
    for (size_t i = 0; i < nodes_.size(); ++i) {
      if (reported[i]) continue;
      const std::vector<size_t> before = reached_from(i, forward_, true);
      if (before[i] == kNone) continue;
      const std::vector<size_t> after = reached_from(i, backward_, true);
      for (size_t other = i; other < nodes_.size(); ++other) {
        if (before[other] != kNone && after[other] != kNone) reported[other] = true;
      }
      std::string path = nodes_[i].key;
      for (size_t step = before[i]; step != i; step = before[step]) {
        path = nodes_[step].key + " -> " + path;
      }
      report(i, "a loop without a counter: " + nodes_[i].key + " -> " + path,
             "give one of its nodes a \"max\", how often an entry may pass it");
    }
  }

  void report(size_t node, std::string message, std::string hint) {
    reading_->report(pointer_join("/nodes", nodes_[node].key), std::move(message), std::move(hint));
  }

  const std::vector<GraphNode>& nodes_;
  Reading* reading_;
  Arrows forward_, backward_;
  std::map<std::string, size_t, std::less<>> index_;
  std::vector<std::string> keys_;
};

} // namespace

void check_graph(const std::vector<GraphNode>& nodes, const std::string& start, Reading* reading) {
  Graph(nodes, reading).check(start);
}

} // namespace beckon::flow
