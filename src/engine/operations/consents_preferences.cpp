// consents.request, confirm, preferences, choose: double opt-in and the preference centre.
#include "engine/operations/all.h"
#include "engine/operations/preferences.h"
#include "engine/operations/shapes.h"
#include "schema/json.h"
#include "schema/members.h"

namespace beckon::engine {
namespace {

struct ConsentRequest : Statement {
  schema::Value profile;
  std::string channel, topic;
};
struct ConsentRequested {
  std::string state;
  std::optional<std::string> confirm_url;
  std::optional<schema::Time> expires_at;
  schema::Value consequences;
};
struct ConfirmRequest : Statement {
  std::string token;
};
struct Confirmed {
  std::string channel, topic;
};
struct ChooseRequest : Statement {
  schema::Value profile;
  std::vector<PreferenceChoice> preferences;
};
struct PreferencePage {
  std::vector<schema::Value> preferences;
  std::optional<std::string> url;
};

} // namespace
} // namespace beckon::engine

namespace beckon::schema {

// How it was said, for the ledger.
constexpr auto statement_fields() {
  return std::tuple{
      optional("source", &Statement::source, "Where, e.g. \"footer\"")
          .up_to_bytes(limits::event_name_bytes, "event_name_bytes"),
      optional("method", &Statement::method, "How, e.g. \"form\""),
      optional("text_version", &Statement::text_version, "Of the words that were agreed to"),
      optional("ip", &Statement::ip, "Of the person; kept as the settings say"),
      optional("user_agent", &Statement::user_agent, "Of the person's program"),
      optional("actor", &Statement::actor, "Who entered it, when the person did not")};
}

template <>
struct Describe<ConsentRequest> {
  using S = ConsentRequest;
  static constexpr auto fields() {
    return std::tuple_cat(
        std::tuple{required("profile", &S::profile, kProfileAbout).only(Kind::object),
                   required("channel", &S::channel, "email, sms or push")
                       .up_to_bytes(limits::key_bytes, "key_bytes"),
                   optional("topic", &S::topic, "The whole channel when left out")
                       .up_to_bytes(limits::key_bytes, "key_bytes")},
        statement_fields());
  }
};
template <>
struct Describe<ConsentRequested> {
  using S = ConsentRequested;
  static constexpr auto fields() {
    return std::tuple{
        required("state", &S::state, "What holds now: pending, or what held before"),
        optional("confirm_url", &S::confirm_url, "What the person follows to confirm it"),
        optional("expires_at", &S::expires_at, "Until when"),
        required("consequences", &S::consequences, "What it caused: profile, entered, left, flows")
            .only(Kind::object)};
  }
};
template <>
struct Describe<ConfirmRequest> {
  using S = ConfirmRequest;
  static constexpr auto fields() {
    return std::tuple_cat(std::tuple{required("token", &S::token, "The end of confirm_url")},
                          statement_fields());
  }
};
template <>
struct Describe<Confirmed> {
  static constexpr auto fields() {
    return std::tuple{required("channel", &Confirmed::channel, "Of the consent that is granted"),
                      required("topic", &Confirmed::topic, "\"\" for the whole channel")};
  }
};
template <>
struct Describe<ChooseRequest> {
  using S = ChooseRequest;
  static constexpr auto fields() {
    return std::tuple_cat(
        std::tuple{required("profile", &S::profile, kProfileAbout).only(Kind::object),
                   required("preferences", &S::preferences, "What they choose")},
        statement_fields());
  }
  static void check(const S& value, const std::string& pointer, Issues* issues) {
    if (value.preferences.size() <= limits::preferences) return;
    issues->push_back({pointer + "/preferences", "there are more than limits::preferences", ""});
  }
};
template <>
struct Describe<PreferencePage> {
  using S = PreferencePage;
  static constexpr auto fields() {
    return std::tuple{
        required("preferences", &S::preferences,
                 "channel, topic, state; name and description of a topic. Each channel comes "
                 "before its topics")
            .only(Kind::object),
        optional("url", &S::url,
                 "Of the preference centre, signed for this person; absent when "
                 "there is no address that it could go to")};
  }
};

} // namespace beckon::schema

