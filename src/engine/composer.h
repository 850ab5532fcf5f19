// From claimed sends to the requests that carry them: templates rendered, messages composed, those
// that may go together gathered into one request.
//
// Thread safety: compose by one thread at a time; it uses several.
#pragma once

#include <functional>
#include <map>
#include <memory>
#include <mutex>
#include <span>
#include <string>
#include <utility>
#include <vector>

#include "engine/compose.h"
#include "engine/credentials.h"
#include "engine/reader.h"
#include "engine/routing/router.h"
#include "store/message_archive.h"

namespace beckon::engine {

// A send that was claimed, with the account that is to carry it (none of a call).
struct Outgoing {
  SendRow send;
  Router::Chosen chosen;
};

// One request and the sends that it carries, in its order.
struct Parcel {
  std::vector<SendRow> sends;
  Router::Chosen chosen;
  http::Request request;
  uint64_t round = 0; // of the credential that it shows
};

class Composer {
 public:
  struct Parts {
    ReaderFactory* readers = nullptr;
    Credentials* credentials = nullptr;
    http::Transport* transport = nullptr; // to ask for credentials
    std::shared_ptr<Clock> clock;
    std::string seed;
    store::MessageArchive* archive = nullptr; // of what the workspace wants copies of
    std::function<void(const std::string&)> warn = {};
  };
  // Ownership: borrows its parts.
  explicit Composer(Parts parts) : parts_(std::move(parts)) {}

  // Everything that can fail before a byte leaves fails here.
  struct Refusal {
    Outgoing outgoing;
    provider::Outcome outcome;
    bool by_account = false; // which has no credential; else by what was to be said
  };
  struct Composed {
    std::vector<Parcel> parcels;
    std::vector<Refusal> refusals;
    size_t sends = 0; // how many of them it is about, from the first on
  };
  // At most limits::outgoing_bytes of them and a little more; go on with the rest afterwards.
  // REQUIRES: the committed state has the sends.
  Composed compose(std::span<const Outgoing> sends);

 private:
  struct Draft;
  class Gathering;
  Composer(const Composer&) = delete;
  Composer& operator=(const Composer&) = delete;
  using TemplateKey = std::pair<std::string, uint32_t>;
  using CompiledPtr = std::shared_ptr<const CompiledTemplate>;

  uint64_t renew_credentials(std::span<const Outgoing> sends);
  // What the messages of one thread have in common.
  struct Desk {
    const Reader& reader;
    LinkMaker links;
  };
  void draft_all(std::span<const Outgoing> sends, std::vector<Draft>* drafts);
  void keep_copies(std::vector<Draft>* drafts);
  Draft draft(const Desk& desk, const Outgoing& outgoing);
  void write(const Desk& desk, const Outgoing& outgoing, Draft* draft);
  CompiledPtr template_of(const Reader& reader, const SendRow& send);

  const Parts parts_;
  std::mutex mutex_; // guards templates_
  std::map<TemplateKey, CompiledPtr> templates_;
};

} // namespace beckon::engine
