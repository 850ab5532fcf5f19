// The shop of a made-up year: its definitions, and what its customers do, batch by batch.
// Everything is a function of the seed and the time.
#pragma once

#include <string>
#include <utility>
#include <vector>

#include "support/random.h"

namespace beckon::year {

using Call = std::pair<std::string, std::string>; // operation, request

// Templates, accounts, lists, segments and flows, in order.
std::vector<Call> definitions();
// What marketers change on a day; often nothing.
std::vector<Call> changes(size_t day, test::Random* random);

std::string address_of(size_t person);
std::string name_of(size_t person); // {"user_id": …}

// What an opt-out or a consent in a batch means for whom may be written to.
struct Permission {
  size_t person = 0;
  bool granted = false;
};
struct Batch {
  std::string lines; // NDJSON
  size_t records = 0;
  std::vector<Permission> permissions;
};

// Who does something now: those of `people` in [begin, end) sign up, `deeds` things happen.
Batch batch(size_t begin, size_t end, size_t deeds, test::Random* random);

} // namespace beckon::year
