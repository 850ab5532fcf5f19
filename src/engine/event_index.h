// From an event's name to the series it may enter, with every distinct test on its properties once:
// what a plan knows by text, by number. Made anew when the plan changes.
//
// Thread safety: the writer thread only.
#pragma once

#include <memory>
#include <optional>
#include <string_view>
#include <vector>

#include "event/activity.h"
#include "segment/plan.h"

namespace beckon::engine {

class EventIndex {
 public:
  struct Watcher {
    uint32_t series = 0;         // position in Plan::series()
    std::vector<uint32_t> tests; // positions in Name::tests: its selector's `where`
  };
  struct Name {
    std::vector<Watcher> watchers; // ascending by series
    std::vector<std::shared_ptr<const segment::PropertyTest>> tests;
  };

  // Forgets all when the plan is another one.
  void follow(const std::shared_ptr<const segment::Plan>& plan);
  bool knows(event::NameNumber number) const;
  const Name& of(event::NameNumber number, std::string_view name);
  // REQUIRES: knows(number).
  const Name& of(event::NameNumber number) const { return *names_[number]; }

  // Positions in Plan::series() that pick the event, ascending.
  void pick(const Name& name, Millis at, const schema::Value& properties,
            std::vector<uint32_t>* series);

 private:
  Name make(std::string_view name) const;

  std::shared_ptr<const segment::Plan> plan_;
  std::vector<std::optional<Name>> names_; // by number
  enum class Held : uint8_t { unknown, no, yes };
  std::vector<Held> held_; // of the tests, for the event at hand
};

} // namespace beckon::engine
