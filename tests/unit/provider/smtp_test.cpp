#include "http/curl_transport.h"
#include "support/loopback_server.h"
#include "unit/provider/common.h"

namespace beckon::provider {
namespace {

using Result = Outcome::Result;

http::Request built(const std::string& config, const Message& message = email_message()) {
  CHECK(issues_of("smtp", config).empty());
  return provider_of("smtp").build(account_of("smtp", config), message);
}

TEST_CASE("the configuration becomes the request") {
  const http::Request request = built(R"({"host": "mail.example", "port": 2525, "username": "u",
      "password": "p", "ehlo": "me.example", "timeout": "90s", "allow_private": true,
      "ca_file": "/etc/ca.pem"})");
  CHECK(request.url == "smtp://mail.example:2525/me.example");
  CHECK(request.require_tls);
  CHECK(request.username == "u");
  CHECK(request.password == "p");
  CHECK(request.timeout_ms == 90'000);
  CHECK(request.allow_private);
  CHECK(request.ca_file == "/etc/ca.pem");
  CHECK(request.mail_from == "hello@shop.example");
  CHECK(request.recipients == std::vector<std::string>{"ada@example.org"});
  CHECK(request.body == email_message().mime);
}

TEST_CASE("defaults follow the kind of security") {
  const http::Request starttls = built(R"({"host": "mail.example"})");
  CHECK(starttls.url == "smtp://mail.example:587/shop.example");
  CHECK(starttls.require_tls);
  CHECK(starttls.timeout_ms == 30'000);
  CHECK_FALSE(starttls.allow_private);
  CHECK(starttls.username.empty());
  const http::Request tls = built(R"({"host": "mail.example", "security": "tls"})");
  CHECK(tls.url == "smtps://mail.example:465/shop.example");
  const http::Request none = built(R"({"host": "mail.example", "security": "none"})");
  CHECK(none.url == "smtp://mail.example:25/shop.example");
  CHECK_FALSE(none.require_tls);
  CHECK(built(R"({"host": "::1", "security": "none"})").url == "smtp://[::1]:25/shop.example");
  Message odd = email_message();
  odd.from = "a@b/c?d";
  CHECK(built(R"({"host": "mail.example"})", odd).url == "smtp://mail.example:587/localhost");
}

TEST_CASE("faulty configurations") {
  const auto issue = [](const std::string& more) {
    return issue_of("smtp", R"({"host": "mail.example", )" + more + "}");
  };
  CHECK(issue_of("smtp", "{}") == "/host: \"host\" is missing");
  for (const char* host : {"smtp://mail.example", "mail.example:587", "a b", "a/b", "user@host",
                           "-a", ".a", "a?b", "[::1]"}) {
    CAPTURE(host);
    CHECK(contains(issue_of("smtp", R"({"host": ")" + std::string(host) + "\"}"), "/host: "));
  }
  CHECK(contains(issue(R"("port": 0)"), "/port: \"port\" lies between 1 and 65535"));
  CHECK(contains(issue(R"("port": 65536)"), "/port: "));
  CHECK(contains(issue(R"("port": 25.0)"), "/port: \"port\" is a whole number, this is number"));
  CHECK(contains(issue(R"("security": "ssl")"),
                 "/security: \"security\" is one of: starttls, tls, none"));
  CHECK(contains(issue(R"("ehlo": "a b")"), "/ehlo: "));
  CHECK(contains(issue(R"("ca_file": "ca.pem")"), "/ca_file: "));
  CHECK(contains(issue(R"("allow_private": "yes")"),
                 "/allow_private: \"allow_private\" is true or false, this is string"));
  for (const char* timeout : {"30", "0s", "999ms", "11m", "1mo", "-5s", "soon"}) {
    CAPTURE(timeout);
    CHECK(contains(issue(R"("timeout": ")" + std::string(timeout) + "\""), "/timeout: "));
  }
  CHECK(issue(R"("username": "u")") == "/password: \"username\" needs a \"password\"");
  CHECK(issue(R"("password": "p")") == "/username: \"password\" needs a \"username\"");
  CHECK(contains(issue(R"("username": "u", "password": "p", "security": "none")"), "/security: "));
  CHECK(issues_of("smtp", R"({"host": "h", "username": "u", "password": "p", "security": "none",
                              "allow_private": true})")
            .empty());
  CHECK(contains(issue(R"("base_url": "https://x")"), "/base_url: \"base_url\" is not known here"));
  const Issues typo = issues_of("smtp", R"({"hosts": "mail.example"})");
  CHECK(std::any_of(typo.begin(), typo.end(), [](const Issue& found) {
    return found.pointer == "/hosts" && found.hint == "did you mean \"host\"?";
  }));
  CHECK(provider_of("smtp").secrets() == std::vector<std::string>{"password", "dkim_private_key"});
  CHECK_FALSE(provider_of("smtp").idempotent());
}

TEST_CASE("replies") {
  const auto read = [](http::Phase phase, int status, const std::string& body) {
    http::Response response;
    response.phase = phase;
    response.status = status;
    response.body = body;
    response.error = phase == http::Phase::complete ? "" : "broken";
    return provider_of("smtp").read(response);
  };
  const http::Phase done = http::Phase::complete;
  CHECK(read(done, 250, "250 2.0.0 Ok: queued as 4F2B").result == Result::accepted);
  CHECK(read(done, 250, "250 2.0.0 Ok: queued as 4F2B").provider_message_id == "4F2B");
  CHECK(read(done, 250, "250 ok queued as A-1.b.").provider_message_id == "A-1.b");
  CHECK(read(done, 250, "250 OK id=1tXY-0001-2a").provider_message_id == "1tXY-0001-2a");
  CHECK(read(done, 250, "250 fine").provider_message_id.empty());
  CHECK(read(done, 250, "250-first\n250 2.0.0 queued as X").provider_message_id == "X");
  CHECK(read(done, 250, "250 queued as " + std::string(999, 'x')).provider_message_id.size() ==
        200);
  CHECK(read(done, 251, "251 will forward").result == Result::accepted);
  CHECK(read(done, 421, "421 4.3.2 busy").result == Result::retry);
  CHECK(read(done, 450, "450 4.2.0 greylisted").result == Result::retry);
  CHECK(read(done, 550, "550 5.1.1 unknown").result == Result::rejected);
  CHECK(read(done, 550, "550-a\n550 5.1.1 unknown").reason == "550-a 550 5.1.1 unknown");
  CHECK(read(done, 354, "354 again").result == Result::unknown);
  CHECK(read(http::Phase::sent, 0, "").result == Result::unknown);
  CHECK(read(http::Phase::sent, 0, "").reason == "broken");
  CHECK(read(http::Phase::not_sent, 0, "").result == Result::retry);
  CHECK(read(http::Phase::not_sent, 535, "535 5.7.8 no").result == Result::retry);
  CHECK(read(http::Phase::not_sent, 535, "535 5.7.8 no").reason == "535 5.7.8 no");
}

TEST_CASE("a message on its way to a server") {
  test::SmtpServer server;
  schema::Value config = schema::parse_json(
      R"({"host": "127.0.0.1", "security": "none", "allow_private": true, "timeout": "5s"})");
  config.set("port", int64_t{server.port()});
  Account account = account_of("smtp", "{}");
  account.config = config;
  const std::vector<http::Request> requests = {provider_of("smtp").build(account, email_message())};
  Outcome outcome;
  http::make_curl_transport()->perform(requests, [&](size_t, http::Response response) {
    outcome = provider_of("smtp").read(response);
  });
  CHECK(outcome.result == Result::accepted);
  CHECK(outcome.provider_message_id == "4F2B31C0A7");
  CHECK(server.messages() == std::vector<std::string>{email_message().mime});
}

} // namespace
} // namespace beckon::provider
