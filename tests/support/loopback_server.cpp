#include "support/loopback_server.h"

#include <arpa/inet.h>
#include <netinet/in.h>
#include <poll.h>
#include <sys/socket.h>
#include <unistd.h>

#include <algorithm>
#include <cctype>
#include <stdexcept>
#include <utility>

namespace beckon::test {
namespace {

int listen_on_loopback(uint16_t* port) {
  const int fd = ::socket(AF_INET, SOCK_STREAM | SOCK_CLOEXEC, 0);
  sockaddr_in address = {};
  address.sin_family = AF_INET;
  address.sin_addr.s_addr = htonl(INADDR_LOOPBACK);
  auto* raw = reinterpret_cast<sockaddr*>(&address);
  socklen_t size = sizeof address;
  if (fd < 0 || ::bind(fd, raw, size) != 0 || ::listen(fd, 64) != 0 ||
      ::getsockname(fd, raw, &size) != 0) {
    throw std::runtime_error("cannot listen on 127.0.0.1");
  }
  *port = ntohs(address.sin_port);
  return fd;
}

std::string lower(std::string text) {
  std::transform(text.begin(), text.end(), text.begin(),
                 [](unsigned char c) { return static_cast<char>(std::tolower(c)); });
  return text;
}

} // namespace

bool Connection::fill() {
  char bytes[4096];
  const ssize_t count = ::recv(fd_, bytes, sizeof bytes, 0);
  if (count <= 0) return false;
  buffer_.append(bytes, static_cast<size_t>(count));
  return true;
}

std::optional<std::string> Connection::read_line() {
  size_t end;
  while ((end = buffer_.find('\n')) == std::string::npos) {
    if (!fill()) return std::nullopt;
  }
  std::string line = buffer_.substr(0, end);
  buffer_.erase(0, end + 1);
  if (!line.empty() && line.back() == '\r') line.pop_back();
  return line;
}

std::string Connection::read_exactly(size_t count) {
  while (buffer_.size() < count && fill()) {
  }
  std::string bytes = buffer_.substr(0, count);
  buffer_.erase(0, bytes.size());
  return bytes;
}

void Connection::write(const std::string& bytes) {
  size_t done = 0;
  while (done < bytes.size()) {
    const ssize_t count = ::send(fd_, bytes.data() + done, bytes.size() - done, MSG_NOSIGNAL);
    if (count <= 0) return;
    done += static_cast<size_t>(count);
  }
}

void Connection::close() { ::shutdown(fd_, SHUT_RDWR); }

void Connection::reset() {
  const linger at_once = {1, 0};
  ::setsockopt(fd_, SOL_SOCKET, SO_LINGER, &at_once, sizeof at_once);
}

void Connection::wait_until_closed() {
  while (fill()) {
  }
}

LoopbackServer::LoopbackServer(std::function<void(Connection&, int)> serve)
    : serve_(std::move(serve)),
      listener_(listen_on_loopback(&port_)),
      acceptor_([this] { accept_loop(); }) {}

LoopbackServer::~LoopbackServer() {
  ::shutdown(listener_, SHUT_RDWR);
  acceptor_.join();
  ::close(listener_);
  {
    const std::lock_guard lock(mutex_);
    for (const int fd : open_) ::shutdown(fd, SHUT_RDWR);
  }
  for (std::thread& thread : threads_) thread.join();
}

void LoopbackServer::accept_loop() {
  for (;;) {
    const int fd = ::accept4(listener_, nullptr, nullptr, SOCK_CLOEXEC);
    if (fd < 0) return;
    const std::lock_guard lock(mutex_);
    open_.push_back(fd);
    threads_.emplace_back([this, fd, number = connections_++] {
      Connection connection(fd);
      serve_(connection, number);
      const std::lock_guard closing(mutex_);
      open_.erase(std::find(open_.begin(), open_.end(), fd));
      ::close(fd);
    });
  }
}

std::optional<HttpRequest> read_http_request(Connection& connection) {
  const auto first = connection.read_line();
  if (!first) return std::nullopt;
  HttpRequest request;
  const size_t space = first->find(' ');
  request.method = first->substr(0, space);
  request.target = first->substr(space + 1, first->rfind(' ') - space - 1);
  for (auto line = connection.read_line(); line && !line->empty(); line = connection.read_line()) {
    const size_t colon = line->find(':');
    const size_t value = line->find_first_not_of(' ', colon + 1);
    request.headers[lower(line->substr(0, colon))] =
        value == std::string::npos ? "" : line->substr(value);
  }
  const auto length = request.headers.find("content-length");
  if (length != request.headers.end()) {
    request.body = connection.read_exactly(std::stoul(length->second));
  }
  return request;
}

std::string http_response(const std::string& status, const std::string& headers,
                          const std::string& body) {
  return "HTTP/1.1 " + status + "\r\nContent-Length: " + std::to_string(body.size()) + "\r\n" +
         headers + "\r\n" + body;
}

SmtpServer::SmtpServer(Replies replies)
    : replies_({{"GREETING", "220 loopback"},
                {"EHLO", "250-loopback\r\n250 8BITMIME"},
                {"HELO", "250 loopback"},
                {"MAIL", "250 2.1.0 ok"},
                {"RCPT", "250 2.1.5 ok"},
                {"DATA", "354 go ahead"},
                {"BODY", "250 2.0.0 Ok: queued as 4F2B31C0A7"},
                {"RSET", "250 ok"},
                {"NOOP", "250 ok"},
                {"QUIT", "221 bye"}}),
      server_([this](Connection& connection, int) { serve(connection); }) {
  const std::lock_guard lock(mutex_);
  for (auto& [verb, reply] : replies) replies_[verb] = std::move(reply);
}

std::vector<std::string> SmtpServer::messages() {
  const std::lock_guard lock(mutex_);
  return messages_;
}

std::vector<std::string> SmtpServer::commands() {
  const std::lock_guard lock(mutex_);
  return commands_;
}

bool SmtpServer::answer(Connection& connection, const std::string& verb) {
  std::string reply = "500 unknown command";
  {
    const std::lock_guard lock(mutex_);
    const auto found = replies_.find(verb);
    if (found != replies_.end()) reply = found->second;
  }
  if (reply == "hang") connection.wait_until_closed();
  else if (reply == "reset") connection.reset();
  else if (reply == "close") connection.close();
  else connection.write(reply + "\r\n");
  return reply != "hang" && reply != "reset" && reply != "close" && verb != "QUIT";
}

void SmtpServer::serve(Connection& connection) {
  if (!answer(connection, "GREETING")) return;
  while (const auto line = connection.read_line()) {
    const std::string verb = line->substr(0, line->find(' '));
    {
      const std::lock_guard lock(mutex_);
      commands_.push_back(*line);
    }
    if (!answer(connection, verb)) return;
    const bool body_follows = [&] {
      const std::lock_guard lock(mutex_);
      return verb == "DATA" && replies_["DATA"].substr(0, 3) == "354";
    }();
    if (!body_follows) continue;
    std::string message;
    bool whole = false;
    while (const auto text = connection.read_line()) {
      if ((whole = *text == ".")) break;
      message += (text->substr(0, 1) == "." ? text->substr(1) : *text) + "\r\n";
    }
    if (!whole) return;
    {
      const std::lock_guard lock(mutex_);
      messages_.push_back(message);
    }
    if (!answer(connection, "BODY")) return;
  }
}

uint16_t unused_port() {
  uint16_t port = 0;
  ::close(listen_on_loopback(&port));
  return port;
}

} // namespace beckon::test
