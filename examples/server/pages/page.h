// What the pages for people have in common: one style, no scripts, nothing from elsewhere.
#pragma once

#include <string>
#include <string_view>

#include "core/message.h"

namespace server {

// Text as HTML, inside an element or a quoted attribute.
std::string escaped(std::string_view text);
// A page that says one thing. `text` and `form` are HTML; title is plain and ours.
Response page(int status, std::string_view title, std::string_view text, std::string_view form);

} // namespace server
