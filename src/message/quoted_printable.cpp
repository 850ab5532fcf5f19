#include "message/quoted_printable.h"

#include <cstdint>

#include "message/utf8.h"

namespace beckon::message {
namespace {

constexpr size_t kLineLength = 76;
constexpr char kHex[] = "0123456789ABCDEF";

class LineWriter {
 public:
  explicit LineWriter(std::string* out) : out_(out) {}

  // One character of the text. `ends_line`: the last before a line end, where blanks would be lost
  // on the way.
  void put(std::string_view character, bool ends_line) {
    // One column stays free for the "=" of a soft break.
    if (column_ + encoded(character, ends_line).size() >= kLineLength) {
      *out_ += "=\r\n";
      column_ = 0;
    }
    const std::string text = encoded(character, ends_line);
    *out_ += text;
    column_ += text.size();
  }

  void end_line() {
    *out_ += "\r\n";
    column_ = 0;
  }

 private:
  // As it stands in the current column.
  std::string encoded(std::string_view character, bool ends_line) const {
    std::string text;
    for (const char c : character) {
      const bool blank = c == ' ' || c == '\t';
      const bool plain = (c > ' ' && c < 0x7f && c != '=') || (blank && !ends_line);
      if (plain && !(c == '.' && column_ == 0)) text += c;
      else text += {'=', kHex[static_cast<uint8_t>(c) >> 4], kHex[static_cast<uint8_t>(c) & 15]};
    }
    return text;
  }

  std::string* out_;
  size_t column_ = 0;
};

} // namespace

void append_quoted_printable(std::string* out, std::string_view text) {
  LineWriter writer(out);
  while (!text.empty()) {
    const size_t end = text.find_first_of("\r\n");
    std::string_view line = text.substr(0, end);
    while (!line.empty()) {
      const size_t length = std::max<size_t>(1, character_length(line));
      writer.put(line.substr(0, length), length == line.size());
      line.remove_prefix(length);
    }
    writer.end_line();
    if (end == std::string_view::npos) return;
    text.remove_prefix(end + (text.substr(end, 2) == "\r\n" ? 2 : 1));
  }
}

} // namespace beckon::message
