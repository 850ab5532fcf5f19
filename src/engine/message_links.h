// How the links of an e-mail are counted: addresses of the workspace's own in place of the targets,
// UTM parameters on these, an image that tells of the opening.
#pragma once

#include <optional>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

#include "engine/links.h"
#include "schema/value.h"

namespace beckon::engine {

// Parameters by name ("utm_source" …), in the order in which they are written.
using UtmParameters = std::vector<std::pair<std::string, std::string>>;
// Of {"source", "medium", "campaign", "term", "content"}; an empty text takes one of `otherwise`
// away.
UtmParameters read_utm(const schema::Value& utm, UtmParameters otherwise);

// What the workspace says about links (settings, "links").
struct LinkPolicy {
  bool clicks = false, opens = false; // of marketing
  std::vector<std::string> domains;   // in lower case
  UtmParameters utm;
};
LinkPolicy compile_links(const schema::Value& settings);

// What a template says, and what stands in it.
struct TemplateLinks {
  std::optional<bool> clicks, opens;
  schema::Value utm;              // null: the workspace's
  std::vector<std::string> hosts; // that its text names, sorted
};
TemplateLinks read_template_links(const schema::Value& document);

// Whether the host is one of the domains or below one.
bool is_within(std::string_view host, const std::vector<std::string>& domains);

// The links of one message.
class MessageLinks {
 public:
  struct About {
    const LinkPolicy& policy;
    const TemplateLinks& of_template;
    const LinkMaker& maker;
    uint64_t send;
    bool marketing;
    std::string_view template_key; // the campaign, where none is said
  };
  explicit MessageLinks(const About& about);

  // The HTML with its links counted. No open redirect can come of it: only links to hosts that the
  // template's author has written out, or that the settings name, become links of ours; what a
  // customer's value brings in otherwise leads where it says, without us.
  std::string wrap(std::string_view html);
  // Every address that wrap() has made.
  std::vector<std::string> take_made() { return std::move(made_); }

 private:
  std::optional<std::string> replace(const std::string& url, const std::string& host, bool counted);

  const About about_;
  UtmParameters utm_;
  bool clicks_, opens_;
  uint32_t number_ = 0;
  std::vector<std::string> made_;
};

} // namespace beckon::engine
