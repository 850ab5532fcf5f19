// A directory of one test, gone with its end.
#pragma once

#include <cstdlib>
#include <filesystem>
#include <stdexcept>
#include <string>

namespace beckon::test {

class TempDirectory {
 public:
  // In memory where there is such a place: most tests ask what is stored, not how a disk keeps it.
  TempDirectory() : TempDirectory(memory()) {}
  explicit TempDirectory(const std::filesystem::path& parent) {
    path_ = (parent / "beckon-test-XXXXXX").string();
    if (mkdtemp(path_.data()) == nullptr) throw std::runtime_error("cannot make " + path_);
  }
  ~TempDirectory() {
    std::error_code ignored;
    std::filesystem::remove_all(path_, ignored);
  }
  TempDirectory(const TempDirectory&) = delete;
  TempDirectory& operator=(const TempDirectory&) = delete;

  const std::string& path() const { return path_; }
  std::string file(const std::string& name) const { return path_ + "/" + name; }

 private:
  static std::filesystem::path memory() {
    std::error_code ignored;
    const std::filesystem::path shared = "/dev/shm";
    return std::filesystem::is_directory(shared, ignored) ? shared
                                                          : std::filesystem::temp_directory_path();
  }
  std::string path_;
};

} // namespace beckon::test
