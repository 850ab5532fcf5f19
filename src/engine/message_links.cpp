#include "engine/message_links.h"

#include <algorithm>
#include <array>

#include "base/ascii.h"
#include "base/limits.h"
#include "message/html_links.h"
#include "schema/members.h"

namespace beckon::engine {
namespace {

constexpr std::array<std::string_view, 5> kUtmNames = {"source", "medium", "campaign", "term",
                                                       "content"};

std::string utm_name(std::string_view name) { return "utm_" + std::string(name); }

bool flag_or(const schema::Value& object, std::string_view name, bool otherwise) {
  const schema::Value* value = object.find(name);
  return value != nullptr && value->is_bool() ? value->as_bool() : otherwise;
}

std::optional<bool> flag(const schema::Value& object, std::string_view name) {
  const schema::Value* value = object.find(name);
  if (value == nullptr || !value->is_bool()) return std::nullopt;
  return value->as_bool();
}

// The address of the image, invisible where images are shown.
std::string image(const std::string& url) {
  return "<img src=\"" + message::html_escaped(url) +
         "\" width=\"1\" height=\"1\" alt=\"\" style=\"display:block;width:1px;height:1px;"
         "border:0\">";
}

} // namespace

UtmParameters read_utm(const schema::Value& utm, UtmParameters otherwise) {
  UtmParameters all;
  for (const std::string_view name : kUtmNames) {
    const schema::Value* said = utm.find(name);
    std::string value;
    if (said != nullptr && said->is_string()) {
      value = said->as_string();
    } else {
      const auto before = std::find_if(otherwise.begin(), otherwise.end(), [&](const auto& row) {
        return row.first == utm_name(name);
      });
      if (before != otherwise.end()) value = before->second;
    }
    if (!value.empty()) all.emplace_back(utm_name(name), std::move(value));
  }
  return all;
}

LinkPolicy compile_links(const schema::Value& settings) {
  LinkPolicy policy;
  // Without an address of one's own nobody would answer.
  const bool reachable = !schema::text_member(settings, "public_url").empty();
  const schema::Value* written = settings.find("links");
  const schema::Value none = schema::Value::object();
  const schema::Value& links = written == nullptr ? none : *written;
  policy.clicks = reachable && flag_or(links, "clicks", true);
  policy.opens = reachable && flag_or(links, "opens", true);
  if (const schema::Value* domains = links.find("domains")) {
    for (const schema::Value& domain : domains->as_array()) {
      policy.domains.push_back(ascii_lower(domain.as_string()));
    }
  }
  if (const schema::Value* utm = links.find("utm")) policy.utm = read_utm(*utm, {});
  return policy;
}

TemplateLinks read_template_links(const schema::Value& document) {
  TemplateLinks links;
  const schema::Value* written = document.find("links");
  if (written == nullptr) return links;
  links.clicks = flag(*written, "clicks");
  links.opens = flag(*written, "opens");
  if (const schema::Value* utm = written->find("utm")) links.utm = *utm;
  return links;
}

bool is_within(std::string_view host, const std::vector<std::string>& domains) {
  return std::any_of(domains.begin(), domains.end(), [&](const std::string& domain) {
    if (host.size() < domain.size()) return false;
    const size_t before = host.size() - domain.size();
    return host.substr(before) == domain && (before == 0 || host[before - 1] == '.');
  });
}

MessageLinks::MessageLinks(const About& about)
    : about_(about),
      clicks_(about.of_template.clicks.value_or(about.marketing) && about.policy.clicks),
      opens_(about.of_template.opens.value_or(about.marketing) && about.policy.opens) {
  utm_ = about.of_template.utm.is_null() ? about.policy.utm
                                         : read_utm(about.of_template.utm, about.policy.utm);
  const bool named = std::any_of(utm_.begin(), utm_.end(),
                                 [](const auto& row) { return row.first == "utm_campaign"; });
  if (!utm_.empty() && !named) utm_.emplace_back("utm_campaign", about.template_key);
}

std::optional<std::string> MessageLinks::replace(const std::string& url, const std::string& host,
                                                 bool counted) {
  const std::string own = about_.maker.base() + "/";
  if (url.compare(0, own.size(), own) == 0) return std::nullopt; // an unsubscribe link, for one
  const auto& hosts = about_.of_template.hosts;
  const bool within = is_within(host, about_.policy.domains);
  const bool known = within || std::binary_search(hosts.begin(), hosts.end(), host);
  const bool marked = about_.policy.domains.empty() ? known : within;
  std::string target = marked ? message::with_parameters(url, utm_) : url;
  if (target.size() > limits::url_bytes) target = url;
  if (clicks_ && known && counted) {
    made_.push_back(about_.maker.click(about_.send, ++number_, target));
    return made_.back();
  }
  if (target == url) return std::nullopt; // not a byte of it is changed
  return target;
}

std::string MessageLinks::wrap(std::string_view html) {
  std::string out = message::with_links(html, [&](const message::HtmlLink& link) {
    return replace(link.address.url, link.address.host, !link.uncounted);
  });
  if (!opens_) return out;
  made_.push_back(about_.maker.open(about_.send));
  return out.insert(message::end_of_page(out), image(made_.back()));
}

} // namespace beckon::engine
