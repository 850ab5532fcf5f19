// A library to be preloaded (LD_PRELOAD): does what the C library does, and
//   BECKON_RECORD=FILE      writes every change to files below BECKON_RECORD_DIR to a log (log.h);
//   BECKON_FAIL=KIND:K:MODE lets the K-th call of a KIND (write, sync, space) on those files fail,
//                           once or, with MODE "always", all from it on: writes and syncs with EIO,
//                           space with ENOSPC. How many there were is added to BECKON_FAIL_COUNT.
// One lock is held over a call and its entry, so that the log has their true order.
#include <dlfcn.h>
#include <errno.h>
#include <fcntl.h>
#include <stdarg.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <sys/uio.h>
#include <unistd.h>

#include <map>
#include <mutex>
#include <string>

#include "log.h"

namespace {

using beckon::crash::Header;
using beckon::crash::Op;

template <typename Function>
Function* real(const char* name) {
  return reinterpret_cast<Function*>(dlsym(RTLD_NEXT, name));
}

struct Open {
  std::string name; // below the directory; "" for the directory itself
  bool synced = false;
};

// What the environment asks for.
struct Recorder {
  std::recursive_mutex mutex;
  std::string directory;
  std::map<int, Open> files; // by descriptor
  int log = -1;
  std::string fail_kind;
  uint64_t fail_at = 0, calls = 0;
  bool fail_always = false;

  Recorder() {
    if (const char* where = getenv("BECKON_RECORD_DIR")) directory = std::string(where) + "/";
    if (const char* file = getenv("BECKON_RECORD")) {
      log = real<int(const char*, int, ...)>("open")(
          file, O_WRONLY | O_CREAT | O_APPEND | O_CLOEXEC, 0600);
    }
    if (const char* fail = getenv("BECKON_FAIL")) {
      char kind[16] = "", mode[16] = "";
      unsigned long long at = 0;
      if (sscanf(fail, "%15[a-z]:%llu:%15[a-z]", kind, &at, mode) == 3) {
        fail_kind = kind;
        fail_at = at;
        fail_always = strcmp(mode, "always") == 0;
      }
    }
  }

  void put(Op op, const std::string& name, uint64_t offset, const void* data, size_t bytes,
           bool synced = false) const {
    if (log < 0) return;
    const Header header{op, synced, static_cast<uint16_t>(name.size()),
                        static_cast<uint32_t>(bytes), offset};
    std::string entry(reinterpret_cast<const char*>(&header), sizeof header);
    entry += name;
    if (bytes > 0) entry.append(static_cast<const char*>(data), bytes);
    static const auto write_on = real<ssize_t(int, const void*, size_t)>("write");
    if (write_on(log, entry.data(), entry.size()) != static_cast<ssize_t>(entry.size())) abort();
  }

  // The file's name when it is one of those that are watched.
  const Open* find(int fd) const {
    const auto found = files.find(fd);
    return found == files.end() ? nullptr : &found->second;
  }
  bool below(const char* path, std::string* name) const {
    if (directory.empty() || path == nullptr) return false;
    const std::string text = path;
    if (text + "/" == directory) return name->clear(), true;
    if (text.compare(0, directory.size(), directory) != 0) return false;
    *name = text.substr(directory.size());
    return true;
  }

  // Whether this call is to fail; sets errno.
  bool fails(const char* kind) {
    const bool space = fail_kind == "space" && strcmp(kind, "write") == 0;
    if (!space && fail_kind != kind) return false;
    ++calls;
    if (calls < fail_at || (calls > fail_at && !fail_always)) return false;
    errno = space ? ENOSPC : EIO;
    return true;
  }
  ~Recorder() {
    const char* file = getenv("BECKON_FAIL_COUNT");
    FILE* out = file == nullptr ? nullptr : fopen(file, "w");
    if (out == nullptr) return;
    fprintf(out, "%llu\n", static_cast<unsigned long long>(calls));
    fclose(out);
  }
};

Recorder& recorder() {
  static Recorder one;
  return one;
}

int opened(int fd, const char* path, int flags, bool existed) {
  Recorder& all = recorder();
  std::string name;
  if (fd < 0 || !all.below(path, &name)) return fd;
  all.files[fd] = {name, (flags & (O_DSYNC | O_SYNC)) != 0};
  if (!existed && (flags & O_CREAT) != 0) all.put(Op::create, name, 0, nullptr, 0);
  else if ((flags & O_TRUNC) != 0) all.put(Op::truncate, name, 0, nullptr, 0);
  return fd;
}

int open_any(const char* function, const char* path, int flags, mode_t mode) {
  const auto next = real<int(const char*, int, ...)>(function);
  const std::lock_guard lock(recorder().mutex);
  struct stat info;
  const bool existed = stat(path, &info) == 0;
  return opened(next(path, flags, mode), path, flags, existed);
}

// One write at an offset, by whatever call.
template <typename Call>
ssize_t write_at(int fd, off_t offset, const Call& call, const iovec* parts, int count) {
  Recorder& all = recorder();
  const std::lock_guard lock(all.mutex);
  const Open* file = all.find(fd);
  if (file == nullptr) return call();
  if (all.fails("write")) return -1;
  const auto at = static_cast<uint64_t>(offset >= 0 ? offset : lseek(fd, 0, SEEK_CUR));
  const ssize_t written = call();
  if (written <= 0) return written;
  std::string data;
  for (int i = 0; i < count; ++i) {
    data.append(static_cast<const char*>(parts[i].iov_base), parts[i].iov_len);
  }
  all.put(Op::write, file->name, at, data.data(), static_cast<size_t>(written), file->synced);
  return written;
}

template <typename Call>
int sync_file(int fd, const Call& call) {
  Recorder& all = recorder();
  const std::lock_guard lock(all.mutex);
  const Open* file = all.find(fd);
  if (file == nullptr) return call();
  if (all.fails("sync")) return -1;
  const int rc = call();
  const Op op = file->name.empty() ? Op::sync_names : Op::sync;
  if (rc == 0) all.put(op, file->name, 0, nullptr, 0);
  return rc;
}

template <typename Call>
int resize(int fd, Op op, off_t length, const Call& call) {
  Recorder& all = recorder();
  const std::lock_guard lock(all.mutex);
  const Open* file = all.find(fd);
  if (file == nullptr) return call();
  const int rc = call();
  if (rc == 0) all.put(op, file->name, static_cast<uint64_t>(length), nullptr, 0);
  return rc;
}

mode_t mode_of(int flags, va_list arguments) {
  return (flags & O_CREAT) != 0 ? static_cast<mode_t>(va_arg(arguments, int)) : 0;
}

} // namespace

