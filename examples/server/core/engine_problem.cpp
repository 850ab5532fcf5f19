#include "core/engine_problem.h"

namespace server {

int http_status(beckon::Status status) {
  switch (status) {
    case BECKON_OK: return 200;
    case BECKON_INVALID_REQUEST: return 400;
    case BECKON_NOT_FOUND:
    case BECKON_UNKNOWN_OPERATION: return 404;
    case BECKON_CONFLICT: return 409;
    case BECKON_INVALID_DEFINITION:
    case BECKON_LIMIT_EXCEEDED: return 422;
    case BECKON_UNSUPPORTED: return 501;
    case BECKON_CLOSED:
    case BECKON_BUSY:
    case BECKON_OUT_OF_MEMORY:
    case BECKON_POISONED:
    case BECKON_CANCELLED: return 503;
    case BECKON_DISK_FULL: return 507;
    default: return 500;
  }
}

Problem engine_problem(const beckon::Error& error) {
  const int status = http_status(error.status());
  if (status >= 500) {
    Problem problem(status, error.code(), "the workspace could not answer; see the server's log");
    if (status == 503) problem.headers.push_back({"Retry-After", "1"});
    return problem;
  }
  Problem problem(status, error.code(), error.what(), error.pointer(), error.hint());
  for (const beckon::Issue& issue : error.issues()) {
    problem.mistakes.push_back({issue.pointer, issue.message, issue.hint});
  }
  return problem;
}

} // namespace server
