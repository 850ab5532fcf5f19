// The rules of experiments: who is best, who has enough, what is chance.
#include "engine/experiments.h"

#include <doctest/doctest.h>

namespace beckon::engine {
namespace {

using Metric = flow::Experiment::Metric;

flow::Experiment experiment(Metric metric, uint64_t min) {
  flow::Experiment made;
  made.key = "subject";
  made.variants = {{"b", 1, ""}, {"a", 1, ""}, {"c", 1, ""}};
  made.winner = flow::Experiment::Winner{metric, {}, min};
  return made;
}

ExperimentRow row(const std::vector<VariantRow>& variants) {
  ExperimentRow made;
  made.first_at = 5;
  for (const VariantRow& variant : variants) made.variant(variant.key) = variant;
  return made;
}

} // namespace

TEST_CASE("The greatest share wins, compared exactly; of equal ones the first written") {
  const auto opened = experiment(Metric::opened, 0);
  // 1/3 against 333333333/1000000000: a double would still tell, single precision would not.
  CHECK(best_variant(opened, row({{"a", 3, 1, 0, 0}, {"b", 1'000'000'000, 333'333'333, 0, 0}})) ==
        "a");
  CHECK(best_variant(opened, row({{"a", 4, 2, 9, 9}, {"b", 2, 1, 0, 0}, {"c", 6, 3, 0, 0}})) ==
        "b");
  CHECK(best_variant(opened, row({{"a", 4, 0, 4, 4}, {"b", 9, 0, 0, 0}, {"c", 1, 1, 0, 0}})) ==
        "c");
  CHECK(best_variant(opened, row({{"a", 4, 0, 4, 4}})) == "b"); // nobody opened: the first
  CHECK(best_variant(opened, row({{"a", 4, 1, 0, 0}})) == "a"); // nobody has come to b
  CHECK(best_variant(experiment(Metric::clicked, 0), row({{"a", 4, 0, 4, 0}, {"b", 4, 4, 1, 0}})) ==
        "a");
  CHECK(best_variant(experiment(Metric::converted, 0),
                     row({{"a", 4, 4, 4, 1}, {"b", 4, 0, 0, 2}})) == "b");
}

TEST_CASE("Each variant must have had as many entries as are asked for") {
  const auto wanted = experiment(Metric::opened, 3);
  CHECK_FALSE(has_enough(wanted, row({{"a", 3, 0, 0, 0}, {"b", 5, 0, 0, 0}})));
  CHECK_FALSE(has_enough(wanted, row({{"a", 3, 0, 0, 0}, {"b", 5, 0, 0, 0}, {"c", 2, 0, 0, 0}})));
  CHECK(has_enough(wanted, row({{"a", 3, 0, 0, 0}, {"b", 5, 0, 0, 0}, {"c", 3, 0, 0, 0}})));
  CHECK(has_enough(experiment(Metric::opened, 0), ExperimentRow()));
}

TEST_CASE("An arm counts what its entry reached, once") {
  ExperimentRow counted;
  count_arm({"subject", "a", 70, 2, 0}, &counted);
  count_arm({"subject", "a", 60, 2,
             static_cast<uint8_t>(metric_bit(Metric::opened) | metric_bit(Metric::converted))},
            &counted);
  CHECK(counted.first_at == 60);
  REQUIRE(counted.find("a") != nullptr);
  CHECK((*counted.find("a") == VariantRow{"a", 2, 1, 0, 1}));
  CHECK(counted.find("b") == nullptr);
}

TEST_CASE("Rows come back as they were stored, and damaged ones are refused") {
  ExperimentRow stored = row({{"a", 300, 20, 10, 5}, {"b", 1, 0, 0, 0}});
  stored.decide_at = 99;
  stored.timer = 7;
  stored.is_late = true;
  stored.decided_at = 120;
  stored.winner = "a";
  const std::string bytes = encode(stored);
  CHECK((decode_experiment(bytes) == stored));
  for (size_t length = 0; length < bytes.size(); ++length) {
    CHECK_THROWS_AS(decode_experiment(bytes.substr(0, length)), Error);
  }
}

TEST_CASE("The z-test agrees with the textbook") {
  // 200 of 1,000 against 250 of 1,000: z = 2.6774, p = 0.0074 (two-sided).
  const Significance difference = compare_shares(200, 1'000, 250, 1'000);
  CHECK(difference.z == doctest::Approx(2.6774).epsilon(0.0001));
  CHECK(difference.p == doctest::Approx(0.00742).epsilon(0.001));
  CHECK(compare_shares(250, 1'000, 200, 1'000).z == doctest::Approx(-2.6774).epsilon(0.0001));
  CHECK(compare_shares(0, 0, 5, 10).p == 1);
  CHECK(compare_shares(0, 10, 0, 10).p == 1);
  CHECK(compare_shares(10, 10, 10, 10).z == 0);
}

} // namespace beckon::engine
