// What was said of a profile's traits, append-only, so that they can be asked as of a past instant.
//
// A row says: at this (own) time traits were set, and where they are written: in a record of the
// journal, or, when a flow set them, in a row of their own. A profile's rows are one chain, whose
// head its cold row names; the traits at an instant are a fold of the rows up to it.
#pragma once

#include <vector>

#include "engine/tables.h"
#include "event/blocks.h"
#include "profile/profile.h"
#include "store/journal.h"

namespace beckon::engine {

struct Source;

// The writer's end. Thread safety: the writer thread only.
class TraitLog {
 public:
  void load(const store::Transaction& transaction, const std::vector<store::Table>& tables);
  void store(store::Transaction* transaction);

  // Each takes the head of the profile's chain and gives it anew.
  // Traits that a record of the journal sets.
  event::Position add_record(uint32_t profile, Millis at, uint64_t offset, store::RecordKind kind,
                             event::Position head);
  // Traits that a flow sets.
  event::Position add_update(store::Transaction* transaction, uint32_t profile, Millis at,
                             const schema::Value& traits, event::Position head);
  // Deletes what was written for the rows of a chain; the journal's records are another's.
  void forget(store::Transaction* transaction, event::Position head);

 private:
  store::Table table(T name) const { return tables_[static_cast<size_t>(name)]; }

  std::vector<store::Table> tables_;
  event::Tails tails_;
};

// The traits of the chains (the profile's own first, then those of profiles merged into it) as they
// stood at `at`, by the rule of profile::merge_traits. The rest of the profile is empty.
profile::Profile traits_as_of(const Source& source, const std::vector<event::Position>& heads,
                              Millis at);

} // namespace beckon::engine
