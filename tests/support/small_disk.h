// A file system of a few megabytes, to be filled to the brim.
#pragma once

#include <fcntl.h>
#include <sys/mount.h>
#include <unistd.h>

#include <filesystem>
#include <string>
#include <vector>

#include "support/temp_directory.h"

namespace beckon::test {

class SmallDisk {
 public:
  explicit SmallDisk(size_t megabytes) {
    const std::string options = "mode=0777,size=" + std::to_string(megabytes) + "m";
    mounted_ = mount("tmpfs", place_.path().c_str(), "tmpfs", 0, options.c_str()) == 0;
  }
  ~SmallDisk() {
    if (mounted_) umount2(place_.path().c_str(), MNT_DETACH);
  }
  SmallDisk(const SmallDisk&) = delete;
  SmallDisk& operator=(const SmallDisk&) = delete;

  // False without the right to mount: the test then has nothing to stand on.
  bool mounted() const { return mounted_; }
  const std::string& path() const { return place_.path(); }

  // Takes all free space but `leave` bytes.
  void fill(size_t leave = 0) {
    const int fd = open(ballast().c_str(), O_WRONLY | O_CREAT | O_APPEND, 0600);
    const std::vector<char> page(4'096);
    while (free_bytes() >= leave + page.size() && write(fd, page.data(), page.size()) > 0) {
    }
    close(fd);
  }
  void free() { std::filesystem::remove(ballast()); }
  size_t free_bytes() const { return std::filesystem::space(path()).available; }

 private:
  std::string ballast() const { return path() + "/ballast"; }
  TempDirectory place_{std::filesystem::temp_directory_path()};
  bool mounted_ = false;
};

} // namespace beckon::test
