// The engine's fold without its surroundings: one thread, a journal and a state, so that what one
// event costs can be measured to fractions of a microsecond.
#pragma once

#include <memory>
#include <string>
#include <vector>

#include "engine/apply.h"
#include "engine/state.h"
#include "store/journal.h"
#include "support/definitions.h"

namespace bench {

class Arena {
 public:
  // `folder` exists and is empty. The segments are published before anybody is there.
  Arena(const std::string& folder, const std::vector<Definition>& segments);

  // Journals the records and makes room in the state's transaction.
  void journal(std::vector<beckon::store::Record>* records);
  // Answers how many memberships it changed. Throws when it is refused.
  size_t apply(const beckon::store::Record& record);
  // What falls due until then fires, as by a tick.
  void pass_time(beckon::Millis until);
  void commit();

  beckon::engine::State& state() { return *state_; }
  // As the engine sees a profile while it applies records.
  const beckon::engine::Source& source();

 private:
  void publish(const char* kind, const std::string& key, const std::string& document);
  void store(const std::vector<Definition>& segments);

  std::unique_ptr<beckon::store::Journal> journal_;
  std::unique_ptr<beckon::store::Environment> environment_;
  std::unique_ptr<beckon::engine::State> state_;
  std::unique_ptr<beckon::engine::Applier> applier_;
  beckon::engine::Source source_;
};

} // namespace bench
