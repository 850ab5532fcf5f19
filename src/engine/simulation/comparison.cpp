#include "engine/simulation/comparison.h"

#include <algorithm>
#include <tuple>

#include "base/limits.h"

namespace beckon::engine {
namespace {

// Messages of one run, by profile, then channel and template, then time.
class Ordered {
 public:
  explicit Ordered(const Findings& findings) : findings_(findings) {
    order_.reserve(findings.messages().size());
    for (const FoundMessage& message : findings.messages()) order_.push_back(&message);
    std::stable_sort(order_.begin(), order_.end(), [&](const auto* a, const auto* b) {
      return std::tuple(place(*a), a->at) < std::tuple(place(*b), b->at);
    });
  }

  using Place = std::tuple<uint32_t, std::string_view, std::string_view>;
  Place place(const FoundMessage& message) const {
    const Findings::What& what = findings_.whats()[message.what];
    return {message.profile, what.channel, what.template_key};
  }
  const FoundMessage* at(size_t i) const { return i < order_.size() ? order_[i] : nullptr; }
  schema::Value side(const FoundMessage& message) const {
    return schema::Value::object({{"at", format_time(message.at)},
                                  {"node", findings_.whats()[message.what].node},
                                  {"result", findings_.outcomes()[message.outcome]}});
  }
  const std::string& outcome(const FoundMessage& message) const {
    return findings_.outcomes()[message.outcome];
  }

 private:
  const Findings& findings_;
  std::vector<const FoundMessage*> order_;
};

} // namespace

Comparison compare(const Findings& draft, const Findings& live) {
  Comparison found;
  const Ordered ours(draft), theirs(live);
  const auto note = [&](const char* change, const Ordered::Place& place, const FoundMessage* a,
                        const FoundMessage* b) {
    if (found.changes.size() >= limits::simulation_rows) return;
    schema::Value row = schema::Value::object({{"profile", draft.profile_id(std::get<0>(place))},
                                               {"channel", std::string(std::get<1>(place))},
                                               {"template", std::string(std::get<2>(place))},
                                               {"change", change}});
    if (a != nullptr) row.set("draft", ours.side(*a));
    if (b != nullptr) row.set("live", theirs.side(*b));
    found.changes.push_back(std::move(row));
  };
  for (size_t i = 0, j = 0; ours.at(i) != nullptr || theirs.at(j) != nullptr;) {
    const FoundMessage *a = ours.at(i), *b = theirs.at(j);
    const bool first = b == nullptr || (a != nullptr && ours.place(*a) < theirs.place(*b));
    const bool second = a == nullptr || (b != nullptr && theirs.place(*b) < ours.place(*a));
    if (first) {
      ++found.only_draft;
      note("only_draft", ours.place(*a), a, nullptr);
      ++i;
      continue;
    }
    if (second) {
      ++found.only_live;
      note("only_live", theirs.place(*b), nullptr, b);
      ++j;
      continue;
    }
    const bool same_result = ours.outcome(*a) == theirs.outcome(*b);
    if (same_result && a->at == b->at) {
      ++found.same;
    } else {
      ++(same_result ? found.moved : found.other);
      note(same_result ? "moved" : "other_result", ours.place(*a), a, b);
    }
    ++i;
    ++j;
  }
  return found;
}

} // namespace beckon::engine
