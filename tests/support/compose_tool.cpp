// Composes one message for each line of JSON on standard input and answers with a line of JSON:
// {"message": base64} or {"error": code, "pointer": pointer}. Driven by parse_back.py.
#include <iostream>
#include <string>

#include "base/crypto.h"
#include "base/error.h"
#include "message/email.h"
#include "schema/json.h"

namespace {

using beckon::schema::Value;

std::string text(const Value& request, const char* key) {
  const Value* member = request.find(key);
  return member != nullptr ? member->as_string() : "";
}

Value answer(const Value& request) {
  beckon::message::Email email;
  email.from = text(request, "from");
  email.reply_to = text(request, "reply_to");
  email.to = text(request, "to");
  email.subject = text(request, "subject");
  email.text = text(request, "text");
  email.html = text(request, "html");
  email.message_id = text(request, "message_id");
  email.unsubscribe_url = text(request, "unsubscribe_url");
  if (const Value* date = request.find("date")) email.date = date->as_integer();
  if (const Value* headers = request.find("headers")) {
    for (const auto& [name, value] : headers->as_object()) {
      email.headers.emplace_back(name, value.as_string());
    }
  }
  Value result;
  try {
    result.set("message", beckon::to_base64(beckon::message::compose(email)));
  } catch (const beckon::Error& error) {
    result.set("error", beckon::code_name(error.code()));
    result.set("pointer", error.pointer());
  }
  return result;
}

} // namespace

int main() {
  std::string line;
  while (std::getline(std::cin, line)) {
    std::cout << beckon::schema::to_json(answer(beckon::schema::parse_json(line))) << '\n';
  }
  return 0;
}
