#include "engine/template_lint.h"

#include <algorithm>
#include <array>
#include <charconv>

#include "base/limits.h"
#include "engine/policy/settings.h"
#include "engine/template_check.h"
#include "message/html_links.h"
#include "message/html_markup.h"
#include "message/sms_size.h"
#include "schema/members.h"
#include "template/lexer.h"
#include "template/template.h"

namespace beckon::engine {
namespace {

using Severity = LintFinding::Severity;

constexpr size_t kClippedBytes = 102'000; // where Gmail cuts an e-mail's HTML
constexpr std::array<std::string_view, 7> kRoots = {
    "profile", "event", "entry", "workspace", "unsubscribe_url", "preferences_url", "confirm_url"};
// What a profile has beside its traits.
constexpr std::array<std::string_view, 5> kIdentifiers = {"id", "user_id", "anonymous_id", "email",
                                                          "phone"};

// "line 3, column 7: message" in its parts.
LintFinding from_issue(const Issue& issue) {
  LintFinding finding{Severity::error, "syntax", issue.pointer, 0, 0, issue.message, issue.hint};
  constexpr std::string_view kLine = "line ", kColumn = ", column ";
  const std::string_view text = issue.message;
  const size_t column = text.find(kColumn), end = text.find(": ");
  if (text.substr(0, kLine.size()) != kLine || column > end || end == std::string_view::npos) {
    return finding;
  }
  const auto number = [&](size_t begin, size_t stop, uint32_t* out) {
    std::from_chars(text.data() + begin, text.data() + stop, *out);
  };
  number(kLine.size(), column, &finding.line);
  number(column + kColumn.size(), end, &finding.column);
  finding.message = text.substr(end + 2);
  return finding;
}

bool is_word(char c) {
  return (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') || (c >= '0' && c <= '9') || c == '_';
}

// Where the text stands in a markup of the source, as a word of its own; npos when nowhere.
size_t find_in_markup(std::string_view source, std::string_view text) {
  liquid::Lexer lexer(source);
  using Kind = liquid::Token::Kind;
  for (liquid::Token token = lexer.next(); token.kind != Kind::end; token = lexer.next()) {
    if (token.kind != Kind::output && token.kind != Kind::tag) continue;
    const std::string_view content = token.content;
    for (size_t at = content.find(text); at != std::string_view::npos;
         at = content.find(text, at + 1)) {
      const size_t behind = at + text.size();
      const bool begins = at == 0 || (!is_word(content[at - 1]) && content[at - 1] != '.');
      const bool ends = behind == content.size() || !is_word(content[behind]);
      if (begins && ends) return static_cast<size_t>(content.data() - source.data()) + at;
    }
  }
  return std::string_view::npos;
}

// Whether the path, or what it begins with, is known: "address.city" of "address", "items[0]" of
// "items".
bool is_known(std::string_view path, const std::set<std::string>& names) {
  for (std::string part(path); !part.empty();) {
    if (names.count(part) != 0) return true;
    const size_t end = part.find_last_of(".[");
    part.resize(end == std::string::npos ? 0 : end);
  }
  return false;
}

std::string near_hint(std::string_view name, const std::string& before,
                      const std::vector<std::string>& candidates) {
  const std::string near = nearest_name(name, candidates);
  return near.empty() ? "" : "did you mean \"" + before + near + "\"?";
}

// One part of the template in one language.
class PartLinter {
 public:
  PartLinter(std::string_view source, std::string pointer, const KnownNames& known,
             std::vector<LintFinding>* findings)
      : source_(source), pointer_(std::move(pointer)), known_(known), findings_(findings) {}

  void variables() {
    Issues issues;
    const auto parsed = liquid::Template::parse(source_, pointer_, &issues);
    if (parsed == nullptr) return; // told as an error
    for (const std::string& path : parsed->variables()) variable(path);
  }

  void html(const schema::Value& attachments, const LinkPolicy& links) {
    if (source_.size() > kClippedBytes) {
      add(Severity::warning, "size", std::string_view::npos,
          "the HTML has more than 102,000 bytes: Gmail shows the rest on request only",
          "link to what is long");
    }
    message::HtmlTags tags(source_);
    while (const message::HtmlTag* tag = tags.next()) {
      for (const message::HtmlAttribute& attribute : tag->attributes) {
        if (message::is_name(attribute.name, "src")) image(attribute.value, attachments);
        if (message::is_name(attribute.name, "href")) link(attribute.value, links);
      }
    }
  }

  void sms() {
    const std::string plain = plain_text();
    const std::string_view odd = message::first_outside_gsm7(plain);
    if (odd.empty()) return;
    add(Severity::note, "sms_encoding", source_.find(odd),
        "\"" + std::string(odd) +
            "\" is not in the GSM alphabet: a segment has 70 characters "
            "instead of 160",
        "write it another way, if you can");
  }

  void add(Severity severity, std::string_view rule, size_t offset, std::string message,
           std::string hint) {
    LintFinding finding{severity, std::string(rule),  pointer_,       0,
                        0,        std::move(message), std::move(hint)};
    if (offset != std::string_view::npos) {
      const auto at = liquid::PositionFinder(source_).find(offset);
      finding.line = static_cast<uint32_t>(at.line);
      finding.column = static_cast<uint32_t>(at.column);
    }
    findings_->push_back(std::move(finding));
  }

 private:
  void variable(const std::string& path) {
    const std::string root = path.substr(0, path.find_first_of(".["));
    const std::string below =
        path.size() > root.size() && path[root.size()] == '.' ? path.substr(root.size() + 1) : "";
    if (std::find(kRoots.begin(), kRoots.end(), root) == kRoots.end()) {
      return unknown(path, near_hint(root, "", {kRoots.begin(), kRoots.end()}));
    }
    if (below.empty()) return;
    if (root == "profile") return trait(path, below);
    if (root == "event" || root == "entry") return property(path, root, below);
    if (root == "workspace") return setting(path, below);
  }

  void trait(const std::string& path, const std::string& below) {
    const bool identifier =
        std::find(kIdentifiers.begin(), kIdentifiers.end(), below) != kIdentifiers.end();
    if (known_.traits.empty() || identifier || is_known(below, known_.traits)) return;
    std::vector<std::string> names(known_.traits.begin(), known_.traits.end());
    names.insert(names.end(), kIdentifiers.begin(), kIdentifiers.end());
    unknown(path, near_hint(below, "profile.", names));
  }

  void property(const std::string& path, const std::string& root, const std::string& below) {
    if (known_.properties.empty() || is_known(below, known_.properties)) return;
    unknown(path,
            near_hint(below, root + ".", {known_.properties.begin(), known_.properties.end()}));
  }

  void setting(const std::string& path, const std::string& below) {
    const std::vector<std::string> names = schema::detail::Codec<Settings>::names();
    const std::string first = below.substr(0, below.find('.'));
    if (std::find(names.begin(), names.end(), first) != names.end()) return;
    unknown(path, near_hint(first, "workspace.", names));
  }

  void unknown(const std::string& path, std::string hint) {
    size_t at = find_in_markup(source_, path);
    if (at == std::string_view::npos) {
      at = find_in_markup(source_, path.substr(0, path.find_first_of(".[")));
    }
    add(Severity::warning, "unknown_variable", at,
        path + " is nothing that the workspace has seen yet",
        hint.empty() ? "give it a stand-in: {{ " + path + " | default: \"…\" }}" : hint);
  }

  size_t offset_of(std::string_view view) const {
    return static_cast<size_t>(view.data() - source_.data());
  }

  void image(std::string_view src, const schema::Value& attachments) {
    constexpr std::string_view kScheme = "cid:";
    if (src.substr(0, kScheme.size()) != kScheme) return;
    const std::string_view id = src.substr(kScheme.size());
    if (attachments.is_array()) {
      for (const schema::Value& file : attachments.as_array()) {
        if (schema::text_member(file, "content_id") == id) return;
      }
    }
    add(Severity::warning, "missing_file", offset_of(src),
        "no attachment has the content_id \"" + std::string(id) + "\"", "");
  }

  // A link that a value brings in as a whole is not counted, unless its host is told.
  void link(std::string_view href, const LinkPolicy& links) {
    const size_t first = std::min(href.find_first_not_of(" \t\r\n"), href.size());
    const std::string_view markup = href.substr(first);
    const bool ours = markup.find("unsubscribe_url") != std::string_view::npos ||
                      markup.find("preferences_url") != std::string_view::npos ||
                      markup.find("confirm_url") != std::string_view::npos;
    if (markup.substr(0, 2) != "{{" || ours || !links.clicks || !links.domains.empty()) return;
    add(Severity::note, "uncounted_link", offset_of(markup),
        "where this link leads comes with a value, so its clicks are not counted",
        "name the hosts it may lead to: settings.update, links.domains");
  }

  // The text without its markups.
  std::string plain_text() const {
    std::string text;
    liquid::Lexer lexer(source_);
    for (liquid::Token token = lexer.next(); token.kind != liquid::Token::Kind::end;
         token = lexer.next()) {
      if (token.kind == liquid::Token::Kind::text) text += token.content;
    }
    return text;
  }

  std::string_view source_;
  std::string pointer_;
  const KnownNames& known_;
  std::vector<LintFinding>* findings_;
};

bool names_way_out(const schema::Value& variant) {
  for (const std::string_view part : {"html", "text"}) {
    const std::string source = schema::text_member(variant, part);
    if (source.find("unsubscribe_url") != std::string::npos ||
        source.find("preferences_url") != std::string::npos) {
      return true;
    }
  }
  return false;
}

void lint_way_out(const schema::Value& variant, const std::string& pointer,
                  const schema::Value& document, const Policy& policy,
                  std::vector<LintFinding>* findings) {
  if (schema::text_member(document, "kind") == "transactional" || names_way_out(variant)) return;
  const std::string channel = schema::text_member(document, "channel");
  const std::string html = schema::text_member(variant, "html");
  if (channel == "email") {
    findings->push_back({Severity::warning, "no_unsubscribe_link",
                         pointer + (html.empty() ? "/text" : "/html"), 0, 0,
                         "a marketing e-mail shows how to get no more of them: a bare link will be "
                         "put at its end",
                         "give it a place: <a href=\"{{ unsubscribe_url }}\">Unsubscribe</a>"});
  }
  const std::string text = schema::text_member(variant, "text");
  if (channel == "sms" && text.find(policy.opt_out_text) == std::string::npos) {
    findings->push_back({Severity::note, "no_opt_out_text", pointer + "/text", 0, 0,
                         "\"" + policy.opt_out_text + "\" will be put at its end", ""});
  }
}

void lint_variant(const schema::Value& variant, const std::string& pointer,
                  const schema::Value& document, const Definitions& definitions,
                  const KnownNames& known, std::vector<LintFinding>* findings) {
  const schema::Value* files = document.find("attachments");
  const std::string channel = schema::text_member(document, "channel");
  for (const std::string_view part : {"subject", "html", "text"}) {
    const std::string source = schema::text_member(variant, part);
    if (source.empty()) continue;
    PartLinter linter(source, pointer_join(pointer, part), known, findings);
    linter.variables();
    if (part == "html" && channel == "email") {
      linter.html(files == nullptr ? schema::Value() : *files, definitions.policy().links);
    }
    if (part == "text" && channel == "sms") linter.sms();
  }
  lint_way_out(variant, pointer, document, definitions.policy(), findings);
}

// A file that stands inside the HTML is shown by it.
void lint_files(const schema::Value& document, std::vector<LintFinding>* findings) {
  const schema::Value* files = document.find("attachments");
  if (files == nullptr || !files->is_array()) return;
  std::string html = schema::text_member(document, "html");
  if (const schema::Value* locales = document.find("locales")) {
    for (const schema::Member& variant : locales->as_object()) {
      html += schema::text_member(variant.value, "html");
    }
  }
  for (size_t i = 0; i < files->size(); ++i) {
    const std::string id = schema::text_member(files->as_array()[i], "content_id");
    if (id.empty() || html.find("cid:" + id) != std::string::npos) continue;
    findings->push_back({Severity::warning, "unused_file", pointer_join("/attachments", i), 0, 0,
                         "no image shows the file: src=\"cid:" + id + "\" stands nowhere",
                         "without a content_id it is an ordinary attachment"});
  }
}

// First-level names and, of objects, those below them.
void add_names(const schema::Value& object, const std::string& before, size_t depth,
               std::set<std::string>* names) {
  if (!object.is_object()) return;
  for (const schema::Member& member : object.as_object()) {
    names->insert(before + member.key);
    if (depth > 1) add_names(member.value, before + member.key + ".", depth - 1, names);
  }
}

} // namespace

std::set<std::string> events_behind(const Definitions& definitions, std::string_view template_key) {
  std::set<std::string> events;
  for (const auto& [number, flow] : definitions.flows()) {
    if (flow->version == 0 || flow->status == "archived") continue;
    const flow::Definition& definition = flow->current();
    const auto& templates = definition.templates;
    const bool sends =
        std::find(templates.begin(), templates.end(), template_key) != templates.end();
    if (sends && definition.trigger.on == flow::Trigger::On::event) {
      events.insert(definition.trigger.name);
    }
  }
  return events;
}

KnownNames known_names(const Reader& reader, const std::set<std::string>& events, Millis now) {
  constexpr size_t kDepth = 3, kOfOneProfile = 3;
  KnownNames known;
  size_t looked = 0, told = 0;
  for (uint32_t number = reader.meta().next_profile; --number > 0;) {
    if (++looked > limits::lint_profiles) break;
    const ProfileView profile(reader.source(), number);
    if (!profile.exists()) continue;
    add_names(profile.cold().traits_value(), "", kDepth, &known.traits);
    for (const std::string& event : events) {
      if (told >= limits::lint_events) break;
      TimelineQuery query{event, kOfOneProfile};
      query.now = now;
      for (const TimelineEvent& row : profile.timeline(query)) {
        ++told;
        add_names(profile.event_properties(event, row.row), "", kDepth, &known.properties);
      }
    }
  }
  return known;
}

std::vector<LintFinding> lint_template(const std::string& key, const schema::Value& document,
                                       const Definitions& definitions, const KnownNames& known) {
  std::vector<LintFinding> findings;
  Issues issues;
  check_template(key, document, definitions, &issues);
  for (const Issue& issue : issues) findings.push_back(from_issue(issue));
  lint_variant(document, "", document, definitions, known, &findings);
  const schema::Value* locales = document.find("locales");
  if (locales != nullptr && locales->is_object()) {
    for (const schema::Member& variant : locales->as_object()) {
      lint_variant(variant.value, pointer_join("/locales", variant.key), document, definitions,
                   known, &findings);
    }
  }
  lint_files(document, &findings);
  return findings;
}

} // namespace beckon::engine
