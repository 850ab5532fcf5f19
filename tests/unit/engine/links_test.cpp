// The links of messages: what stands in them, what becomes of them in a letter, what following one
// does.
#include "engine/links.h"

#include <doctest/doctest.h>

#include <algorithm>

#include "engine/message_links.h"
#include "message/html_links.h"
#include "schema/json.h"
#include "support/errors.h"
#include "support/scripted_transport.h"
#include "support/workspace.h"

namespace beckon::engine {
namespace {

using schema::parse_json;
using schema::Value;

const std::string kSeed = "0123456789abcdef";
const Value kSettings = parse_json(R"({"public_url": "https://mail.shop.example/"})");

std::string token_of(const std::string& url) { return url.substr(url.rfind('/') + 1); }

// What wrap() makes of the HTML, with "C" and the target for every counted link, and "O" for the
// image.
std::string wrapped(const std::string& html, const std::string& links, std::string_view document,
                    bool marketing = true) {
  Value settings = kSettings;
  settings.set("links", parse_json(links));
  const LinkPolicy policy = compile_links(settings);
  TemplateLinks of_template = read_template_links(parse_json(document));
  message::collect_hosts(schema::parse_json(document).find("html")->as_string(),
                         &of_template.hosts);
  std::sort(of_template.hosts.begin(), of_template.hosts.end());
  const LinkMaker maker(settings, kSeed);
  MessageLinks message({policy, of_template, maker, 7, marketing, "spring"});
  std::string out = message.wrap(html);
  for (const std::string& made : message.take_made()) {
    const auto link = read_link(kSeed, token_of(made));
    REQUIRE(link.has_value());
    CHECK(link->send == 7);
    const size_t at = out.find(made);
    REQUIRE(at != std::string::npos);
    const std::string shown = link->kind == LinkKind::open
                                  ? "O"
                                  : "C" + std::to_string(link->number) + ":" + link->target;
    out.replace(at, made.size(), shown);
  }
  return out;
}

// A document whose html names shop.example.
constexpr std::string_view kShop = R"({"html": "<a href=\"https://shop.example/\">"})";

} // namespace

TEST_CASE("a token stands for one thing, and for nothing when a byte of it is changed") {
  const LinkMaker maker(kSettings, kSeed);
  const std::string target = "https://shop.example/a?b=c:d#e";
  const std::string click = maker.click(42, 3, target);
  CHECK(click.rfind("https://mail.shop.example/c/", 0) == 0);
  const auto link = read_link(kSeed, token_of(click));
  REQUIRE(link.has_value());
  CHECK(link->kind == LinkKind::click);
  CHECK(link->send == 42);
  CHECK(link->number == 3);
  CHECK(link->target == target);
  CHECK(read_link(kSeed, token_of(maker.open(42)))->kind == LinkKind::open);
  CHECK(read_link(kSeed, token_of(maker.unsubscribe(42)))->kind == LinkKind::unsubscribe);
  CHECK_FALSE(read_link("another workspace", token_of(click)).has_value());
  CHECK_FALSE(read_link(kSeed, "").has_value());
  const std::string token = token_of(click);
  for (size_t i = 0; i < token.size(); ++i) {
    std::string changed = token;
    changed[i] = changed[i] == 'A' ? 'B' : 'A';
    CHECK_FALSE(read_link(kSeed, changed).has_value());
  }
}

TEST_CASE("what is signed is checked all the same: no header can be made of a target") {
  const auto signed_click = [](const std::string& payload) {
    return read_link(kSeed, message::sign_token(token_keys(kSeed), payload)).has_value();
  };
  const std::string id = OpaqueIds(kSeed).send(1);
  CHECK(signed_click("c" + id + ":1:https://x.example/"));
  for (const std::string& payload :
       {"c" + id + ":1:javascript:x", "c" + id + ":1:https://x.example/\r\nSet-Cookie: a",
        "c" + id + ":1:", "c" + id + ":x:https://x.example/", "c" + id + ":https://x.example/",
        std::string("cs_0:1:https://x.example/"), "c" + id, "o" + id + "x", "p" + id,
        std::string("c"), std::string()}) {
    CAPTURE(payload);
    CHECK_FALSE(signed_click(payload));
  }
}

