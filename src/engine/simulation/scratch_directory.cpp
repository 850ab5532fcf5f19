#include "engine/simulation/scratch_directory.h"

#include <stdlib.h>

#include <cerrno>
#include <cstring>
#include <filesystem>
#include <mutex>
#include <set>

#include "base/error.h"

namespace beckon::engine {
namespace {

namespace fs = std::filesystem;

constexpr std::string_view kPrefix = "scratch-";

// Those of this process that still have their names; a workspace is open in one process only.
std::mutex visible_mutex;
std::set<std::string>& visible() {
  static std::set<std::string> paths;
  return paths;
}

// REQUIRES: visible_mutex.
void remove_left_over(const std::string& workspace) {
  std::error_code ignored;
  for (const fs::directory_entry& entry : fs::directory_iterator(workspace, ignored)) {
    const std::string path = entry.path().string();
    const bool scratch = entry.path().filename().string().rfind(kPrefix, 0) == 0;
    if (scratch && visible().count(path) == 0) fs::remove_all(path, ignored);
  }
}

} // namespace

ScratchDirectory::ScratchDirectory(const std::string& workspace) {
  const std::lock_guard lock(visible_mutex);
  remove_left_over(workspace);
  path_ = (fs::path(workspace) / (std::string(kPrefix) + "XXXXXX")).string();
  if (mkdtemp(path_.data()) == nullptr) {
    const int error = errno;
    const bool full = error == ENOSPC || error == EDQUOT;
    throw Error(full              ? Code::disk_full
                : error == EACCES ? Code::permission_denied
                                  : Code::io_error,
                "cannot make a scratch directory in " + workspace + ": " + strerror(error));
  }
  visible().insert(path_);
}

void ScratchDirectory::hide() noexcept {
  if (path_.empty()) return;
  const std::lock_guard lock(visible_mutex);
  std::error_code ignored;
  fs::remove_all(path_, ignored);
  visible().erase(path_);
  path_.clear();
}

} // namespace beckon::engine
