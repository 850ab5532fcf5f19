// One scenario of flows (flow_generator.h) through the engine and through the naive model.
#pragma once

#include <string>

#include "schema/value.h"

namespace property {

struct Comparison {
  // What the engine and the model say differently, after the first step at which they do; "" when
  // they agree all the way, or as far as flows do not set each other off without end.
  std::string difference;
  bool refused = false; // the engine takes no such document, for the reason given
  size_t steps = 0;     // that both were told
};
Comparison compare(const beckon::schema::Value& scenario);

// The least scenario that can be made of it by leaving things out and that still tells the two
// apart, step by step, with what each of them says.
std::string shrunk(const beckon::schema::Value& scenario);

} // namespace property
