// A process that loads a workspace until it is killed (driver.cpp), seen from the test.
#pragma once

#include <sys/types.h>

#include <chrono>
#include <set>
#include <string>
#include <vector>

#include "ledger.h"

namespace beckon::crash {

class Victim {
 public:
  // `cycle`: what it does differs by it. `again`: calls to make once more. `environment`: settings
  // of the process, "NAME=value".
  Victim(const std::string& workspace, uint64_t cycle, const std::set<std::string>& again,
         const std::vector<std::string>& environment = {});
  ~Victim();
  Victim(const Victim&) = delete;
  Victim& operator=(const Victim&) = delete;

  // Until it has begun its work, however long a busy machine takes to open the workspace.
  void wait_for_work();
  // Reads what it says meanwhile.
  void run(std::chrono::milliseconds time);
  // Kills it, and notes all that it has said.
  void kill(Ledger* ledger);

 private:
  bool read_some(std::chrono::steady_clock::time_point end);

  pid_t pid_ = -1;
  int output_ = -1;
  std::string said_;
};

} // namespace beckon::crash
