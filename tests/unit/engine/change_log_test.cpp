// What the latest commits have touched.
#include "engine/change_log.h"

#include <doctest/doctest.h>

namespace beckon::engine {

TEST_CASE("change log: tells each profile once, of the commits asked for") {
  ChangeLog log(100);
  CHECK(log.between(0, 9)->empty());
  log.add(3, {7, 5, 7});
  log.add(4, {5, 6});
  log.add(9, {8});
  CHECK(*log.between(0, 9) == std::vector<uint32_t>{5, 6, 7, 8});
  CHECK(*log.between(3, 9) == std::vector<uint32_t>{5, 6, 8});
  CHECK(*log.between(3, 4) == std::vector<uint32_t>{5, 6});
  CHECK(log.between(9, 9)->empty());
}

TEST_CASE("change log: says when it has forgotten") {
  ChangeLog log(4);
  log.add(1, {1, 2, 3});
  log.add(2, {4, 5});
  CHECK(!log.between(0, 2).has_value());
  CHECK(*log.between(1, 2) == std::vector<uint32_t>{4, 5});
  log.add(3, {1, 2, 3, 4, 5}); // more than it may hold
  CHECK(!log.between(2, 3).has_value());
  CHECK(log.between(3, 3)->empty());
}

} // namespace beckon::engine
