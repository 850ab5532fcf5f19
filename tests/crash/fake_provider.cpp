#include "fake_provider.h"

#include <algorithm>
#include <chrono>
#include <thread>

#include "base/hash.h"

namespace beckon::crash {
namespace {

// Of SendGrid's custom_args, cut out rather than parsed; of a webhook its id.
std::string key_of(const test::HttpRequest& request, bool* knows_repetitions) {
  const auto id = request.headers.find("webhook-id");
  *knows_repetitions = id != request.headers.end();
  if (*knows_repetitions) return id->second;
  constexpr std::string_view kField = R"("beckon_send":")";
  const size_t field = request.body.find(kField);
  if (field == std::string::npos) return {};
  const size_t begin = field + kField.size();
  return request.body.substr(begin, request.body.find('"', begin) - begin);
}

} // namespace

FakeProvider::FakeProvider(const Script& script)
    : script_(script), server_([this](test::Connection& connection, int) { serve(connection); }) {}

std::map<std::string, int> FakeProvider::delivered() {
  const std::lock_guard lock(mutex_);
  return delivered_;
}

// The same whenever it is asked, so that a run can be told again from its seed.
Fault FakeProvider::fault_of(const std::string& key, uint32_t tries) const {
  if (tries >= script_.faulty_tries) return Fault::none;
  const uint64_t place = hash64(key, script_.seed + tries) % 100;
  const uint64_t fault = place / std::max<uint32_t>(1, script_.per_cent);
  if (script_.per_cent == 0 || fault >= kFaults.size()) return Fault::none;
  return kFaults[fault];
}

void FakeProvider::deliver(const std::string& key, bool knows_repetitions) {
  const std::lock_guard lock(mutex_);
  int& times = delivered_[key];
  if (!knows_repetitions || times == 0) ++times;
}

void FakeProvider::serve(test::Connection& connection) {
  while (const auto request = test::read_http_request(connection)) {
    // A request that broke off in the middle was not understood.
    const auto length = request->headers.find("content-length");
    const bool whole =
        length != request->headers.end() && request->body.size() == std::stoul(length->second);
    if (!whole || !answer(connection, *request)) return;
  }
}

// False: the connection is of no use any more.
bool FakeProvider::answer(test::Connection& connection, const test::HttpRequest& request) {
  bool knows_repetitions = false;
  const std::string key = key_of(request, &knows_repetitions);
  uint32_t tries;
  {
    const std::lock_guard lock(mutex_);
    tries = tries_[key]++;
  }
  const Fault fault = fault_of(key, tries);
  ++requests_;
  ++faults_[static_cast<size_t>(fault)];
  const bool takes = fault != Fault::throttle && fault != Fault::trouble;
  if (takes) deliver(key, knows_repetitions);
  const std::string id = "X-Message-Id: m-" + key + "\r\n";
  switch (fault) {
    case Fault::hang: connection.wait_until_closed(); return false;
    case Fault::reset:
      connection.write("HTTP/1.1 20");
      connection.reset();
      return false;
    case Fault::throttle:
      connection.write(test::http_response("429 Too Many Requests", "Retry-After: 1\r\n", ""));
      return true;
    case Fault::trouble:
      connection.write(test::http_response("500 Internal Server Error", "", "{}"));
      return true;
    case Fault::slow: std::this_thread::sleep_for(std::chrono::milliseconds(100)); break;
    case Fault::malformed:
      connection.write(test::http_response("200 OK", "Content-Type: text/html\r\n", "<html><"));
      return true;
    case Fault::none: break;
  }
  connection.write(test::http_response("202 Accepted", id, ""));
  return true;
}

} // namespace beckon::crash
