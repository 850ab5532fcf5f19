// Law 1 across compilers: one build writes a history, another folds its journal, in every way.
//   replay_hash write DIRECTORY SEED   a random history; its journal is in DIRECTORY then, a new
//   one replay_hash fold JOURNAL           the journal is copied, and folded, once for each way
// A line a state: how it came to be, and its hash.
#include <cstdio>
#include <cstdlib>
#include <filesystem>
#include <string>

#include "support/temp_directory.h"
#include "ways.h"

namespace {

using namespace beckon::law;

constexpr size_t kBlocks = 5;

bool tell(const std::string& how, const Outcome& outcome) {
  std::printf("%s: %llu records, %llu profiles, %llu entries, %llu sends, state %s\n", how.c_str(),
              static_cast<unsigned long long>(outcome.records),
              static_cast<unsigned long long>(outcome.profiles),
              static_cast<unsigned long long>(outcome.entries),
              static_cast<unsigned long long>(outcome.sends), outcome.hash.c_str());
  std::fputs(outcome.broken.c_str(), stderr);
  return outcome.broken.empty();
}

bool fold_in_every_way(const std::string& journal) {
  bool sound = true;
  for (const Way& way : kWays) {
    const beckon::test::TempDirectory directory;
    const std::string workspace = directory.file("workspace");
    std::filesystem::create_directory(workspace);
    std::filesystem::copy_file(journal, workspace + "/journal.mdb");
    const std::string how = "commits every " + std::to_string(way.commit_every) +
                            ", restarts every " + std::to_string(way.restart_every);
    sound = tell(how, fold(workspace, way)) && sound;
  }
  return sound;
}

} // namespace

int main(int argc, char** argv) {
  const std::string mode = argc > 1 ? argv[1] : "";
  if (mode == "write" && argc == 4) {
    const uint64_t seed = std::strtoull(argv[3], nullptr, 10);
    return tell("written", write_journal(argv[2], seed, kBlocks)) ? 0 : 1;
  }
  if (mode == "fold" && argc == 3) return fold_in_every_way(argv[2]) ? 0 : 1;
  std::fputs("usage: replay_hash write DIRECTORY SEED | replay_hash fold JOURNAL\n", stderr);
  return 2;
}
