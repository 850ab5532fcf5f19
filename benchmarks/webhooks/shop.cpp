#include "webhooks/shop.h"

#include <beckon/beckon.hpp>
#include <nlohmann/json.hpp>
#include <stdexcept>
#include <vector>

#include "base/crypto.h"
#include "support/timing.h"

namespace bench {
namespace {

using Json = nlohmann::json;

constexpr const char* kSecret = "hush";

std::string request_of(const Json& order) {
  const std::string body = order.dump();
  const beckon::Digest digest = beckon::hmac_sha256(kSecret, body);
  const Json headers = {{"X-Shopify-Topic", "orders/create"},
                        {"X-Shopify-Hmac-Sha256", beckon::to_base64(beckon::as_text(digest))}};
  return Json{{"provider", "shop"}, {"headers", headers}, {"body", body}}.dump();
}

} // namespace

double orders_recorded_per_s(const std::string& folder, const std::string& order, uint64_t count) {
  beckon::Engine engine(folder);
  engine.call(
      "providers.create",
      Json{
          {"key", "shop"}, {"kind", "shopify"}, {"channel", "inbound"}, {"webhook_secret", kSecret}}
          .dump());
  Json next = Json::parse(order);
  std::vector<std::string> requests;
  for (uint64_t i = 1; i <= count; ++i) {
    next["id"] = next["customer"]["id"] = i;
    next["email"] = next["customer"]["email"] = "u" + std::to_string(i) + "@mail.example";
    requests.push_back(request_of(next));
  }
  // The customer, the order, and an event for each of its articles.
  const size_t records = 2 + next["line_items"].size();
  const Stopwatch watch;
  for (const std::string& request : requests) {
    const Json answer = Json::parse(engine.call("webhooks.receive", request));
    if (answer["records"] == records) continue;
    throw std::runtime_error("an order is not recorded whole: " + answer.dump());
  }
  return static_cast<double>(count) / watch.seconds();
}

} // namespace bench
