// Mail about mail: what a bounce mailbox gets. Delivery status notifications (RFC 3464), feedback
// reports (RFC 5965), and the letters of servers that know neither.
#pragma once

#include <optional>
#include <string>
#include <string_view>

namespace beckon::message {

// What a refusal says of the address: it is dead; it may take the next message; it is not about the
// address, but about the message or its sender.
enum class BounceClass : uint8_t { hard, soft, blocked };

// By what a server said ("user unknown"), its enhanced status code (RFC 3463, "5.1.1"), its reply
// code ("550"), in this order. Either may be empty.
BounceClass classify_bounce(std::string_view status, std::string_view diagnostic);

struct BounceMail {
  enum class Kind : uint8_t { bounce, complaint, opt_out };
  Kind kind = Kind::bounce;
  BounceClass bounce_class = BounceClass::soft; // of a bounce
  std::string recipient;                        // as the report names it; may be empty
  std::string reason;                           // status and diagnostic, for people
  // What tells which message it is about; either may be empty.
  std::string message_id;      // without brackets
  std::string unsubscribe_url; // of its List-Unsubscribe
};

// Nothing for mail that is no such report, or that tells of nothing to be counted: a delay, a
// relay, a holiday, a "this is not spam".
std::optional<BounceMail> read_bounce_mail(std::string_view bytes);

} // namespace beckon::message
