// catalog.sqlite: what marketers and operators write and no customer's record ever reads: drafts of
// flows, and provider accounts with their secrets (which must not stand in an append-only journal).
// Published definitions live in the journal and the state; nothing lives in both.
//
// One connection reads, writes and checkpoints: SQLite before 3.51.3 can lose the race of two.
// Thread safety: any thread, one at a time inside.
#pragma once

#include <memory>
#include <mutex>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "base/time.h"

struct sqlite3;

namespace beckon::store {

struct Draft {
  std::string key, document; // JSON
  Millis updated_at = 0;
};

struct AccountRow {
  std::string key, document; // JSON, secrets included
  Millis updated_at = 0;
};

class Catalog {
 public:
  // Throws version_mismatch, corrupt, disk_full, permission_denied, io_error.
  explicit Catalog(const std::string& path);
  ~Catalog();
  Catalog(const Catalog&) = delete;
  Catalog& operator=(const Catalog&) = delete;

  void put_draft(const Draft& draft);
  std::optional<Draft> draft(std::string_view key);
  std::vector<Draft> drafts(); // by key
  void remove_draft(std::string_view key);

  void put_account(const AccountRow& account);
  std::optional<AccountRow> account(std::string_view key);
  std::vector<AccountRow> accounts(); // by key
  void remove_account(std::string_view key);

  // All of it in a file that nobody has, synced.
  void copy_to(const std::string& file);
  // Gives back the space of what is no more.
  void compact();

  // Empty when the file is sound, else what SQLite's integrity check says.
  std::string check();

 private:
  class Statement;
  void migrate(const std::string& path);
  void execute(const char* sql);
  template <typename Row>
  std::vector<Row> rows(const char* sql, std::string_view key);

  std::mutex mutex_;
  sqlite3* db_ = nullptr;
};

} // namespace beckon::store
