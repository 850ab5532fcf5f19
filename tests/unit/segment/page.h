// Reads the tables of docs/conditions.md: each row is a condition, what is known of a profile, and
// whether it holds.
#pragma once

#include <functional>
#include <string>
#include <vector>

#include "model/condition_model.h"
#include "schema/value.h"

namespace beckon::segment::test {

struct PageCase {
  size_t line;           // of the page
  std::string condition; // JSON
  std::string given;     // the cell as it is written
  model::ModelProfile profile;
  Millis now;
  bool holds;
};

// A condition as JSON and as text.
struct PageForm {
  size_t line; // of the page
  std::string json, text;
};

// Every row that shows both forms.
std::vector<PageForm> read_forms(const std::string& path);
// Writes the texts of the page anew.
void write_forms(const std::string& path,
                 const std::function<std::string(const std::string& json)>& text_of);

// Every case of every table. Throws std::runtime_error on a cell that cannot be read.
std::vector<PageCase> read_page(const std::string& path);

} // namespace beckon::segment::test
