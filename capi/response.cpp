#include "capi/response.h"

#include <utility>

#include "base/limits.h"
#include "capi/guard.h"
#include "capi/text.h"

namespace beckon::capi {
namespace {

// Every other handle is closed or foreign here, and is not touched.
thread_local beckon_response* current = nullptr;

http::Response& answer_of(beckon_response* response) {
  if (response == nullptr || response != current) {
    throw Error(Code::closed, "the response can be set inside the hook and on its thread only");
  }
  return response->answer;
}

void set_status(http::Response& answer, beckon_phase phase, int32_t status) {
  if (phase != BECKON_PHASE_NOT_SENT && phase != BECKON_PHASE_SENT &&
      phase != BECKON_PHASE_COMPLETE)
    fail_invalid("there is no phase " + std::to_string(static_cast<int64_t>(phase)));
  const bool is_complete = phase == BECKON_PHASE_COMPLETE;
  if (is_complete && (status < 100 || status > 999))
    fail_invalid("a complete answer needs a status from 100 to 999");
  if (!is_complete && status != 0) fail_invalid("an answer that is not complete has no status");
  answer.phase = static_cast<http::Phase>(phase);
  answer.status = status;
  if (is_complete) answer.error.clear();
}

} // namespace

ResponseScope::ResponseScope() : outer_(std::exchange(current, &response_)) {
  response_.answer.phase = http::Phase::sent;
  response_.answer.error = "the host gave no answer";
}

ResponseScope::~ResponseScope() { current = outer_; }

} // namespace beckon::capi

using namespace beckon::capi;

beckon_status beckon_response_set_status(beckon_response* response, beckon_phase phase,
                                         int32_t status, beckon_error** err) BECKON_NOEXCEPT {
  return guard(err, [&] { set_status(answer_of(response), phase, status); });
}

beckon_status beckon_response_add_header(beckon_response* response, beckon_str name,
                                         beckon_str value, beckon_error** err) BECKON_NOEXCEPT {
  return guard(err, [&] {
    auto& headers = answer_of(response).headers;
    const std::string_view known = text(name, "name", beckon::limits::header_bytes);
    const std::string_view content = bytes(value, "value");
    if (headers.size() >= beckon::limits::response_headers ||
        content.size() > beckon::limits::header_bytes) {
      throw beckon::Error(beckon::Code::limit_exceeded,
                          "the response has too many headers or too long a one (limits "
                          "response_headers, header_bytes)");
    }
    headers.emplace_back(known, content);
  });
}

beckon_status beckon_response_set_body(beckon_response* response, beckon_str body,
                                       beckon_error** err) BECKON_NOEXCEPT {
  return guard(err, [&] {
    answer_of(response).body = bytes(body, "body").substr(0, beckon::limits::response_bytes);
  });
}

beckon_status beckon_response_set_error(beckon_response* response, beckon_str message,
                                        beckon_error** err) BECKON_NOEXCEPT {
  return guard(err, [&] {
    answer_of(response).error = text(message, "text", beckon::limits::response_bytes);
  });
}
