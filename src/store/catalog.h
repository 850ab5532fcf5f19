// catalog.sqlite: what marketers and operators write and no customer's record ever reads: drafts of
// flows, provider accounts with their secrets (which must not stand in an append-only journal), and
// what other platforms have told.
// Published definitions live in the journal and the state; nothing lives in both.
//
// A rollback journal, no WAL: several processes may have it open, and SQLite before 3.51.3 can lose
// the race of two connections that write to and reset a WAL.
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

// What a platform that customers are synchronised to has told, kept to be shown again, and whom it
// has yet to forget: the journal and the state must not hold the addresses of the erased.
struct SyncNote {
  std::string target, name, document; // JSON
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

  void put_sync_note(const SyncNote& note);
  std::optional<SyncNote> sync_note(std::string_view target, std::string_view name);
  void remove_sync_note(std::string_view target, std::string_view name);
  void remove_sync_notes(std::string_view target); // all of them
  // All of it in a file that nobody has, synced.
  void copy_to(const std::string& file);
  // Gives back the space of what is no more.
  void compact();

  // Empty when the file is sound, else what SQLite's integrity check says.
  std::string check();

 private:
  class Statement;
  int64_t version();
  void migrate(const std::string& path);
  void execute(const char* sql);
  template <typename Row>
  std::vector<Row> rows(const char* sql, std::string_view key);

  std::mutex mutex_;
  sqlite3* db_ = nullptr;
};

} // namespace beckon::store
