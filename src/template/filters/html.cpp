// escape, escape_once, newline_to_br, raw, strip_html, strip_newlines: texts and HTML.
#include "template/filters/registry.h"
#include "template/text.h"

namespace beckon::liquid {
namespace {

using schema::Value;

Operand escaped(const Operand& subject) {
  std::string scratch, out;
  append_escaped(&out, text_of(subject, &scratch));
  Operand result = Value(std::move(out));
  return result.mark_safe();
}

// Where HTML is written, escaped once, however often it is asked for: the result is safe and so is
// what was.
Operand apply_escape(const Operand& subject, const FilterArguments& arguments) {
  if (subject.is_nil()) return subject;
  if (subject.safe() && arguments.options.escape == Escape::html) return subject;
  return escaped(subject);
}

// The length of the character reference that the text begins with, or 0: &name; &#1; &#x1;
size_t reference_length(std::string_view text) {
  size_t end = 1;
  if (text.substr(1, 1) == "#") ++end;
  if (end == 2 && (text.substr(2, 1) == "x" || text.substr(2, 1) == "X")) ++end;
  const size_t first = end;
  const auto in_name = [](char c) {
    return (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') || (c >= '0' && c <= '9');
  };
  while (end < text.size() && end < 40 && in_name(text[end])) ++end;
  return end > first && end < text.size() && text[end] == ';' ? end + 1 : 0;
}

// What is a character reference already stays one.
Operand apply_escape_once(const Operand& subject, const FilterArguments&) {
  if (subject.is_nil()) return subject;
  std::string scratch, out;
  std::string_view text = text_of(subject, &scratch);
  while (!text.empty()) {
    const size_t length = text.front() == '&' ? reference_length(text) : 0;
    const size_t part = length > 0 ? length : std::min(text.find('&', 1), text.size());
    if (length > 0) out.append(text.substr(0, part));
    else append_escaped(&out, text.substr(0, part));
    text.remove_prefix(part);
  }
  Operand result = Value(std::move(out));
  return result.mark_safe();
}

Operand apply_raw(const Operand& subject, const FilterArguments&) {
  Operand result = subject;
  return result.mark_safe();
}

// Where HTML is written the text is escaped first: the breaks are markup, the text is none.
Operand apply_newline_to_br(const Operand& subject, const FilterArguments& arguments) {
  const bool html = arguments.options.escape == Escape::html;
  const Operand source = html && !subject.safe() ? escaped(subject) : subject;
  std::string scratch, out;
  const std::string_view text = text_of(source, &scratch);
  for (size_t i = 0; i < text.size(); ++i) {
    if (text[i] == '\r' && i + 1 < text.size() && text[i + 1] == '\n') continue;
    if (text[i] == '\n') out.append("<br />");
    out.push_back(text[i]);
  }
  Operand result = Value(std::move(out));
  return result.mark_safe(html || subject.safe());
}

Operand apply_strip_newlines(const Operand& subject, const FilterArguments&) {
  std::string scratch;
  std::string out(text_of(subject, &scratch));
  std::erase_if(out, [](char c) { return c == '\r' || c == '\n'; });
  Operand result = Value(std::move(out));
  return result.mark_safe(subject.safe());
}

bool begins_with(std::string_view text, std::string_view word) {
  if (text.size() < word.size()) return false;
  for (size_t i = 0; i < word.size(); ++i) {
    const char c = text[i] >= 'A' && text[i] <= 'Z' ? static_cast<char>(text[i] + 32) : text[i];
    if (c != word[i]) return false;
  }
  return true;
}

// Takes the markup out of a text. What begins like a script, a style or a comment and never ends is
// searched for its end once, so that the time grows with the text's length.
class MarkupStripper {
 public:
  std::string strip(std::string_view text) {
    std::string out;
    for (;;) {
      const size_t begin = std::min(text.find('<'), text.size());
      out.append(text.substr(0, begin));
      text.remove_prefix(begin);
      const size_t length = text.empty() ? 0 : markup_length(text);
      if (length == 0) return out.append(text);
      text.remove_prefix(length);
    }
  }

 private:
  struct Whole {
    std::string_view begin, end;
    bool unclosed;
  };

  // Of what the text begins with, contents of scripts, styles and comments too; 0: it never ends.
  size_t markup_length(std::string_view text) {
    for (Whole& whole : wholes_) {
      if (whole.unclosed || !begins_with(text, whole.begin)) continue;
      for (size_t at = whole.begin.size(); at < text.size(); ++at) {
        if (begins_with(text.substr(at), whole.end)) return at + whole.end.size();
      }
      whole.unclosed = true;
    }
    const size_t end = text.find('>');
    return end == std::string_view::npos ? 0 : end + 1;
  }

  std::array<Whole, 3> wholes_ = {
      {{"<script", "</script>", false}, {"<style", "</style>", false}, {"<!--", "-->", false}}};
};

Operand apply_strip_html(const Operand& subject, const FilterArguments&) {
  std::string scratch;
  return Value(MarkupStripper().strip(text_of(subject, &scratch)));
}

} // namespace

std::span<const Filter> html_filters() {
  static const std::array<Filter, 6> filters = {{
      {"escape", 0, 0, {}, "profile.first_name | escape", apply_escape},
      {"escape_once", 0, 0, {}, "profile.first_name | escape_once", apply_escape_once},
      {"newline_to_br", 0, 0, {}, "event.message | newline_to_br", apply_newline_to_br},
      {"raw", 0, 0, {}, "content.html | raw", apply_raw},
      {"strip_html", 0, 0, {}, "event.description | strip_html", apply_strip_html},
      {"strip_newlines", 0, 0, {}, "event.message | strip_newlines", apply_strip_newlines},
  }};
  return filters;
}

} // namespace beckon::liquid
