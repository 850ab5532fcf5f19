// Links are changed where they stand and nothing else is.
#include "message/html_links.h"

#include <doctest/doctest.h>

#include <chrono>

#include "message/html_markup.h"

namespace beckon::message {
namespace {

// Every link that is offered, one a line, with "#" behind those that are not to be counted.
std::string seen(const std::string& html) {
  std::string all;
  const std::string same = with_links(html, [&](const HtmlLink& link) {
    all += link.address.url + (link.uncounted ? "#" : "") + "\n";
    return std::nullopt;
  });
  CHECK(same == html);
  return all;
}

std::string replaced(const std::string& html) {
  return with_links(html, [](const HtmlLink&) { return std::string("https://l.example/c/T"); });
}

TEST_CASE("links of every spelling are found") {
  CHECK(seen("<a href=\"https://x.example/\">") == "https://x.example/\n");
  CHECK(seen("<A HREF='https://x.example/?a=1&amp;b=2'>") == "https://x.example/?a=1&b=2\n");
  CHECK(seen("<a href=https://x.example/a/>x</a>") == "https://x.example/a/\n");
  CHECK(seen("<a\n class=x\thref = \"https://x.example\"\n>") == "https://x.example\n");
  CHECK(seen("<a/href=\"https://x.example\"/>") == "https://x.example\n");
  CHECK(seen("<a title='a > b' href='https://x.example'>") == "https://x.example\n");
  CHECK(seen("<area href=\"http://x.example:8080/m\">") == "http://x.example:8080/m\n");
  CHECK(seen("<a href=\" https://x.example/a\nb \">") == "https://x.example/ab\n");
  CHECK(seen("<a href=\"https://x.example/ü|\">") == "https://x.example/%C3%BC%7C\n");
  CHECK(seen("<a href=\"https://x.example/1\" href=\"https://x.example/2\">") ==
        "https://x.example/1\n");
  CHECK(seen("<a clicktracking=off href=\"https://x.example/1\">") == "https://x.example/1#\n");
}

TEST_CASE("what is no link on the web is left alone") {
  for (const std::string html :
       {"<a href=\"mailto:a@b.example\">", "<a href=\"tel:+49\">", "<a href=\"#top\">",
        "<a href=\"/relative\">", "<a href=\"//x.example/\">", "<a href=\"\">", "<a href>", "<a>",
        "<link href=\"https://x.example/\">", "<img src=\"https://x.example/\">",
        "<base href=\"https://x.example/\">", "</a href=\"https://x.example/\">",
        "<a data-href=\"https://x.example/\">", "<!-- <a href=\"https://x.example/\"> -->",
        "<style><a href=\"https://x.example/\"></style>",
        "<title><a href=\"https://x.example/\"></title>", "<a href=\"https://x.example/",
        "<a href=\"https://x.example/\"", "< a href=\"https://x.example/\">",
        // Read differently by different programs.
        "<a href=\"https://shop.example@evil.example/\">", "<a href=\"https://shop.example\\@x/\">",
        "<a href=\"https:/x.example/\">", "<a href=\"https://[::1]/\">",
        "<a href=\"https://x.example/&lbrace;\">", "<a href=\"https://bücher.example/\">"}) {
    CAPTURE(html);
    CHECK(seen(html).empty());
    CHECK(replaced(html) == html);
  }
}

TEST_CASE("Outlook's buttons are links, other comments are none") {
  const std::string button =
      "<!--[if mso]><v:roundrect href=\"https://x.example/b\"><![endif]-->"
      "<!--[if !mso]><!--><a href=\"https://x.example/a\">go</a><!--<![endif]-->";
  CHECK(seen(button) == "https://x.example/b\nhttps://x.example/a\n");
  // A quote that is never closed inside a comment does not reach beyond it.
  CHECK(seen("<!--[if mso]><td title=\"x<![endif]--><a href=\"https://x.example/a\">") ==
        "https://x.example/a\n");
  CHECK(seen("<!--><a href=\"https://x.example/a\">") == "https://x.example/a\n");
  CHECK(seen("<!-- a --!><a href=\"https://x.example/a\">") == "https://x.example/a\n");
  CHECK(seen("<?xml <a ?><a href=\"https://x.example/a\">") == "https://x.example/a\n");
}

TEST_CASE("not a byte beside the address is changed") {
  CHECK(replaced("<p>1 < 2 &nbsp;<a  HREF='https://x.example/'\tclass=c >go</A ></p>\r\n") ==
        "<p>1 < 2 &nbsp;<a  HREF='https://l.example/c/T'\tclass=c >go</A ></p>\r\n");
  CHECK(replaced("<a href=https://x.example/>") == "<a href=https://l.example/c/T>");
  CHECK(with_links("<a href='https://x.example/'>", [](const HtmlLink&) {
          return std::string("https://l.example/?a=1&b='\"<");
        }) == "<a href='https://l.example/?a=1&amp;b=&#39;&quot;&lt;'>");
}

TEST_CASE("no address runs a script") {
  CHECK(seen("<a href=\"https://x.example/?javascript:\">") == "https://x.example/?javascript:\n");
  for (const std::string scheme :
       {"javascript:alert(1)", "JavaScript:x", " java\nscript:x", "&#106;avascript:x",
        "\x01javascript:x", "vbscript:x", "data:text/html,<script>"}) {
    CAPTURE(scheme);
    CHECK(replaced("<a href=\"" + scheme + "\">") == "<a href=\"#\">");
  }
}

TEST_CASE("hosts that a text names in full") {
  const auto hosts = [](const std::string& text) {
    std::vector<std::string> found;
    collect_hosts(text, &found);
    std::string all;
    for (const std::string& host : found) all += host + " ";
    return all;
  };
  CHECK(hosts("<a href=\"https://Shop.example/x\">http://b.example</a>") ==
        "shop.example b.example ");
  CHECK(
      hosts("https://shop.example{{ x }} https://{{ y }}/ ftp://c.example/ x://d.example").empty());
  CHECK(hosts("{{ \"https://a.example\" | append: x }} https://b.example:8443") ==
        "a.example b.example ");
}

TEST_CASE("parameters go before the fragment, and none stands twice") {
  const std::vector<std::pair<std::string, std::string>> utm = {{"utm_source", "news letter"},
                                                                {"utm_medium", "e&m"}};
  CHECK(with_parameters("https://x.example/a", utm) ==
        "https://x.example/a?utm_source=news%20letter&utm_medium=e%26m");
  CHECK(with_parameters("https://x.example/?a=1#top", utm) ==
        "https://x.example/?a=1&utm_source=news%20letter&utm_medium=e%26m#top");
  CHECK(with_parameters("https://x.example/?utm_source=own&", utm) ==
        "https://x.example/?utm_source=own&utm_medium=e%26m");
  CHECK(with_parameters("https://x.example/?", utm) ==
        "https://x.example/?utm_source=news%20letter&utm_medium=e%26m");
  CHECK(with_parameters("https://x.example/#a?b", {}) == "https://x.example/#a?b");
}

TEST_CASE("where a page ends") {
  const auto before = [](const std::string& html) { return html.substr(0, end_of_page(html)); };
  CHECK(before("<body><p>x</BODY ></html>") == "<body><p>x");
  CHECK(before("<p>x</html>\n") == "<p>x");
  CHECK(before("<p>x") == "<p>x");
  CHECK(before("<!-- </body> --><p>x</body>") == "<!-- </body> --><p>x");
  CHECK(before("<!--[if mso]></body><![endif]--><p>x") == "<!--[if mso]></body><![endif]--><p>x");
}

TEST_CASE("hostile markup takes time that grows with its length") {
  for (const std::string unit :
       {"<", "<a ", "<a href='https://x.example/'>", "<!--", "<!-- -->", "<!--[if x]>", "<a b='",
        "<script>", "</", "</script", "<a href=\"&", "--", "<!--[if x]>a]>-->", "<p ="}) {
    std::string html;
    while (html.size() < (512 << 10)) html += unit;
    const auto begin = std::chrono::steady_clock::now();
    replaced(html);
    end_of_page(html);
    CAPTURE(unit);
    CHECK(std::chrono::steady_clock::now() - begin < std::chrono::seconds(2));
  }
}

} // namespace
} // namespace beckon::message
