#include "victim.h"

#include <doctest/doctest.h>
#include <poll.h>
#include <signal.h>
#include <sys/wait.h>
#include <unistd.h>

#include <sstream>

namespace beckon::crash {

using std::chrono::steady_clock;

Victim::Victim(const std::string& workspace, uint64_t cycle, const std::set<std::string>& again,
               const std::vector<std::string>& environment) {
  int input[2], output[2];
  REQUIRE(pipe(input) == 0);
  REQUIRE(pipe(output) == 0);
  pid_ = fork();
  REQUIRE(pid_ >= 0);
  if (pid_ == 0) {
    dup2(input[0], STDIN_FILENO);
    dup2(output[1], STDOUT_FILENO);
    for (const int fd : {input[0], input[1], output[0], output[1]}) close(fd);
    for (const std::string& setting : environment) putenv(const_cast<char*>(setting.c_str()));
    const std::string number = std::to_string(cycle);
    execl(CRASH_DRIVER, CRASH_DRIVER, workspace.c_str(), number.c_str(), nullptr);
    _exit(127);
  }
  close(input[0]);
  close(output[1]);
  output_ = output[0];
  std::string lines;
  for (const std::string& line : again) lines += line + "\n";
  REQUIRE(write(input[1], lines.data(), lines.size()) == static_cast<ssize_t>(lines.size()));
  close(input[1]);
}

Victim::~Victim() {
  if (pid_ > 0) {
    ::kill(pid_, SIGKILL);
    waitpid(pid_, nullptr, 0);
  }
  close(output_);
}

void Victim::wait_for_work() {
  const auto end = steady_clock::now() + std::chrono::minutes(5);
  while (said_.empty() && read_some(end)) {
  }
}

void Victim::run(std::chrono::milliseconds time) {
  const auto end = steady_clock::now() + time;
  while (read_some(end)) {
  }
}

void Victim::kill(Ledger* ledger) {
  ::kill(pid_, SIGKILL);
  while (read_some(steady_clock::time_point::max())) {
  }
  int status = 0;
  waitpid(pid_, &status, 0);
  pid_ = -1;
  REQUIRE(WIFSIGNALED(status));
  REQUIRE(WTERMSIG(status) == SIGKILL);
  std::istringstream lines(said_);
  for (std::string line; std::getline(lines, line);) ledger->read(line);
}

// False at the end of what it says, or of the time.
bool Victim::read_some(steady_clock::time_point end) {
  const bool bounded = end != steady_clock::time_point::max();
  const auto left = std::chrono::duration_cast<std::chrono::milliseconds>(
      bounded ? end - steady_clock::now() : std::chrono::milliseconds(0));
  if (bounded && left.count() <= 0) return false;
  pollfd waiting{output_, POLLIN, 0};
  if (poll(&waiting, 1, bounded ? static_cast<int>(left.count()) : -1) <= 0) return false;
  char bytes[65'536];
  const ssize_t count = ::read(output_, bytes, sizeof bytes);
  if (count <= 0) return false;
  said_.append(bytes, static_cast<size_t>(count));
  return true;
}

} // namespace beckon::crash
