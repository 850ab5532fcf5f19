// shopify: what happens in a shop, one payload a call, under the topic that its header names. The
// body is signed with HMAC-SHA256; the headers are not, and there is no time in the signature. So
// what tells a repetition is made of the body (shopify/payload.h): a delivery that comes twice, by
// a retry, a second subscription to its topic or a replay under another webhook id, counts once.
// Configuration: {"webhook_secret": the app's client secret, "webhook_secret_before"?: the one it
// replaced, "shop"?: "x.myshopify.com", "identify_by"?: "customer_id" or "email"}.
#include "base/crypto.h"
#include "provider/config_reader.h"
#include "provider/headers.h"
#include "provider/http_account.h"
#include "provider/receivers/registry.h"
#include "provider/receivers/shopify/payload.h"
#include "schema/members.h"

namespace beckon::provider {
namespace {

// Shopify repeats what was not taken for at most two days; older ones are no deliveries any more.
constexpr Millis kFreshMs = 49 * 3'600'000LL;

bool is_signed_with(const std::string& secret, const Delivery& delivery, const std::string& shown) {
  if (secret.empty()) return false;
  const Digest digest = hmac_sha256(secret, delivery.body);
  return equal_constant_time(shown, to_base64(as_text(digest)));
}

bool begins(std::string_view text, std::string_view with) {
  return text.substr(0, with.size()) == with;
}

class ShopifySource : public Source {
 public:
  std::string_view kind() const override { return "shopify"; }
  std::vector<std::string> secrets() const override {
    return {"webhook_secret", "webhook_secret_before"};
  }

  void check(const schema::Value& config, Issues* issues) const override {
    ConfigReader reader(config, issues);
    reader.common(kind(), {std::string(kInboundChannel)});
    reader.text("webhook_secret", ConfigReader::Presence::required);
    reader.text("webhook_secret_before");
    reader.text("shop");
    reader.choice("identify_by", {"customer_id", "email"});
    reader.finish();
  }

  void verify(const Account& account, const Delivery& delivery, std::string_view) const override {
    const std::string shown = header_text(delivery, "X-Shopify-Hmac-Sha256");
    // Both, whatever the first says: how long it takes tells nothing.
    const bool now = is_signed_with(config_text(account, "webhook_secret"), delivery, shown);
    const bool before =
        is_signed_with(config_text(account, "webhook_secret_before"), delivery, shown);
    if (!now && !before) refuse_delivery();
    const std::string shop = config_text(account, "shop");
    if (!shop.empty() && header_text(delivery, "X-Shopify-Shop-Domain") != shop) refuse_delivery();
    const auto triggered = parse_time(header_text(delivery, "X-Shopify-Triggered-At"));
    if (triggered && *triggered < delivery.at - kFreshMs) refuse_delivery();
  }

  Reading read(const Account& account, const Delivery& delivery) const override {
    const schema::Value payload = delivery_json(delivery);
    if (!payload.is_object()) refuse_shape("a payload of shopify is an object");
    const shopify::Terms terms{header_text(delivery, "X-Shopify-Topic"), account.key,
                               config_text(account, "identify_by") != "email", delivery.at};
    if (terms.topic.empty()) refuse_shape("the header X-Shopify-Topic is missing");
    Reading reading;
    if (terms.topic == "customers/data_request") {
      reading.requests.push_back(
          shopify::read_privacy(terms, payload, PrivacyRequest::Kind::access));
    } else if (terms.topic == "customers/redact") {
      reading.requests.push_back(
          shopify::read_privacy(terms, payload, PrivacyRequest::Kind::erase));
    } else if (terms.topic == "shop/redact") {
      reading.requests.push_back({PrivacyRequest::Kind::erase_all, {}, {}, {}});
    } else if (begins(terms.topic, "customers/")) {
      shopify::read_customer(terms, payload, &reading.records);
    } else if (terms.topic == "customers_marketing_consent/update" ||
               terms.topic == "customers_email_marketing_consent/update") {
      shopify::read_consent_change(terms, payload, &reading.records);
    } else if (begins(terms.topic, "orders/")) {
      shopify::read_order(terms, payload, &reading.records);
    } else if (begins(terms.topic, "checkouts/")) {
      shopify::read_checkout(terms, payload, &reading.records);
    }
    return reading;
  }
};

} // namespace

const Source& shopify_source() {
  static const ShopifySource source;
  return source;
}

} // namespace beckon::provider
