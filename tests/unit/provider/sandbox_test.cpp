#include <filesystem>
#include <fstream>
#include <iterator>

#include "http/curl_transport.h"
#include "unit/provider/common.h"

namespace beckon::provider {
namespace {

TEST_CASE("the sandbox needs an absolute directory") {
  CHECK(issues_of("sandbox", R"({"directory": "/tmp/out"})").empty());
  CHECK(issue_of("sandbox", "{}") == "/directory: \"directory\" is missing");
  CHECK(issue_of("sandbox", R"({"directory": "out"})") ==
        "/directory: \"directory\" is an absolute path");
  CHECK(issue_of("sandbox", R"({"directory": null})") ==
        "/directory: \"directory\" is a string, this is null");
  CHECK(issue_of("sandbox", R"({"directory": "/a\u0000b"})") ==
        "/directory: \"directory\" holds a control character");
  CHECK(contains(issue_of("sandbox", R"({"directory": "/a", "host": "x"})"), "/host"));
  CHECK(provider_of("sandbox").idempotent());
  CHECK(provider_of("sandbox").secrets() == std::vector<std::string>{"dkim_private_key"});
}

TEST_CASE("an e-mail becomes an .eml file") {
  const Account account = account_of("sandbox", R"({"directory": "/var/out box"})");
  const http::Request request = provider_of("sandbox").build(account, email_message());
  CHECK(request.url == "file:///var/out box/00ff17.eml");
  CHECK(request.body == email_message().mime);
}

TEST_CASE("other channels become .json files") {
  Message message = email_message();
  message.channel = "sms";
  message.text = "Grüße \"x\"";
  message.to = "+491234567";
  const Account account = account_of("sandbox", R"({"directory": "/out"})");
  const http::Request request = provider_of("sandbox").build(account, message);
  CHECK(request.url == "file:///out/00ff17.json");
  const schema::Value document = schema::parse_json(request.body);
  CHECK(document.find("channel")->as_string() == "sms");
  CHECK(document.find("to")->as_string() == "+491234567");
  CHECK(document.find("text")->as_string() == "Grüße \"x\"");
  CHECK(document.find("send_key")->as_string() == "00ff17");
}

TEST_CASE("a send key names no file elsewhere") {
  const Account account = account_of("sandbox", R"({"directory": "/out"})");
  for (const std::string& key : {std::string("../../etc/passwd"), std::string("a/b"), std::string(),
                                 std::string("."), std::string(200, 'a')}) {
    Message message = email_message();
    message.send_key = key;
    const std::string url = provider_of("sandbox").build(account, message).url;
    CHECK(url.substr(0, 12) == "file:///out/");
    CHECK(url.size() == 12 + 64 + 4);
    CHECK(url.find('/', 12) == std::string::npos);
  }
}

TEST_CASE("writing twice leaves one file and the same answer") {
  std::string pattern = (std::filesystem::temp_directory_path() / "beckon-box-XXXXXX").string();
  const std::string directory = ::mkdtemp(pattern.data());
  schema::Value config;
  config.set("directory", directory + "/new");
  Account account = account_of("sandbox", "{}");
  account.config = config;
  const Provider& sandbox = provider_of("sandbox");
  const std::vector<http::Request> requests(2, sandbox.build(account, email_message()));
  http::make_curl_transport()->perform(requests, [&](size_t, http::Response response) {
    const Outcome outcome = sandbox.read(response);
    CHECK(outcome.result == Outcome::Result::accepted);
    CHECK(outcome.provider_message_id == "00ff17");
  });
  std::ifstream file(directory + "/new/00ff17.eml", std::ios::binary);
  const std::string content{std::istreambuf_iterator<char>(file), {}};
  CHECK(content == email_message().mime);
  std::filesystem::remove_all(directory);
}

TEST_CASE("what could not be written is tried again") {
  http::Response response;
  response.error = "No space left on device";
  for (const http::Phase phase : {http::Phase::not_sent, http::Phase::sent}) {
    response.phase = phase;
    const Outcome outcome = provider_of("sandbox").read(response);
    CHECK(outcome.result == Outcome::Result::retry);
    CHECK(outcome.reason == "No space left on device");
  }
}

} // namespace
} // namespace beckon::provider
