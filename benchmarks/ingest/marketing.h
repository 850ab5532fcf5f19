// A hundred segments of every kind and three flows, each with an independent idea of its members.
#pragma once

#include <beckon/beckon.hpp>
#include <cstdint>
#include <functional>
#include <string>
#include <vector>

#include "ingest/traffic.h"

namespace bench {

// One person at an instant, asked in the plainest way.
struct Case {
  const Person& person;
  const std::vector<Event>& history;
  int64_t now;

  // Events of the kind in the last `days` (0: ever), of at least `cents`, in the category.
  uint32_t count(Action action, int days = 0, uint32_t cents = 0, const char* category = "") const;
};

struct Segment {
  std::string key;
  std::string where; // the condition as Beckon has it
  std::function<bool(const Case&)> holds;
};
const std::vector<Segment>& segments();

void create_segments(beckon::Engine& engine);
void create_flows(beckon::Engine& engine); // after the segments

// What differs between the engine's answers and a count over the traffic at the engine's time, a
// line each: members of every segment, and how many the flows have started.
std::vector<std::string> check_marketing(beckon::Engine& engine, const Traffic& traffic);

} // namespace bench
