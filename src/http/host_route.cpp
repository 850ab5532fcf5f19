#include "http/host_route.h"

#include <vector>

namespace beckon::http {
namespace {

class HostRoute final : public Transport {
 public:
  HostRoute(std::shared_ptr<Transport> others, HostFunction function)
      : others_(std::move(others)), function_(std::move(function)) {}

  void perform(std::span<const Request> requests,
               const std::function<void(size_t, Response)>& done) override {
    std::vector<size_t> own;
    for (size_t i = 0; i < requests.size(); ++i) {
      if (requests[i].url.rfind("host:", 0) == 0) own.push_back(i);
    }
    if (own.empty()) return others_->perform(requests, done);
    perform_others(requests, own, done);
    for (const size_t index : own) done(index, ask(requests[index]));
  }

 private:
  // Those between the host's own, which leave together.
  void perform_others(std::span<const Request> requests, const std::vector<size_t>& own,
                      const std::function<void(size_t, Response)>& done) {
    std::vector<Request> others;
    std::vector<size_t> places;
    auto next = own.begin();
    for (size_t i = 0; i < requests.size(); ++i) {
      if (next != own.end() && *next == i) {
        ++next;
        continue;
      }
      others.push_back(requests[i]);
      places.push_back(i);
    }
    if (others.empty()) return;
    others_->perform(
        others, [&](size_t index, Response response) { done(places[index], std::move(response)); });
  }

  Response ask(const Request& request) const {
    if (function_) return function_(request.body);
    Response response;
    response.error = "no sender was given when the workspace was opened";
    return response;
  }

  std::shared_ptr<Transport> others_;
  HostFunction function_;
};

} // namespace

std::shared_ptr<Transport> make_host_route(std::shared_ptr<Transport> others,
                                           HostFunction function) {
  return std::make_shared<HostRoute>(std::move(others), std::move(function));
}

} // namespace beckon::http
