// Random conditions of every kind, and profiles they may hold for, over a vocabulary so small that
// they meet often. Seeded: the same seed gives the same cases everywhere (no std:: distribution,
// whose results vary).
#pragma once

#include <random>
#include <string>
#include <vector>

#include "model/condition_model.h"
#include "schema/value.h"

namespace beckon::segment::test {

enum class Leaf {
  trait,
  date,
  array,
  held_for,
  near,
  event,
  aggregate,
  last_event,
  sequence,
  message,
  consent,
  list,
  suppressed,
  random,
  segment,
  computed,
};

// Every kind of leaf.
std::vector<Leaf> all_leaves();

struct Universe {
  std::vector<std::string> windows; // durations of `within`
  Millis step = 1;                  // events stand at multiples of it
  int64_t steps = 1;                // from `start` on, so many
  Millis start = 0;
  std::vector<Leaf> leaves = all_leaves(); // the more often named, the more often drawn
  std::vector<std::string> segments = {"vip", "buyers"}; // that conditions may ask for
};

class Generator {
 public:
  Generator(uint64_t seed, Universe universe) : engine_(seed), universe_(std::move(universe)) {}

  size_t below(size_t bound) { return static_cast<size_t>(engine_() % bound); }
  bool one_in(size_t bound) { return below(bound) == 0; }
  template <typename T>
  const T& one_of(const std::vector<T>& items) {
    return items[below(items.size())];
  }

  // Instants are drawn around this one from now on.
  void move_to(Millis middle) { universe_.start = middle - universe_.step * (universe_.steps / 2); }
  void set_segments(std::vector<std::string> keys) { universe_.segments = std::move(keys); }

  // Values.
  Millis instant();
  schema::Value scalar();
  schema::Value any_value(); // also null, arrays, objects
  schema::Value decimal();   // with six decimals at most
  std::string date_text();   // an instant, with an offset or without, or its day alone
  schema::Value place();
  schema::Value trait(const std::string& name); // something that trait may have as its value
  static const std::vector<std::string>& trait_names();

  // Conditions.
  schema::Value condition(int depth, bool with_segments = true);
  schema::Value leaf(Leaf kind);
  schema::Value event_condition(bool always_windowed = false);

  // Profiles.
  model::ModelEvent event();
  model::ModelMessage message();
  model::ModelProfile profile(size_t most_events);

 private:
  schema::Value trait_leaf();
  schema::Value date_leaf();
  schema::Value array_leaf();
  schema::Value held_for_leaf();
  schema::Value near_leaf();
  schema::Value aggregate_leaf();
  schema::Value last_event_leaf();
  schema::Value sequence_leaf();
  schema::Value message_leaf();
  schema::Value computed_leaf();

  std::string window() { return one_of(universe_.windows); }
  schema::Value count();
  schema::Value property_test();
  schema::Value event_and_where(const char* name);
  schema::Value item_condition(int depth);
  void add_test(schema::Value* test);
  void add_window(schema::Value* condition);

  std::mt19937_64 engine_;
  Universe universe_;
};

} // namespace beckon::segment::test
