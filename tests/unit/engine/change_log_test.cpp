// What the latest commits have touched.
#include "engine/change_log.h"

#include <doctest/doctest.h>

namespace beckon::engine {

TEST_CASE("change log: tells each profile once, of the commits asked for") {
  ChangeLog log(100);
  CHECK(log.between(9, 9)->empty());
  log.add(0, 3, {7, 5, 7});
  log.add(3, 4, {5, 6});
  log.add(4, 9, {8});
  CHECK(*log.between(0, 9) == std::vector<uint32_t>{5, 6, 7, 8});
  CHECK(*log.between(3, 9) == std::vector<uint32_t>{5, 6, 8});
  CHECK(*log.between(3, 4) == std::vector<uint32_t>{5, 6});
  CHECK(log.between(9, 9)->empty());
}

TEST_CASE("change log: says when it has forgotten") {
  ChangeLog log(4);
  log.add(0, 1, {1, 2, 3});
  log.add(1, 2, {4, 5});
  CHECK(!log.between(0, 2).has_value());
  CHECK(*log.between(1, 2) == std::vector<uint32_t>{4, 5});
  log.add(2, 3, {1, 2, 3, 4, 5}); // more than it may hold
  CHECK(!log.between(2, 3).has_value());
  CHECK(log.between(3, 3)->empty());
}

TEST_CASE("change log: says when another process has committed in between") {
  ChangeLog log(100);
  log.add(0, 3, {1});
  CHECK(!log.between(3, 5).has_value()); // 4 and 5 are another's
  log.add(5, 6, {2});
  CHECK(!log.between(3, 6).has_value());
  CHECK(!log.between(0, 6).has_value());
  CHECK(*log.between(5, 6) == std::vector<uint32_t>{2});
  CHECK(*log.between(0, 3) == std::vector<uint32_t>{1});
}

} // namespace beckon::engine
