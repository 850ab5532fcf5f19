// What a provider tells by webhook: read from the raw bytes, after their signature was checked.
// Pure, one file a kind in receivers/, one row in receivers/registry.cpp.
#pragma once

#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "base/error.h"
#include "base/time.h"
#include "http/transport.h"
#include "provider/provider.h"
#include "schema/value.h"

namespace beckon::provider {

// A request as it arrived.
struct Delivery {
  std::string url;       // whole, as the provider called it: scheme, host, path, query
  http::Headers headers; // in their order
  std::string body;      // the bytes, unchanged
  Millis at = 0;         // when it arrived
};

// What became of one message.
struct Notice {
  std::string send_key;            // hex, as it was given along; "" when the provider lost it
  std::string provider_message_id; // what it answered when it took the message
  std::string state;               // of a receipt: "delivered", "bounced" …
  bool hard = false;               // of a bounce: the address is dead
  bool blocked = false;            // of a bounce: about content or sender, not about the address
  bool machine = false;            // an open or a click of a scanner
  Millis at = 0;                   // when it happened, by the provider's clock
  std::string reason;              // for people
};

// An SMS that a customer wrote.
struct InboundText {
  std::string id, from, to, text;
  bool answered = false; // the provider has replied to a keyword itself
};

// What the law lets a customer, or the provider for them, ask for.
struct PrivacyRequest {
  // access: all that is known of the person; erase: the person; erase_all: everybody.
  enum class Kind : uint8_t { access, erase, erase_all };
  Kind kind = Kind::access;
  std::string user_id, email, phone; // of the person; those that are known
};
std::string_view privacy_name(PrivacyRequest::Kind kind);

struct Reading {
  std::vector<Notice> notices;
  std::vector<InboundText> texts;
  // About people, in the form of ingest ({"type": "identify", …}), each with a message_id that is
  // the same however often it is told. Times may be ahead of the engine's clock.
  std::vector<schema::Value> records;
  std::vector<PrivacyRequest> requests;
  std::string confirm_url; // to be fetched once: the other side asks whether we listen
};

class Receiver {
 public:
  virtual ~Receiver() = default;
  virtual std::string_view kind() const = 0;
  // Where to fetch the certificate that the signature is to be checked with; "" when none is
  // needed. Throws permission_denied for a place that is not the provider's own.
  virtual std::string certificate_url(const Delivery&) const { return {}; }
  // Throws permission_denied unless the delivery is the provider's, whole and fresh. `certificate`
  // is what certificate_url() led to. Looks at raw bytes only.
  virtual void verify(const Account& account, const Delivery& delivery,
                      std::string_view certificate) const = 0;
  // REQUIRES: verified. Throws invalid_request when the body is not what the provider documents.
  // Events of kinds that say nothing about a message are left out.
  virtual Reading read(const Account& account, const Delivery& delivery) const = 0;
};

// The channel of accounts that only tell: no message ever leaves by it.
inline constexpr std::string_view kInboundChannel = "inbound";

// A receiver whose kind is no provider: nothing leaves through its accounts.
class Source : public Receiver {
 public:
  // As of a Provider.
  virtual std::vector<std::string> secrets() const = 0;
  virtual void check(const schema::Value& config, Issues* issues) const = 0;
};

// Null for a kind whose provider tells nothing.
const Receiver* find_receiver(std::string_view kind);
// Null for a kind that is no source.
const Source* find_source(std::string_view kind);
std::vector<std::string> source_kinds();

// What all verify() throw: the same words whatever was wrong, so that nobody learns from them.
[[noreturn]] void refuse_delivery();

} // namespace beckon::provider
