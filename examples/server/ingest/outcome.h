// What became of the records of one request, and the answer that says so.
#pragma once

#include <cstddef>
#include <string>
#include <vector>

#include "core/message.h"

namespace server {

struct RecordError {
  size_t index;                            // of the record in the request, from 0
  std::string code, detail, pointer, hint; // the pointer is into the caller's document
};

struct Outcome {
  size_t accepted = 0;
  size_t duplicates = 0;           // of accepted
  std::vector<RecordError> errors; // by index
};

// 200 {"success": true} when all are stored; 200 {"success": false, "accepted", "duplicates",
// "errors": [{"index", "code", "detail", "pointer", "hint"?}…]} when some are.
// Throws Problem 400 with all mistakes when none is.
Response outcome_response(const Outcome& outcome);

} // namespace server
