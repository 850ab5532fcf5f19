// smtp: e-mail through a submission server or relay.
// Configuration: {"host", "port", "username", "password", "security": "starttls"|"tls"|"none",
// "ehlo", "timeout", "allow_private", "ca_file", "dkim_domain", "dkim_selector",
// "dkim_private_key"}.
#include <algorithm>

#include "provider/dkim_account.h"
#include "provider/http_account.h"
#include "provider/reason.h"
#include "provider/registry.h"

namespace beckon::provider {
namespace {

using Result = Outcome::Result;

bool is_host_name(std::string_view text) {
  return !text.empty() && text.size() <= 253 && text.front() != '-' && text.front() != '.' &&
         std::all_of(text.begin(), text.end(), [](char c) {
           return (c >= '0' && c <= '9') || (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') ||
                  c == '-' || c == '.';
         });
}

bool is_ipv6(std::string_view text) {
  return text.find(':') != std::string_view::npos &&
         text.find_first_not_of("0123456789abcdefABCDEF:.") == std::string_view::npos;
}

int64_t default_port(std::string_view security) {
  if (security == "tls") return 465;
  return security == "none" ? 25 : 587;
}

// "smtp://host:port/ehlo-name"; without a name of its own a client greets as the sender's domain.
std::string url_of(const Account& account, std::string_view from) {
  const std::string security = config_text(account, "security", "starttls");
  const std::string host = config_text(account, "host");
  const schema::Value* port = account.config.find("port");
  const std::string domain(from.substr(from.rfind('@') + 1));
  const std::string ehlo =
      config_text(account, "ehlo", is_host_name(domain) ? domain : "localhost");
  return (security == "tls" ? "smtps://" : "smtp://") + (is_ipv6(host) ? "[" + host + "]" : host) +
         ":" + std::to_string(port != nullptr ? port->as_integer() : default_port(security)) + "/" +
         ehlo;
}

http::Request session_of(const Account& account, std::string_view from) {
  http::Request request;
  request.url = url_of(account, from);
  request.require_tls = config_text(account, "security", "starttls") == "starttls";
  request.username = config_text(account, "username");
  request.password = config_text(account, "password");
  request.ca_file = config_text(account, "ca_file");
  set_reach(account, &request);
  return request;
}

// The id that the server gave, from "250 2.0.0 Ok: queued as 4F2B…" or "250 OK id=1abc-…".
std::string queue_id(std::string_view reply) {
  constexpr size_t kLongest = 200;
  for (const std::string_view mark : {std::string_view("queued as "), std::string_view(" id=")}) {
    const size_t at = reply.find(mark);
    if (at == std::string_view::npos) continue;
    const std::string_view rest = reply.substr(at + mark.size());
    size_t length = 0;
    while (length < std::min(rest.size(), kLongest) && rest[length] > ' ' && rest[length] < 0x7f) {
      ++length;
    }
    std::string_view id = rest.substr(0, length);
    while (!id.empty() && (id.back() == '.' || id.back() == ',' || id.back() == ';')) {
      id.remove_suffix(1);
    }
    return std::string(id);
  }
  return {};
}

class Smtp : public Provider {
 public:
  std::string_view kind() const override { return "smtp"; }
  std::vector<std::string> channels() const override { return {"email"}; }
  std::vector<std::string> secrets() const override {
    return {"password", std::string(kDkimSecret)};
  }

  void check(const schema::Value& config, Issues* issues) const override {
    ConfigReader reader(config, issues);
    reader.common(kind(), channels());
    const auto host = reader.text("host", ConfigReader::Presence::required);
    if (host && !is_host_name(*host) && !is_ipv6(*host)) {
      reader.report("host", "\"host\" is a host name or an address, without scheme and port",
                    "write for example \"smtp.example.com\"");
    }
    reader.integer("port", 1, 65'535);
    const auto ehlo = reader.text("ehlo");
    if (ehlo && !is_host_name(*ehlo)) reader.report("ehlo", "\"ehlo\" is a host name");
    reader.timeout("timeout");
    const auto ca_file = reader.text("ca_file");
    if (ca_file && ca_file->front() != '/') {
      reader.report("ca_file", "\"ca_file\" is an absolute path", "begin it with /");
    }
    const bool private_network = reader.boolean("allow_private").value_or(false);
    check_login(&reader, private_network);
    check_dkim(&reader);
    reader.finish();
  }

  // SMTP has no key by which a server would know a message again.
  bool idempotent() const override { return false; }

  http::Request build(const Account& account, const Message& message) const override {
    http::Request request = session_of(account, message.from);
    request.mail_from = message.from;
    request.recipients = {message.to};
    request.body = signed_mime(account, message);
    return request;
  }

  // A session, login and all, without a message.
  std::optional<http::Request> question(const Account& account, const std::string&,
                                        Millis) const override {
    http::Request request = session_of(account, {});
    request.method = "NOOP";
    return request;
  }

  Outcome read(const http::Response& response) const override {
    Outcome outcome;
    if (response.phase != http::Phase::complete) {
      const bool unsent = response.phase == http::Phase::not_sent;
      outcome.result = unsent ? Result::retry : Result::unknown;
      outcome.reason = readable(response.body.empty() ? response.error : response.body);
      return outcome;
    }
    switch (response.status / 100) {
      case 2: outcome.result = Result::accepted; break;
      case 4: outcome.result = Result::retry; break;
      case 5: outcome.result = Result::rejected; break;
      default: outcome.result = Result::unknown; break;
    }
    if (outcome.result == Result::accepted) outcome.provider_message_id = queue_id(response.body);
    else outcome.reason = readable(response.body);
    return outcome;
  }

 private:
  // Both or neither, and never in the clear over a network that is not one's own.
  static void check_login(ConfigReader* reader, bool private_network) {
    const auto security = reader->choice("security", {"starttls", "tls", "none"});
    const auto username = reader->text("username");
    const auto password = reader->text("password");
    if (username && !password) reader->report("password", "\"username\" needs a \"password\"");
    if (password && !username) reader->report("username", "\"password\" needs a \"username\"");
    if (username && security == "none" && !private_network) {
      reader->report("security", "a password is not sent without encryption",
                     "use \"starttls\" or \"tls\", or set \"allow_private\" for a server of "
                     "your own network");
    }
  }
};

} // namespace

const Provider& smtp_provider() {
  static const Smtp provider;
  return provider;
}

} // namespace beckon::provider
