// A database that is asked the same questions over the same rows.
#pragma once

#include <map>
#include <string>
#include <vector>

#include "segment_fill/dataset.h"
#include "segment_fill/members.h"
#include "segment_fill/question.h"

namespace bench {

struct PeerAnswer {
  Members members;
  double seconds = 0; // the median of its best shape
};

// Each question by name, in a database of the folder that is made when it is not there.
// `repetitions` of each shape; of shapes that take seconds, one.
std::map<std::string, PeerAnswer> ask_sqlite(const std::string& folder, const Dataset& data,
                                             const std::vector<Question>& questions,
                                             int repetitions);

// With the Python of a virtual environment that has DuckDB; two threads.
std::map<std::string, PeerAnswer> ask_duckdb(const std::string& python, const std::string& folder,
                                             const Dataset& data,
                                             const std::vector<Question>& questions,
                                             int repetitions);

} // namespace bench
