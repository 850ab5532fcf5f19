#include "segment/sequence_match.h"

#include <algorithm>
#include <queue>

#include "segment/series.h"

namespace beckon::segment {
namespace {

constexpr size_t kNone = SIZE_MAX;

// An event as the end of a chain of steps: the best of the chains that lead to it.
struct Link {
  Millis at = 0;
  Millis leaves = 0;     // when the first event of the chain leaves the window
  size_t parent = kNone; // index among the links of the step before
};

// A link as the steps after it see it.
struct Candidate {
  Millis leaves;
  Millis expires; // the last instant at which the next step may stand
  size_t index;
  bool operator<(const Candidate& other) const {
    return leaves != other.leaves ? leaves < other.leaves : index < other.index;
  }
};

class Matcher {
 public:
  Matcher(const std::vector<SequenceStep>& steps, const std::optional<Duration>& within)
      : steps_(steps), within_(within), links_(steps.size()) {}

  // Considers the choices between two neighbouring barriers, both ends included: a step may stand
  // at the very instant of a barrier, as the first or the last of its choice.
  void match_between(Millis from, Millis to) {
    for (size_t step = 0; step < steps_.size(); ++step) {
      link_step(step, from, to);
      if (links_[step].empty()) return;
    }
    const std::vector<Link>& last = links_.back();
    const auto best = std::max_element(
        last.begin(), last.end(), [](const Link& a, const Link& b) { return a.leaves < b.leaves; });
    if (best_ && best_->leaves >= best->leaves) return;
    best_ = SequenceMatch{std::vector<Millis>(steps_.size()), best->leaves};
    const Link* link = &*best;
    for (size_t step = steps_.size(); step-- > 0;) {
      best_->times[step] = link->at;
      if (step > 0) link = &links_[step - 1][link->parent];
    }
  }

  const std::optional<SequenceMatch>& best() const { return best_; }

 private:
  Millis leaves(Millis at) const { return within_ ? leaves_at(*within_, at) : kMillisMax; }

  void link_step(size_t step, Millis from, Millis to) {
    const std::vector<Millis>& times = steps_[step].times;
    std::vector<Link>& links = links_[step];
    links.clear();
    const auto first = std::lower_bound(times.begin(), times.end(), from);
    const auto end = std::upper_bound(first, times.end(), to);
    // A chain that is too old for one event is too old for all later ones, so it is dropped for
    // good when it comes to the top.
    std::priority_queue<Candidate> candidates;
    size_t next = 0;
    for (auto at = first; at != end; ++at) {
      if (step == 0) {
        links.push_back({*at, leaves(*at), kNone});
        continue;
      }
      const std::vector<Link>& before = links_[step - 1];
      for (; next < before.size() && before[next].at < *at; ++next) {
        const auto& gap = steps_[step].gap;
        const Millis expires = gap ? add(before[next].at, *gap) : kMillisMax;
        candidates.push({before[next].leaves, expires, next});
      }
      while (!candidates.empty() && candidates.top().expires < *at) candidates.pop();
      if (candidates.empty()) continue;
      const Candidate& best = candidates.top();
      links.push_back({*at, std::min(best.leaves, leaves(*at)), best.index});
    }
  }

  const std::vector<SequenceStep>& steps_;
  const std::optional<Duration>& within_;
  std::vector<std::vector<Link>> links_; // by step, ascending by time
  std::optional<SequenceMatch> best_;
};

} // namespace

std::optional<SequenceMatch> match_sequence(const std::vector<SequenceStep>& steps,
                                            const std::vector<Millis>& barriers,
                                            const std::optional<Duration>& within) {
  Matcher matcher(steps, within);
  Millis from = kMillisMin;
  for (const Millis barrier : barriers) {
    matcher.match_between(from, barrier);
    from = barrier;
  }
  matcher.match_between(from, kMillisMax);
  return matcher.best();
}

} // namespace beckon::segment
