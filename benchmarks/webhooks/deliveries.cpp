#include "webhooks/deliveries.h"

#include <openssl/ec.h>
#include <openssl/evp.h>
#include <openssl/hmac.h>
#include <openssl/x509.h>

#include <fstream>
#include <memory>
#include <stdexcept>

#include "base/crypto.h"
#include "schema/json.h"

namespace bench {
namespace {

using beckon::provider::Account;
using beckon::provider::Delivery;
using beckon::schema::Value;

constexpr int64_t kNow = 1'717'200'000'000; // 2024-06-01T00:00:00Z
constexpr const char* kSecret = "0f1e2d3c4b5a69788796a5b4c3d2e1f0";

void require(bool worked) {
  if (!worked) throw std::runtime_error("OpenSSL refuses to sign");
}

// A P-256 key and what it signs.
class Signer {
 public:
  Signer() : key_(EVP_EC_gen("P-256"), EVP_PKEY_free) { require(key_ != nullptr); }

  std::string public_key() const {
    unsigned char* der = nullptr;
    const int size = i2d_PUBKEY(key_.get(), &der);
    require(size > 0);
    std::string text(reinterpret_cast<char*>(der), static_cast<size_t>(size));
    OPENSSL_free(der);
    return beckon::to_base64(text);
  }

  std::string sign(const std::string& bytes) const {
    const std::unique_ptr<EVP_MD_CTX, void (*)(EVP_MD_CTX*)> context(EVP_MD_CTX_new(),
                                                                     EVP_MD_CTX_free);
    require(EVP_DigestSignInit(context.get(), nullptr, EVP_sha256(), nullptr, key_.get()) == 1);
    const auto* data = reinterpret_cast<const unsigned char*>(bytes.data());
    size_t size = 0;
    require(EVP_DigestSign(context.get(), nullptr, &size, data, bytes.size()) == 1);
    std::string signature(size, '\0');
    require(EVP_DigestSign(context.get(), reinterpret_cast<unsigned char*>(signature.data()), &size,
                           data, bytes.size()) == 1);
    signature.resize(size);
    return beckon::to_base64(signature);
  }

