#include "net/body.h"

#include <utility>

#include "core/problem.h"

namespace server {

std::string decode_body(Request* request, const GzipLimits& limits) {
  const std::string_view encoding = request->header("Content-Encoding");
  const bool says_gzip =
      equal_ignoring_case(encoding, "gzip") || equal_ignoring_case(encoding, "x-gzip");
  if (!encoding.empty() && !says_gzip && !equal_ignoring_case(encoding, "identity")) {
    Problem problem(415, "unsupported_encoding", "this content encoding is not supported");
    problem.headers.push_back({"Accept-Encoding", "gzip"});
    throw problem;
  }
  if (!looks_gzipped(request->body)) {
    if (says_gzip && !request->body.empty()) {
      throw Problem(400, "invalid_gzip", "the body is declared as gzip and is not");
    }
    return std::move(request->body);
  }
  GzipResult result = gunzip(request->body, limits);
  if (result.status == GzipStatus::malformed) {
    throw Problem(400, "invalid_gzip", "the gzip body is damaged or incomplete");
  }
  if (result.status == GzipStatus::too_large) {
    throw Problem(413, "payload_too_large",
                  "the body grows beyond " + std::to_string(limits.bytes) + " bytes, or beyond " +
                      std::to_string(limits.ratio) + " times its size, when decompressed");
  }
  return std::move(result.body);
}

} // namespace server
