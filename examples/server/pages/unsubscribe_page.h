// The pages behind the unsubscribe link of a message.
#pragma once

#include <string>

#include "core/message.h"

namespace server {

// `address`: whom the message went to, shortened, so that a forwarded message tells little.

// A button that posts to the page's own address.
Response unsubscribe_question_page(const std::string& address);
Response unsubscribed_page(const std::string& address);
// `status`: 404 for a token that is not ours or was changed, 503 when it cannot be done now.
Response unsubscribe_failed_page(int status);
// Of any other link, without a button.
Response broken_link_page(int status);

} // namespace server
