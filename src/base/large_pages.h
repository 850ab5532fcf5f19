// Memory for what is large and looked at here and there: the system is asked to back it with large
// pages, which spares the processor most of its walks through the page tables, and the kernel a
// fault for every 4 KiB that is touched first. Where it has none to give, it is memory as any.
// Thread safety: any thread.
#pragma once

#include <cstddef>
#include <memory_resource>

namespace beckon {

inline constexpr size_t kLargePage = size_t{2} << 20;

// Pieces of at least one large page are pages of their own, filled with zeros and given back to
// the system when they are freed; smaller ones come from the heap.
std::pmr::memory_resource* large_pages();

} // namespace beckon
