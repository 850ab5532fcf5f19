// Files of published vectors that the receivers' tests share.
#pragma once

#include <cstdlib>
#include <fstream>
#include <sstream>
#include <string>

#include "unit/provider/common.h"

namespace beckon::provider {

// Empty, saying so, where they are not at hand.
inline std::string vector_file(const std::string& name) {
  const char* folder = std::getenv("BECKON_DATA");
  std::ifstream file(std::string(folder == nullptr ? "" : folder) + "/vectors/" + name,
                     std::ios::binary);
  std::ostringstream text;
  if (folder != nullptr && file) text << file.rdbuf();
  else MESSAGE("not checked: BECKON_DATA names no folder with vectors/", name);
  return text.str();
}

} // namespace beckon::provider
