// Gates against a plain list of all passes: never more than the limit in any window, in order of
// arrival, and no later than needed.
#include "engine/gate.h"

#include <doctest/doctest.h>

#include <algorithm>
#include <vector>

#include "engine/state.h"
#include "support/random.h"
#include "support/temp_directory.h"

namespace beckon::engine {
namespace {

using test::Random;
using test::TempDirectory;

struct Gates {
  TempDirectory directory;
  store::Environment environment{directory.file("state.mdb"), table_names(), {}};
  store::Journal journal{directory.file("journal.mdb"), {}};
  State state{environment, journal};

  Gates() { state.reset(); }
  size_t rows() {
    size_t count = 0;
    store::Cursor cursor = state.txn().cursor(state.table(T::gates));
    for (bool found = cursor.first(); found; found = cursor.next()) ++count;
    return count;
  }
};

} // namespace

TEST_CASE("gate: at most so many in any window, in order, none held back without need") {
  Random random(3);
  for (const flow::Rate rate : {flow::Rate{1, 10}, flow::Rate{3, 10}, flow::Rate{7, 1'000}}) {
    Gates gates;
    const std::string gate = gate_key(1, "gate");
    std::vector<Millis> passes;
    Millis now = 1'000'000;
    for (int i = 0; i < 500; ++i) {
      now += random.one_in(3) ? static_cast<Millis>(random.below(12)) : 0;
      if (random.one_in(50)) now += 10 * rate.per;
      const Millis at = take_place(&gates.state, gate, rate, now);
      Millis expected = now;
      if (passes.size() >= rate.limit) {
        expected = std::max(expected, passes[passes.size() - rate.limit] + rate.per);
      }
      REQUIRE(at == expected);
      if (!passes.empty()) REQUIRE(at >= passes.back());
      passes.push_back(at);
      if (random.one_in(20)) {
        gates.state.commit();
        gates.state.reset();
      }
    }
    // Long after the last one only that one is left to be kept.
    now = passes.back() + rate.per;
    for (int i = 0; i < 600; ++i) take_place(&gates.state, gate, rate, now += rate.per);
    CHECK(gates.rows() <= 3);
  }
}

TEST_CASE("gate: each node and each flow has its own") {
  Gates gates;
  const flow::Rate rate{1, 100};
  CHECK(take_place(&gates.state, gate_key(1, "a"), rate, 50) == 50);
  CHECK(take_place(&gates.state, gate_key(1, "a"), rate, 50) == 150);
  CHECK(take_place(&gates.state, gate_key(1, ""), rate, 50) == 50);
  CHECK(take_place(&gates.state, gate_key(1, "ab"), rate, 50) == 50);
  CHECK(take_place(&gates.state, gate_key(2, "a"), rate, 50) == 50);
}

TEST_CASE("gate: a limit that was lowered or raised keeps the order of arrival") {
  Gates gates;
  const std::string gate = gate_key(1, "a");
  CHECK(take_place(&gates.state, gate, {1, 100}, 0) == 0);
  CHECK(take_place(&gates.state, gate, {1, 100}, 0) == 100);
  CHECK(take_place(&gates.state, gate, {3, 100}, 0) == 100);
  CHECK(take_place(&gates.state, gate, {3, 100}, 0) == 100);
  CHECK(take_place(&gates.state, gate, {1, 100}, 0) == 200);
}

} // namespace beckon::engine
