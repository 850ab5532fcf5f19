#include "http/file_writer.h"

#include <fcntl.h>
#include <sys/stat.h>
#include <unistd.h>

#include <algorithm>
#include <cerrno>
#include <cstdio>
#include <cstring>
#include <map>
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

// From this many files of one directory on, one sync of the whole file system is cheaper than one
// of each file.
constexpr size_t kSyncTogether = 8;

// One body on its way to its place.
struct File {
  const Request* request;
  std::string path;
  std::string temporary; // "" before it is made, and again when it is at its place or gone
  std::string error;
};

Response response_of(const File& file, bool placed, bool durable) {
  Response response;
  response.error = file.error;
  if (!placed) return response;
  response.phase = durable ? Phase::complete : Phase::sent;
  if (!durable) return response;
  response.status = 200;
  response.body = file.path;
  return response;
}

// The files of one directory, step by step.
class Group {
 public:
  explicit Group(std::string directory) : directory_(std::move(directory)) {}
  ~Group() {
    for (const File& file : files_) {
      if (!file.temporary.empty()) ::unlink(file.temporary.c_str());
    }
  }
  Group(Group&&) = default;
  Group& operator=(Group&&) = delete;

  void add(size_t index, const Request& request, std::string path) {
    indexes_.push_back(index);
    files_.push_back({&request, std::move(path), "", ""});
  }

  void write(std::vector<Response>* responses) {
    struct stat status;
    const bool exists = ::stat(directory_.c_str(), &status) == 0 && S_ISDIR(status.st_mode);
    if (!exists && !make_directories(directory_)) {
      fail_all(system_error_text("cannot make", directory_));
    } else {
      const bool together = files_.size() >= kSyncTogether;
      for (File& file : files_) write_temporary(&file, !together);
      if (together && !sync_file_system()) {
        fail_all(system_error_text("cannot sync", directory_));
      }
    }
    place_all(responses);
  }

 private:
  void fail_all(const std::string& error) {
    for (File& file : files_) file.error = error;
  }

  // A name of its own for every writer: two processes may write the same message.
  void write_temporary(File* file, bool sync) {
    std::string name = directory_ + "/.beckon-XXXXXX";
    Descriptor descriptor(::mkostemp(name.data(), O_CLOEXEC));
    if (!descriptor.valid()) {
      file->error = system_error_text("cannot make", name);
      return;
    }
    file->temporary = name;
    if (!write_all(descriptor.get(), file->request->body)) {
      file->error = system_error_text("cannot write", name);
    } else if (sync && ::fsync(descriptor.get()) != 0) {
      file->error = system_error_text("cannot sync", name);
    } else if (!descriptor.close()) {
      file->error = system_error_text("cannot close", name);
    }
  }

  bool sync_file_system() const {
    const Descriptor directory(::open(directory_.c_str(), O_RDONLY | O_DIRECTORY | O_CLOEXEC));
    return directory.valid() && ::syncfs(directory.get()) == 0;
  }

  void place_all(std::vector<Response>* responses) {
    std::vector<bool> placed(files_.size(), false);
    for (size_t i = 0; i < files_.size(); ++i) placed[i] = place(&files_[i]);
    const bool any = std::find(placed.begin(), placed.end(), true) != placed.end();
    const bool durable = !any || sync_directory(directory_);
    const std::string failure = durable ? "" : system_error_text("cannot sync", directory_);
    for (size_t i = 0; i < files_.size(); ++i) {
      // The file is in place, but a power cut may still take it away.
      if (placed[i] && !durable) files_[i].error = failure;
      (*responses)[indexes_[i]] = response_of(files_[i], placed[i], durable);
    }
  }

  static bool place(File* file) {
    if (!file->error.empty()) return false;
    if (std::rename(file->temporary.c_str(), file->path.c_str()) != 0) {
      file->error = system_error_text("cannot rename to", file->path);
      return false;
    }
    file->temporary.clear();
    return true;
  }

  std::string directory_;
  std::vector<size_t> indexes_; // of the responses
  std::vector<File> files_;
};

bool is_file_path(const std::string& path) {
  return !path.empty() && path.front() == '/' && path.back() != '/' &&
         path.find('\0') == std::string::npos;
}

} // namespace

std::vector<Response> write_files(std::span<const Request* const> requests) {
  std::vector<Response> responses(requests.size());
  std::map<std::string, Group> groups; // by directory
  for (size_t i = 0; i < requests.size(); ++i) {
    std::string path = requests[i]->url.substr(kScheme.size());
    if (!is_file_path(path)) {
      responses[i].error = "a file URL needs an absolute path, as in file:///var/outbox/name.eml";
      continue;
    }
    const std::string directory = parent_of(path);
    groups.try_emplace(directory, directory).first->second.add(i, *requests[i], std::move(path));
  }
  for (auto& [directory, group] : groups) group.write(&responses);
  return responses;
}

} // namespace beckon::http
