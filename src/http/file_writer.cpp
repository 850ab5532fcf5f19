#include "http/file_writer.h"

#include <fcntl.h>
#include <sys/stat.h>
#include <unistd.h>

#include <cerrno>
#include <cstdio>
#include <cstring>
#include <string>
#include <string_view>
#include <system_error>

namespace beckon::http {
namespace {

constexpr std::string_view kScheme = "file://";

class Descriptor {
 public:
  explicit Descriptor(int fd) : fd_(fd) {}
  ~Descriptor() {
    if (fd_ >= 0) ::close(fd_);
  }
  Descriptor(const Descriptor&) = delete;
  Descriptor& operator=(const Descriptor&) = delete;
  int get() const { return fd_; }
  bool valid() const { return fd_ >= 0; }
  bool close() {
    const int fd = fd_;
    fd_ = -1;
    return ::close(fd) == 0;
  }

 private:
  int fd_;
};

std::string system_error_text(std::string_view action, const std::string& path) {
  const int number = errno;
  return std::string(action) + " " + path + ": " + std::generic_category().message(number);
}

bool sync_directory(const std::string& path) {
  const Descriptor directory(::open(path.c_str(), O_RDONLY | O_DIRECTORY | O_CLOEXEC));
  return directory.valid() && ::fsync(directory.get()) == 0;
}

std::string parent_of(const std::string& path) {
  const size_t slash = path.rfind('/');
  return slash == 0 ? "/" : path.substr(0, slash);
}

// Makes every missing directory on the way; each new entry is synced into its parent.
bool make_directories(const std::string& path) {
  for (size_t end = path.find('/', 1);; end = path.find('/', end + 1)) {
    const std::string prefix = path.substr(0, end);
    if (::mkdir(prefix.c_str(), 0777) == 0) {
      if (!sync_directory(parent_of(prefix))) return false;
    } else if (errno != EEXIST) {
      return false;
    }
    if (end == std::string::npos) return true;
  }
}

bool write_all(int fd, std::string_view bytes) {
  while (!bytes.empty()) {
    const ssize_t written = ::write(fd, bytes.data(), bytes.size());
    if (written < 0 && errno == EINTR) continue;
    if (written < 0) return false;
    bytes.remove_prefix(static_cast<size_t>(written));
  }
  return true;
}

// Empty on success, else what failed. The file of that name may not exist yet.
std::string write_temporary(const Descriptor& file, const std::string& name,
                            std::string_view bytes) {
  if (!file.valid()) return system_error_text("cannot make", name);
  if (!write_all(file.get(), bytes)) return system_error_text("cannot write", name);
  if (::fsync(file.get()) != 0) return system_error_text("cannot sync", name);
  return {};
}

Response failed(std::string error) {
  Response response;
  response.error = std::move(error);
  return response;
}

} // namespace

Response write_file(const Request& request) {
  const std::string path = request.url.substr(kScheme.size());
  if (path.empty() || path.front() != '/' || path.back() == '/' ||
      path.find('\0') != std::string::npos) {
    return failed("a file URL needs an absolute path, as in file:///var/outbox/name.eml");
  }
  const std::string directory = parent_of(path);
  struct stat status;
  const bool exists = ::stat(directory.c_str(), &status) == 0 && S_ISDIR(status.st_mode);
  if (!exists && !make_directories(directory)) {
    return failed(system_error_text("cannot make", directory));
  }
  // A name of its own for every writer: two processes may write the same message.
  std::string temporary = directory + "/.beckon-XXXXXX";
  Descriptor file(::mkostemp(temporary.data(), O_CLOEXEC));
  std::string error = write_temporary(file, temporary, request.body);
  if (error.empty() && !file.close()) error = system_error_text("cannot close", temporary);
  if (error.empty() && std::rename(temporary.c_str(), path.c_str()) != 0) {
    error = system_error_text("cannot rename to", path);
  }
  if (!error.empty()) {
    if (temporary.find("XXXXXX") == std::string::npos) ::unlink(temporary.c_str());
    return failed(std::move(error));
  }
  Response response;
  if (!sync_directory(directory)) {
    // The file is in place, but a power cut may still take it away.
    response.phase = Phase::sent;
    response.error = system_error_text("cannot sync", directory);
    return response;
  }
  response.phase = Phase::complete;
  response.status = 200;
  response.body = path;
  return response;
}

} // namespace beckon::http
