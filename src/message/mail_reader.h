// An e-mail that came in, as far as reports about other mail need it read: fields, parts, contents.
// Takes whatever comes; what is malformed is read as far as it goes.
#pragma once

#include <string>
#include <string_view>
#include <vector>

namespace beckon::message {

struct MailField {
  std::string name;  // in lower case
  std::string value; // unfolded, trimmed; encoded words as they are
};

struct MailPart {
  std::vector<MailField> fields;
  std::string_view body;       // the bytes, encoded as they are; borrows the mail
  std::string type;            // "text/plain" where nothing is said
  std::vector<MailPart> parts; // of a multipart

  // The value of the first field of that name (in lower case); "" when there is none.
  std::string_view field(std::string_view name) const;
  // The body without its transfer encoding (quoted-printable, base64).
  std::string content() const;
};

// The bytes outlive the answer. No deeper than limits::mail_depth, no more parts and fields than
// limits::mail_parts and limits::mail_fields: what is beyond is left out.
MailPart read_mail(std::string_view bytes);
// Fields up to the first empty line; what follows it is the rest, when that is wanted.
std::vector<MailField> read_fields(std::string_view bytes, std::string_view* rest = nullptr);
// A parameter of a structured field: of `multipart/report; report-type="x"`, report-type is x.
std::string field_parameter(std::string_view value, std::string_view name);

} // namespace beckon::message
