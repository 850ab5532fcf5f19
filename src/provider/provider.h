// A provider is pure functions over requests and responses: it opens no socket, reads no clock.
// One file a kind, one row in registry.cpp.
#pragma once

#include <optional>
#include <span>
#include <string>
#include <string_view>
#include <vector>

#include "base/error.h"
#include "base/time.h"
#include "http/transport.h"
#include "message/attachment.h"
#include "schema/value.h"

namespace beckon::provider {

// An account as it stands in the catalog: {"key", "kind", "channel", "priority", "base_url", …}.
struct Account {
  std::string key, kind, channel;
  int64_t priority = 0; // lower is asked first
  schema::Value config; // the whole document, secrets included; never logged
};

// One message ready to leave.
struct Message {
  std::string send_key; // hex; the idempotency key
  std::string channel;
  std::string from, to; // bare addresses
  std::string subject;
  std::string mime; // e-mail: the whole message with CRLF
  std::string text; // of an e-mail its text part
  // E-mail, for providers that take its parts instead of the whole.
  std::string sender;               // as written: "Shop <hello@shop.example>"
  std::string reply_to;             // may be empty
  std::string html;                 // may be empty
  http::Headers headers;            // further ones, such as List-Unsubscribe
  message::Attachments attachments; // null: none; one pointer for all messages of a template
  // Addresses in its parts that are this recipient's alone: what else is the same in two messages
  // can be said once.
  std::vector<std::string> urls;
  Millis at = 0;          // when it was claimed: what signatures carry
  std::string credential; // that of the account which expires; "" where there is none
};

// What an account shows with its requests for a while: a token that it signs itself, or one that it
// is given for a secret.
struct Credential {
  std::string value;     // never logged
  Millis renew_at = 0;   // from then on another one is asked for
  Millis expires_at = 0; // later; until then it serves when there is no other
};
struct CredentialCall {
  std::optional<Credential> made; // here, without asking anybody
  http::Request request;          // else: what to ask for one
};

// What became of one try.
struct Outcome {
  enum class Result : uint8_t { accepted, rejected, retry, unknown };
  // What a refusal is about, which decides who else may be tried: nobody yet knows; the request;
  // the recipient, whose address or token is dead; the account (credentials, quota, suspension);
  // the pace; or trouble that passes.
  enum class Fault : uint8_t { none, request, recipient, account, throttle, transient };
  Result result = Result::unknown;
  Fault fault = Fault::none;
  std::string provider_message_id;
  std::string reason; // code and text for people
  std::optional<int64_t> retry_after_ms;
  // Push: the device takes no more messages, since then; kMillisMax: nobody said since when.
  std::optional<Millis> gone_since;
};
// What came of asking for a credential: it, or why there is none.
struct CredentialAnswer {
  std::optional<Credential> credential;
  Outcome refusal; // of the messages that wait for it
};
std::string_view result_name(Outcome::Result result);

// What a provider has that takes several messages in one request.
class Batching {
 public:
  virtual ~Batching() = default;
  // The most messages of one request of the account; 1: each goes alone.
  virtual size_t limit(const Account& account) const = 0;
  // Messages of equal keys may go together; one without a key goes alone.
  virtual std::string key(const Message& message) const = 0;
  // REQUIRES: at least one message, all of one key, to addresses of which none is there twice.
  virtual http::Request build(const Account& account, std::span<const Message> messages) const = 0;
  // One outcome a message, in their order. Where the fate of the request is unknown, that of each
  // is. A retry by the fault of a request means another message: this one was not looked at.
  virtual std::vector<Outcome> read(const http::Response& response, size_t messages) const = 0;
};

class Provider {
 public:
  virtual ~Provider() = default;
  virtual std::string_view kind() const = 0;
  virtual std::vector<std::string> channels() const = 0;
  // Names of config members that hold secrets (never read back).
  virtual std::vector<std::string> secrets() const = 0;
  // Appends every issue of the account's config, with pointers into it.
  virtual void check(const schema::Value& config, Issues* issues) const = 0;
  // Whether repeating a request with the same send key can never deliver twice.
  virtual bool idempotent() const = 0;
  // Throws limit_exceeded or invalid_request for what the provider would not take.
  virtual http::Request build(const Account& account, const Message& message) const = 0;
  virtual Outcome read(const http::Response& response) const = 0;
  // Whether an address is one of those that it serves: each push service has tokens of its own.
  virtual bool serves(std::string_view address) const;

  // Credentials that expire. By default an account has none, and the rest is never asked.
  virtual bool has_credentials() const;
  // For what of the account one credential serves, told from the recipient's address; most have
  // one for all they do: "".
  virtual std::string credential_scope(std::string_view address) const;
  // Throws invalid_definition when the account's secrets are not such that one can be made.
  virtual CredentialCall credential(const Account& account, std::string_view scope,
                                    Millis at) const;
  // REQUIRES: the answer to the request of credential().
  virtual CredentialAnswer read_credential(const http::Response& response, Millis at) const;
  // Whether a message was refused because its credential has expired or was withdrawn.
  virtual bool refuses_credential(const http::Response& response) const;

  // A request by which the provider says whether the account is in order, and which brings nothing
  // to anybody. Nothing: it cannot be asked.
  virtual std::optional<http::Request> question(const Account& account,
                                                const std::string& credential, Millis at) const;
  // Accepted: the account is in order. By default what read() says.
  virtual Outcome read_question(const http::Response& response) const;

  // Null: each message goes in a request of its own.
  virtual const Batching* batching() const { return nullptr; }
};

// Null for an unknown kind. The providers are immutable and live as long as the process.
const Provider* find_provider(std::string_view kind);
std::vector<std::string> provider_kinds();

// The outcome table of the house for a generic HTTP answer; providers refine it.
Outcome classify_http(const http::Response& response);
// Seconds or HTTP date of Retry-After, if any (a date needs `now`, so only seconds are read here).
std::optional<int64_t> retry_after_ms(const http::Headers& headers);

} // namespace beckon::provider
