// Segment definitions as a marketing team writes them, made from a seed: few names, round numbers,
// usual windows, and conditions that combine them. The events and people to go with them.
#pragma once

#include <cstdint>
#include <string>
#include <vector>

#include "support/random.h"

namespace bench {

struct Definition {
  std::string key;
  std::string where; // JSON
};

// As many as asked for, the first of them the same whatever their number. Segments name earlier
// ones; lists and channels are those of lists() and "email".
std::vector<Definition> definitions(uint64_t seed, size_t count);
const std::vector<std::string>& lists();

// Event names, each as often as it is drawn.
const std::vector<std::string>& event_names();
const std::string& any_event_name(Random* random); // the first are the most frequent
std::string any_properties(Random* random);        // JSON: total, category, channel, quantity
std::string any_traits(Random* random);            // JSON: country, plan, age, lifetime_value, city

} // namespace bench
