#include "message/mail_reader.h"

#include <algorithm>

#include "base/ascii.h"
#include "base/crypto.h"
#include "base/limits.h"

namespace beckon::message {
namespace {

constexpr std::string_view kBlank = " \t\r\n";

std::string_view trimmed(std::string_view text) {
  const size_t first = text.find_first_not_of(kBlank);
  if (first == std::string_view::npos) return {};
  return text.substr(first, text.find_last_not_of(kBlank) - first + 1);
}

// The line without its end; `rest` goes behind it.
std::string_view take_line(std::string_view* rest) {
  const size_t end = rest->find('\n');
  std::string_view line = rest->substr(0, end);
  rest->remove_prefix(end == std::string_view::npos ? rest->size() : end + 1);
  if (!line.empty() && line.back() == '\r') line.remove_suffix(1);
  return line;
}

int hex_digit(char c) {
  if (c >= '0' && c <= '9') return c - '0';
  const char small = ascii_lower(c);
  return small >= 'a' && small <= 'f' ? small - 'a' + 10 : -1;
}

std::string from_quoted_printable(std::string_view text) {
  std::string out;
  while (!text.empty()) {
    std::string_view line = take_line(&text);
    while (!line.empty() && (line.back() == ' ' || line.back() == '\t')) line.remove_suffix(1);
    const bool soft = !line.empty() && line.back() == '=';
    if (soft) line.remove_suffix(1);
    for (size_t i = 0; i < line.size(); ++i) {
      const int high = line[i] == '=' && i + 2 < line.size() ? hex_digit(line[i + 1]) : -1;
      const int low = high < 0 ? -1 : hex_digit(line[i + 2]);
      if (low < 0) {
        out += line[i];
        continue;
      }
      out += static_cast<char>(high * 16 + low);
      i += 2;
    }
    if (!soft) out += '\n';
  }
  return out;
}

std::string from_base64_lines(std::string_view text) {
  std::string joined;
  for (const char c : text) {
    if (kBlank.find(c) == std::string_view::npos) joined += c;
  }
  return from_base64(joined).value_or(std::string(text));
}

class Reader {
 public:
  MailPart read(std::string_view bytes, size_t depth) {
    MailPart part;
    part.fields = read_fields(bytes, &part.body);
    const std::string_view type = part.field("content-type");
    part.type = ascii_lower(trimmed(type.substr(0, type.find(';'))));
    if (part.type.empty()) part.type = "text/plain";
    const std::string boundary = field_parameter(type, "boundary");
    const bool multipart = part.type.rfind("multipart/", 0) == 0 && !boundary.empty();
    if (multipart && depth < limits::mail_depth) split(&part, "--" + boundary, depth);
    return part;
  }

 private:
  void split(MailPart* whole, const std::string& delimiter, size_t depth) {
    std::string_view rest = whole->body;
    const char* begin = nullptr; // of the part that is open
    for (bool last = false; !last && !rest.empty();) {
      const char* line_begin = rest.data();
      const std::string_view line = take_line(&rest);
      if (line.rfind(delimiter, 0) != 0) continue;
      const std::string_view after = trimmed(line.substr(delimiter.size()));
      last = after == "--";
      if (!last && !after.empty()) continue; // a longer boundary, of a part within
      if (begin != nullptr) add(whole, begin, line_begin, depth);
      begin = rest.data();
    }
    // A mail that was cut short still has its last part, unless the end was told.
    const bool closed = begin == nullptr || begin == rest.data();
    if (!closed && rest.empty()) add(whole, begin, rest.data(), depth);
  }

  void add(MailPart* whole, const char* begin, const char* end, size_t depth) {
    if (++parts_ > limits::mail_parts) return;
    whole->parts.push_back(
        read(std::string_view(begin, static_cast<size_t>(end - begin)), depth + 1));
  }

  size_t parts_ = 0;
};

} // namespace

std::string_view MailPart::field(std::string_view name) const {
  for (const MailField& row : fields) {
    if (row.name == name) return row.value;
  }
  return {};
}

std::string MailPart::content() const {
  const std::string encoding = ascii_lower(field("content-transfer-encoding"));
  if (encoding == "quoted-printable") return from_quoted_printable(body);
  if (encoding == "base64") return from_base64_lines(body);
  return std::string(body);
}

MailPart read_mail(std::string_view bytes) { return Reader().read(bytes, 0); }

std::vector<MailField> read_fields(std::string_view bytes, std::string_view* rest) {
  std::vector<MailField> fields;
  while (!bytes.empty()) {
    std::string_view ahead = bytes;
    const std::string_view line = take_line(&ahead);
    const bool folded = !line.empty() && (line.front() == ' ' || line.front() == '\t');
    const size_t colon = line.find(':');
    // A body that follows without an empty line begins with the first line that is no field.
    if (!line.empty() && !folded && colon == std::string_view::npos) break;
    bytes = ahead;
    if (line.empty()) break;
    if (folded && fields.empty()) continue;
    if (folded) {
      std::string& value = fields.back().value;
      if (value.size() + line.size() <= limits::mail_header_bytes) {
        value += ' ';
        value += trimmed(line);
      }
    } else if (fields.size() < limits::mail_fields) {
      fields.push_back({ascii_lower(trimmed(line.substr(0, colon))),
                        std::string(trimmed(line.substr(colon + 1)))});
    }
  }
  if (rest != nullptr) *rest = bytes;
  return fields;
}

std::string field_parameter(std::string_view value, std::string_view name) {
  size_t at = value.find(';');
  while (at != std::string_view::npos) {
    const size_t equals = value.find('=', at + 1);
    if (equals == std::string_view::npos) return {};
    const std::string key = ascii_lower(trimmed(value.substr(at + 1, equals - at - 1)));
    size_t begin = equals + 1;
    while (begin < value.size() && (value[begin] == ' ' || value[begin] == '\t')) ++begin;
    std::string found;
    size_t end = begin;
    if (begin < value.size() && value[begin] == '"') {
      for (end = begin + 1; end < value.size() && value[end] != '"'; ++end) {
        if (value[end] == '\\' && end + 1 < value.size()) ++end;
        found += value[end];
      }
      end = value.find(';', end);
    } else {
      end = value.find(';', begin);
      found = trimmed(value.substr(begin, end == std::string_view::npos ? end : end - begin));
    }
    if (key == name) return found;
    at = end;
  }
  return {};
}

} // namespace beckon::message
