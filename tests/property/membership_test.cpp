// Memberships follow what is known, and events count with their details, in the same call.
#include <map>

#include "random.h"
#include "shop.h"

namespace property {
namespace {

using beckon::schema::parse_json;

TEST_CASE("Feature: marketing-automation, Property 10: memberships follow attributes") {
  const std::vector<std::string> cities = {"Berlin", "Paris", "Rome"};
  for_cases(kCases, [&](Random& random) {
    Shop shop;
    const int64_t bound = random.between(0, 100);
    shop.segment("rich", Value::object({{"trait", "spend"}, {"gte", bound}}));
    shop.segment("berlin", parse_json(R"({"trait": "address.city", "eq": "Berlin"})"));
    shop.segment("nameless", parse_json(R"({"trait": "name", "exists": false})"));
    struct Known {
      bool exists = false, named = false;
      int64_t spend = -1;
      std::string city;
    };
    std::map<size_t, Known> known;
    const auto inside = [&](const Known& profile) {
      std::vector<std::string> keys;
      if (profile.city == "Berlin") keys.push_back("berlin");
      if (profile.exists && !profile.named) keys.push_back("nameless");
      if (profile.spend >= bound) keys.push_back("rich");
      return keys;
    };
    for (int step = 0; step < 20; ++step) {
      const size_t who = random.below(3);
      Known& profile = known[who];
      const std::vector<std::string> before = inside(profile);
      Value traits = Value::object();
      if (random.one_in(2)) traits.set("spend", profile.spend = random.between(0, 100));
      if (random.one_in(2)) {
        profile.city = random.one_of(cities);
        traits.set("address", Value::object({{"city", profile.city}}));
      }
      if (random.one_in(3)) {
        profile.named = random.one_in(2);
        traits.set("name", profile.named ? Value(random.word()) : Value());
      }
      profile.exists = true;
      const Consequences caused = shop.identify(who, traits);
      const std::vector<std::string> after = inside(profile);
      for (const char* key : {"berlin", "nameless", "rich"}) {
        const bool was = contains(before, key), is = contains(after, key);
        REQUIRE(shop.is_member(key, who) == is);
        REQUIRE(contains(caused.entered, key) == (is && !was));
        REQUIRE(contains(caused.left, key) == (was && !is));
      }
    }
    shop.check_sound();
  });
}

// Holds for one kind of event: at once, with its details, once per message id.
void check_recorded(const std::string& event, const std::string& detail) {
  for_cases(kCases, [&](Random& random) {
    Shop shop;
    const std::string wanted = random.word();
    const int64_t most = random.between(1, 3);
    Value where = Value::object({{"event", event}});
    where.set("where", Value::array({Value::object({{"property", detail}, {"eq", wanted}})}));
    where.set("count", Value::object({{"gte", most}}));
    shop.segment("seen", where);
    int64_t matching = 0;
    for (int step = 0; step < 10; ++step) {
      const bool matches = random.one_in(2);
      // Nested where the detail's path says so: product.sku is the member sku of product.
      Value properties = Value::object({{"price", random.between(1, 500)}});
      const Value value = matches ? Value(wanted) : Value(wanted + "-other");
      const size_t dot = detail.find('.');
      if (dot == std::string::npos) properties.set(detail, value);
      else properties[detail.substr(0, dot)].set(detail.substr(dot + 1), value);
      matching += matches ? 1 : 0;
      const Consequences caused = shop.track(0, event, properties);
      REQUIRE(contains(caused.entered, "seen") == (matches && matching == most));
      REQUIRE(shop.is_member("seen", 0) == (matching >= most));
      const std::vector<Value> timeline =
          shop.items("profiles.timeline", R"({"profile": {"user_id": "u0"}, "limit": 1})");
      REQUIRE(timeline.front().find("event")->as_string() == event);
      REQUIRE(*timeline.front().find("properties") == properties);
      if (random.one_in(4)) shop.reopen();
    }
    shop.check_sound();
  });
}

TEST_CASE("Feature: marketing-automation, Property 6: product views recorded") {
  check_recorded("Product Viewed", "sku");
}
TEST_CASE("Feature: marketing-automation, Property 7: add-to-cart recorded") {
  check_recorded("Product Added", "product.sku");
}
TEST_CASE("Feature: marketing-automation, Property 8: purchases recorded") {
  check_recorded("Order Placed", "order_id");
}

} // namespace
} // namespace property
