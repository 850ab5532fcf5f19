// text_from_html of email.h: one pass over the markup, no tree.
#include <algorithm>
#include <array>
#include <string>
#include <string_view>

#include "base/ascii.h"
#include "message/email.h"
#include "message/html_entities.h"

namespace beckon::message {
namespace {

constexpr std::string_view kBlank = " \t\r\n\f";

template <size_t N>
bool is_one_of(const std::string& name, const std::array<std::string_view, N>& names) {
  return std::find(names.begin(), names.end(), name) != names.end();
}

// Elements that stand apart by a blank line, and those that begin a line.
constexpr std::array<std::string_view, 14> kParagraphs = {
    "p", "h1", "h2", "h3", "h4", "h5", "h6", "ul", "ol", "dl", "table", "blockquote", "pre", "hr"};
constexpr std::array<std::string_view, 13> kLines = {
    "div", "tr",     "li",     "dt",      "dd",   "section", "article",
    "nav", "header", "footer", "caption", "form", "address"};
// Elements whose content is no text of the page.
constexpr std::array<std::string_view, 4> kHidden = {"script", "style", "title", "template"};

struct Tag {
  std::string name; // lower case
  bool closes = false;
  std::string href, alt;
};

// Collapses blanks, keeps at most one empty line.
class TextWriter {
 public:
  void put(std::string_view text, bool keep_blanks) {
    for (const char c : text) {
      if (keep_blanks && c == '\n') break_line(1);
      else if (keep_blanks && c != '\r') put_visible(c);
      else if (kBlank.find(c) != std::string_view::npos) space_ = !at_line_start();
      else put_visible(c);
    }
  }
  // At least `count` line ends before the next text; 2 leaves an empty line.
  void break_line(size_t count) {
    space_ = false;
    breaks_ = std::max(breaks_, count);
  }
  // One more line end.
  void add_line() {
    space_ = false;
    breaks_ = std::min<size_t>(breaks_ + 1, 2);
  }
  void want_space() { space_ = !at_line_start(); }
  size_t size() const { return out_.size(); }
  std::string_view since(size_t begin) const { return std::string_view(out_).substr(begin); }
  std::string take() { return std::move(out_); }

 private:
  bool at_line_start() const { return out_.empty() || breaks_ > 0; }
  void put_visible(char c) {
    if (!out_.empty()) out_.append(breaks_, '\n');
    breaks_ = 0;
    if (space_) out_ += ' ';
    space_ = false;
    out_ += c;
  }
  std::string out_;
  size_t breaks_ = 0;
  bool space_ = false;
};

class HtmlReader {
 public:
  explicit HtmlReader(std::string_view html) : rest_(html) {}

  std::string read() {
    while (!rest_.empty()) {
      if (rest_.front() == '<' && read_markup()) continue;
      read_text();
    }
    close_link();
    return writer_.take();
  }

 private:
  void read_text() {
    // A '<' that opens nothing is text.
    const size_t end = std::min(rest_.find('<', 1), rest_.size());
    const std::string text = without_references(rest_.substr(0, end));
    std::string plain;
    for (size_t i = 0; i < text.size(); ++i) {
      const bool no_break_space = text.compare(i, 2, "\u00a0") == 0;
      plain += no_break_space ? ' ' : text[i];
      i += no_break_space ? 1 : 0;
    }
    writer_.put(plain, preformatted_ > 0);
    rest_.remove_prefix(end);
  }

  // Whether a comment, declaration or tag was read.
  bool read_markup() {
    if (rest_.substr(0, 4) == "<!--") {
      skip_past(rest_.find("-->", 4), 3);
      return true;
    }
    const char next = rest_.size() > 1 ? rest_[1] : '\0';
    if (next == '!' || next == '?') {
      skip_past(rest_.find('>'), 1);
      return true;
    }
    const bool closes = next == '/';
    const char first = rest_.size() > 1U + closes ? rest_[1U + closes] : '\0';
    const bool letter = (first >= 'a' && first <= 'z') || (first >= 'A' && first <= 'Z');
    if (!letter) return false;
    rest_.remove_prefix(1U + closes);
    Tag tag = read_tag();
    tag.closes = closes;
    apply(tag);
    return true;
  }

