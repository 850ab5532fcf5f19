#include <map>

#include "support/keys.h"
#include "unit/provider/common.h"

namespace beckon::provider {
namespace {

TEST_CASE("every kind is found under its name") {
  CHECK(provider_kinds() == std::vector<std::string>{"sandbox", "smtp", "ses", "sendgrid",
                                                     "postmark", "mixmax", "twilio", "apns", "fcm",
                                                     "web_push", "webhook", "host", "klaviyo",
                                                     "activecampaign"});
  for (const std::string& kind : provider_kinds()) {
    CHECK(provider_of(kind).kind() == kind);
    CHECK_FALSE(provider_of(kind).channels().empty());
  }
  CHECK(find_provider("smpt") == nullptr);
  CHECK(find_provider("") == nullptr);
}

// What an account of the kind cannot do without.
std::string needed_by(const std::string& kind) {
  const std::map<std::string, std::string> members = {
      {"sandbox", R"("directory": "/tmp/out")"},
      {"smtp", R"("host": "mail.example")"},
      {"ses", R"("region": "eu-west-1", "access_key_id": "a", "secret_access_key": "s")"},
      {"sendgrid", R"("api_key": "k")"},
      {"postmark", R"("server_token": "t")"},
      {"twilio", R"("account_sid": "AC0123456789abcdef0123456789abcdef", "auth_token": "t",
                    "from": "+15557122661")"},
      {"mixmax", R"("api_token": "t")"},
      {"apns", R"("team_id": "DEF123GHIJ", "key_id": "ABC123DEFG", "topic": "example.shop",
                  "private_key": )" +
                   schema::to_json(schema::Value(test::kP256))},
      {"fcm", R"("service_account": {"project_id": "p", "client_email": "e", "private_key": )" +
                  schema::to_json(schema::Value(test::kRsa)) + "}"},
      {"web_push", R"("vapid_private_key": "yfWPiYE-n46HLnH0KqZOF1fJJU3MYrct3AELtAQ-oRw",
                      "contact": "mailto:push@shop.example")"},
      {"host", R"("weight": 1)"},
      {"klaviyo", R"("api_key": "pk_1")"},
      {"activecampaign", R"("api_key": "k", "base_url": "https://shop.api-us1.com")"},
      {"webhook", R"("url": "https://shop.example/hooks",
                     "secret": "whsec_MfKQ9r8GKYqrTwjUPD8ILPZIo2LaLaSw")"}};
  return members.at(kind);
}

TEST_CASE("what all kinds check") {
  for (const std::string& kind : provider_kinds()) {
    CAPTURE(kind);
    const std::string needed = needed_by(kind), channel = provider_of(kind).channels().front();
    const auto issue = [&](const std::string& more) {
      return issue_of(kind, "{" + needed + more + "}");
    };
    CHECK(issues_of(kind, "{" + needed + R"(, "key": "main", "kind": ")" + kind +
                              R"(", "channel": ")" + channel +
                              R"(", "priority": 10, "retry": {}, "breaker": {}})")
              .empty());
    CHECK(contains(issue(R"(, "kind": "other")"), "/kind: \"kind\" is one of: " + kind));
    CHECK(contains(issue(R"(, "channel": "fax")"), "/channel: \"channel\" is one of: " + channel));
    CHECK(issue(R"(, "channel": 3)") == "/channel: \"channel\" is a string, this is integer");
    CHECK(issue(R"(, "key": "")") == "/key: \"key\" is empty");
    CHECK(issue(R"(, "priority": "high")") == "/priority: expected an integer, found a string");
    CHECK(contains(issue(R"(, "priority": -1)"), "/priority: "));
    CHECK(issue(R"(, "retry": 3)") == "/retry: expected an object, found an integer");
    CHECK(issue(R"(, "breaker": [])") == "/breaker: expected an object, found an array");
    CHECK(issue(R"(, "a/b": 1)") == "/a~1b: \"a/b\" is not known here");
    const Issues typo = issues_of(kind, "{" + needed + R"(, "prioritty": 1})");
    REQUIRE(typo.size() == 1);
    CHECK(typo[0].hint == "did you mean \"priority\"?");
    CHECK(contains(issue_of(kind, "[]"), ": a provider is an object, this is array"));
  }
}

TEST_CASE("all issues are collected") {
  const Issues issues =
      issues_of("smtp", R"({"host": 1, "port": "x", "nope": 1, "timeout": "soon"})");
  std::vector<std::string> pointers;
  for (const Issue& issue : issues) pointers.push_back(issue.pointer);
  std::sort(pointers.begin(), pointers.end());
  CHECK(pointers == std::vector<std::string>{"/host", "/nope", "/port", "/timeout"});
}

} // namespace
} // namespace beckon::provider