namespace beckon::engine {
namespace {

// The address that a link for this person goes to.
std::optional<ConsentLink> link_for(const ProfileView& view, ConsentLink::Kind kind,
                                    const std::string& channel) {
  const std::string address = view.address(channel);
  if (address.empty()) return std::nullopt;
  return ConsentLink{kind, view.cold().id, channel, mark_of(address)};
}

std::string name_of(const ProfileView& view, const ConsentRequest& request) {
  const profile::ConsentState* row = view.cold().consent(request.channel, request.topic);
  return std::string(row == nullptr ? "none" : profile::kConsentStates[row->state]);
}

ConsentRequested request(Workspace& workspace, const ConsentRequest& wanted) {
  const ProfileName name =
      read_profile_name(wanted.profile, "/profile", workspace.definitions()->identifiers());
  schema::Value record = consent_record("", wanted.channel, wanted.topic, "pending", wanted);
  record.erase("id");
  put_name(name, &record);
  const Millis now = workspace.now();
  record.set("at", format_time(now));
  ConsentRequested answer;
  answer.consequences =
      to_value(workspace.record(store::RecordKind::consent, schema::to_json(record)));
  const auto reader = workspace.read();
  const ProfileView view(reader->source(), require_profile(*reader, wanted.profile, "/profile"));
  answer.state = name_of(view, wanted);
  auto link = link_for(view, ConsentLink::Kind::confirmation, wanted.channel);
  if (!link || answer.state == "granted") return answer;
  link->topic = wanted.topic;
  link->requested_at = now;
  answer.confirm_url = consent_url(reader->definitions().settings(), workspace.seed(), *link);
  answer.expires_at = add(now, confirmation_time(reader->definitions().policy(), wanted.channel));
  return answer;
}

Confirmed confirm_consent(Workspace& workspace, const ConfirmRequest& given) {
  const auto link = read_consent_link(workspace.seed(), given.token);
  if (!link || link->kind != ConsentLink::Kind::confirmation) {
    throw Error(Code::not_found, "the link is not one of ours", "/token");
  }
  Statement statement = given;
  if (statement.source.empty()) statement.source = "double_opt_in";
  if (statement.method.empty()) statement.method = "link";
  confirm(workspace, *link, statement);
  return {link->channel, link->topic};
}

PreferencePage page_of(const Workspace& workspace, const Reader& reader, uint32_t profile) {
  PreferencePage page;
  page.preferences = preferences_of(reader, profile);
  const ProfileView view(reader.source(), profile);
  for (const char* channel : {"email", "sms", "push"}) {
    const auto link = link_for(view, ConsentLink::Kind::preferences, channel);
    if (!link) continue;
    page.url = consent_url(reader.definitions().settings(), workspace.seed(), *link);
    break;
  }
  return page;
}

PreferencePage preferences(Workspace& workspace, const ProfileRequest& asked) {
  const auto reader = workspace.read();
  return page_of(workspace, *reader, require_profile(*reader, asked.profile, "/profile"));
}

PreferencePage choose_preferences(Workspace& workspace, const ChooseRequest& asked) {
  const uint32_t profile = require_profile(*workspace.read(), asked.profile, "/profile");
  choose(workspace, profile, asked.preferences, asked);
  const auto reader = workspace.read();
  return page_of(workspace, *reader, require_profile(*reader, asked.profile, "/profile"));
}

constexpr const char* kRequest = R"({"profile": {"email": "ann@example.com"}, "channel": "email",
 "source": "newsletter form", "text_version": "2024-03", "ip": "198.51.100.7"})";
constexpr const char* kOne = R"({"profile": {"user_id": "u1"}})";
constexpr const char* kChoice = R"({"profile": {"user_id": "u1"}, "source": "account page",
 "preferences": [{"channel": "email", "topic": "offers", "state": "denied"}]})";

} // namespace

void add_consents_preferences(Registry& registry) {
  registry.add(operation<ConsentRequest, ConsentRequested>(
      {.name = "consents.request",
       .summary = "Ask for a consent that the person confirms by a link",
       .permission = Permission::write,
       .method = Method::post,
       .path = "/api/v1/consents/request",
       .details = "The consent is `pending` until it is confirmed, and permits nothing. Where the "
                  "settings' `double_opt_in` names a template for the channel, it is sent at once, "
                  "and not again within ten minutes; else the host sends `confirm_url` itself. A "
                  "profile that nobody has is made.",
       .examples = {{"A newsletter form", kRequest}}},
      request));
  registry.add(operation<ConfirmRequest, Confirmed>(
      {.name = "consents.confirm",
       .summary = "Grant what a confirmation link stands for",
       .permission = Permission::write,
       .method = Method::post,
       .path = "/api/v1/consents/confirm",
       .details = "By a page of the host's own; the pages behind links.handle do the same. Call it "
                  "when the person presses a button, never when the link is merely opened: mail "
                  "scanners do that.",
       .examples = {{"By the token", R"({"token": "ZGF0YQ.c2ln", "ip": "198.51.100.7"})"}}},
      confirm_consent));
  registry.add(operation<ProfileRequest, PreferencePage>(
      {.name = "consents.preferences",
       .summary = "Show what a person can choose, and has chosen",
       .method = Method::post,
       .path = "/api/v1/consents/preferences",
       .examples = {{"By user_id", kOne}}},
      preferences));
  registry.add(operation<ChooseRequest, PreferencePage>(
      {.name = "consents.choose",
       .summary = "Record what a person chooses in a preference centre",
       .permission = Permission::write,
       .method = Method::post,
       .path = "/api/v1/consents/choose",
       .examples = {{"No more offers", kChoice}}},
      choose_preferences));
}

} // namespace beckon::engine
