#include "core/problem.h"

#include <utility>

#include "core/json.h"

namespace server {
namespace {

Json mistake_json(const Mistake& mistake) {
  Json out{{"pointer", mistake.pointer}, {"detail", mistake.detail}};
  if (!mistake.hint.empty()) out["hint"] = mistake.hint;
  return out;
}

} // namespace

Problem::Problem(int status_, std::string code_, std::string detail_, std::string pointer_,
                 std::string hint_)
    : status(status_),
      code(std::move(code_)),
      detail(std::move(detail_)),
      pointer(std::move(pointer_)),
      hint(std::move(hint_)) {}

Response problem_response(const Problem& problem, std::string_view request_id, bool with_success) {
  Json body{{"type", "about:blank"},    {"title", status_title(problem.status)},
            {"status", problem.status}, {"detail", problem.detail},
            {"code", problem.code},     {"request_id", request_id}};
  if (!problem.pointer.empty()) body["pointer"] = problem.pointer;
  if (!problem.hint.empty()) body["hint"] = problem.hint;
  for (const Mistake& mistake : problem.mistakes) body["errors"].push_back(mistake_json(mistake));
  if (with_success) body["success"] = false;
  Response response =
      text_response(problem.status, "application/problem+json",
                    // A message may quote the caller's bytes, and those need not be UTF-8.
                    body.dump(-1, ' ', false, Json::error_handler_t::replace));
  for (const Header& header : problem.headers) response.set_header(header.name, header.value);
  return response;
}

std::string_view status_title(int status) {
  switch (status) {
    case 200: return "OK";
    case 400: return "Bad Request";
    case 401: return "Unauthorized";
    case 403: return "Forbidden";
    case 404: return "Not Found";
    case 405: return "Method Not Allowed";
    case 409: return "Conflict";
    case 413: return "Content Too Large";
    case 415: return "Unsupported Media Type";
    case 417: return "Expectation Failed";
    case 422: return "Unprocessable Content";
    case 431: return "Request Header Fields Too Large";
    case 500: return "Internal Server Error";
    case 501: return "Not Implemented";
    case 503: return "Service Unavailable";
    case 507: return "Insufficient Storage";
    default: return "Unknown";
  }
}

} // namespace server
