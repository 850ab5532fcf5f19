#include "manage/operation_request.h"

#include <set>

#include "core/problem.h"

namespace server {
namespace {

// The JSON types a member may have, by its schema: {"string"} of one that the schema does not know,
// which the engine will name; empty when any JSON will do.
std::set<std::string> types_of(const Json& schema, const std::string& name) {
  const Json::json_pointer pointer("/properties" + pointer_join("", name));
  if (!schema.contains(pointer)) return {"string"};
  const Json& member = schema.at(pointer);
  const auto type = member.find("type");
  if (type == member.end()) return {};
  if (type->is_string()) return {type->get<std::string>()};
  return type->get<std::set<std::string>>();
}

// A parameter is text, unless the schema wants something that text cannot be.
Json typed(const std::set<std::string>& types, const std::string& name, const std::string& text) {
  if (types.contains("string")) return text;
  try {
    return parse_json(text);
  } catch (const Problem&) {
    const std::string wanted = types.empty() ? "JSON" : "of type " + *types.begin() + ", as JSON";
    throw Problem(400, "invalid_request", name + " must be " + wanted, pointer_join("", name));
  }
}

Json array_parameter(const std::string& name, const std::vector<std::string>& texts) {
  if (texts.size() == 1 && texts[0].starts_with('[')) return typed({"array"}, name, texts[0]);
  return texts;
}

void add_query(const Json& schema, const std::vector<std::pair<std::string, std::string>>& query,
               Json* request) {
  std::map<std::string, std::vector<std::string>> texts;
  for (const auto& [name, text] : query) texts[name].push_back(text);
  for (const auto& [name, values] : texts) {
    const std::set<std::string> types = types_of(schema, name);
    if (types.contains("array")) {
      (*request)[name] = array_parameter(name, values);
    } else if (values.size() > 1) {
      throw Problem(400, "invalid_request", name + " is given several times",
                    pointer_join("", name));
    } else {
      (*request)[name] = typed(types, name, values[0]);
    }
  }
}

} // namespace

Json operation_request(const Json& schema, const std::map<std::string, std::string>& path,
                       const std::vector<std::pair<std::string, std::string>>& query,
                       const std::string& body) {
  Json request = Json::object();
  if (!body.empty()) request = parse_json(body);
  if (!request.is_object()) {
    throw Problem(400, "invalid_request", "the body must be a JSON object");
  }
  if (!body.empty() && !query.empty()) {
    throw Problem(400, "invalid_request", "a request with a body takes no query parameters", "",
                  "put " + query.front().first + " into the body");
  }
  add_query(schema, query, &request);
  for (const auto& [name, text] : path) {
    const Json value = typed(types_of(schema, name), name, text);
    const auto given = request.find(name);
    if (given != request.end() && *given != value) {
      throw Problem(400, "invalid_request", name + " differs from the one in the path",
                    pointer_join("", name), "leave it out of the body");
    }
    request[name] = value;
  }
  return request;
}

} // namespace server
