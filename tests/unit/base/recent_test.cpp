// What was asked for lately.
#include "base/recent.h"

#include <doctest/doctest.h>

#include <map>
#include <memory>

#include "support/random.h"

namespace beckon::test {

TEST_CASE("recent: keeps at least as many as it is made for, those asked for lately") {
  constexpr int kSize = 10;
  Recent<int, int> recent(kSize);
  for (int last = 0; last < 300; ++last) {
    recent.put(last, -last);
    Recent<int, int> copy = recent; // asking moves
    for (int i = last; i >= 0 && i > last - kSize; --i) {
      REQUIRE(copy.find(i) != nullptr);
      REQUIRE(*copy.find(i) == -i);
    }
    REQUIRE(recent.find(last - 2 * kSize) == nullptr);
  }
}

TEST_CASE("recent: what is asked for again and again stays") {
  Recent<int, int> recent(10);
  recent.put(-1, 7);
  for (int i = 0; i < 1'000; ++i) {
    recent.put(i, i);
    if (i % 5 == 0) REQUIRE(*recent.find(-1) == 7);
  }
}

TEST_CASE("recent: what is dropped is destroyed a little with each that comes") {
  int alive = 0;
  const auto counted = [&alive] {
    ++alive;
    return std::shared_ptr<int>(&alive, [](int* count) { --*count; });
  };
  constexpr int kSize = 100;
  Recent<int, std::shared_ptr<int>> recent(kSize);
  for (int i = 0; i < 10 * kSize; ++i) {
    const int before = alive;
    recent.put(i, counted());
    REQUIRE(alive >= before - 1);
    REQUIRE(alive <= 3 * kSize);
  }
  recent.clear();
  CHECK(alive == 0);
}

TEST_CASE("recent: what it keeps is what was put last") {
  Random random(3);
  Recent<std::string, size_t, TextHash> recent(20);
  std::map<std::string, size_t> model;
  for (size_t step = 0; step < 20'000; ++step) {
    const std::string key = std::to_string(random.below(60));
    if (random.one_in(8)) {
      recent.erase(key);
      model.erase(key);
    } else if (random.one_in(2)) {
      recent.put(key, step);
      model[key] = step;
    } else if (const size_t* known = recent.find(key)) {
      REQUIRE(model.count(key) == 1);
      REQUIRE(*known == model[key]);
    }
  }
  recent.clear();
  for (const auto& [key, value] : model) REQUIRE(recent.find(key) == nullptr);
}

} // namespace beckon::test
