// A scenario file as steps. The form is described in ../README.md. Pure: reads and writes text.
#pragma once

#include <optional>
#include <string>
#include <string_view>
#include <vector>

namespace scenario {

struct Step {
  size_t line = 0;  // in the file, from 1
  bool row = false; // of the table; else a definition, which must cause nothing
  std::string text; // without a closing "-> POINTER …"
  std::vector<std::string> pointers;
  std::string expect;
};

struct Scenario {
  std::string path;
  std::vector<std::string> lines; // of the file
  std::vector<Step> steps;
};

// Throws std::runtime_error with path and line when the file is no scenario.
Scenario parse(const std::string& path, const std::string& text);

// The file with the last column replaced: `outcomes` holds one text for each step. The columns of
// the table are made as wide as they have to be.
std::string with_outcomes(const Scenario& scenario, const std::vector<std::string>& outcomes);

// Reads a step from left to right.
class Words {
 public:
  explicit Words(std::string_view text) : rest_(text) {}
  // The next word, up to a space or a line end; "" at the end.
  std::string next();
  // The next JSON string as it is written, quotes included. Throws when there is none.
  std::string next_string();
  // The next word when it has the form field=value.
  std::optional<std::pair<std::string, std::string>> next_field();
  // Everything that is left.
  std::string rest();
  bool at_json();

 private:
  void skip_space();
  std::string_view rest_;
};

} // namespace scenario
