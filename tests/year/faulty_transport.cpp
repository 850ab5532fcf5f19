#include "year/faulty_transport.h"

#include "base/hash.h"

namespace beckon::year {
namespace {

// The header that tells one message from all others, whichever attempt it is.
std::string message_id(const std::string& mime) {
  const size_t at = mime.find("Message-ID:");
  return at == std::string::npos ? std::string() : mime.substr(at, mime.find('\n', at) - at);
}

// As the shop's templates have it: what is owed to a customer goes out whatever they say of news.
bool is_marketing(const std::string& mime) {
  return mime.find("Subject: News") != std::string::npos;
}

http::Response complete(int status) {
  http::Response response;
  response.phase = http::Phase::complete;
  response.status = status;
  return response;
}

http::Response broken_off(http::Phase phase) {
  http::Response response;
  response.phase = phase;
  response.error = "the connection broke";
  return response;
}

} // namespace

// Of a hundred: 90 accepted, 3 rejected, 3 later, 2 not reached, 2 answers lost. The date in the
// message tells attempts apart.
http::Response FaultyTransport::answer(const http::Request& request) const {
  const uint64_t luck = hash64(request.url + request.body, seed_) % 100;
  if (luck < 90) return complete(250);
  if (luck < 93) return complete(550);
  if (luck < 96) return complete(451);
  return broken_off(luck < 98 ? http::Phase::not_sent : http::Phase::sent);
}

void FaultyTransport::perform(std::span<const http::Request> requests,
                              const std::function<void(size_t, http::Response)>& done) {
  for (size_t i = 0; i < requests.size(); ++i) {
    const http::Request& request = requests[i];
    http::Response response = answer(request);
    {
      const std::lock_guard lock(mutex_);
      ++requests_;
      for (const std::string& to : request.recipients) {
        const bool wanted = opted_out_.count(to) == 0 || !is_marketing(request.body);
        if (!wanted) broken_.push_back("written to after an opt-out: " + to);
      }
      const std::string id = message_id(request.body);
      const bool taken = response.phase == http::Phase::complete && response.status == 250;
      if (id.empty()) broken_.push_back("a message without an id");
      else if (accepted_.count(id) != 0) broken_.push_back("sent again: " + id);
      else if (taken) accepted_.insert(id);
    }
    done(i, std::move(response));
  }
}

void FaultyTransport::opt_out(const std::string& address) {
  const std::lock_guard lock(mutex_);
  opted_out_.insert(address);
}

void FaultyTransport::opt_in(const std::string& address) {
  const std::lock_guard lock(mutex_);
  opted_out_.erase(address);
}

std::vector<std::string> FaultyTransport::broken() const {
  const std::lock_guard lock(mutex_);
  return broken_;
}

uint64_t FaultyTransport::requests() const {
  const std::lock_guard lock(mutex_);
  return requests_;
}

} // namespace beckon::year
