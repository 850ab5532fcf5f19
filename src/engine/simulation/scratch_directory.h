// A directory within the workspace's for files that nobody shall find afterwards. What was opened
// in it loses its name at once and takes no more room when it is closed, also by a crash.
//
// Thread safety: one thread at a time.
#pragma once

#include <string>

namespace beckon::engine {

class ScratchDirectory {
 public:
  // Also takes away what a crash has left in the moment between making and hiding.
  // Throws disk_full, permission_denied, io_error.
  explicit ScratchDirectory(const std::string& workspace);
  ~ScratchDirectory() { hide(); }
  ScratchDirectory(const ScratchDirectory&) = delete;
  ScratchDirectory& operator=(const ScratchDirectory&) = delete;

  std::string file(const std::string& name) const { return path_ + "/" + name; }
  // Takes the names away. What is open stays open.
  void hide() noexcept;

 private:
  std::string path_;
};

} // namespace beckon::engine
