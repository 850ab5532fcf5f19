#include "http/shared_transport.h"

#include <mutex>

namespace beckon::http {
namespace {

class SharedTransport final : public Transport {
 public:
  explicit SharedTransport(std::shared_ptr<Transport> inner) : inner_(std::move(inner)) {}

  void perform(std::span<const Request> requests,
               const std::function<void(size_t, Response)>& done) override {
    const std::lock_guard lock(mutex_);
    inner_->perform(requests, done);
  }

 private:
  std::mutex mutex_;
  std::shared_ptr<Transport> inner_;
};

} // namespace

std::shared_ptr<Transport> make_shared_transport(std::shared_ptr<Transport> inner) {
  return std::make_shared<SharedTransport>(std::move(inner));
}

} // namespace beckon::http
