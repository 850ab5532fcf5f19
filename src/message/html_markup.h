// The tags of an HTML document where they stand, by the rules of the HTML standard's tokenizer:
// what edits e-mail without touching a byte that it does not mean. No tree is built.
#pragma once

#include <string_view>
#include <vector>

namespace beckon::message {

struct HtmlAttribute {
  std::string_view name, value; // as written; the value without its quotes
};

struct HtmlTag {
  std::string_view name; // as written
  bool closes = false;
  std::string_view whole; // from "<" to ">"
  std::vector<HtmlAttribute> attributes;
};

// Whether two texts are equal but for the case of ASCII letters. `small` is in lower case.
bool is_name(std::string_view text, std::string_view small);

// Ownership: borrows the document. What stands in comments, and what is text of a script or a
// style, is passed over; but the content of Outlook's conditional comments, <!--[if mso]> … , is
// read as the markup that it is there.
class HtmlTags {
 public:
  explicit HtmlTags(std::string_view html) : html_(html), end_(html.size()) {}
  // The next tag, good until the next call; null at the end. A tag that the document's end cuts off
  // is none.
  const HtmlTag* next();
  // Whether the tag returned last stands in a conditional comment.
  bool in_comment() const { return comment_end_ != 0; }

 private:
  bool read_markup();
  void read_declaration();
  bool read_tag(size_t name_begin);
  bool read_attribute();
  void skip_text_of(std::string_view name);
  size_t find(std::string_view text) const;
  void move_past(size_t at, size_t length);
  bool blank_at(size_t at) const;

  std::string_view html_;
  size_t at_ = 0;
  size_t end_;             // of what is read now: the document, or a conditional comment
  size_t comment_end_ = 0; // where the conditional comment ends that is being read; 0: none
  HtmlTag tag_;
};

} // namespace beckon::message
