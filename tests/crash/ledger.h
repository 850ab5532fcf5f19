// What drivers announced to do and what they were told: what must, and what may, be in the
// workspace.
#pragma once

#include <cstdint>
#include <map>
#include <set>
#include <sstream>
#include <string>
#include <vector>

#include "load.h"

namespace beckon::crash {

// What the driver announced and what it was told.
struct Ledger {
  std::set<std::string> attempted, acknowledged; // message ids
  std::set<std::string> open;                    // "t ID" and "b ID COUNT" not acknowledged
  struct Range {
    uint64_t acknowledged = 0, attempted = 0;
  };
  std::map<std::string, Range> traits, consents; // by user
  std::vector<std::string> errors;

  void read(const std::string& line) {
    if (line.rfind("E ", 0) == 0) return errors.push_back(line);
    std::istringstream words(line.substr(2));
    const bool told = line[0] == '!';
    std::string what, name;
    uint64_t number = 0;
    words >> what >> name >> number;
    if (what == "i" || what == "c") {
      Range& range = (what == "i" ? traits : consents)[name];
      (told ? range.acknowledged : range.attempted) = number;
      return;
    }
    auto& ids = told ? acknowledged : attempted;
    if (what == "t") ids.insert(name);
    for (uint64_t i = 0; what == "b" && i < number; ++i) ids.insert(part_of(name, i));
    if (told) open.erase(line.substr(2));
    else open.insert(line.substr(2));
  }
};

} // namespace beckon::crash
