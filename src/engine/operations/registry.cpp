#include "engine/operations/registry.h"

#include <algorithm>
#include <utility>

#include "base/error.h"
#include "schema/json.h"

namespace beckon::engine {
namespace {

using schema::Value;

[[noreturn]] void refuse(const Operation& operation, const std::string& why) {
  throw Error(Code::internal, "operation " + operation.spec.name + ": " + why);
}

// Two routes are one when they differ in the names of their members only.
std::string route_of(const OperationSpec& spec) {
  std::string route(method_name(spec.method));
  route += ' ';
  bool is_member = false;
  for (const char c : spec.path) {
    if (c == '}') is_member = false;
    if (!is_member) route += c;
    if (c == '{') is_member = true;
  }
  return route;
}

void check_name(const Operation& operation) {
  const std::string& name = operation.spec.name;
  const bool has_one_dot = std::count(name.begin(), name.end(), '.') == 1;
  const bool is_plain = name.find_first_not_of("abcdefghijklmnopqrstuvwxyz_.") == std::string::npos;
  if (!has_one_dot || !is_plain || name.front() == '.' || name.back() == '.')
    refuse(operation, "the name is not noun.verb");
  if (operation.spec.summary.empty()) refuse(operation, "the summary is missing");
}

void check_path(const Operation& operation) {
  const std::string& path = operation.spec.path;
  if (path.rfind("/api/v1/", 0) != 0) refuse(operation, "the path does not begin with /api/v1/");
  if (std::count(path.begin(), path.end(), '{') != std::count(path.begin(), path.end(), '}'))
    refuse(operation, "the path has an unbalanced brace");
  const Value* needed = operation.request_schema.find("required");
  for (const std::string& member : operation.path_members()) {
    const bool is_needed =
        needed != nullptr && std::find(needed->as_array().begin(), needed->as_array().end(),
                                       Value(member)) != needed->as_array().end();
    if (!is_needed) refuse(operation, "{" + member + "} is no required member of the request");
  }
}

void check_examples(const Operation& operation) {
  for (const Example& example : operation.spec.examples) {
    try {
      operation.check_request(schema::parse_json(example.request));
      if (!example.response.empty()) {
        operation.check_response(schema::parse_json(example.response));
      }
    } catch (const Error& error) {
      refuse(operation, "example \"" + example.title + "\": " + error.message());
    }
  }
}

} // namespace

std::string_view permission_name(Permission permission) {
  constexpr std::string_view kNames[] = {"read", "write", "admin"};
  return kNames[static_cast<size_t>(permission)];
}

std::string_view method_name(Method method) {
  constexpr std::string_view kNames[] = {"GET", "POST", "PUT", "PATCH", "DELETE"};
  return kNames[static_cast<size_t>(method)];
}

std::vector<std::string> Operation::path_members() const {
  std::vector<std::string> members;
  size_t begin = 0;
  while ((begin = spec.path.find('{', begin)) != std::string::npos) {
    const size_t end = spec.path.find('}', begin);
    if (end == std::string::npos) break;
    members.push_back(spec.path.substr(begin + 1, end - begin - 1));
    begin = end;
  }
  return members;
}

void Registry::add(Operation operation) {
  check_name(operation);
  check_path(operation);
  check_examples(operation);
  const auto [route, is_new_route] = routes_.emplace(route_of(operation.spec), operation.spec.name);
  if (!is_new_route) refuse(operation, "the route is that of " + route->second);
  std::string name = operation.spec.name;
  const auto [place, is_new_name] = operations_.emplace(std::move(name), std::move(operation));
  if (!is_new_name) refuse(place->second, "is there twice");
}

const Operation* Registry::find(std::string_view name) const noexcept {
  const auto place = operations_.find(name);
  return place == operations_.end() ? nullptr : &place->second;
}

const Operation& Registry::at(std::string_view name) const {
  if (const Operation* found = find(name)) return *found;
  std::vector<std::string> names;
  for (const auto& [known, operation] : operations_) names.push_back(known);
  const std::string nearest = nearest_name(name, names);
  constexpr size_t kQuotedBytes = 100; // the name is the caller's and may be anything
  const std::string quoted =
      name.size() <= kQuotedBytes ? " \"" + std::string(name) + "\"" : " of that name";
  throw Error(
      Code::unknown_operation, "there is no operation" + quoted, "",
      nearest.empty() ? "operations.list names them all" : "did you mean \"" + nearest + "\"?");
}

std::vector<const Operation*> Registry::sorted() const {
  std::vector<const Operation*> all;
  for (const auto& [name, operation] : operations_) all.push_back(&operation);
  return all;
}

Value to_value(const Operation& operation) {
  const OperationSpec& spec = operation.spec;
  Value examples{schema::Array{}};
  for (const Example& example : spec.examples) {
    Value item =
        Value::object({{"title", example.title}, {"request", schema::parse_json(example.request)}});
    if (!example.response.empty()) item.set("response", schema::parse_json(example.response));
    examples.push_back(std::move(item));
  }
  return Value::object({{"name", spec.name},
                        {"summary", spec.summary},
                        {"permission", permission_name(spec.permission)},
                        {"method", method_name(spec.method)},
                        {"path", spec.path},
                        {"watched", operation.watched},
                        {"request", operation.request_schema},
                        {"response", operation.response_schema},
                        {"examples", std::move(examples)}});
}

Value to_value(const Registry& registry) {
  Value all{schema::Array{}};
  for (const Operation* operation : registry.sorted()) all.push_back(to_value(*operation));
  return Value::object({{"operations", std::move(all)}});
}

} // namespace beckon::engine
