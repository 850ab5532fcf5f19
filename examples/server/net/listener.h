// HTTP/1.1 over TCP. Boost.Beast is behind this interface, in listener.cpp alone.
#pragma once

#include <chrono>
#include <cstddef>
#include <cstdint>
#include <memory>
#include <string>
#include <string_view>

#include "core/message.h"

namespace server {

using Milliseconds = std::chrono::milliseconds;

struct ListenerOptions {
  std::string address = "127.0.0.1"; // an IP address
  uint16_t port = 8080;              // 0: any that is free
  size_t io_threads = 2;
  size_t workers = 16;  // threads that run the handler
  size_t queue = 1'024; // requests that wait for a worker
  size_t connections = 1'024;
  size_t requests_per_connection = 10'000;
  size_t header_bytes = 16 << 10; // request line and headers
  size_t body_bytes = 4 << 20;
  Milliseconds idle_timeout{60'000};   // until the first byte of the next request
  Milliseconds header_timeout{10'000}; // from the first byte to the whole header
  Milliseconds body_timeout{30'000};   // from the header to the whole body
  Milliseconds write_timeout{30'000};  // for the whole answer
};

// Why a request never becomes one.
enum class Refusal { malformed, header_too_large, body_too_large, expectation, overloaded };

// Called from several threads at once. Must not throw.
class Handler {
 public:
  virtual ~Handler() = default;
  virtual Response handle(Request request) = 0;
  // `target` is "" when the request line could not be read.
  virtual Response refuse(Refusal refusal, std::string_view target) = 0;
  virtual void connection_opened() = 0;
  virtual void connection_closed() = 0;
  virtual void connection_refused() = 0;
};

// A client that is too slow is cut off without an answer. HEAD, keep-alive, pipelining, chunked
// bodies and "Expect: 100-continue" are taken care of here.
class Listener {
 public:
  // Listens when it returns. Throws std::runtime_error when the address cannot be had.
  // `handler` must outlive the listener.
  Listener(const ListenerOptions& options, Handler& handler);
  // Drains without patience.
  ~Listener();
  Listener(const Listener&) = delete;
  Listener& operator=(const Listener&) = delete;

  uint16_t port() const;

  // Accepts no more, closes idle connections, lets the others have their answer, and cuts off what
  // is left after `patience`. True when nothing was. Call once, from any thread.
  bool drain(Milliseconds patience);

 private:
  class Impl;
  std::unique_ptr<Impl> impl_;
};

} // namespace server
