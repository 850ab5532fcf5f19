// settings.*: of the workspace.
#include "engine/policy/settings.h"
#include "engine/operations/all.h"
#include "engine/operations/shapes.h"

namespace beckon::engine {
namespace {

constexpr std::string_view kSettingsKey = "workspace";

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
       .details = "Quiet hours and frequency caps bind marketing only. A message whose time falls "
                  "into the recipient's quiet hours leaves at their end; one above a cap is "
                  "excluded with the reason `frequency_cap`. Both go by the recipient's clock: "
                  "the trait `timezone`, else the flow's zone, else the workspace's. An object "
                  "or a list that is given replaces the one before it.",
       .examples =
           {{"Links", R"({"public_url": "https://mail.shop.example"})"},
            {"No marketing at night, three e-mails a week",
             R"({"timezone": "Europe/Paris", "quiet_hours": {"from": "21:00", "to": "08:00"},
 "frequency_caps": [{"channel": "email", "limit": 3, "per": "7d"},
                    {"limit": 1, "calendar": "day"}]})"}}},
      update));
}

} // namespace beckon::engine
