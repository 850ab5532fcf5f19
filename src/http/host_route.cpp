#include "http/host_route.h"

#include <deque>
#include <utility>
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

  void perform_stream(Stream& stream) override {
    Others others(this, &stream);
    others_->perform_stream(others);
  }

  void wake() override { others_->wake(); }

 private:
  // Of a stream what does not go to the host, which is asked as its requests come.
  class Others : public Stream {
   public:
    Others(const HostRoute* route, Stream* stream) : route_(route), stream_(stream) {}

    std::vector<Request> next(size_t under_way) override {
      while (true) {
        std::vector<Request> requests = stream_->next(under_way);
        if (requests.empty()) return requests;
        std::vector<Request> others;
        std::vector<std::pair<size_t, Request>> own;
        for (Request& request : requests) {
          const size_t number = given_++;
          if (request.url.rfind("host:", 0) == 0) {
            own.emplace_back(number, std::move(request));
          } else {
            numbers_.push_back(number);
            others.push_back(std::move(request));
          }
        }
        for (const auto& [number, request] : own) stream_->done(number, route_->ask(request));
        if (!others.empty()) return others;
      }
    }
    void done(size_t number, Response response) override {
      stream_->done(numbers_[number - forgotten_], std::move(response));
      if (++ended_ < forgotten_ + numbers_.size()) return;
      forgotten_ += numbers_.size(); // none of them is under way
      numbers_.clear();
    }

   private:
    const HostRoute* route_;
    Stream* stream_;
    std::deque<size_t> numbers_; // ours, by the others' number from forgotten_ on
    size_t given_ = 0, ended_ = 0, forgotten_ = 0;
  };

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
