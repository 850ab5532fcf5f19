#include "cli/files.h"

#include <unistd.h>
#include <zlib.h>
#include <beckon/beckon.hpp>

#include <cerrno>
#include <cstring>

namespace beckon::cli {
namespace {

constexpr size_t kPartBytes = 1 << 20;

[[noreturn]] void fail_errno(const std::string& action, const std::string& name) {
  const int error = errno;
  const Status status = error == ENOENT   ? BECKON_NOT_FOUND
                        : error == EACCES ? BECKON_PERMISSION_DENIED
                        : error == ENOSPC ? BECKON_DISK_FULL
                                          : BECKON_IO_ERROR;
  throw Error(status, "cannot " + action + " " + name + ": " + std::strerror(error));
}

} // namespace

InputFile::InputFile(const std::string& name) : name_(name), buffer_(kPartBytes, '\0') {
  file_ = name == "-" ? gzdopen(dup(STDIN_FILENO), "rb") : gzopen(name.c_str(), "rb");
  if (file_ == nullptr) fail_errno("open", name);
  gzbuffer(file_, 256 << 10);
}

InputFile::~InputFile() { gzclose(file_); }

std::string_view InputFile::read() {
  const int got = gzread(file_, buffer_.data(), static_cast<unsigned>(buffer_.size()));
  int code = Z_OK;
  const char* why = gzerror(file_, &code);
  if (got < 0 || (code != Z_OK && code != Z_STREAM_END)) {
    if (code == Z_ERRNO) fail_errno("read", name_);
    throw Error(BECKON_IO_ERROR, "cannot read " + name_ + ": " + why);
  }
  return std::string_view(buffer_).substr(0, static_cast<size_t>(got));
}

std::string InputFile::read_all() {
  std::string all;
  for (std::string_view part = read(); !part.empty(); part = read()) all += part;
  return all;
}

OutputFile::OutputFile(const std::string& name) : name_(name) {
  file_ = name == "-" ? stdout : std::fopen(name.c_str(), "wb");
  if (file_ == nullptr) fail_errno("make", name);
}

OutputFile::~OutputFile() {
  if (file_ != nullptr && file_ != stdout) std::fclose(file_);
}

void OutputFile::write(std::string_view bytes) {
  if (std::fwrite(bytes.data(), 1, bytes.size(), file_) != bytes.size()) fail();
}

void OutputFile::close() {
  if (std::fflush(file_) != 0) fail();
  if (file_ == stdout) return;
  if (std::fclose(std::exchange(file_, nullptr)) != 0) fail();
}

void OutputFile::fail() const { fail_errno("write", name_); }

std::string base_name(const std::string& path) {
  std::string name = path.substr(path.find_last_of('/') + 1);
  constexpr std::string_view kPacked = ".gz";
  if (name.size() > kPacked.size() && name.substr(name.size() - kPacked.size()) == kPacked) {
    name.resize(name.size() - kPacked.size());
  }
  return name;
}

} // namespace beckon::cli
