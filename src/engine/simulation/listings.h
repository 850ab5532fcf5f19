// The rows of the newest simulations, so that a caller can page through them without another run.
//
// Thread safety: any thread.
#pragma once

#include <deque>
#include <map>
#include <memory>
#include <mutex>
#include <string>
#include <vector>

#include "schema/value.h"

namespace beckon::engine {

class SimulationListings {
 public:
  using Rows = std::map<std::string, std::vector<schema::Value>>; // by name of the listing
  // Keeps the rows, and those of the newest limits::simulations_kept in all. Their id.
  std::string keep(Rows rows);
  // Null when they are not kept, or not any more.
  std::shared_ptr<const Rows> find(const std::string& id) const;

 private:
  mutable std::mutex mutex_;
  uint64_t next_ = 1;
  std::deque<std::pair<std::string, std::shared_ptr<const Rows>>> kept_;
};

} // namespace beckon::engine
