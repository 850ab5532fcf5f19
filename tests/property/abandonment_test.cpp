// Carts that are left, by the ready-made flow examples/flows/abandoned-cart.json.
#include <map>

#include "random.h"
#include "shop.h"

namespace property {
namespace {

using beckon::schema::parse_json;

// Adds up when "Cart Abandoned" has happened to a customer, one segment for each count.
void watch(Shop* shop) {
  for (int64_t count = 1; count <= 6; ++count) {
    Value where = Value::object({{"event", "Cart Abandoned"}});
    where.set("count", Value::object({{"gte", count}}));
    shop->segment("abandoned-" + std::to_string(count), where);
  }
}

int64_t abandoned(Shop* shop, size_t who) {
  int64_t count = 0;
  while (count < 6 && shop->is_member("abandoned-" + std::to_string(count + 1), who)) ++count;
  return count;
}

TEST_CASE("Feature: marketing-automation, Property 9: abandonment detected") {
  for_cases(kCases, [](Random& random) {
    Shop shop;
    watch(&shop);
    shop.load("abandoned-cart");
    shop.consent(0, "email", "granted");
    std::map<std::string, Millis> last; // cart → its newest activity; gone: bought or told
    int64_t expected = 0;
    for (int step = 0; step < 12 && expected < 5; ++step) {
      const std::string cart = random.one_in(2) ? "c1" : "c2";
      Value properties = Value::object({{"cart_id", cart}, {"total", random.between(10, 200)}});
      if (random.one_in(4)) {
        shop.track(0, "Order Placed", properties);
        last.erase(cart);
      } else {
        shop.track(0, "Cart Updated", properties);
        last[cart] = shop.now();
      }
      // To just before an hour is over, exactly to it, or somewhere else.
      Millis until = shop.now() + random.between(1, 90 * kMinute);
      if (!last.empty() && random.one_in(2)) {
        until = std::max(shop.now() + 1, last.begin()->second + kHour - random.between(0, 1));
      }
      shop.engine().advance_to(until);
      for (auto row = last.begin(); row != last.end();) {
        const bool told = row->second + kHour <= until;
        expected += told ? 1 : 0;
        row = told ? last.erase(row) : std::next(row);
      }
      if (random.one_in(5)) shop.reopen();
      REQUIRE(abandoned(&shop, 0) == expected);
    }
    shop.check_sound();
  });
}

} // namespace
} // namespace property
