// The providers of a made-up year: they accept most of what they are given, refuse some, ask to
// come back later, and lose some answers on the way. What they answer to the very same bytes is
// always the same. They also watch what no provider may ever see.
//
// Thread safety: any thread.
#pragma once

#include <mutex>
#include <set>
#include <string>
#include <vector>

#include "http/transport.h"

namespace beckon::year {

class FaultyTransport final : public http::Transport {
 public:
  explicit FaultyTransport(uint64_t seed) : seed_(seed) {}

  void perform(std::span<const http::Request> requests,
               const std::function<void(size_t, http::Response)>& done) override;

  // Once an opt-out of the address was acknowledged, nothing may go there until it is taken back.
  void opt_out(const std::string& address);
  void opt_in(const std::string& address);
  // A line for each thing that must not have happened.
  std::vector<std::string> broken() const;
  uint64_t requests() const;

 private:
  http::Response answer(const http::Request& request) const;

  const uint64_t seed_;
  mutable std::mutex mutex_;
  std::set<std::string> opted_out_, accepted_; // addresses; hashes of what was accepted
  std::vector<std::string> broken_;
  uint64_t requests_ = 0;
};

} // namespace beckon::year
