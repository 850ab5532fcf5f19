// Flags of a benchmark: --name value, each with a default.
#pragma once

#include <cstdint>
#include <map>
#include <string>
#include <utility>
#include <vector>

namespace bench {

class Arguments {
 public:
  // `known` holds the names without dashes and their defaults; a flag may be given several times.
  // Throws std::runtime_error, with the flags there are, on anything else.
  Arguments(int argc, char** argv, std::map<std::string, std::string> known);

  const std::string& text(const std::string& name) const;
  uint64_t number(const std::string& name) const;              // digits only
  bool is_on(const std::string& name) const;                   // "on" or "off"
  std::vector<std::string> all(const std::string& name) const; // as given, without the default

 private:
  std::map<std::string, std::string> values_;
  std::vector<std::pair<std::string, std::string>> given_;
};

} // namespace bench
