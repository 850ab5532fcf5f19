// A state beside the workspace's own: the same tables, the same fold, in files that vanish. What is
// recorded in it is what the workspace's journal holds and what a simulation makes up; nothing of
// the workspace is ever written.
//
// Thread safety: one thread, from the beginning to the end (LMDB binds its writer to a thread).
#pragma once

#include <functional>
#include <memory>
#include <optional>
#include <string>
#include <vector>

#include "engine/apply.h"
#include "engine/columns.h"
#include "engine/simulation/scratch_directory.h"
#include "engine/state.h"

namespace beckon::engine {

class Scratch {
 public:
  // Makes the file that the state begins with under the name it is given; or none: nothing has
  // happened yet.
  using Prepare = std::function<void(const std::string& file)>;
  // Borrows the journal, for properties of events and for the seed. `workspace` is its directory.
  Scratch(std::string workspace, store::Journal& journal, const Prepare& prepare = {});
  ~Scratch();
  Scratch(const Scratch&) = delete;
  Scratch& operator=(const Scratch&) = delete;

  // A record of the journal, or one that was made up. Throws what ends the simulation.
  Answer apply_journalled(const store::Record& record);
  Answer apply_made(store::Record record); // its offset is set
  // Fires what is due by then, in order, up to the instant at which something is to be sent. The
  // instant of the last timer fired. REQUIRES: something is due.
  Millis fire(Millis until);

  // Starts that the record before, or the timers, were refused.
  const std::vector<RefusedStart>& refused() const { return refused_; }
  State& state() { return state_; }
  const Source& source() const { return applier_.source(); }
  void commit(); // what counts and caches hold back is in the tables afterwards
  // Another one in the same state; this one commits.
  std::unique_ptr<Scratch> fork();

 private:
  void step_done();
  void check_space() const;

  const std::string workspace_;
  store::Journal& journal_;
  std::unique_ptr<store::Environment> environment_;
  ColumnCache columns_;
  State state_;
  Applier applier_;
  std::vector<RefusedStart> refused_;
  uint64_t steps_ = 0;
};

} // namespace beckon::engine
