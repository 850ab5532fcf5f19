// What is rendered, and what peers made of it.
#pragma once

#include <fstream>
#include <sstream>
#include <stdexcept>
#include <string>

namespace bench {

inline std::string file_text(const std::string& path) {
  std::ifstream file(path, std::ios::binary);
  std::ostringstream text;
  text << file.rdbuf();
  if (!file) throw std::runtime_error("cannot read " + path);
  return text.str();
}

// &#34; and &quot; are one character to a reader.
inline std::string same_quotes(std::string text) {
  for (size_t at = text.find("&#34;"); at != std::string::npos; at = text.find("&#34;", at)) {
    text.replace(at, 5, "&quot;");
  }
  return text;
}

} // namespace bench
