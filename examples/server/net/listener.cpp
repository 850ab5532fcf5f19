// The one file that knows Boost.Beast.
#include "net/listener.h"

#include <atomic>
#include <boost/asio/ip/tcp.hpp>
#include <boost/asio/post.hpp>
#include <boost/asio/strand.hpp>
#include <boost/beast/core.hpp>
#include <boost/beast/http.hpp>
#include <condition_variable>
#include <map>
#include <mutex>
#include <optional>
#include <stdexcept>
#include <thread>
#include <utility>
#include <vector>

#include "net/worker_pool.h"

namespace server {
namespace {

namespace asio = boost::asio;
namespace beast = boost::beast;
namespace http = beast::http;
using asio::ip::tcp;
using beast::error_code;

class Session;

// The sessions that are open. Thread safety: any thread.
class Sessions {
 public:
  // False when there are `limit` already.
  bool add(const std::shared_ptr<Session>& session, size_t limit) {
    const std::lock_guard lock(mutex_);
    if (sessions_.size() >= limit) return false;
    sessions_.emplace(session.get(), session);
    return true;
  }
  void remove(Session* session) {
    const std::lock_guard lock(mutex_);
    sessions_.erase(session);
    if (sessions_.empty()) empty_.notify_all();
  }
  bool wait_until_empty(Milliseconds patience) {
    std::unique_lock lock(mutex_);
    return empty_.wait_for(lock, patience, [this] { return sessions_.empty(); });
  }
  // Those that are not ending by themselves. A session may end with the caller's pointer to it,
  // and then calls remove: so they are handed out, not visited under the lock.
  std::vector<std::shared_ptr<Session>> all() {
    std::vector<std::shared_ptr<Session>> found;
    const std::lock_guard lock(mutex_);
    found.reserve(sessions_.size());
    for (const auto& [_, session] : sessions_) {
      if (auto alive = session.lock()) found.push_back(std::move(alive));
    }
    return found;
  }

 private:
  std::mutex mutex_;
  std::condition_variable empty_;
  std::map<Session*, std::weak_ptr<Session>> sessions_;
};

// What all sessions share.
struct Shared {
  const ListenerOptions& options;
  Handler& handler;
  WorkerPool* workers;
  Sessions sessions;
  std::atomic<bool> is_draining{false};
};

Request to_request(http::request<http::string_body>&& message) {
  Request request;
  request.method = std::string(message.method_string());
  request.target = std::string(message.target());
  for (const auto& field : message) {
    request.headers.push_back({std::string(field.name_string()), std::string(field.value())});
  }
  request.body = std::move(message.body());
  return request;
}

// One connection: reads a request, has it handled by a worker, writes the answer, and again. All
// its functions run on the strand of its stream, and one operation at a time is under way; the
// operation holds the session alive.
class Session : public std::enable_shared_from_this<Session> {
 public:
  Session(tcp::socket&& socket, Shared& shared)
      : stream_(std::move(socket)), buffer_(kBufferBytes), shared_(shared) {}

  ~Session() {
    if (!is_counted_) return;
    shared_.sessions.remove(this);
    shared_.handler.connection_closed();
  }

  // On any thread.
  void start() {
    if (!shared_.sessions.add(shared_from_this(), shared_.options.connections)) {
      shared_.handler.connection_refused();
      return; // and the socket closes with the session
    }
    is_counted_ = true;
    shared_.handler.connection_opened();
    on_strand([self = shared_from_this()] { self->await_request(); });
  }

  // Ends the connection if it waits for a request. On any thread, like cut_off.
  void drain() {
    on_strand([self = shared_from_this()] {
      if (self->is_idle_) self->close();
    });
  }
  void cut_off() {
    on_strand([self = shared_from_this()] { self->close(); });
  }

