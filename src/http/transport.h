// Requests that leave the process and what came back. The only user of libcurl is curl_transport.
#pragma once

#include <cstdint>
#include <functional>
#include <span>
#include <string>
#include <utility>
#include <vector>

namespace beckon::http {

using Headers = std::vector<std::pair<std::string, std::string>>;

// One request. `url` decides the protocol: http(s)://, smtp(s)://host:port/ehlo-name, or
// file:///absolute/path, which writes the body there atomically (temporary file, sync, rename;
// parent directories are made; the path is taken as it stands, without percent-decoding; status
// 200 and the path as body when it is on the disk).
struct Request {
  std::string method = "POST";
  std::string url;
  Headers headers;
  std::string body;
  int64_t timeout_ms = 30'000;
  // SMTP only. With the method "NOOP" no message is sent: whether the session can be had, login and
  // all, is all that is asked.
  std::string mail_from;
  std::vector<std::string> recipients;
  std::string username, password;
  bool require_tls = false;   // STARTTLS must succeed before AUTH and MAIL
  std::string ca_file;        // PEM bundle instead of the system's
  bool allow_private = false; // connect to loopback, link-local and private addresses
};

// How far the exchange came: decides whether a repetition may duplicate.
enum class Phase : uint8_t {
  not_sent = 0, // refused, unresolved, TLS or SMTP AUTH failed: no byte of the body left
  sent = 1,     // the body left, wholly or in part, and no complete answer came
  complete = 2, // a complete answer: see status
};

struct Response {
  Phase phase = Phase::not_sent;
  // HTTP status or SMTP reply code; 0 when there is none. Beside `complete` it is what was seen
  // before the exchange broke: 535 of a refused login, 200 of an answer that was cut short.
  int status = 0;
  Headers headers;
  std::string body;  // of SMTP: the last reply lines; cut at limits::response_bytes
  std::string error; // text for people when phase != complete
};

// Requests that come while earlier ones are under way, so that one that hangs holds nobody up.
class Stream {
 public:
  virtual ~Stream() = default;
  // What may start now, numbered on from what came before; nothing: perhaps later.
  virtual std::vector<Request> next(size_t under_way) = 0;
  // Once for each, in order of completion.
  virtual void done(size_t number, Response response) = 0;
};

class Transport {
 public:
  virtual ~Transport() = default;
  // Performs all requests concurrently and calls done(index, response) once for each, on the
  // calling thread, in order of completion. Never throws for a failed exchange.
  virtual void perform(std::span<const Request> requests,
                       const std::function<void(size_t, Response)>& done) = 0;

  // Performs what the stream gives, until it gives nothing while nothing is under way; calls it on
  // this thread. It is asked at the beginning, after requests have ended, after a wake(), and now
  // and then. What throws out of it ends all. A transport that cannot do better goes round by
  // round.
  virtual void perform_stream(Stream& stream) {
    size_t before = 0;
    for (std::vector<Request> some = stream.next(0); !some.empty(); some = stream.next(0)) {
      perform(some, [&](size_t index, Response response) {
        stream.done(before + index, std::move(response));
      });
      before += some.size();
    }
  }
  // The stream that is being performed, if any, is asked at once. Any thread.
  virtual void wake() {}
};

} // namespace beckon::http
