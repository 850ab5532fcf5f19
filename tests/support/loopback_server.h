// Servers on 127.0.0.1 that behave, and misbehave, exactly as a test scripts it.
#pragma once

#include <atomic>
#include <cstdint>
#include <functional>
#include <map>
#include <mutex>
#include <optional>
#include <string>
#include <thread>
#include <vector>

namespace beckon::test {

// One accepted connection, used by the thread that serves it.
class Connection {
 public:
  explicit Connection(int fd) : fd_(fd) {}
  // Up to and without CRLF or LF; empty optional at the end of the stream.
  std::optional<std::string> read_line();
  std::string read_exactly(size_t count);
  void write(const std::string& bytes);
  void close();             // FIN
  void reset();             // RST, whatever is still buffered
  void wait_until_closed(); // by the peer, or the server's end: "never answers"

 private:
  bool fill();
  int fd_;
  std::string buffer_;
};

class LoopbackServer {
 public:
  // `serve` runs on a thread of its own for each connection, numbered from 0.
  explicit LoopbackServer(std::function<void(Connection&, int)> serve);
  ~LoopbackServer();
  LoopbackServer(const LoopbackServer&) = delete;
  LoopbackServer& operator=(const LoopbackServer&) = delete;

  uint16_t port() const { return port_; }
  int connections() const { return connections_; }

 private:
  void accept_loop();
  std::function<void(Connection&, int)> serve_;
  uint16_t port_ = 0; // before listener_, whose initialiser sets it
  int listener_ = -1;
  std::atomic<int> connections_ = 0;
  std::mutex mutex_;
  std::vector<int> open_;
  std::vector<std::thread> threads_;
  std::thread acceptor_;
};

struct HttpRequest {
  std::string method, target, body;
  std::map<std::string, std::string> headers; // names in lower case
};
// The next request of a connection; empty when the peer has closed.
std::optional<HttpRequest> read_http_request(Connection& connection);
std::string http_response(const std::string& status, const std::string& headers,
                          const std::string& body);

// An SMTP server that answers each verb as told.
class SmtpServer {
 public:
  // Replies by verb ("GREETING" "EHLO" "MAIL" "RCPT" "DATA" "BODY" "QUIT" "RSET" "NOOP"), each a
  // line without CRLF; unnamed verbs get the usual ones. "close", "reset" and "hang" as a reply do
  // so.
  using Replies = std::map<std::string, std::string>;
  explicit SmtpServer(Replies replies = {});
  uint16_t port() const { return server_.port(); }
  int connections() const { return server_.connections(); }
  std::vector<std::string> messages(); // bodies with the dots unstuffed, in order of arrival
  std::vector<std::string> commands(); // command lines of all connections

 private:
  void serve(Connection& connection);
  bool answer(Connection& connection, const std::string& verb);
  Replies replies_;
  std::mutex mutex_;
  std::vector<std::string> messages_, commands_;
  LoopbackServer server_; // last: its threads use the rest
};

// A port on which nobody listens.
uint16_t unused_port();

} // namespace beckon::test
