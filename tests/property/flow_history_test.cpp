// Flows equal their model: random workspaces and random histories run through the engine and
// through tests/model/flow_model.h; after every step the entries, their ends and the messages must
// be the same.
#include "flow_history.h"
#include <cstdlib>
#include "flow_generator.h"
#include "schema/json.h"

namespace property {
namespace {

TEST_CASE("flows equal the model after every step of a random history") {
  size_t refused = 0;
  for_cases(3 * kCases, [&](Random& random) {
    const beckon::schema::Value scenario = random_scenario(random);
    bool is_refused = false;
    std::string found;
    try {
      found = difference(scenario, &is_refused);
    } catch (const std::exception& error) {
      if (std::getenv("BECKON_INTERIM")) return;
      FAIL_CHECK(std::string(error.what()));
      FAIL(beckon::schema::to_json(scenario));
    }
    if (is_refused) {
      if (!std::getenv("BECKON_INTERIM")) MESSAGE(found);
      ++refused;
      return;
    }
    if (!found.empty()) FAIL(shrunk(scenario));
  });
  MESSAGE(refused);
}

} // namespace
} // namespace property
