// links.*: what a link in a message asks for, by its signed token.
#include <array>

#include "engine/former.h"
#include "engine/links.h"
#include "engine/message_events.h"
#include "engine/operations/all.h"
#include "engine/operations/preferences.h"
#include "engine/operations/receipts.h"
#include "engine/operations/shapes.h"
#include "engine/suppression.h"
#include "message/machine.h"

namespace beckon::engine {
namespace {

enum class LinkAction : uint8_t { view, unsubscribe, click, open, confirm, choose };

struct LinkRequest {
  std::string token;
  LinkAction action = LinkAction::view;
  std::optional<std::string> user_agent;
  bool prefetch = false;
  std::vector<PreferenceChoice> preferences;
  std::string ip;
};
struct LinkAnswer {
  std::string channel;
  std::string address; // shortened, for the page that asks
  bool unsubscribed = false;
  std::optional<std::string> target;
  std::optional<bool> counted, machine;
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
                                        std::pair{LinkAction::click, "click"sv},
                                        std::pair{LinkAction::open, "open"sv},
                                        std::pair{LinkAction::confirm, "confirm"sv},
                                        std::pair{LinkAction::choose, "choose"sv}};
};
template <>
struct Describe<LinkRequest> {
  static constexpr auto fields() {
    return std::tuple{required("token", &LinkRequest::token, "Of the link"),
                      optional("action", &LinkRequest::action,
                               "view changes nothing; unsubscribe stops marketing at once; click "
                               "and open count what the link or the image of a message tells; "
                               "confirm grants what a confirmation asks for; choose sets the "
                               "preferences of a preference centre"),
                      optional("user_agent", &LinkRequest::user_agent,
                               "Of who follows the link: machines are kept apart from humans"),
                      optional("prefetch", &LinkRequest::prefetch,
                               "Whether it was asked for by HEAD, or in advance: a machine's"),
                      optional("preferences", &LinkRequest::preferences, "Of choose"),
                      optional("ip", &LinkRequest::ip, "Of the person, for the ledger")};
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
        optional("target", &LinkAnswer::target, "Of a click: where the link leads"),
        optional("counted", &LinkAnswer::counted,
                 "Whether it is the message's first click or open"),
        optional("machine", &LinkAnswer::machine, "Whether a machine followed the link"),
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

// Stops the address that the message went to, which need not be the profile's any more, and takes
// back the profile's consent.
void unsubscribe(Workspace& workspace, uint64_t send) {
  workspace.submit(store::RecordKind::receipt,
                   schema::Value::object(
                       {{"send", send}, {"state", "unsubscribed"}, {"source", "unsubscribe_link"}}),
                   true);
}

LinkAnswer handle_unsubscribe(Workspace& workspace, const LinkRequest& request, ReaderPtr reader,
                              const SendRow& send) {
  const uint32_t owner = canonical_profile(reader->source(), send.profile);
  if (owner == 0)
    return {send.channel, shortened_address(""), true, {}, {}, {}}; // nobody to write to
  const bool denied = is_denied(*reader, send, owner), suppressed = is_suppressed(*reader, send);
  LinkAnswer answer{
      send.channel, shortened_address(send.address), denied && suppressed, {}, {}, {}};
  if (request.action == LinkAction::view || answer.unsubscribed) return answer;
  reader.reset(); // no transaction is held while a record is written
  unsubscribe(workspace, send.number);
  answer.unsubscribed = true;
  return answer;
}

// Whoever follows a link gets to its target, also when the disk is full, or the person erased.
bool count(Workspace& workspace, const SendRow& send, segment::MessageState state, bool machine) {
  const uint32_t by_machine =
      state == segment::MessageState::opened ? kMachineOpened : kMachineClicked;
  // Told once: else everybody who has a link could make the journal grow.
  if (machine ? (send.reached & by_machine) != 0 : has_reached(send, state)) return false;
  try {
    const Answer answer = submit_receipt(workspace, {send.number, state, {}, machine, false});
    return answer.value.find("counted")->as_bool();
  } catch (const Error& error) {
    if (error.code() != Code::disk_full && error.code() != Code::conflict) throw;
    return false;
  }
}

LinkAnswer handle_visit(Workspace& workspace, const LinkRequest& request, ReaderPtr reader,
                        const SendRow& send, const Link& link) {
  const bool click = link.kind == LinkKind::click;
  const bool erased = canonical_profile(reader->source(), send.profile) == 0;
  LinkAnswer answer{send.channel, shortened_address(erased ? "" : send.address), false, {}, false,
                    false};
  if (click) answer.target = link.target;
  answer.machine =
      request.prefetch || (request.user_agent && message::is_machine(*request.user_agent));
  if (request.action == LinkAction::view || erased) return answer;
  reader.reset();
  const auto state = click ? segment::MessageState::clicked : segment::MessageState::opened;
  answer.counted = count(workspace, send, state, *answer.machine);
  return answer;
}

bool fits(LinkAction action, LinkKind kind) {
  switch (action) {
    case LinkAction::view: return true;
    case LinkAction::unsubscribe: return kind == LinkKind::unsubscribe;
    case LinkAction::click: return kind == LinkKind::click;
    case LinkAction::open: return kind == LinkKind::open;
    case LinkAction::confirm:
    case LinkAction::choose: return false; // of links about consent
  }
  return false;
}

// Links by which people speak of consent.
LinkAnswer handle_consent(Workspace& workspace, const LinkRequest& request,
                          const ConsentLink& link) {
  const bool asks = link.kind == ConsentLink::Kind::confirmation;
  const auto only = asks ? LinkAction::confirm : LinkAction::choose;
  if (request.action != LinkAction::view && request.action != only) {
    throw Error(Code::not_found, "the link is not one of ours", "/token");
  }
  const Statement statement{asks ? "double_opt_in" : "preference_centre",
                            "link",
                            "",
                            request.ip,
                            request.user_agent.value_or(""),
                            ""};
  const uint32_t profile = look_at(*workspace.read(), link).profile;
  if (request.action == LinkAction::confirm) confirm(workspace, link, statement);
  if (request.action == LinkAction::choose && profile != 0) {
    choose(workspace, profile, request.preferences, statement);
  }
  const auto reader = workspace.read();
  const ConsentLinkState state = look_at(*reader, link);
  LinkAnswer answer{link.channel, state.address, state.profile == 0, {}, {}, {}};
  if (state.profile == 0) return answer; // erased: nobody to write to
  const ProfileView view(reader->source(), state.profile);
  answer.unsubscribed = view.consent(link.channel, "") == segment::Consent::denied;
  if (asks) answer.confirmed = state.granted;
  else answer.preferences = preferences_of(*reader, state.profile);
  return answer;
}

// A token works for years and as often as it is used: scanners and doubtful hands do no harm.
LinkAnswer handle(Workspace& workspace, const LinkRequest& request) {
  if (const auto consent = read_consent_link(workspace.seed(), request.token)) {
    return handle_consent(workspace, request, *consent);
  }
  const auto link = read_link(workspace.seed(), request.token);
  auto reader = workspace.read();
  const auto send =
      link && fits(request.action, link->kind) ? reader->send(link->send) : std::nullopt;
  if (!send) throw Error(Code::not_found, "the link is not one of ours", "/token");
  if (link->kind == LinkKind::unsubscribe) {
    return handle_unsubscribe(workspace, request, std::move(reader), *send);
  }
  return handle_visit(workspace, request, std::move(reader), *send, *link);
}

} // namespace

void add_links_operations(Registry& registry) {
  registry.add(operation<LinkRequest, LinkAnswer>(
      {.name = "links.handle",
       .summary = "Act on the signed token of a link",
       .permission = Permission::write,
       .method = Method::post,
       .path = "/api/v1/links/handle",
       .details = "What a link of a message stands for is under its signature: a changed token is "
                  "not found, and a click leads where the message's author wrote. `click` and "
                  "`open` count once a message; what a machine does is kept apart and does not "
                  "count.",
       .examples =
           {{"Show", R"({"token": "AQ.x", "action": "view"})"},
            {"A click",
             R"({"token": "AQ.x", "action": "click", "user_agent": "Mozilla/5.0 Firefox"})"}}},
      handle));
}

} // namespace beckon::engine