 private:
  static constexpr size_t kBufferBytes = 64 << 10;
  static constexpr size_t kLingerBytes = 8 << 20;
  static constexpr Milliseconds kLingerTime{2'000};

  template <typename Function>
  void on_strand(Function function) {
    asio::post(stream_.get_executor(), std::move(function));
  }

  void close() {
    is_closed_ = true;
    stream_.close();
  }

  // A kept connection may rest for longer than a request may take to arrive.
  void await_request() {
    if (shared_.is_draining || is_closed_) return close();
    if (buffer_.size() > 0) return read_header(); // pipelined
    is_idle_ = true;
    stream_.expires_after(shared_.options.idle_timeout);
    stream_.async_read_some(buffer_.prepare(4'096),
                            [self = shared_from_this()](error_code error, size_t size) {
                              self->is_idle_ = false;
                              if (error || self->is_closed_) return self->close();
                              self->buffer_.commit(size);
                              self->read_header();
                            });
  }

  void read_header() {
    parser_.emplace();
    parser_->header_limit(static_cast<std::uint32_t>(shared_.options.header_bytes));
    parser_->body_limit(shared_.options.body_bytes);
    stream_.expires_after(shared_.options.header_timeout);
    http::async_read_header(
        stream_, buffer_, *parser_,
        [self = shared_from_this()](error_code error, size_t) { self->on_header(error); });
  }

  void on_header(error_code error) {
    if (error) return on_read_error(error);
    const auto& message = parser_->get();
    if (message.version() >= 11 && message.count(http::field::host) != 1) {
      return refuse(Refusal::malformed);
    }
    const auto expect = message[http::field::expect];
    if (expect.empty()) return read_body();
    if (!beast::iequals(expect, "100-continue")) return refuse(Refusal::expectation);
    send_continue();
  }

  void send_continue() {
    static constexpr std::string_view kContinue = "HTTP/1.1 100 Continue\r\n\r\n";
    stream_.expires_after(shared_.options.write_timeout);
    asio::async_write(stream_, asio::buffer(kContinue.data(), kContinue.size()),
                      [self = shared_from_this()](error_code error, size_t) {
                        if (error) return self->close();
                        self->read_body();
                      });
  }

  void read_body() {
    stream_.expires_after(shared_.options.body_timeout);
    http::async_read(stream_, buffer_, *parser_,
                     [self = shared_from_this()](error_code error, size_t) {
                       if (error) return self->on_read_error(error);
                       self->handle();
                     });
  }

  void on_read_error(error_code error) {
    if (error == http::error::header_limit || error == http::error::buffer_overflow) {
      refuse(Refusal::header_too_large);
    } else if (error == http::error::body_limit) {
      refuse(Refusal::body_too_large);
    } else if (error != http::error::end_of_stream && error != http::error::partial_message &&
               error.category() == make_error_code(http::error::bad_method).category()) {
      refuse(Refusal::malformed);
    } else {
      close(); // gone, or too slow: there is no one to answer
    }
  }

  void handle() {
    stream_.expires_never(); // the worker has all the time it needs
    keep_alive_ =
        parser_->get().keep_alive() && ++served_ < shared_.options.requests_per_connection;
    version_ = parser_->get().version();
    is_head_ = parser_->get().method() == http::verb::head;
    const auto request = std::make_shared<Request>(to_request(parser_->release()));
    const bool taken = shared_.workers->submit([self = shared_from_this(), request] {
      auto response = std::make_shared<Response>(self->shared_.handler.handle(std::move(*request)));
      Session& session = *self;
      session.on_strand([self, response] { self->write(std::move(*response)); });
    });
    if (!taken) write(shared_.handler.refuse(Refusal::overloaded, request->target));
  }

  // What is left of the request is unknown, so the connection ends with the answer.
  void refuse(Refusal refusal) {
    const auto& message = parser_->get();
    keep_alive_ = false;
    version_ = 11;
    is_head_ = message.method() == http::verb::head;
    const std::string target(message.target());
    write(shared_.handler.refuse(refusal, target));
  }

  void write(Response&& answer) {
    if (shared_.is_draining) keep_alive_ = false;
    response_ = {};
    response_.version(version_);
    response_.result(static_cast<unsigned>(answer.status));
    for (const Header& header : answer.headers) response_.insert(header.name, header.value);
    response_.keep_alive(keep_alive_);
    response_.content_length(answer.body.size());
    if (!is_head_) response_.body() = std::move(answer.body);
    stream_.expires_after(shared_.options.write_timeout);
    http::async_write(stream_, response_, [self = shared_from_this()](error_code error, size_t) {
      if (error) return self->close();
      if (self->keep_alive_) return self->await_request();
      self->linger();
    });
  }

  // Closing with unread bytes resets the connection, and the client may lose the answer: so the
  // sending side ends first, and what the client still sends is read for a moment and dropped.
  void linger() {
    error_code ignored;
    stream_.socket().shutdown(tcp::socket::shutdown_send, ignored);
    stream_.expires_after(kLingerTime);
    drop_input();
  }
  void drop_input() {
    buffer_.clear();
    stream_.async_read_some(buffer_.prepare(kBufferBytes),
                            [self = shared_from_this()](error_code error, size_t size) {
                              self->dropped_ += size;
                              if (error || self->is_closed_ || self->dropped_ > kLingerBytes) {
                                return self->close();
                              }
                              self->drop_input();
                            });
  }

  beast::tcp_stream stream_;
  beast::flat_buffer buffer_;
  Shared& shared_;
  std::optional<http::request_parser<http::string_body>> parser_;
  http::response<http::string_body> response_;
  size_t served_ = 0, dropped_ = 0;
  unsigned version_ = 11;
  bool keep_alive_ = false, is_head_ = false;
  bool is_idle_ = false; // waits for the first byte of a request
  bool is_closed_ = false, is_counted_ = false;
};

tcp::endpoint endpoint_of(const ListenerOptions& options) {
  error_code error;
  const auto address = asio::ip::make_address(options.address, error);
  if (error) throw std::runtime_error(options.address + " is not an IP address");
  return {address, options.port};
}

} // namespace

class Listener::Impl {
 public:
  Impl(const ListenerOptions& options, Handler& handler)
      : options_(options),
        shared_{options_, handler, &workers_, {}, {}},
        acceptor_(asio::make_strand(io_)),
        workers_(options.workers, options.queue) {
    open(endpoint_of(options_));
    accept();
    for (size_t i = 0; i < options_.io_threads; ++i) {
      threads_.emplace_back([this] { io_.run(); });
    }
  }

