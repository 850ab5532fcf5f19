// The C++ header alone, as C++17.
#include <beckon/beckon.hpp>

#include <type_traits>

static_assert(!std::is_copy_constructible_v<beckon::Engine>);
static_assert(std::is_nothrow_move_constructible_v<beckon::Engine>);
static_assert(std::is_nothrow_move_assignable_v<beckon::Engine>);
