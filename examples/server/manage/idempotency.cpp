#include "manage/idempotency.h"

#include <utility>

namespace server {
namespace {

size_t size_of(const Response& response) {
  size_t bytes = response.body.size();
  for (const Header& header : response.headers) bytes += header.name.size() + header.value.size();
  return bytes;
}

} // namespace

Idempotency::Verdict Idempotency::begin(const std::string& key, const Digest& request, Millis now,
                                        Response* response) {
  const std::lock_guard lock(mutex_);
  make_room(now);
  const auto found = entries_.find(key);
  if (found != entries_.end()) {
    const Entry& entry = found->second;
    if (entry.request != request) return Verdict::mismatch;
    if (!entry.done) return Verdict::in_flight;
    *response = entry.response;
    return Verdict::replay;
  }
  Entry entry{request, now, false, {}, key.size(), by_age_.insert(by_age_.end(), key)};
  bytes_ += entry.bytes;
  entries_.emplace(key, std::move(entry));
  return Verdict::run;
}

void Idempotency::finish(const std::string& key, const Response& response) {
  const std::lock_guard lock(mutex_);
  const auto found = entries_.find(key);
  if (found == entries_.end()) return;
  Entry& entry = found->second;
  entry.done = true;
  entry.response = response;
  entry.bytes += size_of(response);
  bytes_ += size_of(response);
  make_room(entry.since);
}

void Idempotency::forget(const std::string& key) {
  const std::lock_guard lock(mutex_);
  const auto found = entries_.find(key);
  if (found != entries_.end()) erase(found);
}

void Idempotency::erase(std::map<std::string, Entry>::iterator entry) {
  bytes_ -= entry->second.bytes;
  by_age_.erase(entry->second.age);
  entries_.erase(entry);
}

// Requests that are still being handled stay: there are no more of them than workers.
void Idempotency::make_room(Millis now) {
  for (auto key = by_age_.begin(); key != by_age_.end();) {
    const auto entry = entries_.find(*key);
    const bool is_old = entry->second.since + limits_.keep_ms <= now;
    if (!is_old && entries_.size() < limits_.entries && bytes_ <= limits_.bytes) return;
    ++key; // before its element goes
    if (entry->second.done) erase(entry);
  }
}

} // namespace server
