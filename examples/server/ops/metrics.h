// Counters of the server in Prometheus' text format.
#pragma once

#include <array>
#include <cstddef>
#include <cstdint>
#include <map>
#include <mutex>
#include <string>
#include <string_view>
#include <tuple>

namespace server {

// Thread safety: any thread. Labels are bounded: methods are a fixed set, routes are patterns.
class Metrics {
 public:
  void request_started();
  // `route`: the pattern; "" when none matched.
  void request_ended(std::string_view method, std::string_view route, int status, double seconds);
  // Requests that were refused before there was a handler: too large, malformed, overloaded.
  void request_refused(int status);
  void count_records(size_t accepted, size_t duplicates, size_t rejected);
  void connection_opened();
  void connection_closed();
  void connection_refused();

  // text/plain; version=0.0.4
  std::string to_text(std::string_view version) const;

 private:
  static constexpr std::array kBounds{0.001, 0.0025, 0.005, 0.01, 0.025, 0.05, 0.1,
                                      0.25,  0.5,    1.0,   2.5,  5.0,   10.0};
  struct Histogram {
    std::array<uint64_t, kBounds.size()> buckets{}; // not cumulative
    uint64_t count = 0;
    double sum = 0;
  };
  using RequestLabels = std::tuple<std::string, std::string, int>; // method, route, status

  void append_histograms(std::string* out) const;

  mutable std::mutex mutex_;
  std::map<RequestLabels, uint64_t> requests_;
  std::map<std::string, Histogram> durations_; // by route
  std::map<int, uint64_t> refused_;            // by status
  uint64_t in_flight_ = 0, connections_ = 0, connections_refused_ = 0;
  uint64_t accepted_ = 0, duplicates_ = 0, rejected_ = 0;
};

} // namespace server
