// Files in a message: parse_back.py reads them with another implementation.
#include "message/attachment.h"

#include <doctest/doctest.h>

#include "base/limits.h"
#include "message/email.h"
#include "support/errors.h"

namespace beckon::message {
namespace {

std::string part_of(const Attachment& attachment) {
  std::string out;
  append_attachment(&out, attachment);
  return out;
}

TEST_CASE("a file as a MIME part") {
  CHECK(part_of({"Invoice.pdf", "application/pdf", "abc", ""}) ==
        "Content-Type: application/pdf;\r\n name=\"Invoice.pdf\"\r\n"
        "Content-Transfer-Encoding: base64\r\n"
        "Content-Disposition: attachment;\r\n filename=\"Invoice.pdf\"\r\n\r\nYWJj\r\n");
  CHECK(part_of({"l.png", "image/png", "", "logo"}) ==
        "Content-Type: image/png;\r\n name=\"l.png\"\r\nContent-Transfer-Encoding: base64\r\n"
        "Content-Disposition: inline;\r\n filename=\"l.png\"\r\nContent-ID: <logo>\r\n\r\n");
}

TEST_CASE("names by RFC 2231") {
  const auto name = [](const std::string& text) {
    const std::string part = part_of({text, "text/csv", "", ""});
    const size_t begin = part.find("filename");
    return part.substr(begin, part.find("\r\n\r\n") - begin);
  };
  CHECK(name("Grüße.csv") == "filename*=utf-8''Gr%C3%BC%C3%9Fe.csv");
  CHECK(name("a\"b.csv") == "filename*=utf-8''a%22b.csv");
  CHECK(name(std::string(120, 'x')) == "filename*0*=utf-8''" + std::string(53, 'x') +
                                           ";\r\n filename*1*=" + std::string(60, 'x') +
                                           ";\r\n filename*2*=" + std::string(7, 'x'));
}

TEST_CASE("only the layers that are needed") {
  const auto types = [](const std::vector<Attachment>& files, const std::string& html) {
    Email email;
    email.from = "a@shop.example";
    email.to = "b@example.org";
    email.subject = "s";
    email.text = "t";
    email.html = html;
    email.message_id = "k@shop.example";
    email.attachments = std::make_shared<const std::vector<Attachment>>(files);
    const std::string message = compose(email);
    std::string found;
    for (size_t at = 0; (at = message.find("Content-Type: ", at)) != std::string::npos;) {
      at += 14;
      found += message.substr(at, message.find(';', at) - at) + " ";
    }
    return found;
  };
  const Attachment pdf{"a.pdf", "application/pdf", "x", ""}, png{"a.png", "image/png", "x", "i"};
  CHECK(types({}, "<p>") == "multipart/alternative text/plain text/html ");
  CHECK(types({pdf}, "<p>") ==
        "multipart/mixed multipart/alternative text/plain text/html application/pdf ");
  CHECK(types({png}, "<p>") ==
        "multipart/related multipart/alternative text/plain text/html image/png ");
  CHECK(types({pdf, png, pdf}, "<p>") ==
        "multipart/mixed multipart/related multipart/alternative text/plain text/html image/png "
        "application/pdf application/pdf ");
  CHECK(types({pdf}, "") == "multipart/mixed text/plain application/pdf ");
}

TEST_CASE("what cannot stand in a part's header is refused by its pointer") {
  const auto refused = [](const Attachment& attachment) {
    Issues issues;
    check_attachment(attachment, "/attachments/3", &issues);
    std::string all;
    for (const Issue& issue : issues) all += issue.pointer.substr(15) + " ";
    return all;
  };
  CHECK(refused({"a.pdf", "application/pdf", "", ""}).empty());
  CHECK(refused({"Größe 1.pdf", "application/vnd.ms-excel", "", "logo.1@shop"}).empty());
  for (const std::string& name :
       {std::string(), std::string("a\r\nX: y"), std::string("a/b"), std::string("a\\b"),
        std::string("a\0b", 3), std::string(limits::attachment_name_bytes + 1, 'x')}) {
    CHECK(refused({name, "image/png", "", ""}) == "name ");
  }
  for (const char* type : {"", "image", "image/", "/png", "image/png; x=y", "image/png\r\nX: y",
                           "multipart/mixed", "Message/rfc822", "im age/png"}) {
    CAPTURE(type);
    CHECK(refused({"a", type, "", ""}) == "content_type ");
  }
  CHECK(refused({"a", "image/png", "", "a>b"}) == "content_id ");
  CHECK(refused({"", "", "", "\r\n"}) == "name content_type content_id ");
}

TEST_CASE("compose refuses such a file too") {
  Email email;
  email.from = "a@shop.example";
  email.to = "b@example.org";
  email.message_id = "k@shop.example";
  email.attachments =
      std::make_shared<const std::vector<Attachment>>(std::vector<Attachment>{{"", "x", "", ""}});
  const auto error = test::error_of([&] { compose(email); });
  REQUIRE(error.has_value());
  CHECK(error->code() == Code::invalid_request);
  CHECK(error->issues().at(0).pointer == "/attachments/0/name");
}

} // namespace
} // namespace beckon::message
