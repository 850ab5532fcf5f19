// settings.*: of the workspace.
#include "engine/operations/all.h"
#include "engine/operations/shapes.h"

namespace beckon::engine {
namespace {

struct Settings {
  std::optional<std::string> name, public_url, address;
};

constexpr std::string_view kSettingsKey = "workspace";

} // namespace
} // namespace beckon::engine

namespace beckon::schema {

template <>
struct Describe<Settings> {
  static constexpr auto fields() {
    return std::tuple{
        optional("name", &Settings::name, "Of the shop, for templates"),
        optional("public_url", &Settings::public_url,
                 "Where links of messages lead, e.g. \"https://mail.shop.example\""),
        optional("address", &Settings::address, "Postal address, for the foot of messages")};
  }
  static void check(const Settings& settings, const std::string& pointer, Issues* issues) {
    if (!settings.public_url) return;
    const std::string& url = *settings.public_url;
    if (url.rfind("https://", 0) == 0 || url.rfind("http://", 0) == 0) return;
    issues->push_back(
        {pointer + "/public_url", "public_url must begin with https:// or http://", ""});
  }
};

} // namespace beckon::schema

namespace beckon::engine {
namespace {

Settings get(Workspace& workspace, const Empty&) {
  return schema::decode<Settings>(workspace.read()->definitions().settings());
}

// Members that are left out keep their value.
Settings update(Workspace& workspace, const Settings& request) {
  schema::Value settings = workspace.definitions()->settings();
  const schema::Value changes = schema::encode(request);
  for (const schema::Member& member : changes.as_object()) {
    settings.set(member.key, member.value);
  }
  const bool first = !workspace.read()->head(DefinitionKind::settings, kSettingsKey).has_value();
  publish(workspace, DefinitionKind::settings, std::string(kSettingsKey), settings, first);
  return schema::decode<Settings>(settings);
}

} // namespace

void add_settings_operations(Registry& registry) {
  registry.add(operation<Empty, Settings>({.name = "settings.get",
                                           .summary = "Show the settings of the workspace",
                                           .path = "/api/v1/settings",
                                           .examples = {{"All", "{}"}}},
                                          get));
  registry.add(operation<Settings, Settings>(
      {.name = "settings.update",
       .summary = "Change settings; what is left out stays",
       .permission = Permission::admin,
       .method = Method::patch,
       .path = "/api/v1/settings",
       .examples = {{"Links", R"({"public_url": "https://mail.shop.example"})"}}},
      update));
}

} // namespace beckon::engine
