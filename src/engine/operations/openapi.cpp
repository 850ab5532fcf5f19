#include "engine/operations/openapi.h"

#include <algorithm>
#include <array>
#include <string>

#include "base/ascii.h"
#include "base/version.h"
#include "schema/json.h"

namespace beckon::engine {
namespace {

using schema::Value;

constexpr std::string_view kComponents = R"json({
  "securitySchemes": {
    "secretKey": {
      "type": "http", "scheme": "bearer",
      "description": "A secret key, sk_…: may read and manage. Never to be seen by a browser."
    },
    "publicKey": {
      "type": "http", "scheme": "bearer",
      "description": "A public key, pk_…: may append events and profiles, and read nothing."
    }
  },
  "schemas": {
    "Mistake": {
      "type": "object",
      "required": ["pointer", "detail"],
      "properties": {
        "pointer": {"type": "string", "description": "JSON pointer into the request"},
        "detail": {"type": "string"},
        "hint": {"type": "string"}
      }
    },
    "Problem": {
      "type": "object",
      "description": "RFC 9457 problem details",
      "required": ["type", "title", "status", "detail", "code"],
      "properties": {
        "type": {"type": "string", "format": "uri-reference"},
        "title": {"type": "string"},
        "status": {"type": "integer"},
        "detail": {"type": "string", "description": "What went wrong, for people"},
        "code": {"type": "string", "description": "The stable name of the error"},
        "pointer": {"type": "string", "description": "JSON pointer into the request"},
        "hint": {"type": "string", "description": "How to mend it"},
        "request_id": {"type": "string", "description": "Names the request in the log"},
        "errors": {
          "type": "array", "description": "All mistakes, where there can be several",
          "items": {"$ref": "#/components/schemas/Mistake"}
        }
      }
    }
  },
  "responses": {
    "Problem": {
      "description": "The request was refused; nothing was changed",
      "content": {
        "application/problem+json": {"schema": {"$ref": "#/components/schemas/Problem"}}
      }
    }
  }
})json";

bool contains(const std::vector<std::string>& names, std::string_view name) {
  return std::find(names.begin(), names.end(), name) != names.end();
}

bool is_required(const Value& schema, std::string_view member) {
  const Value* needed = schema.find("required");
  if (needed == nullptr) return false;
  for (const Value& name : needed->as_array()) {
    if (name.as_string() == member) return true;
  }
  return false;
}

// A parameter in path or query. Objects and arrays travel as JSON text.
Value parameter(const std::string& name, const Value& member, bool is_in_path, bool needed) {
  Value schema = member;
  Value made = Value::object({{"name", name}, {"in", is_in_path ? "path" : "query"}});
  if (const Value* about = member.find("description")) {
    made.set("description", *about);
    schema.erase("description");
  }
  made.set("required", needed);
  const Value* type = schema.find("type");
  const bool is_scalar = type != nullptr && type->is_string() && type->as_string() != "object" &&
                         type->as_string() != "array";
  if (is_scalar) made.set("schema", std::move(schema));
  else
    made.set("content",
             Value::object({{"application/json", Value::object({{"schema", std::move(schema)}})}}));
  return made;
}

// The request's schema without what the path says already.
Value body_schema(const Operation& operation, const std::vector<std::string>& in_path) {
  Value schema = operation.request_schema;
  Value* properties = schema.find("properties");
  for (const std::string& member : in_path) properties->erase(member);
  if (Value* needed = schema.find("required")) {
    schema::Array left;
    for (Value& name : needed->as_array()) {
      if (!contains(in_path, name.as_string())) left.push_back(std::move(name));
    }
    if (left.empty()) schema.erase("required");
    else schema.set("required", Value(std::move(left)));
  }
  return schema;
}

Value request_examples(const Operation& operation, const std::vector<std::string>& in_path) {
  Value examples{schema::Object{}};
  for (const Example& example : operation.spec.examples) {
    Value request = schema::parse_json(example.request);
    for (const std::string& member : in_path) request.erase(member);
    examples.set(example.title, Value::object({{"value", std::move(request)}}));
  }
  return examples;
}

Value success_response(const Operation& operation) {
  Value content = Value::object({{"schema", operation.response_schema}});
  for (const Example& example : operation.spec.examples) {
    if (example.response.empty()) continue;
    content.set("example", schema::parse_json(example.response));
    break;
  }
  return Value::object({{"description", operation.spec.summary},
                        {"content", Value::object({{"application/json", std::move(content)}})}});
}

void add_request(const Operation& operation, Value* described) {
  const std::vector<std::string> in_path = operation.path_members();
  const bool has_body =
      operation.spec.method != Method::get && operation.spec.method != Method::remove;
  Value parameters{schema::Array{}};
  for (const schema::Member& member : operation.request_schema.find("properties")->as_object()) {
    const bool is_in_path = contains(in_path, member.key);
    if (has_body && !is_in_path) continue;
    const bool needed = is_required(operation.request_schema, member.key);
    parameters.push_back(parameter(member.key, member.value, is_in_path, needed));
  }
  if (parameters.size() > 0) described->set("parameters", std::move(parameters));
  if (!has_body) return;
  Value body = body_schema(operation, in_path);
  const bool needed = body.find("required") != nullptr;
  Value content = Value::object({{"schema", std::move(body)}});
  Value examples = request_examples(operation, in_path);
  if (examples.size() > 0) content.set("examples", std::move(examples));
  described->set(
      "requestBody",
      Value::object({{"required", needed},
                     {"content", Value::object({{"application/json", std::move(content)}})}}));
}

Value describe(const Operation& operation) {
  const OperationSpec& spec = operation.spec;
  Value described = Value::object({{"operationId", spec.name},
                                   {"summary", spec.summary},
                                   {"tags", Value::array({Value(operation.noun())})},
                                   {"x-beckon-permission", permission_name(spec.permission)}});
  if (!spec.details.empty()) described.set("description", spec.details);
  add_request(operation, &described);
  const Value problem = Value::object({{"$ref", "#/components/responses/Problem"}});
  described.set("responses",
                Value::object({{"200", success_response(operation)}, {"default", problem}}));
  const Value key = Value::object({{"secretKey", Value(schema::Array{})}});
  described.set("security", Value::array({key}));
  return described;
}

} // namespace

Value openapi(const Registry& registry, std::string_view server_url) {
  Value paths{schema::Object{}};
  for (const Operation* operation : registry.sorted()) {
    Value& path = paths[operation->spec.path];
    path.set(ascii_lower(method_name(operation->spec.method)), describe(*operation));
  }
  const Value server =
      Value::object({{"url", server_url.empty() ? std::string_view("/") : server_url}});
  return Value::object({{"openapi", "3.1.0"},
                        {"info", Value::object({{"title", "Beckon"},
                                                {"version", kVersion},
                                                {"summary",
                                                 "Marketing automation: profiles, segments, flows, "
                                                 "sending"}})},
                        {"servers", Value::array({server})},
                        {"paths", std::move(paths)},
                        {"components", schema::parse_json(kComponents)}});
}

} // namespace beckon::engine
