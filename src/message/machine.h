// Who follows a link: a human's program, or one that looks at mail before, or instead of, a human.
#pragma once

#include <string_view>

namespace beckon::message {

// By the User-Agent: scanners of mail, previews of chats, crawlers and plain HTTP clients name
// themselves; so does who sends none. The image proxies of Gmail and Yahoo fetch when a human opens
// and are none of them; a scanner that pretends to be a browser is not recognised.
bool is_machine(std::string_view user_agent);

} // namespace beckon::message
