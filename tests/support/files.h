// Whole files, for tests that damage them.
#pragma once

#include <fstream>
#include <iterator>
#include <stdexcept>
#include <string>
#include <string_view>

namespace beckon::test {

inline std::string read_file(const std::string& path) {
  std::ifstream file(path, std::ios::binary);
  if (!file) throw std::runtime_error("cannot read " + path);
  return {std::istreambuf_iterator<char>(file), std::istreambuf_iterator<char>()};
}

inline void write_file(const std::string& path, std::string_view bytes) {
  std::ofstream file(path, std::ios::binary | std::ios::trunc);
  file.write(bytes.data(), static_cast<std::streamsize>(bytes.size()));
  file.close();
  if (!file) throw std::runtime_error("cannot write " + path);
}

// Changes the byte `shift` bytes from the start of every place where `text` stands. Returns how
// many places there were.
template <typename Change>
size_t patch_file(const std::string& path, std::string_view text, int shift, Change&& change) {
  std::string bytes = read_file(path);
  size_t places = 0;
  for (size_t at = bytes.find(text); at != std::string::npos; at = bytes.find(text, at + 1)) {
    char& byte = bytes[static_cast<size_t>(static_cast<int64_t>(at) + shift)];
    byte = change(byte);
    ++places;
  }
  write_file(path, bytes);
  return places;
}

} // namespace beckon::test
