#include "schema/one_text.h"

namespace beckon::schema {
namespace {

class Scanner {
 public:
  // What is longer is read as nothing: its limits are parse_json's to tell.
  explicit Scanner(std::string_view json) : left_(json.size() <= kBytes ? json : "") {}

  // Whether the mark is what comes next; it is passed then.
  bool pass(char mark) {
    skip_space();
    if (left_.empty() || left_.front() != mark) return false;
    left_.remove_prefix(1);
    return true;
  }

  std::optional<std::string_view> plain_text() {
    if (!pass('"')) return std::nullopt;
    for (size_t i = 0; i < left_.size(); ++i) {
      const char c = left_[i];
      if (c == '"') {
        const std::string_view text = left_.substr(0, i);
        left_.remove_prefix(i + 1);
        return text;
      }
      if (c < ' ' || c > '~' || c == '\\') break; // chars are signed or not: both ends
    }
    return std::nullopt;
  }

  std::optional<OneText> one_text() {
    if (!pass('{')) return std::nullopt;
    const auto key = plain_text();
    if (!key || !pass(':')) return std::nullopt;
    const auto text = plain_text();
    if (!text || !pass('}')) return std::nullopt;
    return OneText{*key, *text};
  }

  bool at_end() {
    skip_space();
    return left_.empty();
  }

 private:
  static constexpr size_t kBytes = 1'024;
  void skip_space() {
    while (!left_.empty() && (left_.front() == ' ' || left_.front() == '\n' ||
                              left_.front() == '\t' || left_.front() == '\r')) {
      left_.remove_prefix(1);
    }
  }
  std::string_view left_;
};

} // namespace

std::optional<OneText> read_one_text(std::string_view json) {
  Scanner scanner(json);
  const auto read = scanner.one_text();
  return scanner.at_end() ? read : std::nullopt;
}

std::optional<OneText> read_one_text_under(std::string_view key, std::string_view json) {
  Scanner scanner(json);
  if (!scanner.pass('{') || scanner.plain_text() != key || !scanner.pass(':')) return std::nullopt;
  const auto read = scanner.one_text();
  return scanner.pass('}') && scanner.at_end() ? read : std::nullopt;
}

} // namespace beckon::schema
