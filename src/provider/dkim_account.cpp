#include "provider/dkim_account.h"

#include <algorithm>

#include "base/public_key.h"
#include "message/dkim.h"
#include "provider/http_account.h"

namespace beckon::provider {
namespace {

constexpr int kLeastRsaBits = 1'024; // RFC 8301; receivers take nothing shorter

// Labels of DNS, parted by dots.
bool is_dns_name(std::string_view text) {
  return !text.empty() && text.size() <= 253 && text.front() != '.' && text.back() != '.' &&
         text.find("..") == std::string_view::npos &&
         std::all_of(text.begin(), text.end(), [](char c) {
           return (c >= '0' && c <= '9') || (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') ||
                  c == '-' || c == '.' || c == '_';
         });
}

bool is_signing_key(std::string_view pem) {
  switch (private_key_kind(pem)) {
    case KeyKind::rsa: return rsa_key_bits(pem) >= kLeastRsaBits;
    case KeyKind::ed25519: return true;
    default: return false;
  }
}

} // namespace

void check_dkim(ConfigReader* reader) {
  const auto domain = reader->text("dkim_domain"), selector = reader->text("dkim_selector");
  const auto key = reader->pem(kDkimSecret, ConfigReader::Presence::optional);
  if (domain && !is_dns_name(*domain)) {
    reader->report("dkim_domain", "\"dkim_domain\" is the domain that signs",
                   "write for example \"shop.example\"");
  }
  if (selector && !is_dns_name(*selector)) {
    reader->report("dkim_selector", "\"dkim_selector\" is the name of the key in DNS",
                   "write \"mail\" for a key at mail._domainkey.shop.example");
  }
  if (key && !is_signing_key(*key)) {
    reader->report(kDkimSecret,
                   "\"dkim_private_key\" is an RSA key of at least 1,024 bits or an Ed25519 key, "
                   "as PEM",
                   "make one with: openssl genrsa 2048");
  }
  if (!domain && !selector && !key) return;
  const auto need = [&](bool there, std::string_view name) {
    if (!there) {
      reader->report(name, "dkim_domain, dkim_selector and dkim_private_key go together");
    }
  };
  need(domain.has_value(), "dkim_domain");
  need(selector.has_value(), "dkim_selector");
  need(key.has_value(), kDkimSecret);
}

std::string signed_mime(const Account& account, const Message& message) {
  const std::string key = config_text(account, kDkimSecret);
  if (key.empty()) return message.mime;
  return message::dkim_signature(
             message.mime,
             {config_text(account, "dkim_domain"), config_text(account, "dkim_selector"), key},
             message.at) +
         message.mime;
}

} // namespace beckon::provider
