// What must be true of a workspace after a crash.
#pragma once

#include "ledger.h"
#include "support/workspace.h"

namespace beckon::crash {

// Verify is clean; every acknowledged event and change is there, none is there twice, none that
// nobody made.
void check_records(test::TestWorkspace& workspace, const Ledger& ledger);

// One send for each trigger, none under way, one file for each send and none for anything else.
void check_sends(test::TestWorkspace& workspace, bool all_accepted);

} // namespace beckon::crash
