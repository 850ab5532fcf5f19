#include "provider/aws_signature.h"

#include <cstdlib>
#include <fstream>
#include <sstream>

#include "schema/members.h"
#include "unit/provider/common.h"

namespace beckon::provider {
namespace {

constexpr const char* kSecret = "wJalrXUtnFEMI/K7MDENG+bPxRfiCYEXAMPLEKEY";

const std::string& header(const http::Request& request, std::string_view name) {
  for (const auto& [field, value] : request.headers) {
    if (field == name) return value;
  }
  static const std::string none;
  return none;
}

// A request of the published suite: a request line, headers one a line (a line that begins with a
// space goes on with the one before), a blank line, the body.
http::Request read_request(const std::string& text) {
  http::Request request;
  std::istringstream lines(text);
  std::string line;
  std::getline(lines, line);
  const size_t first = line.find(' '), last = line.rfind(' ');
  request.method = line.substr(0, first);
  request.url = "https://example.amazonaws.com" + line.substr(first + 1, last - first - 1);
  while (std::getline(lines, line) && !line.empty()) {
    if (line.front() == ' ') {
      request.headers.back().second += "\n" + line;
      continue;
    }
    const size_t colon = line.find(':');
    request.headers.emplace_back(line.substr(0, colon), line.substr(colon + 1));
  }
  request.body.assign(std::istreambuf_iterator<char>(lines), {});
  return request;
}

TEST_CASE("a request to SES is signed as worked out by hand") {
  http::Request request;
  request.url = "https://email.us-east-1.amazonaws.com/v2/email/outbound-emails";
  request.headers = {{"Content-Type", "application/json"}};
  request.body =
      R"({"FromEmailAddress":"a@example.com","Destination":{"ToAddresses":["success@simulator.amazonses.com"]},)"
      R"("Content":{"Simple":{"Subject":{"Data":"Hi","Charset":"UTF-8"},"Body":{"Text":{"Data":"Hello","Charset":"UTF-8"}}}}})";
  sign_aws({"AKIDEXAMPLE", kSecret, ""}, {"us-east-1", "ses"}, *parse_time("2024-02-15T12:00:00Z"),
           &request);
  CHECK(header(request, "X-Amz-Date") == "20240215T120000Z");
  CHECK(header(request, "Authorization") ==
        "AWS4-HMAC-SHA256 Credential=AKIDEXAMPLE/20240215/us-east-1/ses/aws4_request, "
        "SignedHeaders=content-type;host;x-amz-date, "
        "Signature=352f2f9cd70cf0f1d4af3d74bca7672f999b5e9f2183744292909b7148967db7");
}

TEST_CASE("paths and queries are made canonical") {
  http::Request request;
  request.method = "GET";
  request.headers = {{"Host", "h"}};
  const auto line = [&](std::string_view target, bool normalize, size_t which) {
    request.url = "https://h" + std::string(target);
    std::istringstream lines(aws_canonical_request(request, {"r", "s", normalize}));
    std::string found;
    for (size_t i = 0; i <= which; ++i) std::getline(lines, found);
    return found;
  };
  CHECK(line("", true, 1) == "/");
  CHECK(line("/a//b/../c", true, 1) == "/a/c");
  CHECK(line("/a//b/../c", false, 1) == "/a//b/../c");
  CHECK(line("/../..", true, 1) == "/");
  CHECK(line("/a%40b", true, 1) == "/a%2540b");
  CHECK(line("/?b=2&a&b=1&%41=x+y", true, 2) == "A=x%2By&a=&b=1&b=2");
}

TEST_CASE("the published suite of signatures") {
  const char* folder = std::getenv("BECKON_DATA");
  std::ifstream file(std::string(folder == nullptr ? "" : folder) + "/vectors/sigv4_suite.json");
  if (folder == nullptr || !file) {
    MESSAGE("not checked: BECKON_DATA names no folder with vectors/sigv4_suite.json");
    return;
  }
  std::ostringstream text;
  text << file.rdbuf();
  const schema::Value suite = schema::parse_json(text.str());
  size_t checked = 0;
  for (const schema::Value& one : suite.as_array()) {
    const schema::Value& context = *one.find("context");
    const schema::Value& keys = *context.find("credentials");
    http::Request request = read_request(one.find("request")->as_string());
    const AwsTarget target{context.find("region")->as_string(),
                           context.find("service")->as_string(),
                           context.find("normalize")->as_bool()};
    // What a token adds after signing is no part of the signature.
    const bool late_token = schema::flag_member(context, "omit_session_token");
    const AwsKeys signer{keys.find("access_key_id")->as_string(),
                         keys.find("secret_access_key")->as_string(),
                         late_token ? std::string() : schema::text_member(keys, "token")};
    if (schema::flag_member(context, "sign_body")) {
      const std::string& wanted = one.find("canonical")->as_string();
      request.headers.emplace_back("X-Amz-Content-Sha256", wanted.substr(wanted.rfind('\n') + 1));
    }
    sign_aws(signer, target, *parse_time(context.find("timestamp")->as_string()), &request);
    const std::string& written = header(request, "Authorization");
    CHECK_MESSAGE(contains(written, "Signature=" + one.find("signature")->as_string()),
                  one.find("name")->as_string());
    ++checked;
  }
  CHECK(checked == 38);
}

} // namespace
} // namespace beckon::provider
