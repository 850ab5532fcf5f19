#include "send/bare_curl.h"

#include <curl/curl.h>

#include <algorithm>
#include <atomic>
#include <cstring>
#include <stdexcept>
#include <thread>
#include <vector>

#include "support/timing.h"

namespace bench {
namespace {

size_t drop(char*, size_t size, size_t count, void*) { return size * count; }

struct Upload {
  const std::string* bytes;
  size_t offset = 0;
};

size_t read_upload(char* buffer, size_t size, size_t count, void* self) {
  auto& upload = *static_cast<Upload*>(self);
  const size_t length = std::min(size * count, upload.bytes->size() - upload.offset);
  std::memcpy(buffer, upload.bytes->data() + upload.offset, length);
  upload.offset += length;
  return length;
}

void check(bool ok, const char* what) {
  if (!ok) throw std::runtime_error(std::string("bare curl: ") + what);
}

} // namespace

double post_bare(uint16_t port, const std::string& body, uint64_t count, size_t handles) {
  const std::string url = "http://127.0.0.1:" + std::to_string(port) + "/v3/mail/send";
  curl_slist* headers = curl_slist_append(nullptr, "Content-Type: application/json");
  headers = curl_slist_append(headers, "Authorization: Bearer SG.x");
  headers = curl_slist_append(headers, "Expect:");
  CURLM* multi = curl_multi_init();
  std::vector<CURL*> all;
  for (size_t i = 0; i < handles; ++i) {
    CURL* easy = curl_easy_init();
    curl_easy_setopt(easy, CURLOPT_URL, url.c_str());
    curl_easy_setopt(easy, CURLOPT_HTTPHEADER, headers);
    curl_easy_setopt(easy, CURLOPT_POSTFIELDS, body.data());
    curl_easy_setopt(easy, CURLOPT_POSTFIELDSIZE_LARGE, static_cast<curl_off_t>(body.size()));
    curl_easy_setopt(easy, CURLOPT_WRITEFUNCTION, &drop);
    curl_easy_setopt(easy, CURLOPT_NOPROXY, "*");
    all.push_back(easy);
  }
  const Stopwatch watch;
  uint64_t started = 0, ended = 0;
  for (CURL* easy : all) {
    if (started == count) break;
    ++started;
    curl_multi_add_handle(multi, easy);
  }
  while (ended < count) {
    int running = 0, left = 0;
    curl_multi_perform(multi, &running);
    bool progress = false;
    while (const CURLMsg* message = curl_multi_info_read(multi, &left)) {
      if (message->msg != CURLMSG_DONE) continue;
      CURL* easy = message->easy_handle;
      check(message->data.result == CURLE_OK, curl_easy_strerror(message->data.result));
      curl_multi_remove_handle(multi, easy);
      ++ended;
      progress = true;
      if (started == count) continue;
      ++started;
      curl_multi_add_handle(multi, easy);
    }
    if (!progress) curl_multi_poll(multi, nullptr, 0, 1'000, nullptr);
  }
  const double seconds = watch.seconds();
  for (CURL* easy : all) curl_easy_cleanup(easy);
  curl_multi_cleanup(multi);
  curl_slist_free_all(headers);
  return seconds;
}

double mail_bare(uint16_t port, const std::string& message, uint64_t count, size_t sessions) {
  const std::string url = "smtp://127.0.0.1:" + std::to_string(port) + "/bench.example";
  std::atomic<uint64_t> next = 0, failed = 0;
  const auto work = [&] {
    curl_slist* recipients = curl_slist_append(nullptr, "u1@shop.example");
    CURL* easy = curl_easy_init();
    curl_easy_setopt(easy, CURLOPT_URL, url.c_str());
    curl_easy_setopt(easy, CURLOPT_MAIL_FROM, "shop@shop.example");
    curl_easy_setopt(easy, CURLOPT_MAIL_RCPT, recipients);
    curl_easy_setopt(easy, CURLOPT_UPLOAD, 1L);
    curl_easy_setopt(easy, CURLOPT_READFUNCTION, &read_upload);
    curl_easy_setopt(easy, CURLOPT_INFILESIZE_LARGE, static_cast<curl_off_t>(message.size()));
    curl_easy_setopt(easy, CURLOPT_WRITEFUNCTION, &drop);
    while (next.fetch_add(1) < count) {
      Upload upload{&message};
      curl_easy_setopt(easy, CURLOPT_READDATA, &upload);
      if (curl_easy_perform(easy) != CURLE_OK) ++failed;
    }
    curl_easy_cleanup(easy);
    curl_slist_free_all(recipients);
  };
  const Stopwatch watch;
  std::vector<std::thread> threads;
  for (size_t i = 0; i < sessions; ++i) threads.emplace_back(work);
  for (std::thread& thread : threads) thread.join();
  check(failed == 0, "messages were refused");
  return watch.seconds();
}

} // namespace bench
