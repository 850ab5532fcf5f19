#include "message/attachment.h"

#include <algorithm>

#include "base/ascii.h"
#include "base/crypto.h"
#include "base/limits.h"
#include "message/utf8.h"

namespace beckon::message {
namespace {

constexpr size_t kBase64Line = 76;
constexpr size_t kParameterPiece = 60; // of a value that is cut in pieces, so that lines stay short

bool is_alphanumeric(char c) {
  return (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') || (c >= '0' && c <= '9');
}

// restricted-name of RFC 6838.
bool is_type_name(std::string_view text) {
  return !text.empty() && text.size() <= 127 && is_alphanumeric(text.front()) &&
         std::all_of(text.begin(), text.end(), [](char c) {
           return is_alphanumeric(c) || std::string_view("!#$&-^_.+").find(c) != std::string::npos;
         });
}

bool is_type(std::string_view text) {
  const size_t slash = text.find('/');
  return slash != std::string_view::npos && is_type_name(text.substr(0, slash)) &&
         is_type_name(text.substr(slash + 1));
}

// Those would be parts of the message itself; base64 is not allowed for them.
bool is_composite(std::string_view type) {
  const std::string major = ascii_lower(type.substr(0, type.find('/')));
  return major == "multipart" || major == "message";
}

bool is_file_name(std::string_view text) {
  return !text.empty() && text.size() <= limits::attachment_name_bytes &&
         std::all_of(text.begin(), text.end(), [](char c) {
           return static_cast<unsigned char>(c) >= ' ' && c != 0x7f && c != '/' && c != '\\';
         });
}

bool is_content_id(std::string_view text) {
  return text.size() <= limits::attachment_name_bytes &&
         std::all_of(text.begin(), text.end(), [](char c) {
           return is_alphanumeric(c) || std::string_view("._-@+=").find(c) != std::string::npos;
         });
}

// attribute-char of RFC 2231.
bool is_plain_parameter(char c) {
  return is_alphanumeric(c) || std::string_view("!#$&+-.^_`{|}~").find(c) != std::string::npos;
}

// name*0*=utf-8''…, name*1*=…, in pieces that hold whole characters.
void append_encoded_parameter(std::string* out, std::string_view name, std::string_view value) {
  constexpr std::string_view kHex = "0123456789ABCDEF";
  std::vector<std::string> pieces = {"utf-8''"};
  while (!value.empty()) {
    const size_t length = std::max<size_t>(1, character_length(value));
    std::string encoded;
    for (const char c : value.substr(0, length)) {
      const auto byte = static_cast<uint8_t>(c);
      if (is_plain_parameter(c)) encoded += c;
      else encoded += {'%', kHex[byte >> 4], kHex[byte & 15]};
    }
    if (pieces.back().size() + encoded.size() > kParameterPiece) pieces.emplace_back();
    pieces.back() += encoded;
    value.remove_prefix(length);
  }
  for (size_t i = 0; i < pieces.size(); ++i) {
    *out += ";\r\n " + std::string(name) + "*";
    if (pieces.size() > 1) *out += std::to_string(i) + "*";
    *out += "=" + pieces[i];
  }
}

void append_parameter(std::string* out, std::string_view name, std::string_view value) {
  // What looks like an encoded word would be decoded by many readers, though it may not be.
  const bool plain =
      value.size() <= kParameterPiece && value.find("=?") == std::string_view::npos &&
      std::all_of(value.begin(), value.end(),
                  [](char c) { return c >= ' ' && c < 0x7f && c != '"' && c != '\\'; });
  if (!plain) return append_encoded_parameter(out, name, value);
  *out += ";\r\n " + std::string(name) + "=\"" + std::string(value) + '"';
}

void append_base64_lines(std::string* out, std::string_view bytes) {
  const std::string encoded = to_base64(bytes);
  out->reserve(out->size() + encoded.size() + encoded.size() / kBase64Line * 2 + 2);
  for (size_t at = 0; at < encoded.size(); at += kBase64Line) {
    out->append(encoded, at, kBase64Line);
    *out += "\r\n";
  }
}

} // namespace

void check_attachment(const Attachment& attachment, const std::string& pointer, Issues* issues) {
  if (!is_file_name(attachment.name)) {
    issues->push_back({pointer + "/name",
                       "a file's name has 1 to " + std::to_string(limits::attachment_name_bytes) +
                           " bytes (attachment_name_bytes), no controls and no slashes",
                       "write for example \"Invoice.pdf\""});
  }
  if (!is_type(attachment.content_type) || is_composite(attachment.content_type)) {
    issues->push_back({pointer + "/content_type", "this is no media type of a file",
                       "write for example \"application/pdf\", without parameters"});
  }
  if (!is_content_id(attachment.content_id)) {
    issues->push_back({pointer + "/content_id",
                       "a content id is made of letters, digits and . _ - @ + =",
                       "write for example \"logo\", and src=\"cid:logo\" in the HTML"});
  }
}

void append_attachment(std::string* out, const Attachment& attachment) {
  const bool is_inline = !attachment.content_id.empty();
  const std::string name = repaired_utf8(attachment.name);
  *out += "Content-Type: " + attachment.content_type;
  append_parameter(out, "name", name);
  *out += "\r\nContent-Transfer-Encoding: base64\r\nContent-Disposition: ";
  *out += is_inline ? "inline" : "attachment";
  append_parameter(out, "filename", name);
  *out += "\r\n";
  if (is_inline) *out += "Content-ID: <" + attachment.content_id + ">\r\n";
  *out += "\r\n";
  append_base64_lines(out, attachment.bytes);
}

} // namespace beckon::message
