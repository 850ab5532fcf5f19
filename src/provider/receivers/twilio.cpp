// twilio: what became of a text (the status callback, whose address carries the send key), and
// texts that customers write. Forms; the signature is over the address and the sorted fields.
// Configuration: {"auth_token": of the primary account}.
#include <algorithm>
#include <map>
#include <set>

#include "base/crypto.h"
#include "base/public_key.h"
#include "provider/form.h"
#include "provider/headers.h"
#include "provider/http_account.h"
#include "provider/receivers/registry.h"

namespace beckon::provider {
namespace {

std::string field(const Form& form, std::string_view name) {
  for (const auto& [key, value] : form) {
    if (key == name) return value;
  }
  return {};
}

// The address and then each name with its values: names in order of bytes, a repeated name with
// the set of its values in order.
std::string signed_text(const std::string& url, const Form& form) {
  std::map<std::string, std::set<std::string>> sorted;
  for (const auto& [name, value] : form) sorted[name].insert(value);
  std::string text = url;
  for (const auto& [name, values] : sorted) {
    for (const std::string& value : values) text += name + value;
  }
  return text;
}

// The same address with its port written and left out: Twilio signs either.
std::vector<std::string> spellings(const std::string& url) {
  const size_t begin = url.find("://");
  if (begin == std::string::npos) return {url};
  const size_t host = begin + 3, end = std::min(url.find_first_of("/?", host), url.size());
  const std::string authority = url.substr(host, end - host), rest = url.substr(end);
  const std::string scheme = url.substr(0, host);
  const size_t colon =
      authority.find(':', std::min(authority.find('@'), authority.size()) == authority.size()
                              ? 0
                              : authority.find('@'));
  if (colon != std::string::npos) return {url, scheme + authority.substr(0, colon) + rest};
  return {url, scheme + authority + (scheme == "https://" ? ":443" : ":80") + rest};
}

bool is_blocked(const std::string& code) {
  // Refused for its content, by the carrier's filter, or for who sent it.
  return code == "30007" || code == "30034" || code == "30001" || code == "30002";
}

bool is_hard(const std::string& code) {
  // Unknown handset, a landline, no number at all: nothing will ever arrive there.
  return code == "30005" || code == "30006" || code == "21211" || code == "21614";
}

class TwilioReceiver : public Receiver {
 public:
  std::string_view kind() const override { return "twilio"; }

  void verify(const Account& account, const Delivery& delivery, std::string_view) const override {
    const std::string token = config_text(account, "auth_token");
    const std::string* shown = find_header(delivery.headers, "X-Twilio-Signature");
    if (token.empty() || shown == nullptr) refuse_delivery();
    const std::string* type = find_header(delivery.headers, "Content-Type");
    const bool form = type == nullptr || type->find("json") == std::string::npos;
    if (!form && !has_body_hash(delivery)) refuse_delivery();
    const Form fields = form ? parse_form(delivery.body) : Form();
    for (const std::string& url : spellings(delivery.url)) {
      const std::string wanted = to_base64(hmac_sha1(token, signed_text(url, fields)));
      if (equal_constant_time(*shown, wanted)) return;
    }
    refuse_delivery();
  }

  Reading read(const Account&, const Delivery& delivery) const override {
    const Form form = parse_form(delivery.body);
    Reading reading;
    const std::string status = field(form, "MessageStatus");
    if (status.empty() && !field(form, "Body").empty()) {
      reading.texts.push_back({field(form, "MessageSid"), field(form, "From"), field(form, "To"),
                               field(form, "Body"), !field(form, "OptOutType").empty()});
      return reading;
    }
    Notice notice;
    notice.send_key = field(query_of(delivery.url), "beckon_send");
    notice.provider_message_id = field(form, "MessageSid");
    notice.at = delivery.at;
    notice.reason = field(form, "ErrorCode");
    if (status == "delivered" || status == "read") {
      notice.state = "delivered";
    } else if (status == "undelivered" || status == "failed") {
      notice.state = notice.reason == "21610" ? "unsubscribed" : "bounced";
      notice.hard = is_hard(notice.reason);
      notice.blocked = is_blocked(notice.reason);
    } else {
      return reading; // accepted, queued, sending, sent: known from the answer
    }
    reading.notices.push_back(std::move(notice));
    return reading;
  }

 private:
  static Form query_of(const std::string& url) {
    const size_t mark = url.find('?');
    return mark == std::string::npos ? Form() : parse_form(url.substr(mark + 1));
  }

  // Of a body that is no form the address carries the hash, and only the address is signed.
  static bool has_body_hash(const Delivery& delivery) {
    const Digest digest = sha256(delivery.body);
    return equal_constant_time(field(query_of(delivery.url), "bodySHA256"),
                               to_hex(as_text(digest)));
  }
};

} // namespace

const Receiver& twilio_receiver() {
  static const TwilioReceiver receiver;
  return receiver;
}

} // namespace beckon::provider
