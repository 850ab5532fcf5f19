// Ids of the API.
#include "engine/opaque_id.h"

#include <doctest/doctest.h>

#include <set>

#include "support/random.h"

namespace beckon::engine {
namespace {

using test::Random;
constexpr uint64_t kLargest = (uint64_t{1} << 56) - 1; // the kind takes the highest byte

} // namespace

TEST_CASE("opaque ids: read gives back the number, for each kind and seed") {
  Random random(1);
  for (int i = 0; i < 5'000; ++i) {
    const OpaqueIds ids(random.bytes(16));
    const uint64_t number = random.one_in(10) ? random.below(5) : random.bits() & kLargest;
    CHECK(ids.read('e', ids.entry(number)) == number);
    CHECK(ids.read('s', ids.send(number)) == number);
    const auto profile = static_cast<uint32_t>(number);
    CHECK(ids.read('p', ids.profile(profile)) == profile);
  }
  const OpaqueIds ids("seed");
  for (const uint64_t number : {uint64_t{0}, uint64_t{1}, kLargest}) {
    CHECK(ids.read('s', ids.send(number)) == number);
  }
}

TEST_CASE("opaque ids: no two numbers have one, and they have one form") {
  const OpaqueIds ids("seed");
  std::set<std::string> seen;
  for (uint32_t number = 0; number < 50'000; ++number) {
    for (const std::string& id : {ids.profile(number), ids.entry(number), ids.send(number)}) {
      REQUIRE(id.size() == 15);
      REQUIRE(id[1] == '_');
      REQUIRE(id.find_first_not_of("0123456789abcdefghjkmnpqrstvwxyz", 2) == std::string::npos);
      REQUIRE(seen.insert(id).second);
    }
  }
}

TEST_CASE("opaque ids: fixed for a seed, others for another") {
  CHECK(OpaqueIds("seed").profile(7) == OpaqueIds("seed").profile(7));
  CHECK(OpaqueIds("seed").profile(7) != OpaqueIds("other").profile(7));
  // Neighbours have nothing in common that would tell their order.
  const OpaqueIds ids("seed");
  size_t alike = 0;
  for (uint32_t number = 0; number < 1'000; ++number) {
    const std::string a = ids.profile(number), b = ids.profile(number + 1);
    for (size_t i = 2; i < a.size(); ++i) alike += a[i] == b[i] ? 1 : 0;
  }
  CHECK(alike < 1'000 * 13 / 10); // 1 in 32 by chance
}

TEST_CASE("opaque ids: texts that are none, of another kind or of another workspace") {
  const OpaqueIds ids("seed");
  const std::string id = ids.profile(7);
  CHECK_FALSE(ids.read('e', id).has_value());
  CHECK_FALSE(ids.read('e', "e" + id.substr(1)).has_value()); // another kind's digits
  for (const std::string& text :
       {std::string(), std::string("p_"), id.substr(0, 14), id + "0", "P" + id.substr(1),
        "p-" + id.substr(2), "p_" + std::string(13, 'z'), "p_" + std::string(13, 'u'),
        "p_" + std::string(13, 'A'), "p_g" + std::string(12, '0')}) {
    CAPTURE(text);
    CHECK_FALSE(ids.read('p', text).has_value());
  }
  size_t foreign = 0;
  for (uint32_t number = 0; number < 1'000; ++number) {
    foreign += ids.read('p', OpaqueIds("other").profile(number)).has_value() ? 1 : 0;
  }
  CHECK(foreign < 20); // one in 256 reads as some number
}

} // namespace beckon::engine
