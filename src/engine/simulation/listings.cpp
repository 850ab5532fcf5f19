#include "engine/simulation/listings.h"

#include "base/limits.h"

namespace beckon::engine {

std::string SimulationListings::keep(Rows rows) {
  auto shared = std::make_shared<const Rows>(std::move(rows));
  const std::lock_guard lock(mutex_);
  std::string id = std::to_string(next_++);
  kept_.emplace_back(id, std::move(shared));
  if (kept_.size() > limits::simulations_kept) kept_.pop_front();
  return id;
}

std::shared_ptr<const SimulationListings::Rows> SimulationListings::find(
    const std::string& id) const {
  const std::lock_guard lock(mutex_);
  for (const auto& [known, rows] : kept_) {
    if (known == id) return rows;
  }
  return nullptr;
}

} // namespace beckon::engine
