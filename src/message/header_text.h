// Header fields of RFC 5322: folding and the encoded words of RFC 2047.
#pragma once

#include <string>
#include <string_view>
#include <vector>

namespace beckon::message {

// Appends "Name: words…\r\n", folded between words so that lines stay within 78 characters where
// the words allow it; the first word stays beside the name. The words are written as they are.
void append_field(std::string* out, std::string_view name, const std::vector<std::string>& words);

// Free text as words for append_field: plain ASCII as it is, everything else, and what could not
// be folded back to the same text, as encoded words of at most 75 characters. `first_space` is
// what the first line has left for the first word.
std::vector<std::string> text_words(std::string_view text, size_t first_space);

// A display name: like text_words, but quoted where it holds specials.
std::vector<std::string> phrase_words(std::string_view name, size_t first_space);

} // namespace beckon::message
