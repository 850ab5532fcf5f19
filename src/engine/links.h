// The links of messages: <public_url>/<kind>/<token>. A token is signed and says what it stands
// for, so a link works for years without a row being kept of it; and what it leads to stands under
// the signature, never in the request.
#pragma once

#include <optional>
#include <string>
#include <string_view>

#include "engine/opaque_id.h"
#include "message/token.h"
#include "schema/value.h"

namespace beckon::engine {

// The letter that stands in the address and at the front of what is signed, so that no token does
// what another kind of link is for. Persistent: never given another meaning.
enum class LinkKind : char {
  unsubscribe = 'u', // what is signed is the send's id alone
  click = 'c',       // the send's id, ":", the number of the link in the message, ":", its target
  open = 'o',        // the send's id
};

struct Link {
  LinkKind kind = LinkKind::unsubscribe;
  uint64_t send = 0;
  uint32_t number = 0; // of a click, from 1
  std::string target;  // of a click
};

// Thread safety: immutable.
class LinkMaker {
 public:
  // `settings`: of the workspace, whose public_url the links begin with.
  LinkMaker(const schema::Value& settings, const std::string& seed);

  // What all links of the workspace begin with, without a slash at the end.
  const std::string& base() const { return base_; }
  std::string unsubscribe(uint64_t send) const;
  std::string click(uint64_t send, uint32_t number, std::string_view target) const;
  std::string open(uint64_t send) const;

 private:
  std::string address(LinkKind kind, const std::string& payload) const;
  std::string base_;
  OpaqueIds ids_;
  message::TokenKeys keys_;
};

// Keys for the tokens of links, derived from the workspace's seed.
message::TokenKeys token_keys(const std::string& seed);
// What a token stands for; nothing when it is not one of the workspace's.
std::optional<Link> read_link(const std::string& seed, std::string_view token);

} // namespace beckon::engine
