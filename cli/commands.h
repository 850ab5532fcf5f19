// The commands: what each takes, and what it does. A command answers its exit code.
#pragma once

#include <string>
#include <vector>

#include "cli/arguments.h"

namespace beckon::cli {

inline constexpr int kDone = 0;
inline constexpr int kFailed = 1;  // the library refused: its error as JSON on stderr
inline constexpr int kMisused = 2; // the command line is not understood
inline constexpr int kFound = 3;   // done, and rows were rejected or invariants are broken

struct Command {
  std::string name, about;
  Usage usage;
  int (*run)(const Arguments& arguments);
};

Command import_command();
Command export_command();
Command stat_command();
Command verify_command();
Command backup_command();
Command compact_command();
Command call_command();

} // namespace beckon::cli
