// Templates: what is refused, which language a reader gets, what goes along.
#include "engine/compose.h"

#include <doctest/doctest.h>

#include "base/crypto.h"
#include "engine/locales.h"
#include "engine/template_check.h"
#include "schema/json.h"
#include "support/errors.h"
#include "support/scripted_transport.h"
#include "support/workspace.h"

namespace beckon::engine {
namespace {

using schema::parse_json;
using schema::Value;

// Pointers of everything that is wrong, each followed by a space.
std::string wrong(test::TestWorkspace& workspace, std::string_view members,
                  std::string_view channel = "email") {
  Value request = parse_json(R"({"key": "t", "kind": "marketing", "subject": "s",
      "from": "a@shop.example", "text": "x"})");
  request.set("channel", channel);
  const Value more = parse_json(members);
  for (const schema::Member& member : more.as_object()) request.set(member.key, member.value);
  const auto error =
      test::error_of([&] { workspace.call("templates.create", schema::to_json(request)); });
  if (!error) return "created";
  std::string all;
  for (const Issue& issue : error->issues()) all += issue.pointer + " ";
  return all;
}

} // namespace

TEST_CASE("locales are found from the particular to the general") {
  CHECK(locale_key("en_GB") == "en-gb");
  for (const char* locale : {"de", "en-GB", "zh-Hant-TW", "es-419"}) CHECK(is_locale(locale));
  for (const char* text : {"", "de-", "-de", "de--AT", "deutschland", "d e", "a-b-c-d-e", "dé"}) {
    CAPTURE(text);
    CHECK_FALSE(is_locale(text));
  }
  const Value document = parse_json(R"({"text": "standard", "locales": {"en": {"text": "en"},
      "en-GB": {"text": "en-GB"}, "zh-Hant": {"text": "zh-Hant"}}})");
  const auto chosen = [&](std::string_view locale) {
    return variant_for(document, locale).find("text")->as_string();
  };
  CHECK(chosen("en-GB") == "en-GB");
  CHECK(chosen("EN_gb") == "en-GB");
  CHECK(chosen("en-US") == "en");
  CHECK(chosen("zh-Hant-TW") == "zh-Hant");
  CHECK(chosen("zh") == "standard");
  CHECK(chosen("fr") == "standard");
  CHECK(chosen("") == "standard");
}

TEST_CASE("a reader gets the template, and what it renders, in one language") {
  test::TestWorkspace workspace;
  workspace.call("templates.create", R"({"key": "foot", "channel": "email", "kind": "marketing",
      "subject": "-", "from": "a@shop.example", "html": "<i>Bye</i>", "text": "Bye",
      "locales": {"de": {"subject": "-", "html": "<i>Servus</i>", "text": "Servus"}}})");
  workspace.call("templates.create", R"({"key": "hi", "channel": "email", "kind": "transactional",
      "subject": "Hello {{ profile.name }}", "from": "Shop <a@shop.example>",
      "html": "<p>Hello</p>{% render 'foot' %}",
      "locales": {"de": {"subject": "Hallo {{ profile.name }}", "from": "Laden <a@shop.example>",
                         "html": "<p>Hallo</p>{% render 'foot' %}"},
                  "de-AT": {"subject": "Griaß di", "text": "{% render 'foot' %}"}}})");
  const auto preview = [&](const std::string& locale) {
    workspace->identify(R"({"user_id": "ada", "traits": {"name": "Ada", "locale": ")" + locale +
                        "\"}}");
    const Value answer =
        workspace.call("templates.preview", R"({"key": "hi", "profile": {"user_id": "ada"}})");
    return answer.find("subject")->as_string() + "|" + answer.find("html")->as_string() + "|" +
           answer.find("text")->as_string();
  };
  CHECK(preview("en") == "Hello Ada|<p>Hello</p><i>Bye</i>|Hello\n\nBye");
  CHECK(preview("de-CH") == "Hallo Ada|<p>Hallo</p><i>Servus</i>|Hallo\n\nServus");
  CHECK(preview("de_at") == "Griaß di||Servus");
  const Value other = workspace.call("templates.preview",
                                     R"({"key": "hi", "profile": {"user_id": "ada"},
                                         "locale": "fr"})");
  CHECK(other.find("subject")->as_string() == "Hello Ada");
}

