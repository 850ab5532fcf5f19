// Double opt-in, the preference centre, and what raises a consent.
#include <doctest/doctest.h>

#include "schema/json.h"
#include "support/errors.h"
#include "support/files.h"
#include "support/workspace.h"

namespace beckon::engine {
namespace {

using namespace beckon::test;
using schema::Value;

constexpr Millis kDay = 24 * kHour;
constexpr const char* kForm = R"({"profile": {"email": "ann@shop.example"}, "channel": "email",
    "source": "footer", "text_version": "7", "ip": "198.51.100.7", "user_agent": "Firefox"})";

std::string token_of(const std::string& url) { return url.substr(url.rfind('/') + 1); }

struct Shop {
  TestWorkspace workspace;

  explicit Shop(bool with_template = true) {
    workspace.sandbox();
    workspace.call("templates.create", R"({"key": "confirm", "channel": "email",
        "kind": "transactional", "subject": "Please confirm", "from": "shop@shop.example",
        "text": "Follow {{ confirm_url }} or choose at {{ preferences_url }} now."})");
    workspace.call("settings.update", with_template
                                          ? R"({"double_opt_in": [
        {"channel": "email", "template": "confirm", "expires": "2d"}],
        "topics": [{"key": "offers", "name": "Offers", "channels": ["email"]}]})"
                                          : R"({"double_opt_in": [{"channel": "email"}]})");
  }
  Value ask(const char* request = kForm) { return workspace.call("consents.request", request); }
  std::vector<Value> listed(const char* operation) {
    return workspace.call(operation, R"({"profile": {"email": "ann@shop.example"}})")
        .find("items")
        ->as_array();
  }
  std::string state(const std::string& topic = "") {
    for (const Value& row : listed("consents.get")) {
      if (text_of(row, "topic") == topic) return text_of(row, "state");
    }
    return "";
  }
  void say(const std::string& state) {
    workspace->consent(R"({"email": "ann@shop.example", "channel": "email", "state": ")" + state +
                       "\"}");
  }
  Value follow(const std::string& token, const std::string& action) {
    return workspace.call("links.handle",
                          schema::to_json(Value::object({{"token", token}, {"action", action}})));
  }
  // The address that stands behind the text in the only message there is.
  std::string link_in_mail(const std::string& behind) {
    workspace->settle();
    const auto files = workspace.outbox_files();
    REQUIRE(files.size() == 1);
    std::string mail = read_file(workspace.outbox() + "/" + files[0]);
    for (size_t at = mail.find("=\r\n"); at != std::string::npos; at = mail.find("=\r\n")) {
      mail.erase(at, 3); // soft line breaks
    }
    const size_t start = mail.find(behind) + behind.size();
    return mail.substr(start, mail.find(' ', start) - start);
  }
};

} // namespace

TEST_CASE("double opt-in: what is asked for permits nothing until it is confirmed") {
  Shop shop;
  shop.workspace.segment("waiting", R"({"consent": "email", "is": "pending"})");
  shop.workspace.segment("agreed", R"({"consent": "email", "is": "granted"})");
  const Value asked = shop.ask();
  CHECK(text_of(asked, "state") == "pending");
  CHECK(text_of(asked, "expires_at") == format_time(kStart + 2 * kDay));
  const std::string who = R"({"email": "ann@shop.example"})";
  CHECK(shop.workspace->is_member("waiting", who));
  CHECK_FALSE(shop.workspace->is_member("agreed", who));

  const std::string token = token_of(shop.link_in_mail("Follow "));
  CHECK(token == token_of(text_of(asked, "confirm_url")));
  CHECK_FALSE(shop.follow(token, "view").find("confirmed")->as_bool()); // scanners follow links
  CHECK(shop.state() == "pending");
  const Value done = shop.follow(token, "confirm");
  CHECK(done.find("confirmed")->as_bool());
  CHECK(text_of(done, "address") == "a***@shop.example");
  CHECK(shop.workspace->is_member("agreed", who));
  CHECK_FALSE(shop.workspace->is_member("waiting", who));
  const auto ledger = shop.listed("consents.history");
  REQUIRE(ledger.size() == 2);
  CHECK(text_of(ledger[0], "text_version") == "7");
  CHECK(text_of(ledger[0], "ip") == "198.51.100.0");
  CHECK(text_of(ledger[1], "source") == "double_opt_in");
  CHECK(text_of(*ledger[1].find("proof"), "requested_at") == format_time(kStart));
  CHECK(shop.follow(token, "confirm").find("confirmed")->as_bool()); // again changes nothing
  CHECK(shop.listed("consents.history").size() == 2);
  CHECK(shop.workspace.broken() == "");
}

