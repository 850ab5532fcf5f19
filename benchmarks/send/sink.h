// Servers on loopback that take what they are given and say so, each in a process of its own: what
// they cost the machine is in nobody's figures but their own.
#pragma once

#include <sys/types.h>

#include <cstdint>
#include <string>

namespace bench {

enum class SinkKind { http, smtp };

class Sink {
 public:
  // Starts the process. Throws std::runtime_error.
  explicit Sink(SinkKind kind);
  ~Sink(); // ends it
  Sink(const Sink&) = delete;
  Sink& operator=(const Sink&) = delete;

  uint16_t port() const { return port_; }
  // Since the last reset: requests or messages, and what they say they carry (SendGrid's
  // personalisations; else one each).
  uint64_t requests() const;
  uint64_t messages() const;
  void reset();
  // The first body of all: what a peer posts.
  std::string first_body() const;

 private:
  struct Shared;
  [[noreturn]] void serve(int listener, SinkKind kind);

  Shared* shared_ = nullptr;
  pid_t pid_ = -1;
  uint16_t port_ = 0;
};

} // namespace bench
