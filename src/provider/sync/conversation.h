// Talks with a platform that customers are synchronised to: one request after the other, each made
// of the answers before. Pure: whoever carries the requests decides when.
//
// Thread safety: none; one at a time.
#pragma once

#include <optional>
#include <string>
#include <vector>

#include "http/transport.h"
#include "provider/provider.h"

namespace beckon::provider {

// What a conversation wants next: a request, a pause before it is asked again, or nothing more.
struct Step {
  std::optional<http::Request> request;
  Millis wait_ms = 0;
  bool is_over() const { return !request && wait_ms == 0; }
};

class Conversation {
 public:
  virtual ~Conversation() = default;
  // `answer`: to the request before; null at the beginning and after a pause.
  virtual Step next(const http::Response* answer) = 0;
};

// Brings items over. Each can be repeated, save where SyncKind says otherwise.
class SyncDelivery : public Conversation {
 public:
  explicit SyncDelivery(size_t items) : outcomes_(items) {}
  // One an item in their order; settled when the conversation is over.
  const std::vector<Outcome>& outcomes() const { return outcomes_; }

 protected:
  void settle_all(const Outcome& outcome) { outcomes_.assign(outcomes_.size(), outcome); }
  std::vector<Outcome> outcomes_;
};

// Reads a collection page by page.
class Listing : public Conversation {
 public:
  // What has come since the last call.
  std::vector<schema::Value> take() { return std::exchange(items_, {}); }
  // Why it ended early; nothing when all was read.
  const std::optional<Outcome>& failure() const { return failure_; }

 protected:
  std::vector<schema::Value> items_;
  std::optional<Outcome> failure_;
};

} // namespace beckon::provider
