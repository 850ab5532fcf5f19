// The public header alone, as C++11.
#include <beckon/beckon.h>

static_assert(noexcept(beckon_close(nullptr)), "no exception passes the contract");