TEST_CASE("links of the template's author are counted, those that a value brings in are not") {
  CHECK(wrapped("<a href=\"https://shop.example/a?b=1&amp;c=2\">x</a>", "{}", kShop) ==
        "<a href=\"C1:https://shop.example/a?b=1&c=2\">x</a>"
        "<img src=\"O\" width=\"1\" height=\"1\" alt=\"\" "
        "style=\"display:block;width:1px;height:1px;border:0\">");
  const std::string quiet = R"({"opens": false})";
  CHECK(wrapped("<a href='https://evil.example/'>", quiet, kShop) ==
        "<a href='https://evil.example/'>");
  CHECK(wrapped("<a href='https://x.evil.example/'><a href='https://SHOP.example'>", quiet,
                kShop) == "<a href='https://x.evil.example/'><a href='C1:https://SHOP.example'>");
  // Domains of the settings are known with what lies below them, and nothing beside them.
  const std::string mine = R"({"opens": false, "domains": ["Mine.example"]})";
  CHECK(wrapped("<a href=https://www.mine.example/>", mine, kShop) ==
        "<a href=C1:https://www.mine.example/>");
  CHECK(wrapped("<a href=https://notmine.example/>", mine, kShop) ==
        "<a href=https://notmine.example/>");
  // Links of the workspace's own stay as they are.
  CHECK(wrapped("<a href=https://mail.shop.example/u/x>", R"({"opens": false,
      "domains": ["shop.example"]})",
                kShop) == "<a href=https://mail.shop.example/u/x>");
  CHECK(wrapped("<a clicktracking=off href=https://shop.example/>", quiet, kShop) ==
        "<a clicktracking=off href=https://shop.example/>");
}

TEST_CASE("who counts what: the settings, the template, the kind of message") {
  const std::string html = "<a href=https://shop.example/></body>";
  const std::string same = html;
  CHECK(wrapped(html, R"({"clicks": false, "opens": false})", kShop) == same);
  CHECK(wrapped(html, "{}", kShop, false) == same);
  CHECK(wrapped(html, R"({"opens": false})",
                R"({"html": "https://shop.example/", "links": {"clicks": true}})",
                false) == "<a href=C1:https://shop.example/></body>");
  CHECK(
      wrapped(html, "{}",
              R"({"html": "https://shop.example/", "links": {"clicks": false, "opens": false}})") ==
      same);
  // Nobody would answer without an address of the workspace's own.
  CHECK_FALSE(compile_links(parse_json("{}")).clicks);
  CHECK_FALSE(compile_links(parse_json(R"({"links": {"opens": true}})")).opens);
}

TEST_CASE("UTM parameters: of the settings, of the template, to the shop's own domains") {
  const std::string settings =
      R"({"clicks": false, "opens": false, "utm": {"source": "news", "medium": "email"}})";
  CHECK(wrapped("<a href=https://shop.example/#top>", settings, kShop) ==
        "<a href=https://shop.example/?utm_source=news&amp;utm_medium=email&amp;"
        "utm_campaign=spring#top>");
  CHECK(wrapped("<a href=https://other.example/>", settings, kShop) ==
        "<a href=https://other.example/>");
  CHECK(wrapped("<a href=https://shop.example/>", settings,
                R"({"html": "https://shop.example/", "links": {"utm": {"source": "receipt",
                    "medium": "", "campaign": "x"}}})") ==
        "<a href=https://shop.example/?utm_source=receipt&amp;utm_campaign=x>");
  // Counted and marked: the target has them.
  CHECK(wrapped("<a href=https://shop.example/?utm_source=a>",
                R"({"opens": false, "utm": {"source": "news"}})",
                kShop) == "<a href=C1:https://shop.example/?utm_source=a&utm_campaign=spring>");
  // With domains of one's own no other address gets any.
  CHECK(wrapped("<a href=https://shop.example/>", R"({"clicks": false, "opens": false,
      "domains": ["mine.example"], "utm": {"source": "news"}})",
                kShop) == "<a href=https://shop.example/>");
}

namespace {

// A workspace that has sent one letter to Ada through a webhook account.
struct Letter {
  explicit Letter(std::string_view kind = "marketing") {
    transport = std::make_shared<test::ScriptedTransport>(
        [](const http::Request&) { return test::complete(200); });
    engine::Options options = test::manual_options();
    options.transport = transport;
    workspace = std::make_unique<test::TestWorkspace>(options);
    workspace->opt_in("ada");
    workspace->call("settings.update", R"({"public_url": "https://mail.shop.example"})");
    workspace->call("templates.create", R"({"key": "hi", "channel": "email", "kind": ")" +
                                            std::string(kind) + R"(", "subject": "Hi",
        "from": "Shop <hello@shop.example>", "links": {"clicks": true, "opens": true},
        "html": "<p><a href=\"https://shop.example/cart?a=1&amp;b=2\">Cart</a></p>"})");
    workspace->call("providers.create", R"({"key": "own", "kind": "webhook", "channel": "email",
        "url": "https://out.example/", "secret": "whsec_MfKQ9r8GKYqrTwjUPD8ILPZIo2LaLaSw"})");
    workspace->flow(R"({"key": "f", "trigger": {"event": "Go"}, "start": "m",
        "nodes": {"m": {"type": "message", "channel": "email", "template": "hi"}}})");
    workspace->track("ada", "Go");
    workspace->engine().settle();
    html = parse_json(transport->requests().at(0).body).find("html")->as_string();
  }
  std::string token(const std::string& kind) const {
    const std::string mark = "https://mail.shop.example/" + kind + "/";
    const size_t begin = html.find(mark) + mark.size();
    return html.substr(begin, html.find('"', begin) - begin);
  }
  Value follow(const std::string& token, const std::string& members) {
    return workspace->call("links.handle", R"({"token": ")" + token + "\", " + members + "}");
  }
  Value send() { return workspace->items("sends.list").at(0); }
  std::shared_ptr<test::ScriptedTransport> transport;
  std::unique_ptr<test::TestWorkspace> workspace;
  std::string html;
};

