// A workspace of one test, with short names for what tests do most. The engine is open from the
// beginning to the end, save between close() and open().
#pragma once

#include <map>
#include <memory>
#include <string>
#include <string_view>
#include <vector>

#include "engine/workspace.h"
#include "support/temp_directory.h"

namespace beckon::test {

inline constexpr Millis kStart = 1'709'283'600'000; // 2024-03-01T09:00:00Z
inline constexpr Millis kSecond = 1'000, kMinute = 60 * kSecond, kHour = 60 * kMinute;

// A manual clock that begins at kStart; nothing leaves by itself. Every other one has its hot rows
// in layers, which would take many profiles otherwise.
engine::Options manual_options();
// The system's clock; messages leave in the background.
engine::Options system_options();

// Every row of a state by table and key, without the row that counts records: two dumps are equal
// when nothing was changed in between, also if a refused record was journalled.
using StateDump = std::map<std::string, std::string>;

class TestWorkspace {
 public:
  // The path of the options is replaced, by a new directory or the one given.
  explicit TestWorkspace(engine::Options options = manual_options());
  TestWorkspace(engine::Options options, std::string path);

  engine::Workspace& engine() { return *engine_; }
  engine::Workspace* operator->() { return engine_.get(); }
  const std::string& path() const { return options_.path; }
  void close() { engine_.reset(); }
  void open();
  void reopen();

  schema::Value call(std::string_view operation, std::string_view request = "{}");
  // All items of a listing, page by page.
  std::vector<schema::Value> items(std::string_view operation, std::string_view request = "{}");
  // Address and granted consent for the e-mail of user `who`: "<who>@shop.example".
  void opt_in(const std::string& who);
  void opt_out(const std::string& who);
  void track(const std::string& who, std::string_view event);
  void segment(std::string_view key, std::string_view where);
  // Written, checked and published.
  void flow(std::string_view document);
  // A marketing template for e-mail.
  void email_template(std::string_view key);
  // A sandbox for e-mail that writes into outbox().
  void sandbox();
  std::string outbox() const { return directory_.file("outbox"); }
  std::vector<std::string> outbox_files() const; // names, sorted

  std::string state_hash();
  StateDump dump();
  // What verify finds, one line each; "" when the workspace is sound.
  std::string broken();
  std::map<std::string, int64_t> sends_by_state();

 private:
  TempDirectory directory_;
  engine::Options options_;
  std::unique_ptr<engine::Workspace> engine_;
};

std::string text_of(const schema::Value& object, std::string_view key);
// {"user_id": who}
std::string person(const std::string& who);

} // namespace beckon::test
