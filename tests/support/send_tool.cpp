// Sends messages as the engine would, without the engine. Each line of JSON on standard input,
// {"kind", "config", "message": {"send_key", "from", "to", "mime"}}, is checked, built, performed
// and read; the answers are lines {"phase", "status", "result", "reason", "provider_message_id"} or
// {"issues": […]}. One transport serves all lines. Driven by smtp_login.py.
#include <iostream>
#include <string>

#include "http/curl_transport.h"
#include "provider/provider.h"
#include "schema/json.h"

namespace {

using beckon::schema::Value;

std::string text(const Value& object, const char* key) { return object.find(key)->as_string(); }

Value answer(beckon::http::Transport& transport, const Value& line) {
  namespace provider = beckon::provider;
  const provider::Provider* kind = provider::find_provider(text(line, "kind"));
  provider::Account account;
  account.config = *line.find("config");
  Value result;
  beckon::Issues issues;
  kind->check(account.config, &issues);
  for (const beckon::Issue& issue : issues) result["issues"].push_back(issue.message);
  if (!issues.empty()) return result;
  const Value& fields = *line.find("message");
  provider::Message message;
  message.channel = "email";
  message.send_key = text(fields, "send_key");
  message.from = text(fields, "from");
  message.to = text(fields, "to");
  message.mime = text(fields, "mime");
  const beckon::http::Request request = kind->build(account, message);
  transport.perform({&request, 1}, [&](size_t, beckon::http::Response response) {
    const provider::Outcome outcome = kind->read(response);
    result.set("phase", static_cast<int>(response.phase));
    result.set("status", response.status);
    result.set("result", provider::result_name(outcome.result));
    result.set("reason", outcome.reason);
    result.set("provider_message_id", outcome.provider_message_id);
  });
  return result;
}

} // namespace

int main() {
  const auto transport = beckon::http::make_curl_transport();
  std::string line;
  while (std::getline(std::cin, line)) {
    std::cout << beckon::schema::to_json(answer(*transport, beckon::schema::parse_json(line)))
              << std::endl;
  }
  return 0;
}
