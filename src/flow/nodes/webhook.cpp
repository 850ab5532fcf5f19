// {"type": "webhook", "url": "https://…", "method": "POST", "headers": {…}, "body": {…}, "next":
// key}: decides to send a request. Strings in it are templates. What becomes of it does not hold
// the entry up, unless "on_error" asks.
#include <algorithm>
#include <utility>

#include "flow/nodes/onward.h"
#include "flow/nodes/registry.h"
#include "flow/parts/parts.h"

namespace beckon::flow {
namespace {

class Webhook final : public Onward {
 public:
  Webhook(Send send, std::string next) : Onward(std::move(next)), send_(std::move(send)) {}

  std::string_view type() const override { return "webhook"; }
  Step step(const Entry&, const World&, const Moment& moment) const override {
    return moment.by == Moment::By::settled ? onward() : onward(send_);
  }

 private:
  Send send_;
};

std::string read_url(Reader* reader) {
  std::string url = reader->text("url", {"url_bytes", limits::url_bytes});
  const bool known = url.starts_with("https://") || url.starts_with("http://");
  if (!url.empty() && !known) {
    reader->issue("url", "expected a URL of https or http", R"("https://example.com/hook")");
  }
  return url;
}

bool is_header_name(std::string_view name) {
  constexpr std::string_view kMarks = "!#$%&'*+-.^_`|~"; // RFC 9110, 5.6.2
  return !name.empty() && std::all_of(name.begin(), name.end(), [&](char c) {
    return (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') || (c >= '0' && c <= '9') ||
           kMarks.find(c) != std::string_view::npos;
  });
}

void check_headers(Reader* reader) {
  const schema::Value& source = *reader->find("headers");
  if (!source.is_object()) {
    return reader->issue("headers", object_expected(source), R"({"Authorization": "Bearer …"})");
  }
  if (source.size() > limits::webhook_headers) {
    return reader->too_many("headers", "headers", {"webhook_headers", limits::webhook_headers});
  }
  Reader headers(source, pointer_join(reader->pointer(), "headers"), &reader->reading());
  for (const schema::Member& member : source.as_object()) {
    if (!is_header_name(member.key)) {
      headers.issue(member.key, "\"" + member.key + "\" is no name of a header");
    }
    headers.text(member.key, {"header_bytes", limits::header_bytes});
  }
}

} // namespace

NodePtr parse_webhook(Reader* reader) {
  schema::Value request = schema::Value::object();
  request.set("url", read_url(reader));
  std::string method = "POST";
  if (reader->has("method")) {
    method = reader->word("method", {"GET", "POST", "PUT", "PATCH", "DELETE"});
  }
  if (method == "GET" && reader->has("body")) {
    reader->issue("body", "a GET has no body", "leave it out, or set \"method\" to \"POST\"");
  }
  request.set("method", std::move(method));
  if (reader->has("headers")) {
    check_headers(reader);
    request.set("headers", *reader->find("headers"));
  }
  if (reader->has("body")) request.set("body", *reader->find("body"));
  std::string next = reader->target("next");
  const bool awaited = reader->reading().error->asks_outcome();
  return std::make_shared<Webhook>(Send{"webhook", {}, {}, awaited, std::move(request)},
                                   std::move(next));
}

} // namespace beckon::flow
