// The one place where LMDB is not made to sync: environments that nobody ever opens again. Nothing
// that was acknowledged to anybody stands in them.
#pragma once

namespace beckon::store {

// For mdb_env_open.
unsigned throwaway_flags();

} // namespace beckon::store
