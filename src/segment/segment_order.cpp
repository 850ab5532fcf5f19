#include "segment/segment_order.h"

#include <algorithm>

namespace beckon::segment {
namespace {

using Uses = std::map<std::string, std::vector<std::string>>;
enum class State : uint8_t { fresh, open, done };

struct Visit {
  const Uses::value_type* segment;
  size_t next_use = 0;
};

} // namespace

// Depth first, with a stack of its own: a chain may be as long as there are segments.
SegmentOrder order_segments(const Uses& uses) {
  SegmentOrder result;
  std::map<std::string_view, State> states;
  for (const auto& start : uses) {
    if (states[start.first] != State::fresh) continue;
    std::vector<Visit> path{{&start}};
    states[start.first] = State::open;
    while (!path.empty()) {
      Visit& visit = path.back();
      if (visit.next_use == visit.segment->second.size()) {
        states[visit.segment->first] = State::done;
        result.order.push_back(visit.segment->first);
        path.pop_back();
        continue;
      }
      const auto used = uses.find(visit.segment->second[visit.next_use++]);
      if (used == uses.end()) continue;
      State& state = states[used->first];
      if (state == State::open) {
        const auto first = std::find_if(path.begin(), path.end(), [&](const Visit& open) {
          return open.segment->first == used->first;
        });
        for (auto step = first; step != path.end(); ++step) {
          result.cycle.push_back(step->segment->first);
        }
        result.cycle.push_back(used->first);
        return result;
      }
      if (state == State::done) continue;
      state = State::open;
      path.push_back({&*used});
    }
  }
  return result;
}

} // namespace beckon::segment
