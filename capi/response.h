// What beckon_response is made of.
#pragma once

#include <beckon/beckon.h>

#include "http/transport.h"

struct beckon_response {
  beckon::http::Response answer;
};

namespace beckon::capi {

// The answer that a host's perform may set on this thread while the scope lives.
class ResponseScope {
 public:
  ResponseScope();
  ~ResponseScope();
  ResponseScope(const ResponseScope&) = delete;
  ResponseScope& operator=(const ResponseScope&) = delete;

  beckon_response* handle() noexcept { return &response_; }
  http::Response take() { return std::move(response_.answer); }

 private:
  beckon_response response_;
  beckon_response* outer_; // of a perform around this one
};

} // namespace beckon::capi