TEST_CASE("what is wrong with the variants of a template") {
  test::TestWorkspace workspace;
  CHECK(wrong(workspace, R"({"locales": {"de": {"text": "x"}}})") == "/locales/de/subject ");
  CHECK(wrong(workspace, R"({"locales": {"de": {"subject": "x"}}})") == "/locales/de/text ");
  CHECK(wrong(workspace, R"({"locales": {"de": {"subject": "x", "html": "{{ a"}}})") ==
        "/locales/de/html ");
  CHECK(wrong(workspace, R"({"locales": {"de": {"subject": "x", "text": "x", "from": "x"}}})") ==
        "/locales/de/from ");
  CHECK(wrong(workspace, R"({"locales": {"de": {"subject": "x", "text": "{% render 'no' %}"}}})") ==
        "/locales/de/text ");
  CHECK(wrong(workspace, R"({"locales": {"d e": {"subject": "x", "text": "x"}}})") ==
        "/locales/d e ");
  CHECK(wrong(workspace, R"({"locales": {"de-AT": {"subject": "x", "text": "x"},
                                         "de_at": {"subject": "x", "text": "x"}}})") ==
        "/locales/de_at ");
  CHECK(wrong(workspace, R"({"locales": {"de": {"subject": "x", "text": "x", "key": 1}}})") ==
        "/locales/de/key ");
  CHECK(wrong(workspace, R"({"locales": {"de": {"text": "x"}}, "subject": "s"})", "sms") ==
        "/locales/de/subject ");
}

TEST_CASE("what is wrong with the files of a template") {
  test::TestWorkspace workspace;
  const std::string good = R"({"name": "a.pdf", "content_type": "application/pdf",
                               "content": "AAEC"})";
  CHECK(wrong(workspace, R"({"attachments": [)" + good + R"(, {"name": "a/b",
      "content_type": "x", "content": "?", "content_id": "<"}]})") ==
        "/attachments/1/content /attachments/1/name /attachments/1/content_type "
        "/attachments/1/content_id ");
  std::string many = good;
  for (size_t i = 0; i < limits::attachments; ++i) many += ", " + good;
  CHECK(wrong(workspace, R"({"attachments": [)" + many + "]}") == "/attachments ");
  const std::string large = to_base64(std::string(limits::attachment_bytes + 1, 'x'));
  CHECK(wrong(workspace, R"({"attachments": [{"name": "a", "content_type": "a/b", "content": ")" +
                             large + "\"}]}") == "/attachments ");
  CHECK(wrong(workspace, R"({"attachments": [)" + good + "]}", "sms") == "/attachments ");
}

TEST_CASE("an output in a tag stands in the quotes of an attribute") {
  const auto places = [](std::string_view source) {
    Issues issues;
    check_output_places(source, "/html", &issues);
    std::string all;
    for (const Issue& issue : issues) {
      CHECK(issue.pointer == "/html");
      all += issue.message.substr(0, issue.message.find(':')) + ";";
    }
    return all;
  };
  for (const char* sound :
       {"{{ a }}", "<p>{{ a }}</p>", "<a href=\"{{ a }}\">", "<a href='x{{ a }}y{{ b }}'>",
        "<td {% if a %}class=\"{{ b }}\"{% endif %}>", "<style>.a{color:{{ a }}}</style>",
        "<!-- {{ a }} -->", "<a {% comment %}{{ a }}{% endcomment %}>",
        "<a {% raw %}{{ a }}{% endraw %}>", "<!--[if mso]><v:rect href=\"{{ a }}\"><![endif]-->",
        "1 < 2 {{ a }} >"}) {
    CAPTURE(sound);
    CHECK(places(sound).empty());
  }
  CHECK(places("<a href={{ a }}>") == "line 1, column 9;");
  CHECK(places("<p>{{ a }}</p>\n<a {{ a }} title=\"{{ b }}\" href={{ c }}>") ==
        "line 2, column 4;line 2, column 33;");
  CHECK(places("<{{ a }}>").empty()); // no tag begins so: the text is escaped
  CHECK(places("<a{{ a }}>") == "line 1, column 3;");
  CHECK(places("<a href={% echo a %}>") == "line 1, column 9;");
  CHECK(places("<a {% render 'x' %}>") == "line 1, column 4;");
  CHECK(places("<!--[if mso]><v:rect href={{ a }}><![endif]-->") == "line 1, column 27;");
  test::TestWorkspace workspace;
  CHECK(wrong(workspace, R"({"html": "<a href={{ a }}>"})") == "/html ");
}

