// Composes one message for each line of JSON on standard input and answers with a line of JSON:
// {"message": base64} or {"error": code, "pointer": pointer}. With "dkim" it is signed. Driven by
// parse_back.py and dkim_verify.py.
#include <iostream>
#include <string>

#include "base/crypto.h"
#include "base/error.h"
#include "message/dkim.h"
#include "message/email.h"
#include "schema/json.h"

namespace {

using beckon::schema::Value;

std::string text(const Value& request, const char* key) {
  const Value* member = request.find(key);
  return member != nullptr ? member->as_string() : "";
}

beckon::message::Attachments attachments(const Value& rows) {
  auto files = std::make_shared<std::vector<beckon::message::Attachment>>();
  for (const Value& row : rows.as_array()) {
    files->push_back({text(row, "name"), text(row, "content_type"),
                      beckon::from_base64(text(row, "content")).value(), text(row, "content_id")});
  }
  return files;
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
  if (const Value* files = request.find("attachments")) {
    email.attachments = attachments(*files);
  }
  Value result;
  try {
    std::string message = beckon::message::compose(email);
    if (const Value* key = request.find("dkim")) {
      message.insert(0,
                     beckon::message::dkim_signature(
                         message, {text(*key, "domain"), text(*key, "selector"), text(*key, "key")},
                         email.date));
    }
    result.set("message", beckon::to_base64(message));
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
