// The container of memberships against a std::set.
#include "base/bitmap.h"

#include <doctest/doctest.h>

#include <set>

#include "support/errors.h"
#include "support/random.h"

namespace beckon::test {
namespace {

using Model = std::set<uint16_t>;

void check_equal(const BitmapContainer& container, const Model& model) {
  REQUIRE(container.size() == model.size());
  std::vector<uint16_t> walked;
  for (int32_t value = container.next(0); value >= 0;
       value = container.next(static_cast<uint32_t>(value) + 1)) {
    walked.push_back(static_cast<uint16_t>(value));
  }
  REQUIRE(walked == std::vector<uint16_t>(model.begin(), model.end()));
}

BitmapContainer made_of(uint32_t count) {
  BitmapContainer container;
  for (uint32_t value = 0; value < count; ++value) container.add(static_cast<uint16_t>(value));
  return container;
}

} // namespace

TEST_CASE("bitmap: behaves as a set under random changes, across both forms") {
  for (uint64_t seed = 1; seed <= 6; ++seed) {
    CAPTURE(seed);
    Random random(seed);
    BitmapContainer container;
    Model model;
    // Growth first, then shrinking, so that the border between the forms is crossed both ways.
    for (int step = 0; step < 30'000; ++step) {
      const auto value = static_cast<uint16_t>(random.below(seed % 2 == 0 ? 65'536 : 9'000));
      const bool grow = random.below(10) < (step < 15'000 ? 8U : 2U);
      if (grow) REQUIRE(container.add(value) == model.insert(value).second);
      else REQUIRE(container.remove(value) == (model.erase(value) == 1));
      const auto asked = static_cast<uint16_t>(random.below(65'536));
      REQUIRE(container.contains(asked) == (model.count(asked) == 1));
      REQUIRE(container.contains(value) == grow);
      if (step % 1'000 == 0) {
        check_equal(container, model);
        const std::string bytes = container.encode();
        REQUIRE(BitmapContainer::decode(bytes) == container);
        for (uint32_t one = 0; one <= UINT16_MAX; ++one) {
          const auto low = static_cast<uint16_t>(one);
          REQUIRE(BitmapContainer::contains_in(bytes, low) == container.contains(low));
        }
      }
    }
    check_equal(container, model);
  }
}

TEST_CASE("bitmap: the array becomes a bitset above its limit, and back at it") {
  constexpr auto kLimit = static_cast<uint32_t>(BitmapContainer::kArrayLimit);
  BitmapContainer container = made_of(kLimit);
  CHECK(container.encode().size() == 1 + 2 * kLimit);
  CHECK(container.encode()[0] == 'a');
  CHECK(container.add(60'000));
  CHECK(container.encode().size() == 1 + 8'192);
  CHECK(container.encode()[0] == 'b');
  CHECK_FALSE(container.add(60'000));
  CHECK(container.next(kLimit) == 60'000);
  CHECK(container.remove(60'000));
  CHECK(container.encode()[0] == 'a');
  CHECK(container == made_of(kLimit));
  CHECK_FALSE(container.remove(60'000));
}

TEST_CASE("bitmap: one set has one text, however it came about") {
  BitmapContainer up = made_of(5'000), down = made_of(10'000);
  for (uint32_t value = 5'000; value < 10'000; ++value) down.remove(static_cast<uint16_t>(value));
  CHECK(up.encode() == down.encode());
  for (uint32_t value = 10; value < 5'000; ++value) {
    up.remove(static_cast<uint16_t>(value));
    down.remove(static_cast<uint16_t>(5'009 - value));
  }
  CHECK(up.encode() == down.encode());
  CHECK(up == made_of(10));
}

TEST_CASE("bitmap: next looks from any number, the ends included") {
  BitmapContainer empty;
  CHECK(empty.next(0) == -1);
  CHECK(empty.size() == 0);
  CHECK(BitmapContainer::decode(empty.encode()) == empty);
  for (const bool bits : {false, true}) {
    CAPTURE(bits);
    BitmapContainer container = bits ? made_of(5'000) : BitmapContainer();
    if (!bits) container.add(0);
    container.add(65'535);
    CHECK(container.next(0) == 0);
    CHECK(container.next(5'000) == 65'535);
    CHECK(container.next(65'535) == 65'535);
    CHECK(container.next(65'536) == -1);
    CHECK(container.next(UINT32_MAX) == -1);
    container.remove(65'535);
    CHECK(container.next(5'000) == -1);
  }
}

TEST_CASE("bitmap: bytes of no known form are corrupt") {
  const auto decode = [](const std::string& bytes) {
    return code_of([&] { BitmapContainer::decode(bytes); });
  };
  CHECK(decode("") == Code::corrupt);
  CHECK(decode("c") == Code::corrupt);
  CHECK(decode("axyz") == Code::corrupt); // half a number
  CHECK(decode("b") == Code::corrupt);
  CHECK(decode("b" + std::string(8'191, '\0')) == Code::corrupt);
  CHECK(decode("b" + std::string(8'193, '\0')) == Code::corrupt);
  CHECK(decode("a") == Code::ok);
  for (const std::string bytes : {"", "c", "axyz", "b"}) {
    CHECK(code_of([&] { BitmapContainer::contains_in(bytes, 1); }) == Code::corrupt);
  }
}

} // namespace beckon::test
