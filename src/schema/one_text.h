// Documents of one plain text, {"email": "ann@shop.example"}: what questions about one customer
// look like. They come too often to make a value of each.
#pragma once

#include <optional>
#include <string_view>

namespace beckon::schema {

struct OneText {
  std::string_view key, text; // parts of the document
};

// Nothing when the document is anything else or malformed, or when a text in it has escapes or
// bytes beyond ASCII: parse_json tells then what it is. What is answered, parse_json reads as the
// same.
std::optional<OneText> read_one_text(std::string_view json);
// The same one level deeper: {"profile": {"email": "ann@shop.example"}} under the key "profile".
std::optional<OneText> read_one_text_under(std::string_view key, std::string_view json);

} // namespace beckon::schema
