#include "support/folder.h"

#include <sys/stat.h>
#include <unistd.h>

#include <filesystem>
#include <stdexcept>

namespace bench {
namespace {

namespace fs = std::filesystem;

uint64_t bytes_of(const fs::path& path) {
  struct stat status;
  if (::stat(path.c_str(), &status) != 0) throw std::runtime_error("cannot stat " + path.string());
  return static_cast<uint64_t>(status.st_blocks) * 512;
}

} // namespace

void make_empty_folder(const std::string& path) {
  fs::create_directories(path);
  if (!fs::is_empty(path)) throw std::runtime_error(path + " is not empty");
}

void settle_disk() { ::sync(); }

uint64_t disk_bytes(const std::string& path) {
  if (!fs::is_directory(path)) return bytes_of(path);
  uint64_t total = 0;
  for (const auto& entry : fs::recursive_directory_iterator(path)) {
    if (entry.is_regular_file()) total += bytes_of(entry.path());
  }
  return total;
}

} // namespace bench
