#include "net/router.h"

#include <algorithm>
#include <set>
#include <stdexcept>

namespace server {
namespace {

bool is_parameter(std::string_view segment) {
  return segment.size() > 2 && segment.front() == '{' && segment.back() == '}';
}

std::vector<std::string> split(std::string_view pattern) {
  std::vector<std::string> segments;
  while (!pattern.empty()) {
    pattern.remove_prefix(1); // the slash
    segments.emplace_back(pattern.substr(0, pattern.find('/')));
    pattern.remove_prefix(segments.back().size());
  }
  return segments;
}

// "100": the second and third segments are parameters. Sorts literal before parameter.
std::string shape(const std::vector<std::string>& segments) {
  std::string out;
  for (const std::string& segment : segments) out.push_back(is_parameter(segment) ? '1' : '0');
  return out;
}

bool matches(const std::vector<std::string>& pattern, const std::vector<std::string>& path) {
  return std::equal(pattern.begin(), pattern.end(), path.begin(), path.end(),
                    [](const std::string& wanted, const std::string& given) {
                      return is_parameter(wanted) ? !given.empty() : wanted == given;
                    });
}

bool same_shape(const std::vector<std::string>& left, const std::vector<std::string>& right) {
  return std::equal(left.begin(), left.end(), right.begin(), right.end(),
                    [](const std::string& a, const std::string& b) {
                      return is_parameter(a) ? is_parameter(b) : a == b;
                    });
}

} // namespace

void Router::add(Route route) {
  Compiled added{std::move(route), {}};
  added.segments = split(added.route.pattern);
  for (const Compiled& other : routes_) {
    if (other.route.method == added.route.method && same_shape(other.segments, added.segments)) {
      throw std::logic_error(added.route.method + " " + added.route.pattern + " and " +
                             other.route.pattern + " are the same route");
    }
  }
  const auto later = std::upper_bound(routes_.begin(), routes_.end(), added,
                                      [](const Compiled& left, const Compiled& right) {
                                        return shape(left.segments) < shape(right.segments);
                                      });
  routes_.insert(later, std::move(added));
}

Router::Match Router::find(std::string_view method, const Target& target) const {
  if (method == "HEAD") method = "GET";
  Match match;
  std::set<std::string> allowed;
  for (const Compiled& candidate : routes_) {
    if (!matches(candidate.segments, target.segments)) continue;
    allowed.insert(candidate.route.method);
    if (candidate.route.method == "GET") allowed.insert("HEAD");
    if (match.route != nullptr || candidate.route.method != method) continue;
    match.route = &candidate.route;
    for (size_t i = 0; i < candidate.segments.size(); ++i) {
      const std::string& name = candidate.segments[i];
      if (!is_parameter(name)) continue;
      match.parameters[name.substr(1, name.size() - 2)] = target.segments[i];
    }
  }
  match.allowed.assign(allowed.begin(), allowed.end());
  return match;
}

} // namespace server