#define EXPORTED extern "C" __attribute__((visibility("default")))

EXPORTED int open(const char* path, int flags, ...) {
  va_list arguments;
  va_start(arguments, flags);
  const mode_t mode = mode_of(flags, arguments);
  va_end(arguments);
  return open_any("open", path, flags, mode);
}

EXPORTED int open64(const char* path, int flags, ...) {
  va_list arguments;
  va_start(arguments, flags);
  const mode_t mode = mode_of(flags, arguments);
  va_end(arguments);
  return open_any("open64", path, flags, mode);
}

EXPORTED int close(int fd) {
  static const auto next = real<int(int)>("close");
  const std::lock_guard lock(recorder().mutex);
  recorder().files.erase(fd);
  return next(fd);
}

EXPORTED ssize_t write(int fd, const void* data, size_t bytes) {
  static const auto next = real<ssize_t(int, const void*, size_t)>("write");
  Recorder& all = recorder();
  if (fd == STDOUT_FILENO && all.log >= 0) {
    const std::lock_guard lock(all.mutex);
    const ssize_t written = next(fd, data, bytes);
    all.put(Op::say, "", 0, data, bytes);
    return written;
  }
  const iovec part{const_cast<void*>(data), bytes};
  return write_at(
      fd, -1, [&] { return next(fd, data, bytes); }, &part, 1);
}

EXPORTED ssize_t pwrite(int fd, const void* data, size_t bytes, off_t offset) {
  static const auto next = real<ssize_t(int, const void*, size_t, off_t)>("pwrite");
  const iovec part{const_cast<void*>(data), bytes};
  return write_at(
      fd, offset, [&] { return next(fd, data, bytes, offset); }, &part, 1);
}

EXPORTED ssize_t pwrite64(int fd, const void* data, size_t bytes, off64_t offset) {
  return pwrite(fd, data, bytes, offset);
}

EXPORTED ssize_t writev(int fd, const iovec* parts, int count) {
  static const auto next = real<ssize_t(int, const iovec*, int)>("writev");
  return write_at(
      fd, -1, [&] { return next(fd, parts, count); }, parts, count);
}

EXPORTED ssize_t pwritev(int fd, const iovec* parts, int count, off_t offset) {
  static const auto next = real<ssize_t(int, const iovec*, int, off_t)>("pwritev");
  return write_at(
      fd, offset, [&] { return next(fd, parts, count, offset); }, parts, count);
}

EXPORTED ssize_t pwritev64(int fd, const iovec* parts, int count, off64_t offset) {
  return pwritev(fd, parts, count, offset);
}

EXPORTED int fsync(int fd) {
  static const auto next = real<int(int)>("fsync");
  return sync_file(fd, [&] { return next(fd); });
}

EXPORTED int fdatasync(int fd) {
  static const auto next = real<int(int)>("fdatasync");
  return sync_file(fd, [&] { return next(fd); });
}

EXPORTED int ftruncate(int fd, off_t length) {
  static const auto next = real<int(int, off_t)>("ftruncate");
  return resize(fd, Op::truncate, length, [&] { return next(fd, length); });
}

EXPORTED int ftruncate64(int fd, off64_t length) { return ftruncate(fd, length); }

EXPORTED int posix_fallocate(int fd, off_t offset, off_t length) {
  static const auto next = real<int(int, off_t, off_t)>("posix_fallocate");
  return resize(fd, Op::allocate, offset + length, [&] { return next(fd, offset, length); });
}

EXPORTED int posix_fallocate64(int fd, off64_t offset, off64_t length) {
  return posix_fallocate(fd, offset, length);
}

EXPORTED int rename(const char* from, const char* to) {
  static const auto next = real<int(const char*, const char*)>("rename");
  Recorder& all = recorder();
  const std::lock_guard lock(all.mutex);
  const int rc = next(from, to);
  std::string old_name, new_name;
  if (rc != 0 || !all.below(from, &old_name) || !all.below(to, &new_name)) return rc;
  all.put(Op::rename, old_name, 0, new_name.data(), new_name.size());
  for (auto& [fd, file] : all.files) {
    if (file.name == old_name) file.name = new_name;
  }
  return rc;
}

EXPORTED int unlink(const char* path) {
  static const auto next = real<int(const char*)>("unlink");
  Recorder& all = recorder();
  const std::lock_guard lock(all.mutex);
  const int rc = next(path);
  std::string name;
  if (rc == 0 && all.below(path, &name)) all.put(Op::remove, name, 0, nullptr, 0);
  return rc;
}
