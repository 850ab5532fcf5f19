// What crashes leave behind of work that takes records out of the journal (an erasure, a removal of
// events), put there by hand; and that the next open finishes the work whatever was interrupted.
#pragma once

#include <functional>
#include <string>

#include "store/journal.h"
#include "support/workspace.h"

namespace beckon::law {

// Of a state that verify finds sound.
std::string sound_hash(test::TestWorkspace* workspace);
// Has all of the state folded anew.
void lose_state(test::TestWorkspace* workspace);
// Journals the record as a process does that dies before it applies it. Leaves the workspace
// closed.
void only_journal(test::TestWorkspace* workspace, store::Record record);

// Checks that an open finishes the work of the journal's last record, which only_journal() has left
// there: before it was applied; after the state to begin with was kept and before the first record
// was emptied; and the same with the state lost. `check_done` is asked after each, and the state
// must be the same.
void check_finished(test::TestWorkspace* workspace, const std::function<void()>& check_done);
// The same when those of the records that are `emptied`, of which there must be some, were emptied
// already, with the state there and with the state lost.
void check_finished_from(test::TestWorkspace* workspace,
                         const std::function<bool(const store::Record&)>& emptied,
                         const std::function<void()>& check_done);

} // namespace beckon::law