 private:
  std::unique_ptr<EVP_PKEY, void (*)(EVP_PKEY*)> key_;
};

Account account_of(const std::string& kind, Value config) {
  Account account;
  account.key = account.kind = kind;
  account.config = std::move(config);
  return account;
}

SignedDelivery sendgrid(size_t events) {
  Value batch = Value::array();
  for (size_t i = 0; i < events; ++i) {
    const std::string number = std::to_string(100'000 + i);
    batch.push_back(
        Value::object({{"email", "customer" + number + "@mail.example"},
                       {"timestamp", kNow / 1'000},
                       {"event", i % 3 == 0 ? "open" : "delivered"},
                       {"sg_event_id", "ZHJvcC0xMDk5NDkxOS1MUnpYbF9OSFN0T0doUTRrb2ZTbV9B" + number},
                       {"sg_message_id",
                        "LRzXl_NHStOGhQ4kofSm_A.filterdrecv-p3mdw1-756b745b58-kmzbl-18-" + number},
                       {"smtp-id", "<LRzXl_NHStOGhQ4kofSm_A@ismtpd0039p1iad1.sendgrid.net>"},
                       {"beckon_send", "9f86d081884c7d659a2feaa0c5" + number},
                       {"useragent", "Mozilla/5.0"}}));
  }
  const Signer signer;
  Delivery delivery;
  delivery.body = beckon::schema::to_json(batch) + "\r\n";
  delivery.at = kNow;
  const std::string time = std::to_string(kNow / 1'000);
  delivery.headers = {{"X-Twilio-Email-Event-Webhook-Signature", signer.sign(time + delivery.body)},
                      {"X-Twilio-Email-Event-Webhook-Timestamp", time}};
  return {"sendgrid", account_of("sendgrid", Value::object({{"webhook_key", signer.public_key()}})),
          std::move(delivery), events};
}

SignedDelivery shopify() {
  Value lines = Value::array();
  for (int i = 0; i < 3; ++i) {
    lines.push_back(Value::object({{"id", 466157049 + i},
                                   {"product_id", 632910392 + i},
                                   {"variant_id", 39072856 + i},
                                   {"title", "Darjeeling First Flush"},
                                   {"variant_title", "100 g"},
                                   {"sku", "TEA-" + std::to_string(i)},
                                   {"vendor", "Tea & Company"},
                                   {"quantity", 1},
                                   {"price", "18.50"},
                                   {"total_discount", "0.00"}}));
  }
  const Value customer = Value::object({{"id", 207119551},
                                        {"email", "ada@mail.example"},
                                        {"first_name", "Ada"},
                                        {"last_name", "Norman"},
                                        {"updated_at", "2024-05-31T09:20:49-05:00"},
                                        {"tags", "club, tea"}});
  const Value order = Value::object({{"id", 450789469},
                                     {"name", "#1001"},
                                     {"email", "ada@mail.example"},
                                     {"created_at", "2024-05-31T09:20:49-05:00"},
                                     {"updated_at", "2024-05-31T09:20:49-05:00"},
                                     {"currency", "EUR"},
                                     {"total_price", "55.50"},
                                     {"subtotal_price", "55.50"},
                                     {"total_tax", "3.63"},
                                     {"cart_token", "68778783ad298f1c80c3bafcddeea02f"},
                                     {"checkout_token", "bd5a8aa1ecd019dd3520ff791ee3a24c"},
                                     {"line_items", lines},
                                     {"customer", customer}});
  Delivery delivery;
  delivery.body = beckon::schema::to_json(order);
  delivery.at = kNow;
  const beckon::Digest digest = beckon::hmac_sha256(kSecret, delivery.body);
  delivery.headers = {{"X-Shopify-Topic", "orders/create"},
                      {"X-Shopify-Hmac-Sha256", beckon::to_base64(beckon::as_text(digest))}};
  return {"shopify", account_of("shopify", Value::object({{"webhook_secret", kSecret}})),
          std::move(delivery), 1};
}

SignedDelivery postmark() {
  Delivery delivery;
  delivery.body =
      R"({"RecordType": "Open", "MessageID": "883953f4-6105-42a2-a16a-77a8eac79483",)"
      R"( "Metadata": {"beckon_send": "9f86d081884c7d659a2feaa0c5"}, "Recipient": "a@mail.example",)"
      R"( "ReceivedAt": "2024-05-31T09:20:49Z", "UserAgent": "Mozilla/5.0", "FirstOpen": true,)"
      R"( "Client": {"Name": "Chrome", "Company": "Google", "Family": "Chrome"}})";
  delivery.at = kNow;
  delivery.headers = {
      {"Authorization", "Basic " + beckon::to_base64(std::string("shop:") + kSecret)}};
  return {"postmark",
          account_of("postmark",
                     Value::object({{"webhook_user", "shop"}, {"webhook_password", kSecret}})),
          std::move(delivery), 1};
}

SignedDelivery twilio() {
  Delivery delivery;
  delivery.url = "https://shop.example/hooks/twilio?beckon_send=9f86d081884c7d659a2feaa0c5";
  const std::vector<std::pair<std::string, std::string>> fields = {
      {"AccountSid", "AC00000000000000000000000000000000"},
      {"ApiVersion", "2010-04-01"},
      {"MessageSid", "SM00000000000000000000000000000000"},
      {"MessageStatus", "delivered"},
      {"SmsSid", "SM00000000000000000000000000000000"}};
  std::string signed_text = delivery.url;
  for (const auto& [name, value] : fields) {
    delivery.body += (delivery.body.empty() ? "" : "&") + name + "=" + value;
    signed_text += name + value;
  }
  delivery.at = kNow;
  unsigned char mac[EVP_MAX_MD_SIZE];
  unsigned size = 0;
  require(HMAC(EVP_sha1(), kSecret, 32, reinterpret_cast<const unsigned char*>(signed_text.data()),
               signed_text.size(), mac, &size) != nullptr);
  const std::string_view bytes(reinterpret_cast<const char*>(mac), size);
  delivery.headers = {{"X-Twilio-Signature", beckon::to_base64(bytes)}};
  return {"twilio", account_of("twilio", Value::object({{"auth_token", kSecret}})),
          std::move(delivery), 1};
}

} // namespace

std::vector<SignedDelivery> make_deliveries(size_t sendgrid_events) {
  std::vector<SignedDelivery> all;
  all.push_back(sendgrid(sendgrid_events));
  all.push_back(shopify());
  all.push_back(postmark());
  all.push_back(twilio());
  return all;
}

void write_deliveries(const std::vector<SignedDelivery>& deliveries, const std::string& folder) {
  for (const SignedDelivery& row : deliveries) {
    const std::string name = folder + "/" + row.kind;
    std::ofstream(name + ".body", std::ios::binary) << row.delivery.body;
    Value headers = Value::object();
    for (const auto& [key, value] : row.delivery.headers) headers.set(key, value);
    const Value about = Value::object({{"headers", headers},
                                       {"account", row.account.config},
                                       {"url", row.delivery.url},
                                       {"events", uint64_t{row.events}}});
    std::ofstream(name + ".json", std::ios::binary) << beckon::schema::to_json(about);
  }
}

} // namespace bench
