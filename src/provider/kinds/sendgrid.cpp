// sendgrid: e-mail through Twilio SendGrid, API version 3 (POST /v3/mail/send).
// Configuration: {"api_key", "on_behalf_of", "ip_pool", "batch": the most messages of a request,
// "webhook_key": of its webhook, "base_url", "timeout", "allow_private"}.
// SendGrid's own link and open tracking is switched off: links are wrapped before.
//
// A request carries up to 1,000 personalisations, one a recipient, and their messages may differ in
// what SendGrid calls substitutions: texts put in place of tags in subject and content, at most
// 10,000 bytes a personalisation. So messages go together that are the same but for the addresses
// made for their recipients; and short ones whatever they say, each as a substitution of its own.
#include <algorithm>
#include <charconv>

#include "base/crypto.h"
#include "message/email.h"
#include "provider/headers.h"
#include "provider/http_account.h"
#include "provider/reason.h"
#include "provider/registry.h"
#include "schema/json.h"
#include "schema/members.h"

namespace beckon::provider {
namespace {

using Result = Outcome::Result;
using Fault = Outcome::Fault;

schema::Value mailbox(const std::string& written) {
  schema::Value value = schema::Value::object({{"email", message::bare_address(written)}});
  const std::string name = message::display_name(written);
  if (!name.empty()) value.set("name", name);
  return value;
}

schema::Value switched_off() { return schema::Value::object({{"enable", false}}); }

schema::Value content_of(const Message& message) {
  schema::Value content = schema::Value::array();
  const auto part = [&](std::string_view type, const std::string& value) {
    if (value.empty()) return;
    content.push_back(schema::Value::object({{"type", type}, {"value", value}}));
  };
  part("text/plain", message.text); // the plain text stands first
  part("text/html", message.html);
  return content;
}

schema::Value headers_of(const Message& message) {
  schema::Value headers = schema::Value::object();
  for (const auto& [name, value] : message.headers) headers.set(name, value);
  return headers;
}

schema::Value attachments_of(const Message& message) {
  schema::Value files = schema::Value::array();
  for (const message::Attachment& file : *message.attachments) {
    schema::Value row = schema::Value::object(
        {{"content", to_base64(file.bytes)}, {"type", file.content_type}, {"filename", file.name}});
    row.set("disposition", file.content_id.empty() ? "attachment" : "inline");
    if (!file.content_id.empty()) row.set("content_id", file.content_id);
    files.push_back(std::move(row));
  }
  return files;
}

schema::Value personalization(const Message& message) {
  const schema::Value to = schema::Value::object({{"email", message.to}});
  return schema::Value::object(
      {{"to", schema::Value::array({to})},
       {"custom_args", schema::Value::object({{"beckon_send", message.send_key}})}});
}

// With no personalisation yet.
schema::Value body_of(const Account& account, const Message& message) {
  schema::Value body = schema::Value::object({{"personalizations", schema::Value::array()},
                                              {"from", mailbox(message.sender)},
                                              {"subject", message.subject},
                                              {"content", content_of(message)}});
  if (!message.reply_to.empty()) body.set("reply_to", mailbox(message.reply_to));
  if (message.attachments != nullptr) body.set("attachments", attachments_of(message));
  const schema::Value headers = headers_of(message);
  if (headers.size() > 0) body.set("headers", headers);
  body.set("tracking_settings", schema::Value::object({{"click_tracking", switched_off()},
                                                       {"open_tracking", switched_off()},
                                                       {"subscription_tracking", switched_off()}}));
  const std::string pool = config_text(account, "ip_pool");
  if (!pool.empty()) body.set("ip_pool_name", pool);
  return body;
}

http::Headers headers_for(const Account& account) {
  http::Headers headers = {{"Authorization", "Bearer " + config_text(account, "api_key")},
                           {"Content-Type", "application/json"}};
  const std::string user = config_text(account, "on_behalf_of");
  if (!user.empty()) headers.emplace_back("on-behalf-of", user);
  return headers;
}

http::Request request_of(const Account& account, const schema::Value& body) {
  http::Request request = http_request(account, "https://api.sendgrid.com", "/v3/mail/send");
  request.headers = headers_for(account);
  request.body = schema::to_json(body);
  return request;
}

constexpr std::string_view kPersonalizations = "personalizations.";

// Whether the complaint is about the recipient: "personalizations.0.to.0.email".
bool names_recipient(const schema::Value& error) {
  const std::string field = schema::text_member(error, "field");
  return field.rfind(kPersonalizations, 0) == 0 && field.find(".to") != std::string::npos;
}

// The personalisation that the complaint is about, if any.
std::optional<size_t> personalization_named(const schema::Value& error) {
  const std::string field = schema::text_member(error, "field");
  if (field.rfind(kPersonalizations, 0) != 0) return std::nullopt;
  size_t index = 0;
  const char* begin = field.data() + kPersonalizations.size();
  const auto end = std::from_chars(begin, field.data() + field.size(), index);
  return end.ec == std::errc() ? std::optional<size_t>(index) : std::nullopt;
}

constexpr size_t kSubstitutionBytes = 9'500; // of 10,000, with room for the tags
constexpr std::string_view kTag = "-beckon-", kTextTag = "-beckon-text-",
                           kHtmlTag = "-beckon-html-";

std::string url_tag(size_t index) { return std::string(kTag) + std::to_string(index) + "-"; }

bool is_short(const Message& message) {
  return message.text.size() + message.html.size() <= kSubstitutionBytes;
}

// The part with tags in place of the recipient's own addresses.
std::string with_tags(std::string part, const std::vector<std::string>& urls) {
  for (size_t i = 0; i < urls.size(); ++i) {
    if (urls[i].empty()) continue;
    const std::string tag = url_tag(i);
    for (size_t at = part.find(urls[i]); at != std::string::npos; at = part.find(urls[i], at)) {
      part.replace(at, urls[i].size(), tag);
      at += tag.size();
    }
  }
  return part;
}

bool fits_in_urls(const Message& message) {
  size_t bytes = 0;
  for (const std::string& url : message.urls) bytes += url.size() + url_tag(1'000).size();
  return bytes <= kSubstitutionBytes;
}

// What messages of one request have in common: its parts, with tags where each has its own.
struct Common {
  std::string text, html;
  bool tags_urls = false;
  bool operator==(const Common&) const = default;
};

Common with_tagged_urls(const Message& message) {
  return {with_tags(message.text, message.urls), with_tags(message.html, message.urls), true};
}

Common common_of(const Message& message) {
  if (!is_short(message)) return with_tagged_urls(message);
  return {message.text.empty() ? "" : std::string(kTextTag),
          message.html.empty() ? "" : std::string(kHtmlTag)};
}

// Said once also where messages are short, if it is the same in all.
Common common_of(std::span<const Message> messages) {
  Common same = with_tagged_urls(messages.front());
  const bool is_same =
      fits_in_urls(messages.front()) &&
      std::all_of(messages.begin() + 1, messages.end(), [&](const Message& message) {
        return fits_in_urls(message) && with_tagged_urls(message) == same;
      });
  return is_same ? same : common_of(messages.front());
}

schema::Value substitutions_of(const Message& message, const Common& common) {
  schema::Value values = schema::Value::object();
  if (common.text == kTextTag) values.set(kTextTag, message.text);
  if (common.html == kHtmlTag) values.set(kHtmlTag, message.html);
  if (!common.tags_urls) return values;
  for (size_t i = 0; i < message.urls.size(); ++i) values.set(url_tag(i), message.urls[i]);
  return values;
}

class SendGridBatching : public Batching {
 public:
  size_t limit(const Account& account) const override {
    const schema::Value* batch = account.config.find("batch");
    return batch != nullptr && batch->is_integer() ? static_cast<size_t>(batch->as_integer())
                                                   : kPersonalizationLimit;
  }

  // A text that has a tag of its own accord would be changed by SendGrid.
  std::string key(const Message& message) const override {
    for (const std::string* part : {&message.subject, &message.text, &message.html}) {
      if (part->find(kTag) != std::string::npos) return {};
    }
    if (!is_short(message) && !fits_in_urls(message)) return {};
    const Common common = common_of(message);
    std::string text;
    for (const std::string* part :
         {&message.sender, &message.reply_to, &common.text, &common.html}) {
      schema::append_json_string(&text, *part);
    }
    // One pointer for all messages of a template: nobody's files are compared.
    text += std::to_string(reinterpret_cast<uintptr_t>(message.attachments.get()));
    return std::string(as_text(sha256(text)));
  }

  http::Request build(const Account& account, std::span<const Message> messages) const override {
    const Message& first = messages.front();
    Message shared = first;
    const Common common = common_of(messages);
    shared.text = common.text;
    shared.html = common.html;
    shared.headers.clear();
    schema::Value body = body_of(account, shared);
    schema::Array all;
    for (const Message& message : messages) {
      schema::Value one = personalization(message);
      if (message.subject != first.subject) one.set("subject", message.subject);
      if (!message.headers.empty()) one.set("headers", headers_of(message));
      schema::Value own = substitutions_of(message, common);
      if (own.size() > 0) one.set("substitutions", std::move(own));
      all.push_back(std::move(one));
    }
    body.set("personalizations", std::move(all));
    return request_of(account, body);
  }

  std::vector<Outcome> read(const http::Response& response, size_t messages) const override;

  static constexpr size_t kPersonalizationLimit = 1'000;
};

class SendGrid : public Provider {
 public:
  std::string_view kind() const override { return "sendgrid"; }
  std::vector<std::string> channels() const override { return {"email"}; }
  std::vector<std::string> secrets() const override { return {"api_key"}; }

  void check(const schema::Value& config, Issues* issues) const override {
    ConfigReader reader(config, issues);
    reader.common(kind(), channels());
    reader.text("api_key", ConfigReader::Presence::required);
    reader.text("on_behalf_of");
    reader.integer("batch", 1, SendGridBatching::kPersonalizationLimit);
    const auto pool = reader.text("ip_pool");
    if (pool && (pool->size() < 2 || pool->size() > 64)) {
      reader.report("ip_pool", "\"ip_pool\" has 2 to 64 characters");
    }
    const auto key = reader.text("webhook_key");
    if (key && !from_base64(*key)) {
      reader.report("webhook_key", "\"webhook_key\" is the public key of the signed event webhook",
                    "copy it as SendGrid shows it, base64");
    }
    check_http_account(&reader);
    reader.finish();
  }

  bool idempotent() const override { return false; }

  http::Request build(const Account& account, const Message& message) const override {
    schema::Value body = body_of(account, message);
    body.find("personalizations")->push_back(personalization(message));
    return request_of(account, body);
  }

  std::optional<http::Request> question(const Account& account, const std::string&,
                                        Millis) const override {
    http::Request request = http_request(account, "https://api.sendgrid.com", "/v3/scopes");
    request.method = "GET";
    request.headers = headers_for(account);
    return request;
  }

  Outcome read(const http::Response& response) const override {
    Outcome outcome = classify_http(response);
    if (response.phase != http::Phase::complete) return outcome;
    if (outcome.result == Result::accepted) {
      const std::string* id = find_header(response.headers, "X-Message-Id");
      if (id != nullptr) outcome.provider_message_id = readable(*id);
      return outcome;
    }
    const schema::Value body = json_body(response);
    const schema::Value* errors = body.find("errors");
    if (errors == nullptr || !errors->is_array()) return outcome;
    for (const schema::Value& error : errors->as_array()) {
      if (response.status == 400 && names_recipient(error)) {
        blame(&outcome, Result::rejected, Fault::recipient);
      }
      const bool sender = schema::text_member(error, "message").find("verified Sender Identity") !=
                          std::string::npos;
      if (response.status == 403 && sender) blame(&outcome, Result::rejected, Fault::request);
    }
    return outcome;
  }

  const Batching* batching() const override {
    static const SendGridBatching batching;
    return &batching;
  }
};

// SendGrid refuses a request as a whole: where it names those whom it is about, nothing has
// become of the others, and they may go again.
std::vector<Outcome> SendGridBatching::read(const http::Response& response, size_t messages) const {
  const Outcome outcome = sendgrid_provider().read(response);
  std::vector<Outcome> outcomes(messages, outcome);
  if (outcome.result != Result::rejected || response.status != 400) return outcomes;
  const schema::Value body = json_body(response);
  const schema::Value* errors = body.find("errors");
  if (errors == nullptr || !errors->is_array()) return outcomes;
  std::vector<std::optional<Fault>> named(messages);
  for (const schema::Value& error : errors->as_array()) {
    const auto index = personalization_named(error);
    if (!index || *index >= messages) return outcomes; // about the request itself
    named[*index] = names_recipient(error) ? Fault::recipient : Fault::request;
  }
  for (size_t i = 0; i < messages; ++i) {
    blame(&outcomes[i], named[i] ? Result::rejected : Result::retry,
          named[i].value_or(Fault::request));
    if (named[i]) continue;
    outcomes[i].reason = "another message of the request was refused";
    outcomes[i].retry_after_ms = 0;
  }
  return outcomes;
}

} // namespace

const Provider& sendgrid_provider() {
  static const SendGrid provider;
  return provider;
}

} // namespace beckon::provider
