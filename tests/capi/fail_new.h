// Lets operator new of this test program fail at will.
#pragma once

namespace beckon::test {

// The allocations of this thread from the k-th on (counted from 0) throw bad_alloc; -1: none.
void fail_new_after(long k);

} // namespace beckon::test
