// From method and path to a handler. Patterns are literal segments and {parameters}, e.g.
// "/api/v1/segments/{key}". Where several match, the one that is literal earlier wins.
#pragma once

#include <functional>
#include <map>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

#include "core/message.h"
#include "net/auth.h"
#include "net/url.h"

namespace server {

// One request on its way through the server.
struct Exchange {
  Request& request;
  Target target;
  std::map<std::string, std::string> parameters; // of the path, by name
  Grant grant = Grant::none;
  std::string request_id;
};

// Runs on any worker thread. Throws Problem or beckon::Error.
using Endpoint = std::function<Response(Exchange&)>;

struct Route {
  std::string method;
  std::string pattern;
  Grant needed = Grant::none; // none: open to everyone, or the endpoint asks for itself
  bool is_ingest = false;     // answers carry "success"
  Endpoint endpoint;
};

class Router {
 public:
  // Throws std::logic_error when a route of the same method and shape is there already.
  void add(Route route);

  struct Match {
    const Route* route = nullptr; // null: none
    std::map<std::string, std::string> parameters;
    std::vector<std::string> allowed; // methods that the path knows, sorted; for 405 and Allow
  };
  // HEAD finds the route of GET.
  Match find(std::string_view method, const Target& target) const;

 private:
  struct Compiled {
    Route route;
    std::vector<std::string> segments; // "{key}" for a parameter
  };
  std::vector<Compiled> routes_; // the more literal first
};

} // namespace server
