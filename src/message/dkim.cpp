#include "message/dkim.h"

#include <algorithm>
#include <array>
#include <vector>

#include "base/ascii.h"
#include "base/crypto.h"
#include "base/error.h"
#include "base/public_key.h"
#include "message/html_markup.h"

namespace beckon::message {
namespace {

constexpr std::array<std::string_view, 12> kSigned = {"from",
                                                      "to",
                                                      "subject",
                                                      "date",
                                                      "message-id",
                                                      "reply-to",
                                                      "mime-version",
                                                      "content-type",
                                                      "content-transfer-encoding",
                                                      "list-unsubscribe",
                                                      "list-unsubscribe-post",
                                                      "feedback-id"};
constexpr std::array<std::string_view, 3> kOnceMore = {"from", "subject", "to"};
constexpr size_t kSignatureLine = 70;

bool is_blank(char c) { return c == ' ' || c == '\t'; }

// Runs of blanks as one, none at the end; the text is one line.
void append_collapsed(std::string* out, std::string_view line) {
  bool blank = false;
  for (const char c : line) {
    if (is_blank(c)) {
      blank = true;
      continue;
    }
    if (blank) *out += ' ';
    blank = false;
    *out += c;
  }
}

// The fields of a header, each with its folded lines and without its last line end.
std::vector<std::string_view> fields_of(std::string_view header) {
  std::vector<std::string_view> fields;
  for (size_t begin = 0; begin < header.size();) {
    size_t end = header.find("\r\n", begin);
    while (end != std::string_view::npos && end + 2 < header.size() && is_blank(header[end + 2])) {
      end = header.find("\r\n", end + 2);
    }
    end = std::min(end, header.size());
    fields.push_back(header.substr(begin, end - begin));
    begin = end + 2;
  }
  return fields;
}

std::string_view find_field(const std::vector<std::string_view>& fields, std::string_view small) {
  for (const std::string_view field : fields) {
    if (is_name(field.substr(0, field.find(':')), small)) return field;
  }
  return {};
}

struct Chosen {
  std::string names; // of h=
  std::string text;  // the canonical fields, each with its line end
};

Chosen choose_fields(std::string_view header) {
  const std::vector<std::string_view> fields = fields_of(header);
  Chosen chosen;
  size_t line = 0;
  const auto list = [&](std::string_view name) {
    if (!chosen.names.empty()) chosen.names += ':';
    if (chosen.names.size() - line + name.size() > kSignatureLine) {
      chosen.names += "\r\n ";
      line = chosen.names.size();
    }
    chosen.names += name;
  };
  for (const std::string_view name : kSigned) {
    const std::string_view field = find_field(fields, name);
    if (field.empty()) continue;
    list(name);
    chosen.text += relaxed_field(field) + "\r\n";
  }
  for (const std::string_view name : kOnceMore) list(name);
  return chosen;
}

struct Signer {
  std::string_view algorithm;
  std::optional<std::string> (*sign)(std::string_view key, std::string_view text);
};

std::optional<std::string> sign_digest(std::string_view key, std::string_view text) {
  const Digest digest = sha256(text);
  return sign_ed25519(key, as_text(digest));
}

Signer signer_of(const DkimKey& key) {
  switch (private_key_kind(key.private_key)) {
    case KeyKind::rsa: return {"rsa-sha256", sign_rs256};
    case KeyKind::ed25519: return {"ed25519-sha256", sign_digest};
    default: fail_invalid("the key of DKIM is an RSA or Ed25519 key in PEM");
  }
}

} // namespace

std::string relaxed_field(std::string_view field) {
  const size_t colon = field.find(':');
  std::string out;
  for (const char c : field.substr(0, colon)) {
    if (!is_blank(c)) out += ascii_lower(c);
  }
  std::string value;
  for (const char c : field.substr(colon + 1)) {
    if (c != '\r' && c != '\n') value += c; // unfolded: the blank behind stays
  }
  const size_t first = value.find_first_not_of(" \t");
  out += ':';
  if (first != std::string::npos) append_collapsed(&out, std::string_view(value).substr(first));
  return out;
}

std::string relaxed_body(std::string_view body) {
  std::string out;
  out.reserve(body.size() + 2);
  while (!body.empty()) {
    const size_t end = body.find("\r\n");
    append_collapsed(&out, body.substr(0, end));
    out += "\r\n";
    body.remove_prefix(end == std::string_view::npos ? body.size() : end + 2);
  }
  while (out.size() >= 4 && out.compare(out.size() - 4, 4, "\r\n\r\n") == 0) {
    out.resize(out.size() - 2);
  }
  return out == "\r\n" ? std::string() : out;
}

std::string dkim_signature(std::string_view message, const DkimKey& key, Millis at) {
  const Signer signer = signer_of(key);
  const size_t end = message.find("\r\n\r\n");
  const bool whole = end != std::string_view::npos;
  const Chosen chosen = choose_fields(message.substr(0, whole ? end + 2 : message.size()));
  const Digest body = sha256(relaxed_body(whole ? message.substr(end + 4) : std::string_view()));
  std::string field = "DKIM-Signature: v=1; a=" + std::string(signer.algorithm) +
                      "; c=relaxed/relaxed; d=" + key.domain + ";\r\n s=" + key.selector +
                      "; t=" + std::to_string(at / 1'000) + ";\r\n h=" + chosen.names +
                      ";\r\n bh=" + to_base64(as_text(body)) + ";\r\n b=";
  const auto signature = signer.sign(key.private_key, chosen.text + relaxed_field(field));
  if (!signature) throw Error(Code::internal, "the DKIM signature could not be made");
  const std::string encoded = to_base64(*signature);
  for (size_t i = 0; i < encoded.size(); i += kSignatureLine) {
    if (i > 0) field += "\r\n ";
    field += encoded.substr(i, kSignatureLine);
  }
  return field + "\r\n";
}

} // namespace beckon::message
