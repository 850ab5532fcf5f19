// Remembers the answers to requests that carry an Idempotency-Key, so that a client may repeat a
// request whose answer it lost. Kept in memory: bounded, for 24 hours, and gone with a restart.
#pragma once

#include <cstddef>
#include <list>
#include <map>
#include <mutex>
#include <string>

#include "core/digest.h"
#include "core/message.h"
#include "core/time.h"

namespace server {

struct IdempotencyLimits {
  size_t entries = 10'000;
  size_t bytes = 64 << 20; // of answers; beyond, the oldest are forgotten before their time
  Millis keep_ms = 24 * 3'600'000;
};

// Thread safety: any thread.
class Idempotency {
 public:
  explicit Idempotency(IdempotencyLimits limits = {}) : limits_(limits) {}

  enum class Verdict {
    run,       // new: handle the request, then call finish or forget
    replay,    // done before: `response` is the answer of then
    in_flight, // the first request of this key is still being handled
    mismatch,  // the key was used for another request
  };
  // `request`: a digest of all that makes two requests the same. `now` must not run backwards by
  // more than it matters; the system's clock will do.
  Verdict begin(const std::string& key, const Digest& request, Millis now, Response* response);
  void finish(const std::string& key, const Response& response);
  // The request came to nothing that is worth repeating: the key is free again.
  void forget(const std::string& key);

 private:
  struct Entry {
    Digest request;
    Millis since;
    bool done = false;
    Response response;
    size_t bytes = 0;
    std::list<std::string>::iterator age;
  };

  void erase(std::map<std::string, Entry>::iterator entry);
  void make_room(Millis now);

  const IdempotencyLimits limits_;
  std::mutex mutex_;
  std::map<std::string, Entry> entries_;
  std::list<std::string> by_age_; // keys, the oldest first
  size_t bytes_ = 0;
};

} // namespace server
