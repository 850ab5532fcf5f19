#include "engine/links.h"

#include <charconv>

#include "base/crypto.h"
#include "message/html_links.h"
#include "schema/members.h"

namespace beckon::engine {
namespace {

constexpr std::string_view kDefaultPublicUrl = "http://localhost:8080";
constexpr std::string_view kTokenLabel = "beckon link tokens 1";
constexpr char kUnsubscribeMark = 's'; // every send's id begins so

// "s_…:12:https://…"
std::optional<Link> read_click(const OpaqueIds& ids, std::string_view text) {
  const size_t first = text.find(':');
  const size_t second = first == std::string_view::npos ? first : text.find(':', first + 1);
  if (second == std::string_view::npos) return std::nullopt;
  const auto send = ids.read('s', text.substr(0, first));
  Link link{LinkKind::click, send.value_or(0), 0, std::string(text.substr(second + 1))};
  const char* end = text.data() + second;
  const auto number = std::from_chars(text.data() + first + 1, end, link.number);
  const auto target = message::web_address(link.target);
  // Signed or not: a Location header takes nothing else.
  const bool sound = number.ptr == end && target && target->url == link.target;
  if (!send || !sound) return std::nullopt;
  return link;
}

} // namespace

LinkMaker::LinkMaker(const schema::Value& settings, const std::string& seed)
    : base_(schema::text_member(settings, "public_url")), ids_(seed), keys_(token_keys(seed)) {
  if (base_.empty()) base_ = kDefaultPublicUrl;
  while (!base_.empty() && base_.back() == '/') base_.pop_back();
}

std::string LinkMaker::address(LinkKind kind, const std::string& payload) const {
  return base_ + "/" + static_cast<char>(kind) + "/" + sign_token(keys_, payload);
}

std::string LinkMaker::unsubscribe(uint64_t send) const {
  return address(LinkKind::unsubscribe, ids_.send(send));
}

std::string LinkMaker::click(uint64_t send, uint32_t number, std::string_view target) const {
  std::string payload(1, static_cast<char>(LinkKind::click));
  payload += ids_.send(send) + ":" + std::to_string(number) + ":";
  payload += target;
  return address(LinkKind::click, payload);
}

std::string LinkMaker::open(uint64_t send) const {
  return address(LinkKind::open, static_cast<char>(LinkKind::open) + ids_.send(send));
}

message::TokenKeys token_keys(const std::string& seed) {
  message::TokenKeys keys;
  keys.secrets[1] = std::string(as_text(hmac_sha256(seed, kTokenLabel)));
  return keys;
}

std::optional<Link> read_link(const std::string& seed, std::string_view token) {
  const auto payload = message::verify_token(token_keys(seed), token);
  if (!payload || payload->empty()) return std::nullopt;
  const OpaqueIds ids(seed);
  const std::string_view rest = std::string_view(*payload).substr(1);
  switch (payload->front()) {
    case kUnsubscribeMark:
      if (const auto send = ids.read('s', *payload)) {
        return Link{LinkKind::unsubscribe, *send, 0, {}};
      }
      return std::nullopt;
    case static_cast<char>(LinkKind::open):
      if (const auto send = ids.read('s', rest)) return Link{LinkKind::open, *send, 0, {}};
      return std::nullopt;
    case static_cast<char>(LinkKind::click): return read_click(ids, rest);
    default: return std::nullopt;
  }
}

} // namespace beckon::engine
