// messages.sqlite: copies of messages as they left, where the workspace wants them kept. No part of
// the state: nothing is decided by it, and it can be deleted. The file is made with the first copy.
//
// Thread safety: any thread, one at a time inside. Several processes may use it.
#pragma once

#include <cstdint>
#include <mutex>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "base/time.h"

struct sqlite3;

namespace beckon::store {

struct ArchivedMessage {
  uint64_t send = 0;
  Millis at = 0;
  std::string form; // "mime" or "json"
  std::string bytes;
};

class MessageArchive {
 public:
  explicit MessageArchive(std::string path) : path_(std::move(path)) {}
  ~MessageArchive();
  MessageArchive(const MessageArchive&) = delete;
  MessageArchive& operator=(const MessageArchive&) = delete;

  // All or none; a repetition takes the place of what was kept of the send.
  // Throws disk_full, corrupt, permission_denied, busy, io_error.
  void keep(const std::vector<ArchivedMessage>& messages);
  // Nothing when none is kept.
  std::optional<ArchivedMessage> find(uint64_t send);
  // Overwritten in the file, not only forgotten.
  void remove(const std::vector<uint64_t>& sends);
  void remove_before(Millis at);
  // Empty when the file is sound or not there, else what SQLite's integrity check says.
  std::string check();

 private:
  bool open(bool create); // whether it is there
  std::string path_;
  std::mutex mutex_;
  sqlite3* db_ = nullptr;
};

} // namespace beckon::store
