#include "store/page_writes.h"

#include <fcntl.h>
#include <lmdb.h>
#include <unistd.h>

#include <algorithm>
#include <cstdint>
#include <cstring>

namespace beckon::store {
namespace {

// A page begins with its number, then what follows. Source: LMDB 0.9, mdb.c, struct MDB_page; it is
// the format of its files since 0.9.0 (MDB_DATA_VERSION 1).
static_assert(MDB_VERSION_MAJOR == 0 && MDB_VERSION_MINOR == 9);
struct PageHeader {
  uint64_t number;
  uint16_t pad, flags;
  uint16_t lower, upper; // the room between the rows' places and the rows themselves
};
static_assert(sizeof(PageHeader) == 16);
// Bytes that are let wait. Whoever syncs another file meanwhile waits behind them: 8 ms in the
// slowest of a hundred times behind 4 MiB in scattered pages, 2 ms behind this many.
constexpr uint64_t kWindow = 256 << 10;
constexpr uint16_t kBranch = 0x01, kLeaf = 0x02, kOverflow = 0x04;

thread_local PageWrites* current = nullptr;

// Pages are written whole, long values with all of theirs; the two first pages of a file, and what
// of them changes, bear other flags or are shorter.
bool read_header(const iovec& page, PageHeader* header) {
  constexpr size_t kLeastPage = 512;
  if (page.iov_len < kLeastPage) return false;
  std::memcpy(header, page.iov_base, sizeof *header);
  return header->flags == kBranch || header->flags == kLeaf || header->flags == kOverflow;
}

void clear(const iovec& page, size_t from, size_t to) {
  std::memset(static_cast<char*>(page.iov_base) + from, 0, to - from);
}

void clear_room(const iovec& page) {
  PageHeader header;
  if (!read_header(page, &header) || header.flags == kOverflow) return;
  if (header.lower < sizeof header || header.upper > page.iov_len) return;
  if (header.lower < header.upper) clear(page, header.lower, header.upper);
}

// LMDB reads nothing but the header of a page that it has written.
void forget(const iovec& page) {
  PageHeader header;
  if (read_header(page, &header)) clear(page, sizeof header, page.iov_len);
}

void note_written(int fd, const iovec* pages, int count, off_t offset, ssize_t bytes) {
  if (current == nullptr) return;
  if (current->forget()) std::for_each(pages, pages + count, forget);
  current->note(fd, offset, offset + bytes);
}

} // namespace

// Source: mdb.c, me_nodemax and OVPAGES.
void clear_behind(void* value, size_t key_bytes, size_t value_bytes, size_t page_bytes) {
  constexpr size_t kNode = 8, kPlace = 2;
  const size_t longest = (((page_bytes - sizeof(PageHeader)) / 2) & ~size_t{1}) - kPlace;
  if (kNode + key_bytes + value_bytes <= longest) return;
  const size_t rest = page_bytes - (sizeof(PageHeader) + value_bytes) % page_bytes;
  if (rest < page_bytes) std::memset(static_cast<char*>(value) + value_bytes, 0, rest);
}

PageWrites::PageWrites(const PageWriting& how) : how_(how), outer_(current) { current = this; }
PageWrites::~PageWrites() { current = outer_; }

void PageWrites::note(int fd, off_t from, off_t to) {
  if (!how_.gently) return;
  if (waiting_ == 0) from_ = from;
  waiting_ += static_cast<uint64_t>(to - from);
  if (waiting_ < kWindow) return;
  // Whether it can is of no consequence: the sync of the commit stands behind it.
  sync_file_range(fd, from_, to - from_,
                  SYNC_FILE_RANGE_WAIT_BEFORE | SYNC_FILE_RANGE_WRITE | SYNC_FILE_RANGE_WAIT_AFTER);
  waiting_ = 0;
}

} // namespace beckon::store

using namespace beckon::store;

FILE* beckon_lmdb_stderr = stderr;

ssize_t beckon_lmdb_pwrite(int fd, const void* bytes, size_t count, off_t offset) {
  const iovec part{const_cast<void*>(bytes), count};
  clear_room(part);
  const ssize_t written = pwrite(fd, bytes, count, offset);
  if (written == static_cast<ssize_t>(count)) note_written(fd, &part, 1, offset, written);
  return written;
}

ssize_t beckon_lmdb_writev(int fd, const iovec* parts, int count) {
  ssize_t wanted = 0;
  for (int i = 0; i < count; ++i) {
    clear_room(parts[i]);
    wanted += static_cast<ssize_t>(parts[i].iov_len);
  }
  const off_t offset = lseek(fd, 0, SEEK_CUR);
  const ssize_t written = writev(fd, parts, count);
  if (written == wanted) note_written(fd, parts, count, offset, written);
  return written;
}
