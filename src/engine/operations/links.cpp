// links.*: what a link in a message asks for, by its signed token.
#include <array>

#include "engine/compose.h"
#include "engine/former.h"
#include "engine/operations/all.h"
#include "engine/operations/shapes.h"
#include "engine/suppression.h"
#include "schema/json.h"

namespace beckon::engine {
namespace {

enum class LinkAction : uint8_t { view, unsubscribe };

struct LinkRequest {
  std::string token;
  LinkAction action = LinkAction::view;
};
struct LinkAnswer {
  std::string channel;
  std::string address; // shortened, for the page that asks
  bool unsubscribed = false;
};

} // namespace
} // namespace beckon::engine

namespace beckon::schema {

using namespace std::string_view_literals;

template <>
struct EnumNames<LinkAction> {
  static constexpr std::array values = {std::pair{LinkAction::view, "view"sv},
                                        std::pair{LinkAction::unsubscribe, "unsubscribe"sv}};
};
template <>
struct Describe<LinkRequest> {
  static constexpr auto fields() {
    return std::tuple{required("token", &LinkRequest::token, "Of the link"),
                      optional("action", &LinkRequest::action,
                               "view changes nothing; unsubscribe stops marketing at once")};
  }
};
template <>
struct Describe<LinkAnswer> {
  static constexpr auto fields() {
    return std::tuple{
        required("channel", &LinkAnswer::channel, "Of the message"),
        required("address", &LinkAnswer::address, "Shortened: a***@example.com"),
        required("unsubscribed", &LinkAnswer::unsubscribed, "Whether marketing is stopped now")};
  }
};

} // namespace beckon::schema

namespace beckon::engine {
namespace {

std::string shortened(const std::string& address) {
  const size_t at = address.find('@');
  if (address.empty() || at == std::string::npos) return "***";
  return address.substr(0, 1) + "***" + address.substr(at);
}

bool is_denied(const Reader& reader, const SendRow& send, uint32_t owner) {
  const ProfileView view(reader.source(), owner);
  return view.consent(send.channel, "") == segment::Consent::denied;
}

bool is_suppressed(const Reader& reader, const SendRow& send) {
  return send.address.empty() ||
         find_suppression(reader.txn(), reader.table(T::suppressions), send.channel, send.address);
}

// A token works for years and as often as it is used: scanners and doubtful hands do no harm.
LinkAnswer handle(Workspace& workspace, const LinkRequest& request) {
  const auto payload = message::verify_token(token_keys(workspace.seed()), request.token);
  auto reader = workspace.read();
  const auto number = payload ? reader->ids().read('s', *payload) : std::nullopt;
  const auto send = number ? reader->send(*number) : std::nullopt;
  if (!send) throw Error(Code::not_found, "the link is not one of ours", "/token");
  const uint32_t owner = canonical_profile(reader->source(), send->profile);
  if (owner == 0) return {send->channel, shortened(""), true}; // erased: nobody to write to
  const bool denied = is_denied(*reader, *send, owner), suppressed = is_suppressed(*reader, *send);
  LinkAnswer answer{send->channel, shortened(send->address), denied && suppressed};
  if (request.action == LinkAction::view || answer.unsubscribed) return answer;
  reader.reset(); // no transaction is held while a record is written
  // Stops the address that the message went to, which need not be the profile's any more, and takes
  // back the profile's consent.
  workspace.submit(
      store::RecordKind::receipt,
      schema::Value::object(
          {{"send", send->number}, {"state", "unsubscribed"}, {"source", "unsubscribe_link"}}),
      true);
  answer.unsubscribed = true;
  return answer;
}

} // namespace

void add_links_operations(Registry& registry) {
  registry.add(operation<LinkRequest, LinkAnswer>(
      {.name = "links.handle",
       .summary = "Act on the signed token of a link",
       .permission = Permission::write,
       .method = Method::post,
       .path = "/api/v1/links/handle",
       .examples = {{"Show", R"({"token": "AQ.x", "action": "view"})"}}},
      handle));
}

} // namespace beckon::engine
