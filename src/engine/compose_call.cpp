#include "engine/compose_call.h"

#include <algorithm>

#include "base/ascii.h"
#include "base/crypto.h"
#include "schema/json.h"
#include "schema/members.h"

namespace beckon::engine {
namespace {

class CallWriter {
 public:
  CallWriter(const schema::Value& scope, const Reading& reading) : scope_(scope) {
    options_.escape = liquid::Escape::none;
    options_.now = reading.now;
    options_.zone = reading.zone;
    options_.locale = reading.locale;
  }

  std::string text(const std::string& source) const {
    Issues issues;
    const liquid::TemplatePtr compiled = liquid::Template::parse(source, "", &issues);
    if (compiled == nullptr) throw Error(Code::invalid_definition, std::move(issues));
    return compiled->render(scope_, options_);
  }

  // Strings are rendered one by one, so that no customer's value can change the shape of the JSON.
  schema::Value value(const schema::Value& source) const {
    if (source.is_string()) return schema::Value(text(source.as_string()));
    if (source.is_array()) {
      schema::Value items = schema::Value::array();
      for (const schema::Value& item : source.as_array()) items.push_back(value(item));
      return items;
    }
    if (!source.is_object()) return source;
    schema::Value members = schema::Value::object();
    for (const schema::Member& member : source.as_object()) {
      members.set(member.key, value(member.value));
    }
    return members;
  }

 private:
  const schema::Value& scope_;
  liquid::RenderOptions options_;
};

const schema::Value& node_of(const SendRow& send, const Definitions& definitions) {
  const Flow* flow = definitions.find_flow(send.flow);
  if (flow != nullptr) {
    const auto version = flow->versions.find(send.flow_version);
    const schema::Value* nodes =
        version == flow->versions.end() ? nullptr : version->second->source.find("nodes");
    const schema::Value* node = nodes == nullptr ? nullptr : nodes->find(send.node);
    if (node != nullptr) return *node;
  }
  throw Error(Code::not_found, "the flow has no node \"" + send.node + "\" any more");
}

bool has_header(const http::Headers& headers, std::string_view name) {
  return std::any_of(headers.begin(), headers.end(),
                     [&](const auto& header) { return equals_ignoring_case(header.first, name); });
}

bool is_web_url(const std::string& url) {
  return url.rfind("https://", 0) == 0 || url.rfind("http://", 0) == 0;
}

} // namespace

http::Request compose_call(const SendRow& send, const Definitions& definitions,
                           const schema::Value& scope, const Reading& reading) {
  const schema::Value& node = node_of(send, definitions);
  const CallWriter writer(scope, reading);
  http::Request request;
  request.url = writer.text(schema::text_member(node, "url"));
  // Any other scheme would reach mail servers or files.
  if (!is_web_url(request.url)) {
    throw Error(Code::invalid_request, "the URL of a webhook begins with https:// or http://");
  }
  const std::string method = schema::text_member(node, "method");
  if (!method.empty()) request.method = method;
  if (const schema::Value* headers = node.find("headers"); headers != nullptr) {
    for (const schema::Member& header : headers->as_object()) {
      request.headers.emplace_back(header.key, writer.text(header.value.as_string()));
    }
  }
  const schema::Value* body = node.find("body");
  if (body != nullptr && !body->is_null()) {
    request.body =
        body->is_string() ? writer.text(body->as_string()) : schema::to_json(writer.value(*body));
    const std::string_view type =
        body->is_string() ? "text/plain; charset=utf-8" : "application/json";
    if (!has_header(request.headers, "content-type")) {
      request.headers.emplace_back("Content-Type", type);
    }
  }
  // By which the receiver knows a call that is made again.
  if (!has_header(request.headers, "webhook-id")) {
    request.headers.emplace_back("webhook-id", to_hex(send.key));
  }
  request.timeout_ms = definitions.policy().webhook_timeout_ms;
  request.allow_private = definitions.policy().webhooks_allow_private;
  return request;
}

} // namespace beckon::engine
