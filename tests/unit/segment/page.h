// Reads the tables of docs/conditions.md: each row is a condition, what is known of a profile, and
// whether it holds.
#pragma once

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

// Every case of every table. Throws std::runtime_error on a cell that cannot be read.
std::vector<PageCase> read_page(const std::string& path);

} // namespace beckon::segment::test
