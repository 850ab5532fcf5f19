// One request on one libcurl easy handle: its options, its callbacks, and the judgement how far
// it came. Private to http/: the only header here that names libcurl.
//
// A repetition that may duplicate is the one thing that must not happen. libcurl repeats a
// request by itself when a reused connection dies before a byte of the answer came, whatever the
// method. Every start of a request passes the pre-request callback first, so that callback
// refuses a second start once the first may have reached the server.
#pragma once

#include <curl/curl.h>

#include <memory>
#include <string>
#include <string_view>

#include "http/transport.h"

namespace beckon::http {

struct EasyDeleter {
  void operator()(CURL* easy) const { curl_easy_cleanup(easy); }
};
using EasyHandle = std::unique_ptr<CURL, EasyDeleter>;

// A new easy handle; throws out_of_memory. Initialises libcurl on first use.
EasyHandle make_easy();

// Thread safety: used by the thread that drives its easy handle.
// Ownership: borrows the request and the handle; both outlive the transfer.
class Exchange {
 public:
  // REQUIRES: find_fault(request) is empty; `easy` is new or reset. Sets all options.
  Exchange(const Request& request, CURL* easy);
  ~Exchange();
  Exchange(const Exchange&) = delete;
  Exchange& operator=(const Exchange&) = delete;

  // After the transfer has ended with `result`.
  Response finish(CURLcode result);

 private:
  // Of an SMTP session: the last reply, kept once it decides.
  struct Replies {
    int code = 0;
    std::string lines;  // of the reply being read or last read
    bool ended = false; // the reply in `lines` is whole
    bool decided = false;
  };

  void set_common();
  void set_http();
  void set_smtp();
  void set_session();
  void append(curl_slist** list, const std::string& text);
  bool may_have_left() const;
  Response finish_http(CURLcode result);
  Response finish_smtp(CURLcode result);
  std::string error_text(CURLcode result) const;
  void take_status_line(std::string_view line);
  void take_header(std::string_view line);
  void take_reply_line(std::string_view line);

  static size_t on_read(char* buffer, size_t size, size_t count, void* self);
  static size_t on_body(char* data, size_t size, size_t count, void* self);
  static size_t on_header(char* data, size_t size, size_t count, void* self);
  static int on_start(void* self, char* address, char* local, int port, int local_port);
  static curl_socket_t on_socket(void* self, curlsocktype purpose, curl_sockaddr* address);

  const Request& request_;
  CURL* easy_;
  bool smtp_;
  curl_slist* headers_ = nullptr;
  curl_slist* recipients_ = nullptr;
  size_t offset_ = 0;       // bytes of the body handed to libcurl
  bool body_asked_ = false; // libcurl has asked for the body at least once
  int starts_ = 0;          // how often the request itself was begun
  bool cut_ = false;        // the answer's body reached the limit
  bool refused_address_ = false;
  Replies replies_;
  Response response_;
  char error_[CURL_ERROR_SIZE] = {};
};

} // namespace beckon::http
