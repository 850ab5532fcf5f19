#include "message/html_markup.h"

#include <algorithm>
#include <array>

#include "base/ascii.h"

namespace beckon::message {
namespace {

// Elements whose content is text, whatever it looks like.
constexpr std::array<std::string_view, 8> kTextElements = {
    "script", "style", "title", "textarea", "xmp", "iframe", "noembed", "noframes"};

bool is_letter(char c) { return ascii_lower(c) >= 'a' && ascii_lower(c) <= 'z'; }

bool is_blank(char c) { return c == ' ' || c == '\t' || c == '\r' || c == '\n' || c == '\f'; }

} // namespace

bool is_name(std::string_view text, std::string_view small) {
  return text.size() == small.size() &&
         std::equal(text.begin(), text.end(), small.begin(),
                    [](char a, char b) { return ascii_lower(a) == b; });
}

const HtmlTag* HtmlTags::next() {
  for (;;) {
    const size_t open = find("<");
    if (open < end_) {
      at_ = open;
      if (read_markup()) return &tag_;
      continue;
    }
    if (comment_end_ == 0) return nullptr;
    at_ = comment_end_; // on with what follows the comment
    comment_end_ = 0;
    end_ = html_.size();
  }
}

// At a "<". Moves past what begins there; whether it was a tag.
bool HtmlTags::read_markup() {
  const char next = at_ + 1 < end_ ? html_[at_ + 1] : '\0';
  if (next == '!') {
    read_declaration();
    return false;
  }
  const bool closes = next == '/';
  const size_t name = at_ + (closes ? 2 : 1);
  if (name < end_ && is_letter(html_[name])) {
    tag_.closes = closes;
    return read_tag(name);
  }
  // "<?…>" and "</…>" are comments up to the next ">"; any other "<" is text.
  if (next == '?' || closes) move_past(find(">"), 1);
  else ++at_;
  return false;
}

// A comment, a doctype, or the marks of a conditional comment.
void HtmlTags::read_declaration() {
  const std::string_view rest = html_.substr(at_, end_ - at_);
  if (rest.substr(0, 4) != "<!--") return move_past(find(">"), 1);
  if (rest.substr(4, 1) == ">" || rest.substr(4, 2) == "->") return move_past(find(">"), 1);
  const size_t first = at_ + 4;
  at_ = first;
  size_t close = end_, behind = end_;
  for (; at_ < end_; ++at_) {
    at_ = std::min(find("--"), end_);
    const bool odd = html_.substr(at_, 4) == "--!>"; // which ends it as well
    if (at_ >= end_ || (!odd && html_.substr(at_, 3) != "-->")) continue;
    close = at_;
    behind = std::min(at_ + (odd ? 4 : 3), end_);
    break;
  }
  at_ = behind;
  const std::string_view inside = html_.substr(first, close - first);
  const size_t condition = inside.find("]>");
  const bool conditional = comment_end_ == 0 && inside.substr(0, 4) == "[if ";
  if (!conditional || condition == std::string_view::npos) return;
  comment_end_ = behind;
  at_ = first + condition + 2;
  end_ = close;
}

bool HtmlTags::read_tag(size_t name_begin) {
  const size_t begin = at_;
  at_ = name_begin;
  while (at_ < end_ && !blank_at(at_) && html_[at_] != '/' && html_[at_] != '>') ++at_;
  tag_.name = html_.substr(name_begin, at_ - name_begin);
  tag_.attributes.clear();
  while (read_attribute()) {
  }
  if (at_ >= end_) return false;
  ++at_; // the ">"
  tag_.whole = html_.substr(begin, at_ - begin);
  if (tag_.closes) return true;
  const auto text = std::find_if(kTextElements.begin(), kTextElements.end(),
                                 [&](std::string_view name) { return is_name(tag_.name, name); });
  if (text != kTextElements.end()) skip_text_of(*text);
  return true;
}

// False at the ">" of the tag and at the end.
bool HtmlTags::read_attribute() {
  while (at_ < end_ && (blank_at(at_) || html_[at_] == '/')) ++at_;
  if (at_ >= end_ || html_[at_] == '>') return false;
  const size_t begin = at_++; // a first "=" belongs to the name
  while (at_ < end_ && !blank_at(at_) && html_[at_] != '/' && html_[at_] != '>' &&
         html_[at_] != '=') {
    ++at_;
  }
  HtmlAttribute attribute{html_.substr(begin, at_ - begin), {}};
  size_t sign = at_;
  while (sign < end_ && blank_at(sign)) ++sign;
  if (sign < end_ && html_[sign] == '=') {
    at_ = sign + 1;
    while (at_ < end_ && blank_at(at_)) ++at_;
    const char quote = at_ < end_ ? html_[at_] : '\0';
    if (quote == '"' || quote == '\'') {
      const size_t value = ++at_;
      const size_t end = std::min(find(quote == '"' ? "\"" : "'"), end_);
      attribute.value = html_.substr(value, end - value);
      at_ = std::min(end + 1, end_); // one that is never closed ends the document
    } else {
      const size_t value = at_;
      while (at_ < end_ && !blank_at(at_) && html_[at_] != '>') ++at_;
      attribute.value = html_.substr(value, at_ - value);
    }
  }
  tag_.attributes.push_back(attribute);
  return true;
}

// To the element's end tag, which next() is to return.
void HtmlTags::skip_text_of(std::string_view name) {
  for (size_t from = at_;;) {
    const size_t at = html_.substr(0, end_).find("</", from);
    if (at == std::string_view::npos) {
      at_ = end_;
      return;
    }
    const size_t behind = at + 2 + name.size();
    const bool ends = behind < end_ && is_name(html_.substr(at + 2, name.size()), name) &&
                      (blank_at(behind) || html_[behind] == '/' || html_[behind] == '>');
    if (ends) {
      at_ = at;
      return;
    }
    from = at + 2;
  }
}

// Where the text stands next, at least end_ when nowhere.
size_t HtmlTags::find(std::string_view text) const {
  const size_t at = html_.substr(0, end_).find(text, at_);
  return at == std::string_view::npos ? html_.size() : at;
}

void HtmlTags::move_past(size_t at, size_t length) { at_ = std::min(at + length, end_); }

bool HtmlTags::blank_at(size_t at) const { return is_blank(html_[at]); }

} // namespace beckon::message
