// Random conditions and profiles over a vocabulary so small that they meet often. Seeded: the same
// seed gives the same cases everywhere (no std:: distribution, whose results vary).
#pragma once

#include <random>
#include <string>
#include <vector>

#include "model/condition_model.h"
#include "schema/value.h"

namespace beckon::segment::test {

struct Universe {
  std::vector<std::string> windows; // durations of `within`
  Millis step = 1;                  // events stand at multiples of it
  int64_t steps = 1;                // from `start` on, so many
  Millis start = 0;
};

class Generator {
 public:
  Generator(uint64_t seed, Universe universe) : engine_(seed), universe_(std::move(universe)) {}

  size_t below(size_t bound) { return static_cast<size_t>(engine_() % bound); }
  template <typename T>
  const T& one_of(const std::vector<T>& items) {
    return items[below(items.size())];
  }

  Millis instant();
  schema::Value scalar();
  schema::Value any_value(); // also null, arrays, objects
  schema::Value condition(int depth, bool with_segments = true);
  schema::Value event_condition(bool always_windowed = false);
  model::ModelEvent event();
  model::ModelProfile profile(size_t most_events);

 private:
  void add_test(schema::Value* test);
  schema::Value count();
  schema::Value leaf(bool with_segments);

  std::mt19937_64 engine_;
  Universe universe_;
};

} // namespace beckon::segment::test
