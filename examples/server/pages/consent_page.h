// The pages behind the links by which people speak of consent: the confirmation of a double opt-in
// and the preference centre. They work without scripts.
#pragma once

#include <string>

#include "core/json.h"
#include "core/message.h"

namespace server {

// `address`: shortened, as on the page of an unsubscribe link.
Response confirm_question_page(const std::string& address);
Response confirmed_page(const std::string& address);
// The link has expired, or the person has refused since.
Response not_confirmed_page();
// `preferences`: as links.handle shows them. A box a preference; `saved`: that it was done.
Response preferences_page(const std::string& address, const Json& preferences, bool saved);

} // namespace server