constexpr const char* kClick = R"("action": "click", "user_agent": "Mozilla/5.0 Firefox/124.0")";
constexpr const char* kOpen = R"("action": "open", "user_agent": "Mozilla/5.0 Firefox/124.0")";

std::string reached(const Value& send) { return schema::to_json(*send.find("reached")); }

} // namespace

TEST_CASE("a click leads to what the author wrote and counts once") {
  Letter letter;
  Value answer = letter.follow(letter.token("c"), kClick);
  CHECK(answer.find("target")->as_string() == "https://shop.example/cart?a=1&b=2");
  CHECK(answer.find("counted")->as_bool());
  CHECK_FALSE(answer.find("machine")->as_bool());
  CHECK(answer.find("address")->as_string() == "a***@shop.example");
  const std::string before = letter.workspace->state_hash();
  answer = letter.follow(letter.token("c"), kClick);
  CHECK_FALSE(answer.find("counted")->as_bool());
  CHECK(answer.find("target")->as_string() == "https://shop.example/cart?a=1&b=2");
  CHECK(letter.workspace->state_hash() == before); // no record is made of what is known
  CHECK(reached(letter.send()) == R"(["sent","clicked"])");
  CHECK(letter.workspace->broken().empty());
}

TEST_CASE("an open is told by the image; machines are kept apart") {
  Letter letter;
  const std::string open = letter.token("o");
  CHECK(letter.follow(open, R"("action": "open", "user_agent": "curl/8")")
            .find("machine")
            ->as_bool());
  CHECK(letter.follow(open, R"("action": "open", "prefetch": true)").find("machine")->as_bool());
  CHECK(reached(letter.send()) == R"(["sent"])");
  CHECK(letter.follow(open, kOpen).find("counted")->as_bool());
  CHECK(letter.follow(open, kOpen).find("target") == nullptr);
  CHECK(reached(letter.send()) == R"(["sent","opened"])");
  const Value machine = letter.follow(letter.token("c"), R"("action": "click", "user_agent": "")");
  CHECK_FALSE(machine.find("counted")->as_bool());
  CHECK(machine.find("target")->as_string() == "https://shop.example/cart?a=1&b=2");
  CHECK(letter.workspace->broken().empty());
}

TEST_CASE("no token does what another kind of link is for") {
  Letter letter;
  const std::string click = letter.token("c"), open = letter.token("o"),
                    unsubscribe = letter.token("u");
  for (const auto& [token, action] :
       std::vector<std::pair<std::string, std::string>>{{click, "unsubscribe"},
                                                        {open, "unsubscribe"},
                                                        {open, "click"},
                                                        {unsubscribe, "click"},
                                                        {unsubscribe, "open"},
                                                        {click, "open"},
                                                        {"AQ.x", "click"}}) {
    CHECK(test::code_of([&] { letter.follow(token, "\"action\": \"" + action + "\""); }) ==
          Code::not_found);
  }
  CHECK(letter.workspace->sends_by_state()["accepted"] == 1);
  const Value viewed = letter.follow(click, R"("action": "view")");
  CHECK_FALSE(viewed.find("counted")->as_bool());
  CHECK(reached(letter.send()) == R"(["sent"])");
}

TEST_CASE("the links of somebody who was erased lead on, and count for nobody") {
  Letter letter;
  letter.workspace->call("profiles.erase", R"({"profile": {"user_id": "ada"}})");
  const Value answer = letter.follow(letter.token("c"), kClick);
  CHECK(answer.find("target")->as_string() == "https://shop.example/cart?a=1&b=2");
  CHECK_FALSE(answer.find("counted")->as_bool());
  CHECK(answer.find("address")->as_string() == "***");
}

TEST_CASE("settings of links are checked") {
  test::TestWorkspace workspace;
  const auto pointers = [&](const std::string& settings) {
    const auto error = test::error_of([&] { workspace.call("settings.update", settings); });
    std::string all;
    if (error) {
      for (const Issue& issue : error->issues()) all += issue.pointer + " ";
    }
    return all;
  };
  CHECK(pointers(R"({"links": {"domains": ["shop.example", "https://x", ""]}})") ==
        "/links/domains/1 /links/domains/2 ");
  CHECK(pointers(R"({"links": {"utm": {"sauce": "x"}}})") == "/links/utm/sauce ");
  for (const char* url : {"mail.shop.example", "https://x.example/?a=b", "https://", "ftp://x",
                          "https://x.example/\\\"", "https://a b/"}) {
    CAPTURE(url);
    CHECK(pointers(std::string(R"({"public_url": ")") + url + "\"}") == "/public_url ");
  }
  CHECK(pointers(R"({"public_url": "http://127.0.0.1:8080/"})").empty());
}

} // namespace beckon::engine