TEST_CASE("templates.render takes any data and can be strict") {
  test::TestWorkspace workspace;
  workspace.call("settings.update", R"({"name": "Laden"})");
  workspace.call("templates.create", R"({"key": "t", "channel": "sms", "kind": "marketing",
      "text": "{{ workspace.name }}: {{ profile.name }} €{{ event.total }}"})");
  const Value answer = workspace.call("templates.render", R"({"key": "t",
      "data": {"profile": {"name": "Ada"}}})");
  CHECK(answer.find("text")->as_string() == "Laden: Ada €");
  CHECK(schema::to_json(*answer.find("missing")) == R"(["event.total"])");
  CHECK(schema::to_json(*answer.find("sms")) ==
        R"({"encoding":"gsm7","units":13,"segments":1,"left":147})");
  CHECK(test::code_of([&] {
          workspace.call("templates.render", R"({"key": "t", "strict": true})");
        }) == Code::invalid_request);
  CHECK(test::code_of([&] { workspace.call("templates.render", R"({"key": "u"})"); }) ==
        Code::not_found);
}

TEST_CASE("a preview is what would leave: with the way out, in the segments that are paid for") {
  test::TestWorkspace workspace;
  workspace->identify(R"({"user_id": "ada", "phone": "+4915112345678"})");
  workspace.call("templates.create", R"({"key": "t", "channel": "sms", "kind": "marketing",
      "text": "Привет {{ profile.user_id }}"})");
  const Value sms =
      workspace.call("templates.preview", R"({"key": "t", "profile": {"user_id": "ada"}})");
  CHECK(sms.find("text")->as_string() == "Привет ada Reply STOP to opt out.");
  CHECK(sms.find("sms")->find("encoding")->as_string() == "ucs2");
  workspace.call("templates.create", R"({"key": "m", "channel": "email", "kind": "marketing",
      "subject": "s", "from": "a@shop.example", "html": "<p>x</p>"})");
  const Value mail =
      workspace.call("templates.preview", R"({"key": "m", "profile": {"user_id": "ada"}})");
  CHECK(mail.find("html")->as_string().find(">Unsubscribe</a>") != std::string::npos);
  CHECK(mail.find("sms") == nullptr);
}

TEST_CASE("an SMS of too many segments is not sent") {
  test::TestWorkspace workspace;
  workspace->identify(R"({"user_id": "ada", "phone": "+4915112345678"})");
  workspace.call("templates.create", R"({"key": "t", "channel": "sms", "kind": "transactional",
      "text": "{% for i in (1..200) %}0123456789{% endfor %}"})");
  const auto error = test::error_of([&] {
    workspace.call("templates.preview", R"({"key": "t", "profile": {"user_id": "ada"}})");
  });
  REQUIRE(error.has_value());
  CHECK(error->code() == Code::limit_exceeded);
  CHECK(error->message() == "the SMS takes 14 segments, more than 10 (sms_segments)");
}

TEST_CASE("files reach the provider") {
  auto transport = std::make_shared<test::ScriptedTransport>(
      [](const http::Request&) { return test::complete(200); });
  engine::Options options = test::manual_options();
  options.transport = transport;
  test::TestWorkspace workspace(options);
  workspace.opt_in("ada");
  workspace.call("templates.create", R"({"key": "hi", "channel": "email", "kind": "marketing",
      "subject": "Hi", "from": "Shop <hello@shop.example>", "html": "<img src=\"cid:logo\">",
      "attachments": [{"name": "Größe.pdf", "content_type": "application/pdf", "content": "AAEC"},
                      {"name": "l.png", "content_type": "image/png", "content": "AAED",
                       "content_id": "logo"}]})");
  workspace.call("providers.create", R"({"key": "sg", "kind": "sendgrid", "channel": "email",
      "api_key": "SG.x"})");
  workspace.flow(R"({"key": "f", "trigger": {"event": "Go"}, "start": "m",
      "nodes": {"m": {"type": "message", "channel": "email", "template": "hi"}}})");
  workspace.track("ada", "Go");
  workspace->settle();
  const auto requests = transport->requests();
  REQUIRE(requests.size() == 1);
  CHECK(schema::to_json(*parse_json(requests[0].body).find("attachments")) ==
        R"([{"content":"AAEC","type":"application/pdf","filename":"Größe.pdf",)"
        R"("disposition":"attachment"},{"content":"AAED","type":"image/png","filename":"l.png",)"
        R"("disposition":"inline","content_id":"logo"}])");
  // What is stored is what was published.
  const Value shown = workspace.call("templates.get", R"({"key": "hi"})");
  CHECK(shown.find("definition")->find("attachments")->size() == 2);
  CHECK(workspace.broken().empty());
}

} // namespace beckon::engine
