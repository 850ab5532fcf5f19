// What LMDB writes to its files passes here first.
//
// LMDB makes pages in memory that held other ones, without clearing it: between the rows of a page,
// and behind a long value, it would store bytes of rows that stand elsewhere, or nowhere any more.
// Here that room is filled with zeros on its way to the file, so that what is taken out of a page
// is out of the file with the page's next write, and what was never in it never gets there.
//
// LMDB has no place to hook into. Its objects are taken from Debian's static library, and their
// calls of pwrite and writev renamed to those defined here (cmake/BeckonLmdb.cmake).
#pragma once

#include <sys/types.h>
#include <sys/uio.h>

#include <cstdint>
#include <cstdio>

namespace beckon::store {

struct PageWriting {
  // The memory of a page is cleared once it is written: LMDB hands it out again for the next one,
  // which may be one of its own, with a list of free pages and nothing behind.
  bool forget = false;
  // What is written is on its way to the disk soon after, not all at once when it is synced. For
  // large commits beside which others sync and are waited for.
  bool gently = false;
};

// A value was given room in a transaction: clears what is left of the last page, if it is so long
// that it has pages of its own.
void clear_behind(void* value, size_t key_bytes, size_t value_bytes, size_t page_bytes);

// While it lives, LMDB writes so in this thread.
class PageWrites {
 public:
  explicit PageWrites(const PageWriting& how);
  ~PageWrites();
  PageWrites(const PageWrites&) = delete;
  PageWrites& operator=(const PageWrites&) = delete;

  bool forget() const { return how_.forget; }
  // Of what was written to the file, from one place to another.
  void note(int fd, off_t from, off_t to);

 private:
  const PageWriting how_;
  PageWrites* const outer_;
  uint64_t waiting_ = 0; // bytes written and not on their way
  off_t from_ = 0;       // where the first of them stands
};

} // namespace beckon::store

// In place of pwrite and writev, for LMDB alone. As those, of any thread.
extern "C" {
ssize_t beckon_lmdb_pwrite(int fd, const void* bytes, size_t count, off_t offset);
ssize_t beckon_lmdb_writev(int fd, const iovec* parts, int count);
// In place of stderr, where LMDB says which of its assertions failed: Debian's objects are made for
// programs, and a shared library cannot hold what reaches for another one's variable.
extern __attribute__((visibility("hidden"))) FILE* beckon_lmdb_stderr;
}
