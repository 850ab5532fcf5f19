// The pages behind the unsubscribe link of a message. They show no name and no address: whoever
// holds a forwarded message learns nothing about its recipient.
#pragma once

#include "core/message.h"

namespace server {

// A button that posts to the page's own address.
Response unsubscribe_question_page();
Response unsubscribed_page();
// `status`: 404 for a token that is not ours or was changed, 503 when it cannot be done now.
Response unsubscribe_failed_page(int status);

} // namespace server
