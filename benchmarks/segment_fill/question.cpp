#include "segment_fill/question.h"

#include <fstream>
#include <nlohmann/json.hpp>
#include <regex>
#include <stdexcept>

namespace bench {

std::vector<Question> read_questions(const std::string& path, int64_t now) {
  std::ifstream file(path);
  if (!file) throw std::runtime_error("cannot read " + path);
  std::vector<Question> questions;
  for (const auto& row : nlohmann::json::parse(file)) {
    Question question{row.at("name"), row.at("where").dump(), {}};
    for (std::string sql : row.at("sql")) {
      static const std::regex days(R"(\{(\d+)d\})");
      for (std::smatch found; std::regex_search(sql, found, days);) {
        const int64_t at = now - std::stoll(found[1]) * 86'400'000;
        sql = found.prefix().str() + std::to_string(at) + found.suffix().str();
      }
      question.sql.push_back(std::move(sql));
    }
    questions.push_back(std::move(question));
  }
  return questions;
}

} // namespace bench
