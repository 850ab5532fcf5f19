#include "base/child_process.h"

#include <fcntl.h>
#include <poll.h>
#include <spawn.h>
#include <sys/socket.h>
#include <sys/wait.h>
#include <unistd.h>

#include <algorithm>
#include <array>
#include <cerrno>
#include <chrono>
#include <csignal>
#include <cstring>

#include "base/error.h"

extern char** environ;

namespace beckon {
namespace {

using Clock = std::chrono::steady_clock;

[[noreturn]] void fail(const char* what) {
  throw Error(Code::io_error, std::string("no ") + what + ": " + std::strerror(errno));
}

// Two ends of a stream; sockets, because writing to one whose reader is gone can be told to raise
// no signal.
class Stream {
 public:
  Stream() {
    if (socketpair(AF_UNIX, SOCK_STREAM | SOCK_CLOEXEC, 0, ends_.data()) != 0) fail("socket");
  }
  ~Stream() {
    close_ours();
    close_theirs();
  }
  Stream(const Stream&) = delete;
  Stream& operator=(const Stream&) = delete;
  int ours() const { return ends_[0]; }
  int theirs() const { return ends_[1]; }
  void close_ours() { close_end(&ends_[0]); }
  void close_theirs() { close_end(&ends_[1]); }

 private:
  static void close_end(int* end) {
    if (*end >= 0) close(*end);
    *end = -1;
  }
  std::array<int, 2> ends_ = {-1, -1};
};

class Actions {
 public:
  Actions() { posix_spawn_file_actions_init(&actions_); }
  ~Actions() { posix_spawn_file_actions_destroy(&actions_); }
  Actions(const Actions&) = delete;
  Actions& operator=(const Actions&) = delete;
  void give(int from, int to) { posix_spawn_file_actions_adddup2(&actions_, from, to); }
  const posix_spawn_file_actions_t* get() const { return &actions_; }

 private:
  posix_spawn_file_actions_t actions_;
};

class Child {
 public:
  Child(std::string_view input, const ChildLimits& limits)
      : input_(input),
        limits_(limits),
        deadline_(Clock::now() + std::chrono::milliseconds(limits.milliseconds)) {}

  ChildResult run(const std::vector<std::string>& command) {
    if (!start(command)) {
      result_.end = ChildResult::End::not_there;
      return std::move(result_);
    }
    if (!talk()) {
      kill(pid_, SIGKILL);
      result_.end = ChildResult::End::stopped;
    }
    end();
    return std::move(result_);
  }

 private:
  bool start(const std::vector<std::string>& command) {
    std::vector<char*> arguments;
    for (const std::string& part : command) arguments.push_back(const_cast<char*>(part.c_str()));
    arguments.push_back(nullptr);
    Actions actions;
    actions.give(in_.theirs(), STDIN_FILENO);
    actions.give(out_.theirs(), STDOUT_FILENO);
    actions.give(err_.theirs(), STDERR_FILENO);
    const int failed =
        posix_spawnp(&pid_, arguments[0], actions.get(), nullptr, arguments.data(), environ);
    if (failed == ENOENT || failed == EACCES || failed == ENOTDIR) return false;
    if (failed != 0) {
      errno = failed;
      fail("process");
    }
    in_.close_theirs();
    out_.close_theirs();
    err_.close_theirs();
    fcntl(in_.ours(), F_SETFL, O_NONBLOCK);
    return true;
  }

  // Until it has said everything. False when it said too much, or took too long.
  bool talk() {
    while (out_.ours() >= 0 || err_.ours() >= 0) {
      if (input_.empty()) in_.close_ours();
      std::array<pollfd, 3> waits = {
          pollfd{in_.ours(), POLLOUT, 0}, {out_.ours(), POLLIN, 0}, {err_.ours(), POLLIN, 0}};
      const auto left =
          std::chrono::duration_cast<std::chrono::milliseconds>(deadline_ - Clock::now()).count();
      if (left <= 0) return false;
      const int ready = poll(waits.data(), waits.size(), static_cast<int>(left));
      if (ready < 0 && errno != EINTR) fail("answer of poll");
      if (ready <= 0) continue;
      if (waits[0].revents != 0) write_some();
      if (waits[1].revents != 0 && !read_some(&out_, &result_.out)) return false;
      if (waits[2].revents != 0 && !read_some(&err_, &result_.err)) return false;
    }
    return true;
  }

  void write_some() {
    const ssize_t sent = send(in_.ours(), input_.data(), input_.size(), MSG_NOSIGNAL);
    if (sent >= 0) input_.remove_prefix(static_cast<size_t>(sent));
    else if (errno != EAGAIN && errno != EINTR) input_ = {}; // it does not want the rest
  }

  bool read_some(Stream* stream, std::string* text) {
    std::array<char, 16'384> bytes;
    const ssize_t count = read(stream->ours(), bytes.data(), bytes.size());
    if (count < 0 && errno == EINTR) return true;
    if (count <= 0) stream->close_ours();
    else text->append(bytes.data(), static_cast<size_t>(count));
    return text->size() <= limits_.output_bytes;
  }

  void end() {
    in_.close_ours();
    int status = 0;
    pid_t ended = 0;
    do {
      ended = waitpid(pid_, &status, 0);
    } while (ended < 0 && errno == EINTR);
    if (result_.end == ChildResult::End::stopped || ended < 0) return;
    if (WIFEXITED(status)) result_.status = WEXITSTATUS(status);
    else result_.end = ChildResult::End::killed_by_signal;
  }

  std::string_view input_;
  const ChildLimits limits_;
  const Clock::time_point deadline_;
  Stream in_, out_, err_;
  pid_t pid_ = 0;
  ChildResult result_;
};

} // namespace

ChildResult run_child(const std::vector<std::string>& command, std::string_view input,
                      const ChildLimits& limits) {
  return Child(input, limits).run(command);
}

} // namespace beckon