  void skip_past(size_t at, size_t length) {
    rest_.remove_prefix(at == std::string_view::npos ? rest_.size() : at + length);
  }

  std::string_view take_until(std::string_view ends) {
    const size_t end = std::min(rest_.find_first_of(ends), rest_.size());
    const std::string_view taken = rest_.substr(0, end);
    rest_.remove_prefix(end);
    return taken;
  }

  // Behind "<" or "</", to behind ">".
  Tag read_tag() {
    Tag tag;
    tag.name = ascii_lower(take_until(" \t\r\n\f/>"));
    for (;;) {
      rest_.remove_prefix(std::min(rest_.find_first_not_of(" \t\r\n\f/"), rest_.size()));
      if (rest_.empty()) return tag;
      if (rest_.front() == '>') {
        rest_.remove_prefix(1);
        return tag;
      }
      const std::string name = ascii_lower(take_until(" \t\r\n\f/>="));
      const std::string_view value = read_value();
      if (name == "href") tag.href = without_references(value);
      if (name == "alt") tag.alt = without_references(value);
    }
  }

  std::string_view read_value() {
    const size_t sign = rest_.find_first_not_of(kBlank);
    if (sign == std::string_view::npos || rest_[sign] != '=') return {};
    rest_.remove_prefix(sign + 1);
    rest_.remove_prefix(std::min(rest_.find_first_not_of(kBlank), rest_.size()));
    if (rest_.empty() || (rest_.front() != '"' && rest_.front() != '\'')) {
      return take_until(" \t\r\n\f>");
    }
    const char quote = rest_.front();
    rest_.remove_prefix(1);
    const std::string_view value = rest_.substr(0, rest_.find(quote));
    rest_.remove_prefix(std::min(value.size() + 1, rest_.size()));
    return value;
  }

  void apply(const Tag& tag) {
    if (is_one_of(tag.name, kHidden) && !tag.closes) skip_content(tag.name);
    if (tag.name == "pre") preformatted_ = tag.closes ? 0 : 1;
    if (tag.name == "a") {
      close_link();
      if (!tag.closes) open_link(tag.href);
    }
    if (tag.name == "br") writer_.add_line();
    if (tag.name == "img") writer_.put(tag.alt, false);
    if (tag.name == "td" || tag.name == "th") writer_.want_space();
    if (is_one_of(tag.name, kParagraphs)) writer_.break_line(2);
    if (is_one_of(tag.name, kLines)) writer_.break_line(1);
    if (tag.name == "li" && !tag.closes) {
      writer_.put("-", false);
      writer_.want_space();
    }
    if (tag.name == "hr") {
      writer_.put("---", false);
      writer_.break_line(2);
    }
  }

  // To behind the closing tag, which is searched for whatever lies between.
  void skip_content(const std::string& name) {
    for (;;) {
      const size_t at = rest_.find("</");
      if (at == std::string_view::npos) {
        rest_ = {};
        return;
      }
      rest_.remove_prefix(at + 2);
      if (ascii_lower(rest_.substr(0, name.size())) != name) continue;
      read_tag();
      return;
    }
  }

  void open_link(const std::string& href) {
    link_ = href;
    link_begin_ = writer_.size();
  }

  // " (url)" behind the text, unless the text is the url already or the link leads nowhere.
  void close_link() {
    std::string href;
    for (const char c : link_) {
      if (static_cast<unsigned char>(c) > ' ') href += c;
    }
    link_.clear();
    if (href.empty() || href.front() == '#') return;
    const std::string_view text = writer_.since(link_begin_);
    const size_t first = std::min(text.find_first_not_of(" \n"), text.size());
    const std::string_view shown = text.substr(first);
    if (shown == href || "mailto:" + std::string(shown) == href) return;
    const bool bare = shown.empty(); // an image without alt text
    writer_.want_space();
    writer_.put(bare ? href : "(" + href + ")", false);
  }

  std::string_view rest_;
  TextWriter writer_;
  std::string link_;
  size_t link_begin_ = 0;
  int preformatted_ = 0;
};

} // namespace

std::string text_from_html(std::string_view html) { return HtmlReader(html).read(); }

} // namespace beckon::message