TEST_CASE("double opt-in: the message goes to who has not agreed, and not twice within minutes") {
  Shop shop;
  for (int i = 0; i < 3; ++i) shop.ask();
  shop.workspace->settle();
  CHECK(shop.workspace.outbox_files().size() == 1);
  shop.workspace->advance_by("10m");
  shop.ask();
  shop.workspace->settle();
  CHECK(shop.workspace.outbox_files().size() == 2);
  shop.say("granted");
  const Value again = shop.ask();
  CHECK(text_of(again, "state") == "granted");
  CHECK(again.find("confirm_url") == nullptr);
  shop.workspace->advance_by("1h");
  shop.ask();
  shop.workspace->settle();
  CHECK(shop.workspace.outbox_files().size() == 2);
  CHECK(shop.workspace.broken() == "");
}

TEST_CASE("double opt-in: without a template the host sends the link itself") {
  Shop shop(false);
  const Value asked = shop.ask();
  shop.workspace->settle();
  CHECK(shop.workspace.outbox_files().empty());
  CHECK(text_of(asked, "expires_at") == format_time(kStart + 7 * kDay));
  const Value done = shop.workspace.call(
      "consents.confirm",
      schema::to_json(Value::object({{"token", token_of(text_of(asked, "confirm_url"))}})));
  CHECK(text_of(done, "channel") == "email");
  CHECK(shop.state() == "granted");
}

TEST_CASE("double opt-in: a link expires, and a refusal that came since holds") {
  Shop shop;
  const std::string token = token_of(text_of(shop.ask(), "confirm_url"));
  shop.workspace->advance_by("2d");
  shop.say("denied");
  CHECK(code_of([&] { shop.follow(token, "confirm"); }) == Code::conflict);
  CHECK(shop.state() == "denied");
  const std::string later = token_of(text_of(shop.ask(), "confirm_url"));
  CHECK(shop.state() == "denied"); // asking takes nothing back
  shop.workspace->advance_by("1d");
  CHECK(code_of([&] { shop.follow(token, "confirm"); }) == Code::conflict); // it has expired
  shop.follow(later, "confirm");
  CHECK(shop.state() == "granted");
}

TEST_CASE("double opt-in: a link is for one purpose and one address") {
  Shop shop;
  const std::string token = token_of(text_of(shop.ask(), "confirm_url"));
  for (const char* action : {"unsubscribe", "choose", "click"}) {
    CAPTURE(action);
    CHECK(code_of([&] { shop.follow(token, action); }) == Code::not_found);
  }
  std::string changed = token;
  changed[3] = changed[3] == 'A' ? 'B' : 'A';
  CHECK(code_of([&] { shop.follow(changed, "confirm"); }) == Code::not_found);
  const std::string other = shop.link_in_mail("choose at ");
  CHECK(code_of([&] { shop.follow(token_of(other), "confirm"); }) == Code::not_found);
  shop.workspace.call("profiles.erase", R"({"profile": {"email": "ann@shop.example"}})");
  CHECK(code_of([&] { shop.follow(token, "confirm"); }) == Code::not_found);
  CHECK(shop.follow(token, "view").find("unsubscribed")->as_bool()); // nobody to write to
  CHECK(shop.workspace.broken() == "");
}

TEST_CASE("double opt-in: settings name a transactional template of the channel") {
  Shop shop;
  shop.workspace.email_template("news");
  const auto pointer = [&](const char* settings) {
    const auto error = error_of([&] { shop.workspace.call("settings.update", settings); });
    REQUIRE(error.has_value());
    return error->issues().empty() ? error->pointer() : error->issues().front().pointer;
  };
  CHECK(pointer(R"({"double_opt_in": [{"channel": "email", "template": "confrim"}]})") ==
        "/double_opt_in/0/template");
  CHECK(pointer(R"({"double_opt_in": [{"channel": "email", "template": "news"}]})") ==
        "/double_opt_in/0/template");
  CHECK(pointer(R"({"double_opt_in": [{"channel": "sms", "template": "confirm"}]})") ==
        "/double_opt_in/0/template");
  CHECK(pointer(R"({"double_opt_in": [{"channel": "sms"}, {"channel": "sms"}]})") ==
        "/double_opt_in/1/channel");
  CHECK(pointer(R"({"double_opt_in": [{"channel": "sms", "expires": "1mo"}]})") ==
        "/double_opt_in/0/expires");
}

