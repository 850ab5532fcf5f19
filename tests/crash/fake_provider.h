// A provider on loopback that fails as providers do, by a script: it takes a message and never says
// so, breaks off in the middle of its answer, asks for patience, has trouble, is slow, talks
// nonsense. What it has taken is its own truth, against which the workspace is held.
//
// It speaks two languages: SendGrid's, which cannot tell a repetition, and that of a signed
// webhook, which can.
//
// Thread safety: any thread.
#pragma once

#include <array>
#include <atomic>
#include <cstdint>
#include <map>
#include <mutex>
#include <string>
#include <string_view>

#include "support/loopback_server.h"

namespace beckon::crash {

enum class Fault : uint8_t {
  none,
  hang,      // taken, and no answer before the caller gives up
  reset,     // taken, and the connection breaks in the middle of the answer
  throttle,  // 429 with Retry-After
  trouble,   // 500
  slow,      // taken, answered after a while
  malformed, // taken, answered with something that cannot be read
};
inline constexpr std::array<Fault, 6> kFaults = {Fault::hang,    Fault::reset, Fault::throttle,
                                                 Fault::trouble, Fault::slow,  Fault::malformed};

class FakeProvider {
 public:
  struct Script {
    uint64_t seed = 0;
    uint32_t per_cent = 5; // of the messages, for each fault
    // From then on a message meets no fault any more: what is repeated arrives in the end.
    uint32_t faulty_tries = 3;
  };
  explicit FakeProvider(const Script& script);

  uint16_t port() const { return server_.port(); }
  // How often each message was taken, by send key; the provider that knows repetitions counts one
  // only, however often it is asked.
  std::map<std::string, int> delivered();
  uint64_t requests() const { return requests_; }
  uint64_t faults(Fault fault) const { return faults_[static_cast<size_t>(fault)]; }

 private:
  void serve(test::Connection& connection);
  bool answer(test::Connection& connection, const test::HttpRequest& request);
  Fault fault_of(const std::string& key, uint32_t tries) const;
  void deliver(const std::string& key, bool knows_repetitions);

  const Script script_;
  std::mutex mutex_; // guards the two maps
  std::map<std::string, int> delivered_;
  std::map<std::string, uint32_t> tries_;
  std::atomic<uint64_t> requests_ = 0;
  std::array<std::atomic<uint64_t>, kFaults.size() + 1> faults_{};
  test::LoopbackServer server_; // last: its threads use the rest
};

} // namespace beckon::crash
