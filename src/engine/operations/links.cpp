// links.*: what a link in a message asks for, by its signed token.
#include <array>

#include "engine/compose.h"
#include "engine/former.h"
#include "engine/operations/all.h"
#include "engine/operations/preferences.h"
#include "engine/operations/shapes.h"
#include "engine/suppression.h"
#include "schema/json.h"

namespace beckon::engine {
namespace {

enum class LinkAction : uint8_t { view, unsubscribe, confirm, choose };

struct LinkRequest {
  std::string token;
  LinkAction action = LinkAction::view;
  std::vector<PreferenceChoice> preferences;
  std::string ip, user_agent;
};
struct LinkAnswer {
  std::string channel;
  std::string address; // shortened, for the page that asks
  bool unsubscribed = false;
  std::optional<bool> confirmed{};
  std::optional<std::vector<schema::Value>> preferences{};
};

} // namespace
} // namespace beckon::engine

namespace beckon::schema {

using namespace std::string_view_literals;

template <>
struct EnumNames<LinkAction> {
  static constexpr std::array values = {std::pair{LinkAction::view, "view"sv},
                                        std::pair{LinkAction::unsubscribe, "unsubscribe"sv},
                                        std::pair{LinkAction::confirm, "confirm"sv},
                                        std::pair{LinkAction::choose, "choose"sv}};
};
template <>
struct Describe<LinkRequest> {
  static constexpr auto fields() {
    return std::tuple{required("token", &LinkRequest::token, "Of the link"),
                      optional("action", &LinkRequest::action,
                               "view changes nothing; unsubscribe stops marketing at once; "
                               "confirm grants what a confirmation asks for; choose sets "
                               "preferences"),
                      optional("preferences", &LinkRequest::preferences,
                               "Of choose, by the link of a preference centre"),
                      optional("ip", &LinkRequest::ip, "Of the person, for the ledger"),
                      optional("user_agent", &LinkRequest::user_agent,
                               "Of the person's program, for the ledger")};
  }
  static void check(const LinkRequest& value, const std::string& pointer, Issues* issues) {
    if (value.preferences.size() <= limits::preferences) return;
    issues->push_back({pointer + "/preferences", "there are more than limits::preferences", ""});
  }
};
template <>
struct Describe<LinkAnswer> {
  static constexpr auto fields() {
    return std::tuple{
        required("channel", &LinkAnswer::channel, "Of the message"),
        required("address", &LinkAnswer::address, "Shortened: a***@example.com"),
        required("unsubscribed", &LinkAnswer::unsubscribed, "Whether marketing is stopped now"),
        optional("confirmed", &LinkAnswer::confirmed,
                 "Of a confirmation: whether the consent is granted now"),
        optional("preferences", &LinkAnswer::preferences,
                 "Of a preference centre: channel, topic, name, description, state")
            .only(Kind::object)};
  }
};

} // namespace beckon::schema

namespace beckon::engine {
namespace {

bool is_denied(const Reader& reader, const SendRow& send, uint32_t owner) {
  const ProfileView view(reader.source(), owner);
  return view.consent(send.channel, "") == segment::Consent::denied;
}

bool is_suppressed(const Reader& reader, const SendRow& send) {
  return send.address.empty() ||
         find_suppression(reader.txn(), reader.table(T::suppressions), send.channel, send.address);
}

// Links by which people speak of consent.
LinkAnswer handle(Workspace& workspace, const ConsentLink& link, const LinkRequest& request) {
  const bool asks = link.kind == ConsentLink::Kind::confirmation;
  Statement statement{asks ? "double_opt_in" : "preference_centre", "link", "", request.ip,
                      request.user_agent, ""};
  uint32_t profile = look_at(*workspace.read(), link).profile;
  if (request.action == LinkAction::confirm && asks) confirm(workspace, link, statement);
  if (request.action == LinkAction::choose && !asks && profile != 0) {
    choose(workspace, profile, request.preferences, statement);
  }
  const auto reader = workspace.read();
  const ConsentLinkState state = look_at(*reader, link);
  LinkAnswer answer{link.channel, state.address, state.profile == 0};
  if (state.profile == 0) return answer; // erased: nobody to write to
  const ProfileView view(reader->source(), state.profile);
  answer.unsubscribed = view.consent(link.channel, "") == segment::Consent::denied;
  if (asks) answer.confirmed = state.granted;
  else answer.preferences = preferences_of(*reader, state.profile);
  return answer;
}

// A token works for years and as often as it is used: scanners and doubtful hands do no harm.
LinkAnswer handle(Workspace& workspace, const LinkRequest& request) {
  if (const auto link = read_consent_link(workspace.seed(), request.token)) {
    return handle(workspace, *link, request);
  }
  const auto payload = message::verify_token(token_keys(workspace.seed()), request.token);
  auto reader = workspace.read();
  const auto number = payload ? reader->ids().read('s', *payload) : std::nullopt;
  const auto send = number ? reader->send(*number) : std::nullopt;
  if (!send) throw Error(Code::not_found, "the link is not one of ours", "/token");
  const uint32_t owner = canonical_profile(reader->source(), send->profile);
  if (owner == 0) return {send->channel, shortened_address(""), true}; // erased: nobody to write to
  const bool denied = is_denied(*reader, *send, owner), suppressed = is_suppressed(*reader, *send);
  LinkAnswer answer{send->channel, shortened_address(send->address), denied && suppressed};
  if (request.action != LinkAction::unsubscribe || answer.unsubscribed) return answer;
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
