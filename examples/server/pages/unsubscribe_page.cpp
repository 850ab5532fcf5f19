#include "pages/unsubscribe_page.h"

#include <string>
#include <string_view>

#include "pages/page.h"

namespace server {
namespace {

// The same body that mail programs post (RFC 8058), so that there is one way to unsubscribe.
constexpr std::string_view kForm =
    "<form method=\"post\">"
    "<input type=\"hidden\" name=\"List-Unsubscribe\" value=\"One-Click\">"
    "<button type=\"submit\">Unsubscribe</button></form>";

} // namespace

Response unsubscribe_question_page(const std::string& address) {
  return page(200, "Unsubscribe",
              "Press the button and no more offers and news will go to " + escaped(address) + ".",
              kForm);
}

Response unsubscribed_page(const std::string& address) {
  return page(200, "You are unsubscribed",
              "No more offers and news will go to " + escaped(address) + ".", "");
}

Response unsubscribe_failed_page(int status) {
  if (status == 404) return broken_link_page(404);
  return page(status, "That did not work", "Please try again in a moment.", kForm);
}

Response broken_link_page(int status) {
  if (status != 404) return page(status, "That did not work", "Please try again in a moment.", "");
  return page(404, "This link does not work",
              "It may have been cut off. Please use the link in the message itself.", "");
}

} // namespace server
