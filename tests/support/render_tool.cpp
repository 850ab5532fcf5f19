// Composes one e-mail for each line of JSON on standard input, {"template", "scope", "settings"},
// and answers with a line of JSON: {"html", "mime": base64}, or {"error": code}. Driven by
// hostile_values.py.
#include <iostream>
#include <string>

#include "base/crypto.h"
#include "engine/compose.h"
#include "engine/template_check.h"
#include "schema/json.h"

namespace {

using beckon::schema::Value;
using namespace beckon::engine;

Value answer(const Value& request) {
  const Value& document = *request.find("template");
  beckon::Issues issues;
  const Definitions none;
  check_template("t", document, none, &issues);
  if (!issues.empty()) throw beckon::Error(beckon::Code::invalid_definition, std::move(issues));
  const CompiledTemplate compiled =
      compile_template(document, [](const std::string&) { return std::nullopt; });
  const Value& settings = *request.find("settings");
  const LinkMaker links(settings, "0123456789abcdef");
  beckon::Issues unused;
  const Policy policy = compile_policy(settings, &unused);
  SendRow send;
  send.number = 1;
  send.channel = "email";
  send.template_key = "t";
  send.address = "ada@example.org";
  send.key = std::string(16, 'k');
  Value scope = *request.find("scope");
  scope.set("unsubscribe_url", links.unsubscribe(1));
  const Reading reading;
  const auto message = compose_message({send, compiled, scope, reading, policy, links});
  return Value::object({{"html", message.html}, {"mime", beckon::to_base64(message.mime)}});
}

} // namespace

int main() {
  std::string line;
  while (std::getline(std::cin, line)) {
    Value said;
    try {
      said = answer(beckon::schema::parse_json(line));
    } catch (const beckon::Error& error) {
      said.set("error", beckon::code_name(error.code()));
    }
    std::cout << beckon::schema::to_json(said) << '\n';
  }
  return 0;
}
