// Some tables of the state as they were at one instant, in a file of their own that has no name any
// more: who reads them for long holds no transaction of the workspace, whose files would grow.
#pragma once

#include <memory>
#include <string>
#include <vector>

#include "engine/reader.h"
#include "engine/tables.h"

namespace beckon::engine {
class Workspace;
}

namespace beckon::engine::bulk {

// Thread safety: one thread at a time. Needs no engine once it is made, save for read().
class Snapshot {
 public:
  // Of all that was acknowledged before the call. Takes as long, and as much disk, as the tables
  // are big. Throws disk_full, io_error.
  Snapshot(Workspace& workspace, const std::vector<T>& tables);

  // A look at it, with the journal of the workspace for the properties of events. REQUIRES: the
  // workspace is open as long as the reader lives.
  Reader read(Workspace& workspace) const;

 private:
  std::unique_ptr<store::Environment> environment_;
  std::vector<store::Table> tables_;
  OpaqueIds ids_;
  DefinitionsPtr definitions_;
};

} // namespace beckon::engine::bulk
