// What the runner knows of one target while it runs: its account, its pace, how it fares, and the
// conversations under way.
//
// Thread safety: none.
#pragma once

#include <list>
#include <memory>
#include <optional>
#include <vector>

#include "engine/reader.h"
#include "engine/routing/breaker.h"
#include "engine/routing/gcra.h"
#include "engine/sync/compose.h"
#include "engine/sync/rows.h"
#include "provider/sync/sync_kind.h"
#include "store/catalog.h"

namespace beckon::engine {

// One conversation about some items.
struct SyncJob {
  std::unique_ptr<provider::SyncDelivery> talk;
  std::vector<SyncKey> items;
  std::vector<SyncTold> told;  // beside items: what is known there when it has gone well
  std::vector<uint32_t> tries; // beside items, with this one
  std::string note;            // of an erasure: in the catalog, until it is done
  Millis resume_at = 0;        // nothing is to be done before
  std::optional<http::Request> request;
  std::optional<http::Response> answer;
};

class SyncDesk {
 public:
  // `definition`: of the target; `at`: its account.
  SyncDesk(SyncTarget definition, provider::Account at, uint32_t version);

  const SyncTarget target;
  const provider::Account account;
  const uint32_t account_version;
  const provider::SyncKind* const kind; // null: of no kind that is known
  std::list<SyncJob> jobs;
  // Not yet in a record: settled items, the slowest request that they took.
  schema::Array outcomes;
  Millis slowest_ms = 0;

  // Whether a conversation may begin now.
  bool is_open(Millis now) const;
  // When one may, as far as the target decides.
  Millis free_at(Millis now) const;
  // Items that are due, as many as one claim takes.
  struct Due {
    std::vector<uint64_t> contacts, events;
    bool empty() const { return contacts.empty() && events.empty(); }
  };
  Due due(const Reader& reader, Millis now) const;
  // Makes conversations of what was granted; what needs none is settled at once.
  void begin(const Reader& reader, store::Catalog& catalog, const std::vector<SyncKey>& granted,
             Millis now);
  // Whether a request may leave now; takes its place then, else says when.
  bool take_place(Millis now, Millis* free_at);
  // The conversation is over: what became of its items goes to the outcomes.
  void finish(const SyncJob& job, Millis now);
  // How many further conversations may be under way; one at a time after a pause of the breaker.
  size_t room(Millis now) const;

 private:
  struct Contacts { // side by side
    std::vector<SyncKey> keys;
    std::vector<ComposedContact> composed;
    size_t bytes = 0;
  };
  void begin_one(const Reader& reader, store::Catalog& catalog, const SyncKey& key,
                 Contacts* contacts, Millis now);
  void begin_contacts(Contacts contacts, Millis now);
  void begin_bulk(Contacts batch, Millis now);
  void add_job(SyncJob job, Millis now);
  void add_pause(const provider::Outcome& outcome, uint32_t tries, schema::Value* value) const;
  provider::Outcome judged(const SyncKey& key, provider::Outcome outcome) const;

  provider::Terms terms_;
  std::optional<Gcra> pace_;
  Breaker breaker_{provider::BreakerTerms()};
  Millis rests_until_ = 0; // it asked for a pause
};

} // namespace beckon::engine
