#include "message/quoted_printable.h"

#include <algorithm>
#include <array>
#include <cstdint>

#include "message/utf8.h"

namespace beckon::message {
namespace {

constexpr size_t kLineLength = 76;
constexpr char kHex[] = "0123456789ABCDEF";

constexpr std::array<bool, 256> make_plain() {
  std::array<bool, 256> plain = {};
  for (size_t c = 0x20; c < 0x7f; ++c) plain[c] = c != '=';
  plain['\t'] = true;
  return plain;
}
constexpr std::array<bool, 256> kPlain = make_plain();

class LineWriter {
 public:
  explicit LineWriter(std::string* out) : out_(out) {}

  void line(std::string_view text) {
    while (!text.empty()) {
      const size_t run = plain_run(text);
      if (run > 0) {
        out_->append(text.substr(0, run));
        column_ += run;
        text.remove_prefix(run);
        continue;
      }
      const size_t length = std::max<size_t>(1, character_length(text));
      put(text.substr(0, length), length == text.size());
      text.remove_prefix(length);
    }
    *out_ += "\r\n";
    column_ = 0;
  }

 private:
  // How much of the text can stand as it is in what is left of the line. The last character of the
  // text is left to put().
  size_t plain_run(std::string_view text) const {
    const size_t room = kLineLength - 1 - std::min(column_, kLineLength - 1);
    const size_t most = std::min(room, text.size() - 1);
    size_t run = 0;
    if (column_ == 0 && text.front() == '.') return 0;
    while (run < most && kPlain[static_cast<uint8_t>(text[run])]) ++run;
    return run;
  }

  // One character. `ends_line`: the last before a line end, where blanks would be lost on the way.
  void put(std::string_view character, bool ends_line) {
    // One column stays free for the "=" of a soft break.
    if (column_ + encoded_size(character, ends_line) >= kLineLength) {
      *out_ += "=\r\n";
      column_ = 0;
    }
    for (const char c : character) {
      const auto byte = static_cast<uint8_t>(c);
      if (is_plain(c, ends_line)) {
        *out_ += c;
        ++column_;
      } else {
        *out_ += {'=', kHex[byte >> 4], kHex[byte & 15]};
        column_ += 3;
      }
    }
  }

  bool is_plain(char c, bool ends_line) const {
    if (ends_line && (c == ' ' || c == '\t')) return false;
    return kPlain[static_cast<uint8_t>(c)] && !(c == '.' && column_ == 0);
  }

  size_t encoded_size(std::string_view character, bool ends_line) const {
    return character.size() == 1 && is_plain(character.front(), ends_line) ? 1
                                                                           : 3 * character.size();
  }

  std::string* out_;
  size_t column_ = 0;
};

} // namespace

void append_quoted_printable(std::string* out, std::string_view text) {
  LineWriter writer(out);
  while (!text.empty()) {
    const size_t end = text.find_first_of("\r\n");
    writer.line(text.substr(0, end));
    if (end == std::string_view::npos) return;
    text.remove_prefix(end + (text.substr(end, 2) == "\r\n" ? 2 : 1));
  }
}

} // namespace beckon::message
