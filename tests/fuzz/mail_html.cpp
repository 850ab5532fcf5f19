// The HTML of an e-mail, edited where it stands: links, the end of the page, the text that is made
// of it, the size of an SMS.
#include <algorithm>
#include <string>
#include <string_view>

#include "fuzz/entry.h"
#include "message/email.h"
#include "message/html_links.h"
#include "message/html_markup.h"
#include "message/sms_size.h"

namespace {

using namespace beckon::message;
using beckon::fuzz::demand;

constexpr std::string_view kOurs = "https://l.example/c/T";

// The same links, in the same number, at the same places, when each was replaced.
void check_links(std::string_view html) {
  size_t links = 0;
  const std::string kept = with_links(html, [&](const HtmlLink& link) {
    ++links;
    const auto again = web_address(link.address.url);
    demand(again && again->url == link.address.url, "an address reads as itself", link.address.url);
    demand(link.address.url.find_first_of("\r\n \"'<>") == std::string::npos,
           "an address could be a header", link.address.url);
    return std::nullopt;
  });
  demand(kept.size() <= html.size(), "what is kept grows by nothing");
  const std::string replaced =
      with_links(html, [&](const HtmlLink&) { return std::string(kOurs); });
  size_t ours = 0;
  const std::string same = with_links(replaced, [&](const HtmlLink& link) {
    ours += link.address.url == kOurs ? 1 : 0;
    return std::nullopt;
  });
  demand(ours == links, "each link that was replaced is found again");
  demand(same == replaced, "and nothing else is changed");
}

void check_tags(std::string_view html) {
  HtmlTags tags(html);
  const char* before = html.data();
  while (const HtmlTag* tag = tags.next()) {
    demand(tag->whole.data() >= before, "tags come in order");
    demand(tag->whole.front() == '<' && tag->whole.back() == '>', "a tag is whole");
    before = tag->whole.data() + tag->whole.size();
    demand(before <= html.data() + html.size(), "a tag is within its document");
  }
  demand(end_of_page(html) <= html.size(), "the end of a page is within it");
}

} // namespace

extern "C" int LLVMFuzzerTestOneInput(const uint8_t* data, size_t size) {
  const std::string_view input(reinterpret_cast<const char*>(data), size);
  check_links(input);
  check_tags(input);
  text_from_html(input);
  const SmsSize sms = sms_size(input);
  const size_t room = sms.encoding == SmsEncoding::gsm7 ? 160 : 70;
  demand(sms.units <= sms.segments * room, "segments hold what is there");
  demand(sms.left <= room, "a segment has no more room than it has");
  const auto address = web_address(input);
  if (address) {
    const std::string marked = with_parameters(address->url, {{"utm_source", "a b&c"}});
    const auto again = web_address(marked);
    demand(!again || again->host == address->host, "parameters change no host", marked);
    demand(with_parameters(marked, {{"utm_source", "other"}}) == marked, "none stands twice",
           marked);
  }
  return 0;
}
