// The waitlist of a product, by the ready-made flows of examples/flows/back-in-stock.json.
#include <map>
#include <set>

#include "random.h"
#include "schema/json.h"
#include "shop.h"

namespace property {
namespace {

using beckon::schema::parse_json;
using beckon::schema::to_json;

constexpr size_t kPeople = 6;
const std::vector<std::string> kProducts = {"fern", "monstera"};

Value of_product(const std::string& product) { return Value::object({{"product_id", product}}); }

// The newest that is known of the customer and this product's waitlist: waits.
Value waits_for(const std::string& product) {
  Value where = Value::object({{"last_event", "Waitlist Status"}});
  where.set("where", Value::array({Value::object({{"property", "product_id"}, {"eq", product}})}));
  where.set("has", Value::array({Value::object({{"property", "waiting"}, {"eq", true}})}));
  return where;
}

void restock(Shop* shop, const std::string& product) {
  Value request = Value::object({{"key", "back-in-stock"}});
  request.set("where", waits_for(product)).set("properties", of_product(product));
  shop->call("flows.start", to_json(request));
}

std::string address_of(size_t who) { return "u" + std::to_string(who) + "@shop.example"; }

void open_shop(Shop* shop) {
  shop->sandbox("email");
  shop->load("back-in-stock");
  for (size_t who = 0; who < kPeople; ++who) {
    shop->identify(who, Value::object({{"email", address_of(who)}}));
    shop->consent(who, "email", "granted");
  }
}

// To whom the news of the product's return has gone or is about to go at this very instant.
std::multiset<std::string> told(Shop* shop) {
  std::multiset<std::string> addresses;
  for (const Value& send : shop->items("sends.list", "{}")) {
    if (send.find("template")->as_string() != "back-in-stock") continue;
    addresses.insert(send.find("address")->as_string());
  }
  return addresses;
}

TEST_CASE("Feature: marketing-automation, Property 33: back in stock within 1 h") {
  for_cases(kCases, [](Random& random) {
    Shop shop;
    open_shop(&shop);
    std::map<std::string, std::set<size_t>> waiting;
    for (int step = 0; step < 14; ++step) {
      const size_t who = random.below(kPeople);
      const std::string product = random.one_of(kProducts);
      if (random.one_in(3)) {
        shop.track(who, random.one_in(2) ? "Product Purchased" : "Waitlist Left",
                   of_product(product));
        waiting[product].erase(who);
      } else {
        shop.track(who, "Waitlist Joined", of_product(product));
        waiting[product].insert(who);
      }
      shop.advance(random.between(1, kHour));
    }
    const std::string product = random.one_of(kProducts);
    std::multiset<std::string> expected;
    for (const size_t who : waiting[product]) expected.insert(address_of(who));
    const Millis now = shop.now();
    restock(&shop, product);
    REQUIRE(shop.now() == now);
    REQUIRE(told(&shop) == expected); // at once, and to nobody else
    shop.engine().settle();
    REQUIRE(shop.sent_to("back-in-stock").size() == expected.size());
    shop.check_sound();
  });
}

TEST_CASE("Feature: marketing-automation, Property 34: purchase leaves the waitlist") {
  for_cases(kCases, [](Random& random) {
    Shop shop;
    open_shop(&shop);
    const std::string bought = random.one_of(kProducts);
    const std::string other = bought == "fern" ? "monstera" : "fern";
    for (const std::string& product : kProducts) {
      shop.track(0, "Waitlist Joined", of_product(product));
    }
    const bool was_told = random.one_in(2);
    if (was_told) {
      restock(&shop, bought);
      shop.advance(random.between(1, kDay - 1));
    } else {
      shop.advance(random.between(1, 100 * kDay));
    }
    if (random.one_in(3)) shop.reopen();
    const Consequences caused = shop.track(0, "Product Purchased", of_product(bought));
    REQUIRE(moved(caused, "waitlist", ""));
    REQUIRE(moved(caused, "back-in-stock", "") == was_told);
    REQUIRE(caused.flows.size() == (was_told ? 2U : 1U)); // the other product's place stays
    const size_t before = told(&shop).size();
    restock(&shop, bought);
    REQUIRE(told(&shop).size() == before);
    restock(&shop, other);
    REQUIRE(told(&shop).size() == before + 1);
    shop.advance(2 * kDay);
    REQUIRE(shop.sent_to("back-in-stock-last").size() == 1); // of the other product
    shop.check_sound();
  });
}

} // namespace
} // namespace property
