// Certificates that webhooks are checked with, fetched once each from where their provider keeps
// them. Thread safety: any thread.
#pragma once

#include <map>
#include <memory>
#include <mutex>
#include <string>

#include "http/transport.h"

namespace beckon::engine {

class Certificates {
 public:
  // The text at an address. REQUIRES: the address was found to be the provider's own. Throws
  // io_error when it cannot be fetched.
  std::string fetch(http::Transport& transport, const std::string& url);

 private:
  std::mutex mutex_;
  std::map<std::string, std::string> known_; // by address
};

} // namespace beckon::engine
