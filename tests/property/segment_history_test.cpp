// Law 4: after any history, memberships equal a naive evaluation from scratch at that instant.
#include "segment_history.h"

namespace property {
namespace {

constexpr size_t kHistories = 500; // many more: ./dev crash model
constexpr int kSteps = 25;

TEST_CASE("every membership equals the model's after every step of a random history") {
  for_cases(kHistories, [](Random& random) {
    SegmentHistory history(&random);
    for (int step = 0; step < kSteps; ++step) history.step();
    history.check_sound();
  });
}

} // namespace
} // namespace property
