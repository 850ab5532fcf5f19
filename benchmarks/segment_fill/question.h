// The conditions that are asked: each as the engine reads it, and as SQL in several shapes.
#pragma once

#include <string>
#include <vector>

namespace bench {

struct Question {
  std::string name;
  std::string where;            // JSON
  std::vector<std::string> sql; // SELECT … AS id; times in place
};

// Reads a file of them; "{30d}" in its SQL becomes the instant 30 days before `now`.
std::vector<Question> read_questions(const std::string& path, int64_t now);

} // namespace bench
