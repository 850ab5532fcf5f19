// The C++ surface as a scenario uses it: JSON in, JSON out, failures as one type.
#pragma once

#include <memory>
#include <nlohmann/json.hpp>
#include <optional>
#include <stdexcept>
#include <string>
#include <vector>

namespace scenario {

using Json = nlohmann::ordered_json;

// What the library refused.
struct Failure : std::runtime_error {
  Failure(const std::string& message, std::string code_name, std::vector<std::string> where)
      : std::runtime_error(message), code(std::move(code_name)), pointers(std::move(where)) {}
  std::string code;
  std::vector<std::string> pointers; // of all issues, or the one of the error
  // "error CODE POINTER …"
  std::string text() const;
};
// The same from an error's JSON form.
Failure failure_of(const Json& error);

class Workspace {
 public:
  // A new directory below `root` is used; it is removed by the caller.
  Workspace(std::string directory, std::optional<int64_t> start);
  ~Workspace();
  Workspace(const Workspace&) = delete;
  Workspace& operator=(const Workspace&) = delete;

  // `verb`: identify, track, alias, consent or ingest; `json` as written.
  Json record(const std::string& verb, const std::string& json);
  Json call(const std::string& operation, const std::string& request);
  bool is_member(const std::string& segment, const std::string& profile);
  void advance_by(const std::string& duration);
  void advance_to(int64_t at);
  void settle();
  Json verify();
  void restart();

 private:
  struct Handle;
  void open();
  std::string directory_;
  std::optional<int64_t> start_;
  std::unique_ptr<Handle> handle_;
};

// Every item of a listing. Throws when it does not fit one page: scenarios are small.
Json items(Workspace& workspace, const std::string& operation, const Json& request);
// The text of a member, or "".
std::string text_of(const Json& object, const char* member);

} // namespace scenario
