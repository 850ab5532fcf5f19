#include "pages/consent_page.h"

#include <string_view>

#include "pages/page.h"

namespace server {
namespace {

std::string channel_title(const std::string& channel) {
  if (channel == "email") return "E-mail";
  if (channel == "sms") return "SMS";
  return channel == "push" ? "Push messages" : escaped(channel);
}

// Its value names the preference to consent_endpoints.cpp.
std::string box(const Json& row) {
  const std::string channel = row.at("channel"), topic = row.at("topic");
  std::string html =
      "<label><input type=\"checkbox\" name=\"p\" value=\"" + escaped(channel + "/" + topic) + "\"";
  if (row.at("state") == "granted") html += " checked";
  html += "> ";
  html += topic.empty() ? "All offers and news" : escaped(row.value("name", topic));
  if (row.contains("description")) {
    html += "<small>" + escaped(row.at("description").get<std::string>()) + "</small>";
  }
  return html + "</label>";
}

std::string boxes(const Json& preferences) {
  std::string html, channel;
  for (const Json& row : preferences) {
    if (row.at("channel") != channel) {
      if (!channel.empty()) html += "</fieldset>";
      channel = row.at("channel");
      html += "<fieldset><legend>" + channel_title(channel) + "</legend>";
    }
    html += box(row);
  }
  return channel.empty() ? html : html + "</fieldset>";
}

} // namespace

Response confirm_question_page(const std::string& address) {
  return page(200, "Please confirm",
              "Press the button and offers and news will go to " + escaped(address) + ".",
              "<form method=\"post\"><button type=\"submit\">Confirm</button></form>");
}

Response confirmed_page(const std::string& address) {
  return page(200, "Thank you", "Offers and news will go to " + escaped(address) + ".", "");
}

Response not_confirmed_page() {
  return page(409, "This link has expired", "Please ask for a new one.", "");
}

Response preferences_page(const std::string& address, const Json& preferences, bool saved) {
  const std::string form = "<form method=\"post\">" + boxes(preferences) +
                           "<button type=\"submit\">Save</button></form>";
  return page(200, saved ? "Your choice is saved" : "What may we send you?",
              "For " + escaped(address) + ".", form);
}

} // namespace server
