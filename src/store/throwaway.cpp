#include "store/throwaway.h"

#include <lmdb.h>

namespace beckon::store {

unsigned throwaway_flags() { return MDB_NOSYNC; }

} // namespace beckon::store
