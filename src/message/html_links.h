// Links of an e-mail's HTML, changed where they stand: every byte outside the values of their href
// stays as it was.
#pragma once

#include <functional>
#include <optional>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

namespace beckon::message {

// An address on the web, told for certain: http or https, a plain host, visible ASCII.
struct WebAddress {
  std::string url;  // what is not ASCII is percent-encoded
  std::string host; // in lower case, without the port
};
// Of a text as programs read it: blanks around it and line breaks in it do not count. Nothing for
// all that is no such address, or that two programs could read differently (a user's name or a
// backslash in it).
std::optional<WebAddress> web_address(std::string_view text);
// Of the value of an attribute: character references are read first; one that is not known here
// makes the address uncertain.
std::optional<WebAddress> web_address_of_attribute(std::string_view value);

// The hosts that a text names in full: of every http(s)://host that is followed by an end.
void collect_hosts(std::string_view text, std::vector<std::string>* hosts);

struct HtmlLink {
  WebAddress address;
  bool uncounted = false; // says clicktracking="off"
};
// Puts what `replace` answers in place of the addresses of links (a, area, and the v: shapes of
// Outlook's buttons); nothing leaves a link as it is. Addresses that run a script, javascript: and
// the like, become "#": no customer's value is to be run.
using ReplaceLink = std::function<std::optional<std::string>(const HtmlLink&)>;
std::string with_links(std::string_view html, const ReplaceLink& replace);

// The address with those parameters that it has none of yet, before its fragment.
std::string with_parameters(std::string_view url,
                            const std::vector<std::pair<std::string, std::string>>& parameters);

// Where something is to be put in that ends the page: before </body>, else before </html>, else at
// the end.
size_t end_of_page(std::string_view html);
// & < > " ' as character references.
std::string html_escaped(std::string_view text);

} // namespace beckon::message
