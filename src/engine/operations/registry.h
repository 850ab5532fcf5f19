// The operations of the management surface, each declared once. From the registry come beckon_call,
// JSON Schemas, OpenAPI, the server's routes, the methods of Python and Node, and the reference
// page.
//
//   void add_segments_operations(Registry& registry) {
//     registry.add(operation<SegmentCreate, SegmentView>(
//         {.name = "segments.create",
//          .summary = "Create a segment and fill it",
//          .permission = Permission::write,
//          .method = Method::post,
//          .path = "/api/v1/segments",
//          .examples = {{"Customers who spent 100 or more", R"({"key": "vip", …})"}}},
//         create_segment)); // SegmentView create_segment(Workspace&, const SegmentCreate&)
//   }
//
// A handler that may take long also takes a const Watch& and reports to it: it can be cancelled.
// A part of the path in braces, /api/v1/segments/{key}, is the request's member of that name.
// The functions are listed in operations/all.cpp. Thread safety: reading from any thread, adding
// while the registry is being built only.
#pragma once

#include <functional>
#include <map>
#include <optional>
#include <string>
#include <string_view>
#include <type_traits>
#include <utility>
#include <vector>

#include "base/watch.h"
#include "schema/describe.h"
#include "schema/value.h"

namespace beckon::engine {

class Workspace;

enum class Permission : uint8_t { read, write, admin };
enum class Method : uint8_t { get, post, put, patch, remove };
std::string_view permission_name(Permission permission); // "read" …
std::string_view method_name(Method method);             // "GET" … "DELETE"

// JSON texts; each is checked against its struct when the operation is added.
struct Example {
  std::string title;
  std::string request;
  std::string response = {}; // may be left out
};

struct OperationSpec {
  std::string name;    // noun.verb, the noun in the plural
  std::string summary; // one line, without a full stop
  Permission permission = Permission::read;
  Method method = Method::get;
  std::string path;
  std::string details = {}; // Markdown for the reference page; may be empty
  std::vector<Example> examples = {};
};

struct Operation {
  OperationSpec spec;
  schema::Value request_schema, response_schema;
  // Whether it tells how far it has come and can be cancelled: its handler takes a Watch.
  bool watched = false;
  // Checks the request, runs, and gives the response. Throws Error.
  std::function<schema::Value(Workspace&, const schema::Value&, const Watch&)> run;
  // A short way from JSON to JSON, of operations that are asked too often to make values: the
  // response, byte by byte what to_json makes of run's. Nothing, and nothing has happened, when the
  // request is not in the form that it knows. Null: there is none.
  std::function<std::optional<std::string>(Workspace&, std::string_view, const Watch&)> run_short =
      {};
  // Throw invalid_request with all issues when the document is not of the declared shape.
  std::function<void(const schema::Value&)> check_request, check_response;

  std::string noun() const { return spec.name.substr(0, spec.name.find('.')); }
  std::vector<std::string> path_members() const; // the names in braces
};

template <schema::Described Request, schema::Described Response, typename Handler>
Operation operation(OperationSpec spec, Handler handler) {
  Operation made;
  made.spec = std::move(spec);
  made.request_schema = schema::json_schema<Request>(schema::Direction::request);
  made.response_schema = schema::json_schema<Response>(schema::Direction::response);
  constexpr bool kWatched = std::is_invocable_v<Handler&, Workspace&, const Request&, const Watch&>;
  made.watched = kWatched;
  made.run = [handler = std::move(handler)](Workspace& workspace, const schema::Value& request,
                                            [[maybe_unused]] const Watch& watch) {
    const Request asked = schema::decode<Request>(request);
    if constexpr (kWatched) return schema::encode(Response(handler(workspace, asked, watch)));
    else return schema::encode(Response(handler(workspace, asked)));
  };
  made.check_request = [](const schema::Value& request) { schema::decode<Request>(request); };
  made.check_response = [](const schema::Value& response) { schema::decode<Response>(response); };
  return made;
}

class Registry {
 public:
  // Throws internal on a mistake in the declaration: a name or a route that is taken, a path member
  // that the request lacks, an example that does not parse or does not fit.
  void add(Operation operation);

  // Throws unknown_operation, with the nearest name as hint.
  const Operation& at(std::string_view name) const;
  const Operation* find(std::string_view name) const noexcept;
  std::vector<const Operation*> sorted() const; // by name
  size_t size() const noexcept { return operations_.size(); }

 private:
  std::map<std::string, Operation, std::less<>> operations_;
  std::map<std::string, std::string> routes_; // "POST /path/{}" → name
};

// All operations of the engine; built at the first call.
const Registry& registry();

// One operation: {"name", "summary", "permission", "method", "path", "watched", "request",
// "response", "examples": [{"title", "request", "response"?}]}
schema::Value to_value(const Operation& operation);
// {"operations": […]} sorted by name.
schema::Value to_value(const Registry& registry);

} // namespace beckon::engine
