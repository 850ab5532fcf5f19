// The filters, and HTML escaping through them.
#include "template/filters/registry.h"
#include "unit/template/common.h"

namespace beckon::liquid {
namespace {

std::string filtered(const std::string& chain, const std::string& json) {
  return rendered("{{ v | " + chain + " }}", "{\"v\":" + json + "}");
}

TEST_CASE("default stands in for nil, false and what is empty") {
  for (const char* value : {"null", "false", "\"\"", "[]", "{}"}) {
    CHECK(filtered("default: \"x\"", value) == "x");
  }
  CHECK(rendered("{{ nobody.name | default: 'friend' }}") == "friend");
  CHECK(filtered("default: \"x\"", "0") == "0");
  CHECK(filtered("default: \"x\"", "\" \"") == " ");
  CHECK(filtered("default: \"x\"", "\"Ada\"") == "Ada");
  CHECK(filtered("default: \"x\", allow_false: true", "false") == "false");
  CHECK(filtered("default: \"x\", allow_false: false", "false") == "x");
  CHECK(filtered("default: \"x\", allow_false: true", "null") == "x");
  CHECK(filtered("default", "null") == "");
  CHECK(filtered("default: 3", "null") == "3");
  CHECK(filtered("default: w.x", "null, \"w\": {\"x\": \"other\"}") == "other");
  CHECK(filtered("default: nobody | default: 'last'", "null") == "last");
}

TEST_CASE("letter case") {
  CHECK(filtered("upcase", "\"ada Löwe\"") == "ADA LÖWE");
  CHECK(filtered("downcase", "\"ADA LÖWE\"") == "ada löwe");
  CHECK(filtered("capitalize", "\"aDA LOVELACE\"") == "Ada lovelace");
  CHECK(filtered("capitalize", "\"élodie\"") == "Élodie");
  CHECK(filtered("capitalize", "\"\"") == "");
  CHECK(filtered("upcase", "\"straße ñ ÿ ž ș ơ ạ\"") == "STRASSE Ñ Ÿ Ž Ș Ơ Ạ");
  CHECK(filtered("downcase", "\"Ñ Ÿ Ž Ș Ơ Ạ\"") == "ñ ÿ ž ș ơ ạ");
  CHECK(filtered("upcase", "\"αβγ ς ώ жё ѓ ӑ ա ı\"") == "ΑΒΓ Σ Ώ ЖЁ Ѓ Ӑ Ա I");
  CHECK(filtered("downcase", "\"ΑΒΓ Σ Ώ ЖЁ Ѓ Ӑ Ա İ\"") == "αβγ σ ώ жё ѓ ӑ ա i\u0307");
  CHECK(filtered("upcase", "\"日本 😀 × ÷\"") == "日本 😀 × ÷");
  CHECK(filtered("upcase", "12.5") == "12.5");
  CHECK(filtered("upcase", "null") == "");
}

TEST_CASE("bytes that are no UTF-8 pass through the case filters") {
  schema::Value scope;
  scope.set("v", schema::Value(std::string("a\xff\xc3\xe2\x82z\xf0\x9f")));
  CHECK(parsed("{{ v | upcase }}")->render(scope) == "A\xff\xc3\xe2\x82Z\xf0\x9f");
}

TEST_CASE("strip, append, prepend") {
  CHECK(filtered("strip", "\" \\t\\r\\n a b \\u0000\\n\"") == "a b");
  CHECK(filtered("strip", "\"  \"") == "");
  CHECK(filtered("append: \"!\"", "\"a\"") == "a!");
  CHECK(filtered("append: 1.0 | prepend: true", "null") == "true1.0");
  CHECK(filtered("prepend: v", "\"a\"") == "aa");
}

TEST_CASE("filters run from left to right") {
  CHECK(filtered("append: \"b\" | upcase | append: \"c\"", "\"a\"") == "ABc");
  CHECK(filtered("upcase|downcase|capitalize", "\"aB\"") == "Ab");
}

TEST_CASE("escape and raw without automatic escaping") {
  CHECK(filtered("escape", "\"<a href='x'>&\\\"\"") == "&lt;a href=&#39;x&#39;&gt;&amp;&quot;");
  CHECK(filtered("escape | upcase", "\"<b>\"") == "&LT;B&GT;");
  CHECK(filtered("raw", "\"<b>\"") == "<b>");
  CHECK(filtered("escape", "null") == "");
}

TEST_CASE("HTML is escaped by itself, once") {
  const std::string scope = R"({"v": "<b>&\"'", "n": ["<", ">"], "o": {"<": 1}, "empty": ""})";
  const auto html = [&](const std::string& source) {
    return rendered(source, scope, Escape::html);
  };
  CHECK(html("<p>{{ v }}</p>") == "<p>&lt;b&gt;&amp;&quot;&#39;</p>");
  CHECK(html("{{ n }}{{ o }}") == "&lt;&gt;{&quot;&lt;&quot;:1}");
  CHECK(html("{{ \"<i>\" }}") == "&lt;i&gt;");
  CHECK(html("{{ v | escape }}") == html("{{ v }}"));
  CHECK(html("{{ v | escape | escape }}") == html("{{ v }}"));
  CHECK(html("{{ v | raw }}") == "<b>&\"'");
  CHECK(html("{{ v | raw | escape }}") == "<b>&\"'");
  CHECK(html("{{ v | raw | default: \"x\" }}") == "<b>&\"'");
  CHECK(html("{{ empty | raw | default: \"<x>\" }}") == "&lt;x&gt;");
  CHECK(html("{{ v | raw | upcase | strip }}") == "<B>&\"'");
  CHECK(html("{{ v | upcase }}") == "&lt;B&gt;&amp;&quot;&#39;");
  CHECK(html("{{ \"<br>\" | raw | append: v }}") == "<br>&lt;b&gt;&amp;&quot;&#39;");
  CHECK(html("{{ v | prepend: \"<br>\" | raw }}") == "<br><b>&\"'");
  CHECK(html("{{ \"<br>\" | raw | prepend: \"<\" }}") == "&lt;<br>");
}

TEST_CASE("every filter's example parses and its row is found") {
  for (const std::string& name : filter_names()) {
    CAPTURE(name);
    const Filter* filter = find_filter(name);
    REQUIRE(filter != nullptr);
    CHECK(filter->name == name);
    parsed("{{ " + std::string(filter->example) + " }}");
  }
  CHECK(filter_names().size() == 66);
}

} // namespace
} // namespace beckon::liquid
