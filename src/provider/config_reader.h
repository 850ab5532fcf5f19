// Checks an account's configuration member by member and collects every issue.
#pragma once

#include <cstdint>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "base/error.h"
#include "schema/value.h"

namespace beckon::provider {

// Each method names one member that the kind knows; finish() reports the others. A method returns
// the member's value, or nothing when it is absent or was reported.
class ConfigReader {
 public:
  // Ownership: both are borrowed.
  ConfigReader(const schema::Value& config, Issues* issues);

  enum class Presence : uint8_t { optional, required };
  std::optional<std::string> text(std::string_view name, Presence presence = Presence::optional);
  // The text of a key file, lines and all.
  std::optional<std::string> pem(std::string_view name, Presence presence = Presence::required);
  std::optional<int64_t> integer(std::string_view name, int64_t least, int64_t most);
  std::optional<bool> boolean(std::string_view name);
  // One of the names.
  std::optional<std::string> choice(std::string_view name, const std::vector<std::string>& names);
  // "30s": between a second and ten minutes, in milliseconds.
  std::optional<int64_t> timeout(std::string_view name);
  // Null when it is absent or was reported.
  const schema::Value* object(std::string_view name);

  // The members that every kind has: key, kind, channel, and the terms (terms.h).
  void common(std::string_view kind, const std::vector<std::string>& channels);

  void report(std::string_view member, std::string message, std::string hint = {});
  // Reports what no method has named.
  void finish();

 private:
  const schema::Value* member(std::string_view name);
  void report_kind(std::string_view name, std::string_view expected, const schema::Value& found);

  const schema::Value& config_;
  Issues* issues_;
  std::vector<std::string> known_;
};

} // namespace beckon::provider
