// Files by name, "-" being the standard ones.
#pragma once

#include <cstdio>
#include <memory>
#include <string>
#include <string_view>

struct gzFile_s;

namespace beckon::cli {

// To read; what is packed with gzip is unpacked on the way. Throws beckon::Error (io_error,
// not_found, permission_denied).
class InputFile {
 public:
  explicit InputFile(const std::string& name);
  ~InputFile();
  InputFile(const InputFile&) = delete;
  InputFile& operator=(const InputFile&) = delete;

  // The next bytes, borrowed until the next call; "" at the end.
  std::string_view read();
  std::string read_all();

 private:
  std::string name_;
  gzFile_s* file_ = nullptr;
  std::string buffer_;
};

// To write. Throws beckon::Error (io_error, disk_full, permission_denied).
class OutputFile {
 public:
  explicit OutputFile(const std::string& name);
  ~OutputFile();
  OutputFile(const OutputFile&) = delete;
  OutputFile& operator=(const OutputFile&) = delete;

  void write(std::string_view bytes);
  // Whatever was written has reached the system.
  void close();

 private:
  [[noreturn]] void fail() const;
  std::string name_;
  std::FILE* file_ = nullptr;
};

// The last part of a path, without ".gz".
std::string base_name(const std::string& path);

} // namespace beckon::cli
