// Experiments: who gets which variant, and which one wins.
#include <cmath>
#include <map>

#include "model/flow_chance.h"
#include "random.h"
#include "schema/json.h"
#include "shop.h"

namespace property {
namespace {

using beckon::schema::parse_json;
using beckon::schema::to_json;

struct Variant {
  std::string key;
  uint64_t weight = 0;
  uint64_t assigned = 0, converted = 0;
};

std::vector<Variant> random_variants(Random& random, size_t most) {
  std::vector<Variant> variants;
  for (size_t i = 0; i < 2 + random.below(most - 1); ++i) {
    variants.push_back({"v" + std::to_string(i), 1 + random.below(4), 0, 0});
  }
  return variants;
}

// Each variant writes its key into the trait `arm` of who takes it.
Value experiment_flow(const std::string& salt, const std::vector<Variant>& variants) {
  Value node = Value::object({{"type", "experiment"}, {"key", salt}});
  node.set("variants", Value::array());
  Value nodes = Value::object();
  for (const Variant& variant : variants) {
    Value one = Value::object({{"key", variant.key}});
    one.set("weight", variant.weight).set("next", variant.key);
    node.find("variants")->push_back(one);
    Value mark = Value::object({{"type", "update_profile"}});
    mark.set("set", Value::object({{"arm", variant.key}}));
    nodes.set(variant.key, mark);
  }
  nodes.set("choice", node);
  Value flow = Value::object({{"key", "test"}, {"reentry", "after_exit"}, {"start", "choice"}});
  flow.set("trigger", Value::object({{"event", "Go"}}));
  flow.set("goal", parse_json(R"({"event": "Order Placed", "within": "30d"})"));
  flow.set("nodes", nodes);
  return flow;
}

std::string arm_of(Shop* shop, size_t who) {
  const Value found =
      shop->call("profiles.get", to_json(Value::object({{"profile", parse_json(person(who))}})));
  return found.find("traits")->find("arm")->as_string();
}

TEST_CASE("Feature: marketing-automation, Property 27: A/B assignment is fair and single") {
  for_cases(kCases, [](Random& random) {
    Shop shop;
    std::vector<Variant> variants = random_variants(random, 4);
    const std::string salt = random.word();
    shop.flow(experiment_flow(salt, variants));
    std::vector<uint64_t> weights;
    uint64_t total = 0;
    for (const Variant& variant : variants) {
      weights.push_back(variant.weight);
      total += variant.weight;
    }
    const size_t people = 40 + random.below(40);
    std::vector<std::string> arms;
    for (size_t who = 0; who < people; ++who) {
      const std::string id = shop.track(who, "Go").profile;
      arms.push_back(arm_of(&shop, who));
      const size_t expected = beckon::model::arm_of(salt, id, weights);
      REQUIRE(arms.back() == variants[expected].key);
      ++variants[expected].assigned;
    }
    // Within five standard deviations of a fair draw.
    for (const Variant& variant : variants) {
      const double share = static_cast<double>(variant.weight) / static_cast<double>(total);
      const double mean = share * static_cast<double>(people);
      const double deviation = std::sqrt(mean * (1 - share));
      REQUIRE(std::abs(static_cast<double>(variant.assigned) - mean) <= 5 * deviation);
    }
    // The same whenever it comes here, also after a restart.
    shop.reopen();
    for (size_t tries = 0; tries < 5; ++tries) {
      const size_t who = random.below(people);
      shop.track(who, "Go");
      REQUIRE(arm_of(&shop, who) == arms[who]);
    }
    shop.check_sound();
  });
}

// By shares, compared exactly; of equal ones the first written.
const Variant& best(const std::vector<Variant>& variants) {
  const Variant* found = &variants.front();
  for (const Variant& other : variants) {
    if (other.converted * found->assigned > found->converted * other.assigned) found = &other;
  }
  return *found;
}

void check_significance(const Value& told, const Variant& first, const Variant& other) {
  const double n = static_cast<double>(first.assigned), m = static_cast<double>(other.assigned);
  const double a = static_cast<double>(first.converted), b = static_cast<double>(other.converted);
  const double pooled = (a + b) / (n + m);
  const double spread = std::sqrt(pooled * (1 - pooled) * (1 / n + 1 / m));
  if (spread == 0) return;
  const double z = std::abs(a / n - b / m) / spread;
  REQUIRE(std::abs(std::abs(told.find("z")->as_number()) - z) < 1e-9);
  REQUIRE(std::abs(told.find("p")->as_number() - std::erfc(z / std::sqrt(2.0))) < 1e-9);
}

TEST_CASE("Feature: marketing-automation, Property 28: the winner goes to the rest") {
  for_cases(kCases, [](Random& random) {
    Shop shop;
    std::vector<Variant> variants = random_variants(random, 3);
    for (Variant& variant : variants) variant.weight = 1;
    Value flow = experiment_flow(random.word(), variants);
    flow.find("nodes")->find("choice")->set(
        "winner", parse_json(R"({"metric": "converted", "after": "3d", "min": 1})"));
    shop.flow(flow);
    std::map<std::string, Variant*> by_key;
    for (Variant& variant : variants) by_key[variant.key] = &variant;
    const Millis decides = shop.now() + 3 * kDay;
    size_t who = 0;
    const auto all_assigned = [&] {
      return std::all_of(variants.begin(), variants.end(),
                         [](const Variant& variant) { return variant.assigned > 0; });
    };
    for (const size_t people = 12 + random.below(20); who < people || !all_assigned(); ++who) {
      shop.track(who, "Go");
      Variant& taken = *by_key.at(arm_of(&shop, who));
      ++taken.assigned;
      if (random.one_in(3)) {
        shop.track(who, "Order Placed");
        ++taken.converted;
      }
      shop.advance(random.between(0, kMinute));
    }
    shop.engine().advance_to(decides - 1);
    const Value before = shop.call("flows.stats", R"({"key": "test"})");
    REQUIRE(before.find("experiments")->as_array().front().find("winner") == nullptr);
    shop.engine().advance_to(decides);
    if (random.one_in(3)) shop.reopen();
    const Variant& winner = best(variants);
    const Value stats = shop.call("flows.stats", R"({"key": "test"})");
    const Value& told = stats.find("experiments")->as_array().front();
    REQUIRE(told.find("winner")->as_string() == winner.key);
    for (size_t i = 0; i < variants.size(); ++i) {
      const Value& row = told.find("variants")->as_array()[i];
      REQUIRE(row.find("assigned")->as_number() == static_cast<double>(variants[i].assigned));
      REQUIRE(row.find("converted")->as_number() == static_cast<double>(variants[i].converted));
      if (i > 0) check_significance(row, variants[0], variants[i]);
    }
    for (size_t rest = 0; rest < 8; ++rest) {
      shop.track(++who, "Go");
      REQUIRE(arm_of(&shop, who) == winner.key);
    }
    shop.check_sound();
  });
}

} // namespace
} // namespace property
