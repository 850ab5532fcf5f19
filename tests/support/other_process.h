// Another process that works beside the test and talks with it, a byte at a time.
#pragma once

#include <sys/wait.h>
#include <unistd.h>

#include <functional>
#include <stdexcept>

namespace beckon::test {

class Other {
 public:
  // One end of the conversation.
  class Talk {
   public:
    Talk(int in, int out) : in_(in), out_(out) {}
    void tell(char byte) {
      if (write(out_, &byte, 1) != 1) throw std::runtime_error("nobody listens");
    }
    // '\0' when the other has ended.
    char hear() {
      char byte = 0;
      return read(in_, &byte, 1) == 1 ? byte : '\0';
    }

   private:
    int in_, out_;
  };

  // Forks. REQUIRES: nothing that a child must not have is open yet. The body must not use doctest;
  // it ends the process with status 0, an exception with 1.
  explicit Other(const std::function<void(Talk&)>& body) {
    int down[2], up[2];
    if (pipe(down) != 0 || pipe(up) != 0) throw std::runtime_error("no pipe");
    pid_ = fork();
    if (pid_ < 0) throw std::runtime_error("no child");
    if (pid_ == 0) {
      close(down[1]);
      close(up[0]);
      Talk talk(down[0], up[1]);
      int status = 0;
      try {
        body(talk);
      } catch (const std::exception&) {
        status = 1;
      }
      _exit(status);
    }
    close(down[0]);
    close(up[1]);
    in_ = up[0];
    out_ = down[1];
  }
  ~Other() {
    if (pid_ > 0) status();
    close(in_);
  }
  Other(const Other&) = delete;
  Other& operator=(const Other&) = delete;

  void tell(char byte) { Talk(in_, out_).tell(byte); }
  char hear() { return Talk(in_, out_).hear(); }
  pid_t pid() const { return pid_; }
  // Waits for its end; what it ended with, or minus the signal that ended it.
  int status() {
    if (out_ >= 0) close(out_);
    out_ = -1;
    if (pid_ <= 0) return ended_;
    int status = 0;
    waitpid(pid_, &status, 0);
    pid_ = -1;
    return ended_ = WIFEXITED(status) ? WEXITSTATUS(status) : -WTERMSIG(status);
  }

 private:
  pid_t pid_ = -1;
  int in_ = -1, out_ = -1, ended_ = 0;
};

} // namespace beckon::test
