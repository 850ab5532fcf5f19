// The heap of the process.
#pragma once

#include <cstdlib> // says whether the C library is GNU's

#if defined(__GLIBC__)
#include <malloc.h>
#endif

namespace beckon {

// Pages of the heap that hold nothing go back to the system, as far as it can be told to. Takes
// milliseconds: for after a large piece of work that is not done again soon. Thread safety: any.
inline void give_free_pages_back() {
#if defined(__GLIBC__)
  malloc_trim(0);
#endif
}

} // namespace beckon
