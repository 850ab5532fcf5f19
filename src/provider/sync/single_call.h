// The shortest conversation: one request about one item, one answer.
#pragma once

#include <functional>
#include <utility>

#include "provider/sync/conversation.h"

namespace beckon::provider {

class SingleCall final : public SyncDelivery {
 public:
  using Read = std::function<Outcome(const http::Response&)>;
  SingleCall(http::Request request, Read read)
      : SyncDelivery(1), request_(std::move(request)), read_(std::move(read)) {}

  Step next(const http::Response* answer) override {
    if (answer == nullptr) return {request_, 0};
    outcomes_.front() = read_(*answer);
    return {};
  }

 private:
  http::Request request_;
  Read read_;
};

} // namespace beckon::provider
