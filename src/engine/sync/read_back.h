// Reads collections of a platform on the caller's thread, and compares its contacts with ours.
#pragma once

#include <functional>
#include <string>
#include <vector>

#include "base/watch.h"
#include "engine/workspace.h"
#include "provider/sync/sync_kind.h"

namespace beckon::engine {

// A target with what it takes to talk to it.
struct SyncLine {
  SyncTarget target;
  provider::Account account;
  const provider::SyncKind* kind = nullptr;
};
// Throws not_found, and conflict when its account is gone.
SyncLine sync_line(Workspace& workspace, const std::string& key);

// Page by page. Throws io_error when the platform does not answer to the end, cancelled.
void read_listing(http::Transport& transport, provider::Listing* listing, const Watch& watch,
                  const std::function<void(std::vector<schema::Value>)>& visit);

// What is here and there.
struct Reconciliation {
  uint64_t here = 0;  // contacts that it should have
  uint64_t there = 0; // contacts that it has
  uint64_t same = 0, pending = 0, differs = 0;
  uint64_t missing = 0; // here, and not there
  uint64_t only_there = 0;
  std::vector<schema::Value> samples; // {"what", "profile"?, "email"?, "fields"?}
  // Numbers of profiles.
  std::vector<uint32_t> to_mend, to_make;
};
Reconciliation reconcile(Workspace& workspace, const SyncLine& line, size_t samples,
                         const Watch& watch);

} // namespace beckon::engine
