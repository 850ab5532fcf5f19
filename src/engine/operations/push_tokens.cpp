// profiles.add_push_token, profiles.remove_push_token: devices that take push messages.
#include <array>

#include "engine/operations/all.h"
#include "engine/operations/shapes.h"

namespace beckon::engine {
namespace {

enum class Platform : uint8_t { ios, android, web };

struct TokenRequest {
  schema::Value profile;
  std::string token;
};
struct AddTokenRequest : TokenRequest {
  Platform platform = Platform::ios;
};
struct TokenAdded {
  schema::Value consequences;
};
struct TokenRemoved {
  bool removed = false;
  schema::Value consequences;
};

} // namespace
} // namespace beckon::engine

namespace beckon::schema {

using namespace std::string_view_literals;

template <>
struct EnumNames<Platform> {
  static constexpr std::array values = {std::pair{Platform::ios, "ios"sv},
                                        std::pair{Platform::android, "android"sv},
                                        std::pair{Platform::web, "web"sv}};
};
constexpr auto token_fields() {
  return std::tuple{
      required("profile", &TokenRequest::profile, kProfileAbout).only(Kind::object),
      required("token", &TokenRequest::token, "As the device's push service has given it")
          .up_to_bytes(limits::push_token_bytes, "push_token_bytes")};
}
template <>
struct Describe<TokenRequest> {
  static constexpr auto fields() { return token_fields(); }
};
template <>
struct Describe<AddTokenRequest> {
  static constexpr auto fields() {
    return std::tuple_cat(
        token_fields(),
        std::tuple{required("platform", &AddTokenRequest::platform, "Of the device")});
  }
  static void check(const AddTokenRequest& request, const std::string& pointer, Issues* issues) {
    if (request.token.empty()) issues->push_back({pointer + "/token", "token is empty", ""});
  }
};
template <>
struct Describe<TokenAdded> {
  static constexpr auto fields() {
    return std::tuple{required("consequences", &TokenAdded::consequences,
                               "What it caused: profile, entered, left, flows")
                          .only(Kind::object)};
  }
};
template <>
struct Describe<TokenRemoved> {
  static constexpr auto fields() {
    return std::tuple{required("removed", &TokenRemoved::removed, "Whether the profile had it"),
                      required("consequences", &TokenRemoved::consequences,
                               "What it caused: profile, entered, left, flows")
                          .only(Kind::object)};
  }
};

} // namespace beckon::schema

namespace beckon::engine {
namespace {

schema::Value payload_of(Workspace& workspace, const TokenRequest& request) {
  const auto reader = workspace.read();
  const uint32_t number = require_profile(*reader, request.profile, "/profile");
  return schema::Value::object(
      {{"profile", reader->ids().profile(number)}, {"token", request.token}});
}

TokenAdded add(Workspace& workspace, const AddTokenRequest& request) {
  schema::Value payload = payload_of(workspace, request);
  payload.set("platform", schema::encode(request).find("platform")->as_string());
  return {to_value(workspace.submit(store::RecordKind::push_token, payload).consequences)};
}

// Taking a permission back goes through on a full disk too.
TokenRemoved remove(Workspace& workspace, const TokenRequest& request) {
  schema::Value payload = payload_of(workspace, request);
  payload.set("remove", true);
  const Answer answer = workspace.submit(store::RecordKind::push_token, payload, true);
  return {answer.value.find("removed")->as_bool(), to_value(answer.consequences)};
}

} // namespace

void add_push_tokens(Registry& registry) {
  registry.add(operation<AddTokenRequest, TokenAdded>(
      {.name = "profiles.add_push_token",
       .summary = "Register a device for push messages",
       .permission = Permission::write,
       .method = Method::post,
       .path = "/api/v1/profiles/push-tokens",
       .details = "A device belongs to the profile that registered it last. Push messages go to "
                  "the profile's newest device that an account serves, and to the next one when "
                  "that is gone; marketing also needs consent to the channel "
                  "`push`. A profile has at most limits::push_tokens, the oldest gives way.",
       .examples = {{"A phone", R"({"profile": {"user_id": "u1"}, "token": "fcm-0123456789",
 "platform": "android"})"}}},
      add));
  registry.add(operation<TokenRequest, TokenRemoved>(
      {.name = "profiles.remove_push_token",
       .summary = "Take a device off: it gets no push message from now on",
       .permission = Permission::write,
       .method = Method::post,
       .path = "/api/v1/profiles/push-tokens/remove",
       .details = "Messages that wait for it are not sent. Denying consent to the channel `push` "
                  "takes all devices of the profile off, and so does a provider's word that a "
                  "token is dead for that one.",
       .examples = {{"A phone", R"({"profile": {"user_id": "u1"}, "token": "fcm-0123456789"})"}}},
      remove));
}

} // namespace beckon::engine
