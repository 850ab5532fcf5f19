#include "engine/template_check.h"

#include <algorithm>
#include <array>

#include "base/crypto.h"
#include "base/limits.h"
#include "engine/locales.h"
#include "message/address.h"
#include "message/attachment.h"
#include "message/email.h"
#include "message/html_markup.h"
#include "schema/members.h"
#include "template/lexer.h"
#include "template/template.h"

namespace beckon::engine {
namespace {

constexpr char kOutputMark = '\x01'; // where something is written
// Tags that write what is not there in the source.
constexpr std::array<std::string_view, 7> kWritingTags = {
    "cycle", "decrement", "echo", "include", "increment", "liquid", "render"};

bool writes(std::string_view tag) {
  return std::find(kWritingTags.begin(), kWritingTags.end(), tag) != kWritingTags.end();
}

// The source with a mark for every output and without tags; the offsets of the outputs in order.
struct Skeleton {
  std::string text;
  std::vector<size_t> outputs;
};

Skeleton skeleton_of(std::string_view source) {
  Skeleton skeleton;
  liquid::Lexer lexer(source);
  using Kind = liquid::Token::Kind;
  for (liquid::Token token = lexer.next(); token.kind != Kind::end; token = lexer.next()) {
    const std::string_view word =
        token.kind == Kind::tag ? liquid::split_tag(token.content).name : std::string_view();
    if (token.kind == Kind::text) {
      for (const char c : token.content) skeleton.text += c == kOutputMark ? ' ' : c;
    } else if (token.kind == Kind::output || writes(word)) {
      skeleton.text += kOutputMark;
      skeleton.outputs.push_back(token.offset);
    } else if (word == "comment" || word == "doc") {
      lexer.read_body(word, word == "comment");
    } else if (word == "raw") {
      skeleton.text += lexer.read_body(word, false).value_or("");
    }
  }
  return skeleton;
}

bool is_quoted(std::string_view tag, std::string_view value) {
  if (value.data() == nullptr || value.data() == tag.data()) return false;
  const char before = *(value.data() - 1);
  return before == '"' || before == '\'';
}

// Marks of the tag that stand within the quotes of no attribute.
std::vector<const char*> loose_marks(const message::HtmlTag& tag) {
  std::vector<const char*> loose;
  for (size_t at = tag.whole.find(kOutputMark); at != std::string_view::npos;
       at = tag.whole.find(kOutputMark, at + 1)) {
    const char* mark = tag.whole.data() + at;
    const bool quoted = std::any_of(tag.attributes.begin(), tag.attributes.end(),
                                    [&](const message::HtmlAttribute& attribute) {
                                      const char* begin = attribute.value.data();
                                      return is_quoted(tag.whole, attribute.value) &&
                                             mark >= begin && mark < begin + attribute.value.size();
                                    });
    if (!quoted) loose.push_back(mark);
  }
  return loose;
}

void check_mailboxes(const schema::Value& variant, const std::string& pointer, Issues* issues) {
  for (const std::string_view part : {"from", "reply_to"}) {
    const std::string mailbox = schema::text_member(variant, part);
    if (mailbox.empty() || message::normalize_email(message::bare_address(mailbox))) continue;
    issues->push_back({pointer_join(pointer, part), std::string(part) + " holds no e-mail address",
                       "write it as \"Shop <hello@shop.example>\""});
  }
}

void check_parts(const std::string& key, const schema::Value& variant, const std::string& pointer,
                 const Definitions& definitions, Issues* issues) {
  for (const std::string_view part : {"subject", "html", "text"}) {
    const schema::Value* source = variant.find(part);
    if (source == nullptr || !source->is_string()) continue;
    const std::string at = pointer_join(pointer, part);
    const auto parsed = liquid::Template::parse(source->as_string(), at, issues);
    if (parsed == nullptr) continue;
    if (part == "html") check_output_places(source->as_string(), at, issues);
    for (const std::string& name : parsed->partials()) {
      if (name == key || definitions.has_template(name)) continue;
      const std::string near = nearest_name(name, definitions.template_keys());
      issues->push_back({at, "there is no template \"" + name + "\"",
                         near.empty() ? "" : "did you mean \"" + near + "\"?"});
    }
  }
  check_mailboxes(variant, pointer, issues);
}

// A variant speaks one language from its subject to its end.
void check_locale(const schema::Member& variant, const schema::Value& document,
                  const std::string& pointer, Issues* issues) {
  if (!is_locale(variant.key)) {
    issues->push_back(
        {pointer, "\"" + variant.key + "\" is no locale", "write for example \"de\" or \"en-GB\""});
  }
  const auto has = [&](const schema::Value& parts, std::string_view name) {
    return !schema::text_member(parts, name).empty();
  };
  const bool email = schema::text_member(document, "channel") == "email";
  if (has(document, "subject") && !has(variant.value, "subject")) {
    issues->push_back({pointer + "/subject", "subject is needed in each language", ""});
  }
  if (!has(variant.value, "text") && !(email && has(variant.value, "html"))) {
    issues->push_back({pointer + "/text", "text is needed in each language",
                       email ? "or html, of which the text is made" : ""});
  }
}

void check_locales(const std::string& key, const schema::Value& document,
                   const Definitions& definitions, Issues* issues) {
  const schema::Value* locales = document.find("locales");
  if (locales == nullptr || !locales->is_object()) return;
  if (locales->size() > limits::template_locales) {
    issues->push_back({"/locales",
                       "there are more than " + std::to_string(limits::template_locales) +
                           " locales (template_locales)",
                       ""});
  }
  std::vector<std::string> seen;
  for (const schema::Member& variant : locales->as_object()) {
    const std::string pointer = pointer_join("/locales", variant.key);
    const std::string name = locale_key(variant.key);
    if (std::find(seen.begin(), seen.end(), name) != seen.end()) {
      issues->push_back({pointer, "the locale is there twice", ""});
    }
    seen.push_back(name);
    check_locale(variant, document, pointer, issues);
    check_parts(key, variant.value, pointer, definitions, issues);
  }
}

void check_attachments(const schema::Value& document, Issues* issues) {
  const schema::Value* files = document.find("attachments");
  if (files == nullptr || !files->is_array() || files->size() == 0) return;
  if (schema::text_member(document, "channel") != "email") {
    issues->push_back({"/attachments", "only e-mails carry files", ""});
  }
  if (files->size() > limits::attachments) {
    issues->push_back(
        {"/attachments",
         "there are more than " + std::to_string(limits::attachments) + " files (attachments)",
         ""});
  }
  size_t bytes = 0;
  for (size_t i = 0; i < files->size(); ++i) {
    const schema::Value& row = files->as_array()[i];
    const std::string pointer = pointer_join("/attachments", i);
    const auto content = from_base64(schema::text_member(row, "content"));
    if (!content) {
      issues->push_back({pointer + "/content", "the content of a file is base64", ""});
    }
    message::check_attachment(
        {schema::text_member(row, "name"), schema::text_member(row, "content_type"), "",
         schema::text_member(row, "content_id")},
        pointer, issues);
    bytes += content ? content->size() : 0;
  }
  if (bytes > limits::attachment_bytes) {
    issues->push_back({"/attachments",
                       "the files have more than " + std::to_string(limits::attachment_bytes) +
                           " bytes together (attachment_bytes)",
                       "link to what is large"});
  }
}

} // namespace

void check_output_places(std::string_view source, std::string_view pointer, Issues* issues) {
  const Skeleton skeleton = skeleton_of(source);
  liquid::PositionFinder positions(source);
  message::HtmlTags tags(skeleton.text);
  size_t passed = 0; // outputs before `counted`
  const char* counted = skeleton.text.data();
  while (const message::HtmlTag* tag = tags.next()) {
    for (const char* mark : loose_marks(*tag)) {
      passed += static_cast<size_t>(std::count(counted, mark, kOutputMark));
      counted = mark;
      const auto at = positions.find(skeleton.outputs[passed]);
      issues->push_back({std::string(pointer),
                         "line " + std::to_string(at.line) + ", column " +
                             std::to_string(at.column) +
                             ": an output in a tag stands in the quotes of an attribute",
                         "write it as href=\"{{ … }}\""});
    }
  }
}

void check_template(const std::string& key, const schema::Value& document,
                    const Definitions& definitions, Issues* issues) {
  check_parts(key, document, "", definitions, issues);
  check_locales(key, document, definitions, issues);
  check_attachments(document, issues);
}

} // namespace beckon::engine
