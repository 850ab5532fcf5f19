// What went wrong with a request, as RFC 9457 problem details.
#pragma once

#include <exception>
#include <string>
#include <string_view>
#include <vector>

#include "core/message.h"

namespace server {

// One mistake in the caller's document.
struct Mistake {
  std::string pointer, detail, hint;
};

class Problem : public std::exception {
 public:
  // `code`: a stable snake_case name; the engine's own where it has one.
  Problem(int status, std::string code, std::string detail, std::string pointer = {},
          std::string hint = {});

  const char* what() const noexcept override { return detail.c_str(); }

  int status;
  std::string code, detail, pointer, hint;
  std::vector<Mistake> mistakes; // all of them, where there can be several
  std::vector<Header> headers;   // to be sent along: Allow, WWW-Authenticate, Retry-After …
};

// {"type": "about:blank", "title", "status", "detail", "code", "pointer"?, "hint"?, "errors"?,
//  "request_id"} as application/problem+json; with "success": false for the clients of the ingest
// endpoints, whose protocol has that member.
Response problem_response(const Problem& problem, std::string_view request_id, bool with_success);

// The phrase of RFC 9110 for a status this server sends, e.g. "Not Found".
std::string_view status_title(int status);

} // namespace server
