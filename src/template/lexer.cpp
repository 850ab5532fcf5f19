#include "template/lexer.h"

#include <algorithm>

#include "template/blank.h"

namespace beckon::liquid {
namespace {

// The next "{{" or "{%" at or after `from`, or the end of the text.
size_t find_markup(std::string_view source, size_t from) {
  for (size_t at = source.find('{', from); at != std::string_view::npos && at + 1 < source.size();
       at = source.find('{', at + 1)) {
    if (source[at + 1] == '{' || source[at + 1] == '%') return at;
  }
  return source.size();
}

// The name of the tag whose content begins here.
std::string_view tag_word(std::string_view content) {
  if (!content.empty() && content.front() == '-') content.remove_prefix(1);
  content.remove_prefix(skip_blanks(content, 0));
  size_t end = 0;
  const auto in_name = [](char c) {
    return (c >= 'a' && c <= 'z') || (c >= '0' && c <= '9') || c == '_';
  };
  while (end < content.size() && in_name(content[end])) ++end;
  return content.substr(0, end);
}

bool is_end_of(std::string_view word, std::string_view name) {
  return word.size() == name.size() + 3 && word.substr(0, 3) == "end" && word.substr(3) == name;
}

} // namespace

Token Lexer::next() {
  if (at_ == source_.size()) return {Token::Kind::end, {}, at_};
  const size_t markup = find_markup(source_, at_);
  if (markup == at_) return read_markup();
  const size_t begin = at_;
  at_ = markup;
  return {Token::Kind::text, trimmed(begin, markup), begin};
}

// Source text between two markups, without the blanks that a dash beside it takes away.
std::string_view Lexer::trimmed(size_t begin, size_t end) {
  std::string_view text = source_.substr(begin, end - begin);
  if (trim_next_) text = trim_left(text);
  trim_next_ = false;
  const bool dash_follows = end + 2 < source_.size() && source_[end + 2] == '-';
  return dash_follows ? trim_right(text) : text;
}

// The language ends a markup at the first closing delimiter, even inside a quoted string.
Token Lexer::read_markup() {
  const size_t begin = at_;
  const bool output = source_[begin + 1] == '{';
  const size_t close = source_.find(output ? "}}" : "%}", begin + 2);
  if (close == std::string_view::npos) {
    at_ = source_.size();
    return {Token::Kind::unclosed, source_.substr(begin, 2), begin};
  }
  at_ = close + 2;
  std::string_view content = source_.substr(begin + 2, close - begin - 2);
  trim_next_ = !content.empty() && content.back() == '-';
  if (trim_next_) content.remove_suffix(1);
  if (!content.empty() && content.front() == '-') content.remove_prefix(1);
  return {output ? Token::Kind::output : Token::Kind::tag, content, begin};
}

std::optional<std::string_view> Lexer::read_body(std::string_view name, bool nests) {
  const size_t begin = at_;
  const bool trim_first = trim_next_;
  size_t depth = 1;
  // Words are looked at before the end of their tag is searched: what looks like a tag may be text,
  // and a search for each would make the time quadratic.
  while ((at_ = source_.find("{%", at_)) != std::string_view::npos) {
    const size_t tag_begin = at_;
    const std::string_view word = tag_word(source_.substr(tag_begin + 2));
    at_ = tag_begin + 2;
    if (nests && word == name) ++depth;
    if (nests && word == "raw" && !raw_unclosed_) skip_raw();
    if (!is_end_of(word, name) || --depth > 0) continue;
    at_ = tag_begin;
    if (read_markup().kind == Token::Kind::unclosed) return std::nullopt;
    const bool trim_after = trim_next_;
    trim_next_ = trim_first;
    const std::string_view body = trimmed(begin, tag_begin);
    trim_next_ = trim_after;
    return body;
  }
  at_ = source_.size();
  return std::nullopt;
}

// What {% raw %} holds; nothing when it is never closed.
void Lexer::skip_raw() {
  for (size_t at = source_.find("{%", at_); at != std::string_view::npos;
       at = source_.find("{%", at + 2)) {
    if (tag_word(source_.substr(at + 2)) != "endraw") continue;
    at_ = at + 2;
    return;
  }
  raw_unclosed_ = true; // not to be searched for again
}

Token LineLexer::next() {
  while (at_ < lines_.size()) {
    const size_t begin = at_;
    const size_t end = std::min(lines_.find('\n', begin), lines_.size());
    at_ = std::min(end + 1, lines_.size());
    const std::string_view line = trim_right(lines_.substr(begin, end - begin));
    const size_t first = skip_blanks(line, 0);
    if (first == line.size()) continue;
    return {Token::Kind::tag, line.substr(first), offset_ + begin + first};
  }
  return {Token::Kind::end, {}, offset_ + at_};
}

std::optional<std::string_view> LineLexer::read_body(std::string_view name, bool nests) {
  const size_t begin = at_;
  size_t depth = 1;
  for (;;) {
    const size_t line_begin = at_;
    const Token line = next();
    if (line.kind == Token::Kind::end) return std::nullopt;
    const std::string_view word = tag_word(line.content);
    if (nests && word == name) ++depth;
    if (!is_end_of(word, name) || --depth > 0) continue;
    return lines_.substr(begin, line_begin - begin);
  }
}

TagWords split_tag(std::string_view content) {
  content = trim_left(content);
  if (!content.empty() && content.front() == '#') return {content.substr(0, 1), {}};
  const auto in_word = [](char c) {
    return (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') || (c >= '0' && c <= '9') || c == '_';
  };
  size_t end = 0;
  while (end < content.size() && in_word(content[end])) ++end;
  if (end == 0) { // no word: up to the next blank
    while (end < content.size() && !is_blank(content[end])) ++end;
  }
  return {content.substr(0, end), trim_right(trim_left(content.substr(end)))};
}

PositionFinder::Position PositionFinder::find(size_t offset) {
  if (offset < offset_) {
    offset_ = 0;
    position_ = {1, 1};
  }
  for (; offset_ < offset; ++offset_) {
    if (source_[offset_] == '\n') {
      ++position_.line;
      position_.column = 1;
    } else if ((static_cast<unsigned char>(source_[offset_]) & 0xc0) != 0x80) {
      ++position_.column;
    }
  }
  return position_;
}

} // namespace beckon::liquid
