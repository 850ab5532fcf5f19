// The words behind a command: positions and --options, each declared by the command that reads it.
#pragma once

#include <map>
#include <optional>
#include <stdexcept>
#include <string>
#include <vector>

namespace beckon::cli {

// A mistake in the command line: exit code 2.
class UsageError : public std::runtime_error {
 public:
  using std::runtime_error::runtime_error;
};

struct Option {
  std::string name;        // with its dashes
  bool takes_value = true; // else a flag
  std::string about;       // for --help
};

struct Usage {
  std::string positions; // "WORKSPACE FILE"
  size_t least = 0, most = 0;
  std::vector<Option> options;
};

class Arguments {
 public:
  // Throws UsageError. "--" ends the options; "--name=value" is "--name value".
  Arguments(const std::vector<std::string>& words, const Usage& usage);

  const std::string& position(size_t index) const { return positions_.at(index); }
  size_t count() const { return positions_.size(); }
  bool has(const std::string& name) const { return values_.count(name) != 0; }
  std::optional<std::string> value(const std::string& name) const; // the last one given
  std::vector<std::string> values(const std::string& name) const;

 private:
  std::vector<std::string> positions_;
  std::map<std::string, std::vector<std::string>> values_;
};

} // namespace beckon::cli
