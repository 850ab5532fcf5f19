// Law 1 across compilers: one build writes a history, another replays its journal.
//   replay_hash write DIRECTORY SEED   a random history into a new workspace there
//   replay_hash read DIRECTORY         the state is made from the journal there
// Each prints the hash of the state.
#include <cstdio>
#include <cstdlib>
#include <string>

#include "history.h"

namespace {

using beckon::test::TestWorkspace;

constexpr size_t kSteps = 500;

int write(const std::string& directory, const char* seed) {
  TestWorkspace workspace(beckon::test::manual_options(), directory);
  beckon::law::History(&workspace, std::strtoull(seed, nullptr, 10)).run(kSteps);
  std::puts(workspace.state_hash().c_str());
  return workspace.broken().empty() ? 0 : 1;
}

int read(const std::string& directory) {
  beckon::engine::Options options = beckon::test::manual_options();
  options.dispatch = false; // nothing is added to the journal
  TestWorkspace workspace(options, directory);
  std::puts(workspace.state_hash().c_str());
  return workspace.broken().empty() ? 0 : 1;
}

} // namespace

int main(int argc, char** argv) {
  const std::string mode = argc > 1 ? argv[1] : "";
  if (mode == "write" && argc == 4) return write(argv[2], argv[3]);
  if (mode == "read" && argc == 3) return read(argv[2]);
  std::fputs("usage: replay_hash write DIRECTORY SEED | replay_hash read DIRECTORY\n", stderr);
  return 2;
}