TEST_CASE("preference centre: it shows what can be chosen, and each choice is a consent") {
  Shop shop;
  shop.ask();
  const std::string token = token_of(shop.link_in_mail("choose at "));
  const Value shown = shop.follow(token, "view");
  const auto& rows = shown.find("preferences")->as_array();
  REQUIRE(rows.size() == 2); // the channel, then its topic
  CHECK(text_of(rows[0], "state") == "pending");
  CHECK(text_of(rows[1], "name") == "Offers");
  CHECK(text_of(rows[1], "state") == "none");
  const Value chosen = shop.workspace.call("links.handle", R"({"action": "choose", "ip": "::1",
      "preferences": [{"channel": "email", "state": "granted"},
                      {"channel": "email", "topic": "offers", "state": "denied"}], "token": ")" +
                                                               token + "\"}");
  CHECK(text_of(chosen.find("preferences")->as_array()[1], "state") == "denied");
  CHECK(shop.state() == "granted");
  CHECK(shop.state("offers") == "denied");
  const auto ledger = shop.listed("consents.history");
  CHECK(text_of(ledger.back(), "source") == "preference_centre");
  CHECK(text_of(ledger.back(), "ip") == "::");
  CHECK(text_of(ledger[1], "state") == "denied"); // refusals first
}

TEST_CASE("preference centre: what is not offered is refused, and nothing of the choice holds") {
  Shop shop;
  shop.ask();
  const auto error = error_of([&] {
    shop.workspace.call("consents.choose", R"({"profile": {"email": "ann@shop.example"},
        "preferences": [{"channel": "email", "state": "granted"},
                        {"channel": "sms", "state": "granted"}]})");
  });
  REQUIRE(error.has_value());
  CHECK(error->pointer() == "/preferences/1");
  CHECK(shop.state() == "pending");
  const Value page = shop.workspace.call("consents.choose", R"({"source": "account page",
      "profile": {"email": "ann@shop.example"},
      "preferences": [{"channel": "email", "topic": "offers", "state": "denied"}]})");
  CHECK(text_of(page.find("preferences")->as_array()[1], "state") == "denied");
  CHECK(shop.follow(token_of(text_of(page, "url")), "view").find("preferences")->size() == 2);
}

TEST_CASE("consents: an import cannot grant without proof, and may always refuse") {
  TestWorkspace workspace;
  const std::string who = R"({"user_id": "ann", "channel": "email", "source": "import", )";
  const auto error = error_of([&] { workspace->consent(who + R"("state": "granted"})"); });
  REQUIRE(error.has_value());
  CHECK(error->code() == Code::invalid_request);
  CHECK(error->pointer() == "/proof");
  CHECK(code_of([&] { workspace->consent(who + R"("state": "granted", "proof": ""})"); }) ==
        Code::invalid_request);
  CHECK(code_of([&] { workspace->consent(who + R"("state": "denied"})"); }) == Code::ok);
  CHECK(code_of([&] {
          workspace->consent(who + R"("state": "granted", "proof": "list of 2023"})");
        }) == Code::ok);
}

TEST_CASE("consents: a grant that is older than the unsubscription does not lift it") {
  TestWorkspace workspace;
  workspace.opt_in("ann");
  workspace->advance_by("1h");
  workspace.opt_out("ann");
  workspace.call("profiles.erase",
                 R"({"profile": {"user_id": "ann"}})"); // the address stays silent
  workspace->identify(R"({"user_id": "new", "email": "ann@shop.example"})");
  workspace->consent(R"({"user_id": "new", "channel": "email", "state": "granted",
      "at": "2024-03-01T09:30:00Z"})");
  workspace.segment("silent", R"({"suppressed": "email"})");
  CHECK(workspace->is_member("silent", person("new")));
  workspace->consent(R"({"user_id": "new", "channel": "email", "state": "granted"})");
  CHECK_FALSE(workspace->is_member("silent", person("new")));
}

} // namespace beckon::engine