  ~Impl() {
    if (!threads_.empty()) drain(Milliseconds(0));
  }

  uint16_t port() const { return port_; }

  bool drain(Milliseconds patience) {
    shared_.is_draining = true;
    asio::post(acceptor_.get_executor(), [this] {
      error_code ignored;
      acceptor_.close(ignored);
    });
    for (const auto& session : shared_.sessions.all()) session->drain();
    const bool all_answered = shared_.sessions.wait_until_empty(patience);
    for (const auto& session : shared_.sessions.all()) session->cut_off();
    // A session whose handler is still running ends with it.
    shared_.sessions.wait_until_empty(Milliseconds(1'000));
    work_.reset();
    io_.stop();
    for (std::thread& thread : threads_) thread.join();
    threads_.clear();
    return all_answered;
  }

 private:
  void open(const tcp::endpoint& endpoint) {
    try {
      acceptor_.open(endpoint.protocol());
      acceptor_.set_option(asio::socket_base::reuse_address(true));
      acceptor_.bind(endpoint);
      acceptor_.listen(asio::socket_base::max_listen_connections);
      port_ = acceptor_.local_endpoint().port();
    } catch (const boost::system::system_error& error) {
      throw std::runtime_error("cannot listen on " + options_.address + " port " +
                               std::to_string(options_.port) + ": " + error.code().message());
    }
  }

  void accept() {
    acceptor_.async_accept(asio::make_strand(io_), [this](error_code error, tcp::socket socket) {
      if (!acceptor_.is_open()) return;
      if (error) return accept_later();
      socket.set_option(tcp::no_delay(true), error);
      std::make_shared<Session>(std::move(socket), shared_)->start();
      accept();
    });
  }

  // Out of file descriptors, most likely: trying again at once would spin.
  void accept_later() {
    pause_.expires_after(Milliseconds(50));
    pause_.async_wait([this](error_code) {
      if (acceptor_.is_open()) accept();
    });
  }

  // The order counts, since sessions live in the tasks of the pool and in the handlers of io_: the
  // pool ends first, while it can still post to io_, and what sessions share ends last.
  const ListenerOptions options_;
  Shared shared_;
  asio::io_context io_;
  asio::executor_work_guard<asio::io_context::executor_type> work_{io_.get_executor()};
  tcp::acceptor acceptor_;
  asio::steady_timer pause_{acceptor_.get_executor()};
  WorkerPool workers_;
  uint16_t port_ = 0;
  std::vector<std::thread> threads_;
};

Listener::Listener(const ListenerOptions& options, Handler& handler)
    : impl_(std::make_unique<Impl>(options, handler)) {}
Listener::~Listener() = default;
uint16_t Listener::port() const { return impl_->port(); }
bool Listener::drain(Milliseconds patience) { return impl_->drain(patience); }

} // namespace server
