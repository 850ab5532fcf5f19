// What waits in an outbox, whatever its lanes: each lane is in order of due time.
#pragma once

#include <cstdint>
#include <vector>

#include "base/time.h"
#include "store/lmdb.h"

namespace beckon::engine {

// Up to `limit` sends that wait and are due by `now`, in order of due time, then of creation.
std::vector<uint64_t> due_sends(const store::Transaction& transaction, store::Table outbox,
                                Millis now, size_t limit);
// When the first that waits is due; kMillisMax: none waits.
Millis next_due_send(const store::Transaction& transaction, store::Table outbox);
// Those that were claimed and are not settled.
std::vector<uint64_t> inflight_sends(const store::Transaction& transaction, store::Table outbox);

} // namespace beckon::engine
