#include "http/exchange.h"

#include <sys/socket.h>
#include <unistd.h>

#include <algorithm>
#include <cstring>
#include <mutex>
#include <new>

#include "base/ascii.h"
#include "base/error.h"
#include "base/limits.h"
#include "http/address_guard.h"
#include "http/request_check.h"

namespace beckon::http {
namespace {

// Below the idle limit of common load balancers (60 s): a connection that the peer is about to
// drop turns a send into an unknown.
constexpr long kIdleSeconds = 30;

std::string_view trim(std::string_view text) {
  constexpr std::string_view kBlank = " \t\r\n";
  const size_t first = text.find_first_not_of(kBlank);
  if (first == std::string_view::npos) return {};
  return text.substr(first, text.find_last_not_of(kBlank) - first + 1);
}

int three_digits(std::string_view text) {
  if (text.size() < 3) return 0;
  int value = 0;
  for (const char c : text.substr(0, 3)) {
    if (c < '0' || c > '9') return 0;
    value = value * 10 + (c - '0');
  }
  return value;
}

template <typename T>
void set(CURL* easy, CURLoption option, T value) {
  const CURLcode result = curl_easy_setopt(easy, option, value);
  if (result == CURLE_OUT_OF_MEMORY) throw std::bad_alloc();
  if (result != CURLE_OK) {
    throw Error(Code::internal,
                std::string("libcurl refuses an option: ") + curl_easy_strerror(result));
  }
}

} // namespace

EasyHandle make_easy() {
  static std::once_flag once;
  std::call_once(once, [] { curl_global_init(CURL_GLOBAL_DEFAULT); });
  EasyHandle easy(curl_easy_init());
  if (!easy) throw Error(Code::out_of_memory, "libcurl gives no handle");
  return easy;
}

Exchange::Exchange(const Request& request, CURL* easy)
    : request_(request), easy_(easy), smtp_(protocol_of(request) == Protocol::smtp) {
  try {
    set_common();
    if (smtp_) set_smtp();
    else set_http();
  } catch (...) {
    curl_slist_free_all(headers_);
    curl_slist_free_all(recipients_);
    throw;
  }
}

Exchange::~Exchange() {
  curl_slist_free_all(headers_);
  curl_slist_free_all(recipients_);
}

void Exchange::append(curl_slist** list, const std::string& text) {
  curl_slist* longer = curl_slist_append(*list, text.c_str());
  if (longer == nullptr) throw std::bad_alloc();
  *list = longer;
}

void Exchange::set_common() {
  set(easy_, CURLOPT_URL, request_.url.c_str());
#if LIBCURL_VERSION_NUM >= 0x075500
  set(easy_, CURLOPT_PROTOCOLS_STR, "http,https,smtp,smtps");
#else
  set(easy_, CURLOPT_PROTOCOLS,
      long{CURLPROTO_HTTP | CURLPROTO_HTTPS | CURLPROTO_SMTP | CURLPROTO_SMTPS});
#endif
  set(easy_, CURLOPT_NOSIGNAL, 1L);
  set(easy_, CURLOPT_PROXY, ""); // the environment names no proxy for us
  set(easy_, CURLOPT_TIMEOUT_MS, static_cast<long>(request_.timeout_ms));
  set(easy_, CURLOPT_CONNECTTIMEOUT_MS, static_cast<long>(request_.timeout_ms));
  set(easy_, CURLOPT_MAXAGE_CONN, kIdleSeconds);
  set(easy_, CURLOPT_ERRORBUFFER, error_);
  set(easy_, CURLOPT_PRIVATE, static_cast<void*>(this));
  if (!request_.ca_file.empty()) set(easy_, CURLOPT_CAINFO, request_.ca_file.c_str());
  set(easy_, CURLOPT_READFUNCTION, &Exchange::on_read);
  set(easy_, CURLOPT_READDATA, this);
  set(easy_, CURLOPT_WRITEFUNCTION, &Exchange::on_body);
  set(easy_, CURLOPT_WRITEDATA, this);
  set(easy_, CURLOPT_HEADERFUNCTION, &Exchange::on_header);
  set(easy_, CURLOPT_HEADERDATA, this);
  set(easy_, CURLOPT_PREREQFUNCTION, &Exchange::on_start);
  set(easy_, CURLOPT_PREREQDATA, this);
  set(easy_, CURLOPT_OPENSOCKETFUNCTION, &Exchange::on_socket);
  set(easy_, CURLOPT_OPENSOCKETDATA, this);
}

void Exchange::set_http() {
  const auto given = [this](std::string_view name) {
    return std::any_of(request_.headers.begin(), request_.headers.end(), [&](const auto& header) {
      return equals_ignoring_case(header.first, name);
    });
  };
  for (const auto& [name, value] : request_.headers) {
    append(&headers_, value.empty() ? name + ";" : name + ": " + value);
  }
  // A bare "Name:" keeps libcurl from adding its own: no guess at the type, no pause for 100.
  if (!given("Content-Type")) append(&headers_, "Content-Type:");
  if (!given("Expect")) append(&headers_, "Expect:");
  if (!given("User-Agent")) append(&headers_, "User-Agent: Beckon");
  set(easy_, CURLOPT_HTTPHEADER, headers_);
  set(easy_, CURLOPT_FOLLOWLOCATION, 0L);
  set(easy_, CURLOPT_HTTP_VERSION, static_cast<long>(CURL_HTTP_VERSION_2TLS));
  if (request_.method == "HEAD") {
    set(easy_, CURLOPT_NOBODY, 1L);
    return;
  }
  if (request_.method == "GET" && request_.body.empty()) {
    set(easy_, CURLOPT_HTTPGET, 1L);
    return;
  }
  set(easy_, CURLOPT_POST, 1L);
  set(easy_, CURLOPT_POSTFIELDSIZE_LARGE, static_cast<curl_off_t>(request_.body.size()));
  if (request_.method != "POST") set(easy_, CURLOPT_CUSTOMREQUEST, request_.method.c_str());
}

void Exchange::set_smtp() {
  set_session();
  if (is_session_check(request_)) {
    set(easy_, CURLOPT_CUSTOMREQUEST, "NOOP");
    return;
  }
  for (const std::string& recipient : request_.recipients) append(&recipients_, recipient);
  set(easy_, CURLOPT_MAIL_RCPT, recipients_);
  set(easy_, CURLOPT_MAIL_FROM, request_.mail_from.c_str());
  set(easy_, CURLOPT_UPLOAD, 1L);
  set(easy_, CURLOPT_INFILESIZE_LARGE, static_cast<curl_off_t>(request_.body.size()));
}

void Exchange::set_session() {
  const long tls = request_.require_tls ? long{CURLUSESSL_ALL} : long{CURLUSESSL_NONE};
  set(easy_, CURLOPT_USE_SSL, tls);
  // Bounds the wait for the answer to QUIT too, which libcurl reads before it lets go.
  set(easy_, CURLOPT_SERVER_RESPONSE_TIMEOUT,
      static_cast<long>((request_.timeout_ms + 999) / 1000));
  set(easy_, CURLOPT_MAXCONNECTS, 4L);
  if (!request_.username.empty()) {
    set(easy_, CURLOPT_USERNAME, request_.username.c_str());
    set(easy_, CURLOPT_PASSWORD, request_.password.c_str());
  }
}

// Whether a part of the request that the server could act on may have gone out.
bool Exchange::may_have_left() const {
  if (smtp_ || !request_.body.empty()) return body_asked_;
  curl_off_t sent = 0;
  long request_bytes = 0;
  curl_easy_getinfo(easy_, CURLINFO_SIZE_UPLOAD_T, &sent);
  curl_easy_getinfo(easy_, CURLINFO_REQUEST_SIZE, &request_bytes);
  return sent > 0 || request_bytes > 0;
}

std::string Exchange::error_text(CURLcode result) const {
  const bool kept_away = result == CURLE_COULDNT_CONNECT || result == CURLE_ABORTED_BY_CALLBACK;
  if (refused_address_ && kept_away) {
    return "the host has a private, loopback or link-local address (set allow_private to permit)";
  }
  if (result == CURLE_ABORTED_BY_CALLBACK && starts_ > 0) {
    return "the reused connection closed before an answer came";
  }
  return error_[0] != '\0' ? error_ : curl_easy_strerror(result);
}

Response Exchange::finish(CURLcode result) {
  return smtp_ ? finish_smtp(result) : finish_http(result);
}

Response Exchange::finish_http(CURLcode result) {
  const bool whole = result == CURLE_OK || (cut_ && response_.status != 0);
  if (whole) {
    response_.phase = Phase::complete;
  } else {
    response_.phase = may_have_left() ? Phase::sent : Phase::not_sent;
    response_.error = error_text(result);
  }
  return std::move(response_);
}

Response Exchange::finish_smtp(CURLcode result) {
  response_.status = replies_.ended ? replies_.code : 0;
  response_.body = std::move(replies_.lines);
  if (replies_.decided) {
    response_.phase = Phase::complete;
    return std::move(response_);
  }
  response_.phase = body_asked_ ? Phase::sent : Phase::not_sent;
  // A positive reply to an earlier command says nothing about the message.
  if (response_.status < 400) {
    response_.status = 0;
    response_.body.clear();
  }
  response_.error = result == CURLE_OK ? "the session ended without a reply" : error_text(result);
  return std::move(response_);
}

size_t Exchange::on_read(char* buffer, size_t size, size_t count, void* self) {
  auto& exchange = *static_cast<Exchange*>(self);
  exchange.body_asked_ = true;
  const std::string& body = exchange.request_.body;
  const size_t length = std::min(size * count, body.size() - exchange.offset_);
  std::memcpy(buffer, body.data() + exchange.offset_, length);
  exchange.offset_ += length;
  return length;
}

size_t Exchange::on_body(char* data, size_t size, size_t count, void* self) {
  auto& exchange = *static_cast<Exchange*>(self);
  const size_t length = size * count;
  std::string& body = exchange.response_.body;
  const size_t taken = std::min(length, limits::response_bytes - body.size());
  try {
    body.append(data, taken);
  } catch (const std::bad_alloc&) {
    exchange.cut_ = true; // the status is known; the rest is not worth an abort of the host
    return 0;
  }
  // Stopping here ends the transfer: a longer answer must not occupy the connection.
  exchange.cut_ = exchange.cut_ || taken < length;
  return taken;
}

size_t Exchange::on_header(char* data, size_t size, size_t count, void* self) {
  auto& exchange = *static_cast<Exchange*>(self);
  const std::string_view line(data, size * count);
  try {
    if (exchange.smtp_) exchange.take_reply_line(line);
    else if (line.substr(0, 5) == "HTTP/") exchange.take_status_line(line);
    else exchange.take_header(line);
  } catch (const std::bad_alloc&) {
    return 0;
  }
  return line.size();
}

// A new status line starts over: what came before was a 1xx.
void Exchange::take_status_line(std::string_view line) {
  response_.headers.clear();
  const size_t space = line.find(' ');
  const int status = space == std::string_view::npos ? 0 : three_digits(line.substr(space + 1));
  response_.status = status >= 200 ? status : 0;
}

void Exchange::take_header(std::string_view line) {
  const size_t colon = line.find(':');
  if (colon == std::string_view::npos) return;
  response_.headers.emplace_back(trim(line.substr(0, colon)), trim(line.substr(colon + 1)));
}

// Replies to the greeting, EHLO, STARTTLS and AUTH concern the connection; from MAIL on a refusal
// is an answer to this message, and after the body any reply is. The answer to our own QUIT comes
// through here as well and must not replace the reply that decided.
void Exchange::take_reply_line(std::string_view line) {
  if (replies_.decided) return;
  const int code = three_digits(line);
  const bool goodbye = starts_ == 0 && replies_.ended && replies_.code >= 400 && code == 221;
  if (goodbye) return;
  if (replies_.ended) {
    replies_.lines.clear();
    replies_.ended = false;
  }
  const std::string_view text = trim(line);
  if (replies_.lines.size() + text.size() < limits::response_bytes) {
    if (!replies_.lines.empty()) replies_.lines += '\n';
    replies_.lines += text;
  }
  if (code == 0 || (line.size() > 3 && line[3] == '-')) return;
  const bool message_refused = starts_ > 0 && code >= 400;
  replies_.code = code;
  replies_.ended = true;
  replies_.decided = body_asked_ || message_refused || (starts_ > 0 && is_session_check(request_));
}

int Exchange::on_start(void* self, char* address, char*, int, int) {
  auto& exchange = *static_cast<Exchange*>(self);
  if (exchange.starts_ > 0) {
    const bool repeatable = exchange.request_.method == "GET" || exchange.request_.method == "HEAD";
    if (!repeatable && exchange.may_have_left()) return CURL_PREREQFUNC_ABORT;
  }
  // A reused connection was opened for another request, perhaps one with more rights.
  if (!exchange.request_.allow_private && !is_public_address(std::string_view(address))) {
    exchange.refused_address_ = true;
    return CURL_PREREQFUNC_ABORT;
  }
  ++exchange.starts_;
  exchange.replies_ = Replies();
  return CURL_PREREQFUNC_OK;
}

curl_socket_t Exchange::on_socket(void* self, curlsocktype, curl_sockaddr* address) {
  auto& exchange = *static_cast<Exchange*>(self);
  if (!exchange.request_.allow_private && !is_public_address(address->addr)) {
    exchange.refused_address_ = true;
    return CURL_SOCKET_BAD;
  }
  return ::socket(address->family, address->socktype | SOCK_CLOEXEC, address->protocol);
}

} // namespace beckon::http
