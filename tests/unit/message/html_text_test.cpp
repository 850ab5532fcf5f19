#include <doctest/doctest.h>

#include <chrono>

#include "message/email.h"

namespace beckon::message {
namespace {

TEST_CASE("tags go, text and its order stay") {
  CHECK(text_from_html("") == "");
  CHECK(text_from_html("plain") == "plain");
  CHECK(text_from_html("a <b>bold</b> and <i>it</i>alic") == "a bold and italic");
  CHECK(text_from_html("  a \n\t b  ") == "a b");
  CHECK(text_from_html("<!doctype html><html><body><p>x</p></body></html>") == "x");
  CHECK(text_from_html("1 < 2 <3 a<b>c</b> <") == "1 < 2 <3 ac <");
  CHECK(text_from_html("<P CLASS='a>b'>x</P\n>") == "x");
}

TEST_CASE("blocks become lines") {
  CHECK(text_from_html("<p>a</p><p>b</p>") == "a\n\nb");
  CHECK(text_from_html("<div>a</div>\n<div>b</div>") == "a\nb");
  CHECK(text_from_html("a<br>b<br/>c<br><br><br><br>d") == "a\nb\nc\n\nd");
  CHECK(text_from_html("<h1>T</h1>x") == "T\n\nx");
  CHECK(text_from_html("<ul><li>one</li> <li> two</li></ul>") == "- one\n- two");
  CHECK(text_from_html("<table><tr><td>a</td><td>b</td></tr><tr><td>c</td></tr></table>") ==
        "a b\nc");
  CHECK(text_from_html("a<hr>b") == "a\n\n---\n\nb");
  CHECK(text_from_html("x<pre>a  b\n  c</pre>y") == "x\n\na  b\n  c\n\ny");
}

TEST_CASE("links keep their target") {
  CHECK(text_from_html("see <a href=\"https://x.example/?a=1&amp;b=2\">the shop</a>.") ==
        "see the shop (https://x.example/?a=1&b=2).");
  CHECK(text_from_html("<a href=https://x.example>https://x.example</a>") == "https://x.example");
  CHECK(text_from_html("<a href='mailto:a@b.example'>a@b.example</a>") == "a@b.example");
  CHECK(text_from_html("<a href=\"#top\">up</a> <a name=x>here</a>") == "up here");
  CHECK(text_from_html("<a href=\"https://x.example\"><img src=i alt=Logo></a>") ==
        "Logo (https://x.example)");
  CHECK(text_from_html("<a href=\"https://x.example\"><img src=i></a>") == "https://x.example");
  CHECK(text_from_html("<a href=\" https://x.exa\nmple \">a</a>") == "a (https://x.example)");
  CHECK(text_from_html("<a href=u>one<a href=v>two</a>") == "one (u)two (v)");
  CHECK(text_from_html("<a href=u>open") == "open (u)");
}

TEST_CASE("character references") {
  CHECK(text_from_html("&lt;b&gt; &amp;amp; &quot;&#39;&apos;") == "<b> &amp; \"''");
  CHECK(text_from_html("&euro;&#8364;&#x20AC;&eacute;&szlig;&nbsp;&ndash;&hellip;") == "€€€éß –…");
  CHECK(text_from_html("&#128512; &yuml;&thorn;&Agrave;") == "😀 ÿþÀ");
  CHECK(text_from_html("AT&T &unknown; & &; &#; &#x; &amp") == "AT&T &unknown; & &; &#; &#x; &amp");
  CHECK(text_from_html("&#0;&#xd800;&#99999999;&#1114112;") == "\ufffd\ufffd\ufffd\ufffd");
  CHECK(text_from_html("a&#10;b") == "a b");
}

TEST_CASE("what is no text of the page is left out") {
  CHECK(text_from_html("a<!-- <p>no</p> -->b") == "ab");
  CHECK(text_from_html("a<style>p > b { }</style>b<SCRIPT>if (a</b>) x</Script >c") == "abc");
  CHECK(text_from_html("<head><title>T</title></head>x") == "x");
  CHECK(text_from_html("a<style>never closed") == "a");
  CHECK(text_from_html("a<!-- never closed") == "a");
  CHECK(text_from_html("a<p class=\"never closed") == "a");
  CHECK(text_from_html("a<?xml x?>b<![CDATA[c") == "ab");
}

TEST_CASE("hostile markup takes time that grows with its length") {
  for (const std::string& unit :
       {std::string("<"), std::string("<a "), std::string("<a href=x>"), std::string("<!--"),
        std::string("&"), std::string("&#"), std::string("<a b='"), std::string("<script>"),
        std::string("</"), std::string("<p ="), std::string("<br>")}) {
    std::string html;
    while (html.size() < (512 << 10)) html += unit;
    const auto begin = std::chrono::steady_clock::now();
    text_from_html(html);
    CAPTURE(unit);
    CHECK(std::chrono::steady_clock::now() - begin < std::chrono::seconds(2));
  }
}

} // namespace
} // namespace beckon::message
