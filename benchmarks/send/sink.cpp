#include "send/sink.h"

#include <arpa/inet.h>
#include <netinet/tcp.h>
#include <signal.h>
#include <sys/epoll.h>
#include <sys/mman.h>
#include <sys/prctl.h>
#include <sys/socket.h>
#include <sys/wait.h>
#include <unistd.h>

#include <algorithm>
#include <atomic>
#include <cstring>
#include <map>
#include <memory>
#include <stdexcept>
#include <string_view>
#include <vector>

namespace bench {

namespace {

constexpr size_t kLargestBody = 16 << 20;

void check(bool ok, const char* what) {
  if (!ok) throw std::runtime_error(std::string(what) + ": " + std::strerror(errno));
}

size_t count_of(std::string_view text, std::string_view part) {
  size_t count = 0;
  for (size_t at = text.find(part); at != std::string_view::npos;
       at = text.find(part, at + part.size())) {
    ++count;
  }
  return count;
}

void write_all(int fd, std::string_view bytes) {
  while (!bytes.empty()) {
    const ssize_t done = ::send(fd, bytes.data(), bytes.size(), MSG_NOSIGNAL);
    if (done <= 0) return;
    bytes.remove_prefix(static_cast<size_t>(done));
  }
}

} // namespace

// Shared with the process of the sink.
struct Sink::Shared {
  std::atomic<uint64_t> requests, messages, body_bytes;
  char body[kLargestBody];
};

namespace {

// One connection: bytes in, answers out.
class Session {
 public:
  explicit Session(int fd) : fd_(fd) {}
  virtual ~Session() { ::close(fd_); }
  // False at the end.
  bool read() {
    static char bytes[kRead]; // of the one thread
    const ssize_t count = ::recv(fd_, bytes, kRead, 0);
    if (count > 0) in_.append(bytes, static_cast<size_t>(count));
    return count > 0 && take();
  }

 protected:
  virtual bool take() = 0;
  static constexpr size_t kRead = 256 << 10;
  const int fd_;
  std::string in_;
};

template <typename Shared>
void note(Shared* shared, std::string_view body, uint64_t messages) {
  if (shared->body_bytes.load() == 0 && body.size() <= kLargestBody) {
    std::memcpy(shared->body, body.data(), body.size());
    shared->body_bytes = body.size();
  }
  shared->messages += messages;
  ++shared->requests;
}

template <typename Shared>
class HttpSession final : public Session {
 public:
  HttpSession(int fd, Shared* shared) : Session(fd), shared_(shared) {}

 private:
  bool take() override {
    while (true) {
      const size_t head = in_.find("\r\n\r\n");
      if (head == std::string::npos) return true;
      const size_t field = in_.find("Content-Length: ");
      if (field == std::string::npos || field > head) return false;
      const size_t length = std::stoul(in_.substr(field + 16, 20));
      if (in_.size() < head + 4 + length) return true;
      const std::string_view body = std::string_view(in_).substr(head + 4, length);
      note(shared_, body, std::max<size_t>(1, count_of(body, "\"beckon_send\"")));
      write_all(fd_,
                "HTTP/1.1 202 Accepted\r\nX-Message-Id: LRzXl_NHStOGhQ4kofSm_A\r\n"
                "Content-Length: 0\r\n\r\n");
      in_.erase(0, head + 4 + length);
    }
  }
  Shared* shared_;
};

template <typename Shared>
class SmtpSession final : public Session {
 public:
  SmtpSession(int fd, Shared* shared) : Session(fd), shared_(shared) {
    write_all(fd_, "220 sink\r\n");
  }

 private:
  bool take() override {
    while (true) {
      if (in_body_) {
        const size_t end = in_.find("\r\n.\r\n");
        if (end == std::string::npos) return true;
        note(shared_, std::string_view(in_).substr(0, end + 2), 1);
        in_.erase(0, end + 5);
        in_body_ = false;
        write_all(fd_, "250 2.0.0 Ok: queued as 4F2B31C0A7\r\n");
        continue;
      }
      const size_t end = in_.find("\r\n");
      if (end == std::string::npos) return true;
      const std::string line = in_.substr(0, end);
      in_.erase(0, end + 2);
      if (line.rfind("EHLO", 0) == 0) {
        write_all(fd_, "250-sink\r\n250 8BITMIME\r\n");
      } else if (line.rfind("DATA", 0) == 0) {
        in_body_ = true;
        write_all(fd_, "354 go ahead\r\n");
      } else if (line.rfind("QUIT", 0) == 0) {
        write_all(fd_, "221 bye\r\n");
        return false;
      } else {
        write_all(fd_, "250 2.1.0 ok\r\n");
      }
    }
  }
  Shared* shared_;
  bool in_body_ = false;
};

} // namespace

Sink::Sink(SinkKind kind) {
  void* memory =
      mmap(nullptr, sizeof(Shared), PROT_READ | PROT_WRITE, MAP_SHARED | MAP_ANONYMOUS, -1, 0);
  check(memory != MAP_FAILED, "mmap");
  shared_ = static_cast<Shared*>(memory); // all zero
  const int listener = socket(AF_INET, SOCK_STREAM | SOCK_CLOEXEC, 0);
  sockaddr_in address = {};
  address.sin_family = AF_INET;
  address.sin_addr.s_addr = htonl(INADDR_LOOPBACK);
  auto* raw = reinterpret_cast<sockaddr*>(&address);
  socklen_t size = sizeof address;
  check(listener >= 0 && bind(listener, raw, size) == 0 && listen(listener, 256) == 0 &&
            getsockname(listener, raw, &size) == 0,
        "listen");
  port_ = ntohs(address.sin_port);
  pid_ = fork();
  check(pid_ >= 0, "fork");
  if (pid_ == 0) serve(listener, kind);
  close(listener);
}

Sink::~Sink() {
  kill(pid_, SIGKILL);
  waitpid(pid_, nullptr, 0);
  munmap(shared_, sizeof(Shared));
}

void Sink::serve(int listener, SinkKind kind) {
  prctl(PR_SET_PDEATHSIG, SIGKILL);
  const int poll = epoll_create1(0);
  epoll_event wanted{};
  wanted.events = EPOLLIN;
  wanted.data.fd = listener;
  epoll_ctl(poll, EPOLL_CTL_ADD, listener, &wanted);
  std::map<int, std::unique_ptr<Session>> sessions;
  while (true) {
    epoll_event events[64];
    const int count = epoll_wait(poll, events, 64, -1);
    for (int i = 0; i < count; ++i) {
      const int fd = events[i].data.fd;
      if (fd != listener) {
        if (!sessions[fd]->read()) sessions.erase(fd);
        continue;
      }
      const int accepted = accept4(listener, nullptr, nullptr, SOCK_CLOEXEC);
      if (accepted < 0) continue;
      const int on = 1;
      setsockopt(accepted, IPPROTO_TCP, TCP_NODELAY, &on, sizeof on);
      if (kind == SinkKind::http) {
        sessions[accepted] = std::make_unique<HttpSession<Shared>>(accepted, shared_);
      } else {
        sessions[accepted] = std::make_unique<SmtpSession<Shared>>(accepted, shared_);
      }
      wanted.data.fd = accepted;
      epoll_ctl(poll, EPOLL_CTL_ADD, accepted, &wanted);
    }
  }
}

uint64_t Sink::requests() const { return shared_->requests; }
uint64_t Sink::messages() const { return shared_->messages; }
void Sink::reset() {
  shared_->requests = 0;
  shared_->messages = 0;
}
std::string Sink::first_body() const { return {shared_->body, shared_->body_bytes}; }

} // namespace bench
