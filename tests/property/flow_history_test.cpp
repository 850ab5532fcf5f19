// Flows equal their model: random workspaces and random histories run through the engine and
// through tests/model/flow_model.h; after every step the entries, their ends and the messages must
// be the same.
#include "flow_history.h"
#include "flow_generator.h"
#include "schema/json.h"

namespace property {
namespace {

TEST_CASE("flows equal the model after every step of a random history") {
  for_cases(3 * kCases, [](Random& random) {
    const beckon::schema::Value scenario = random_scenario(random);
    CAPTURE(beckon::schema::to_json(scenario));
    const Comparison found = compare(scenario);
    REQUIRE_MESSAGE(!found.refused, found.difference);
    if (!found.difference.empty()) FAIL(shrunk(scenario));
  });
}

} // namespace
} // namespace property
