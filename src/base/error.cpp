#include "base/error.h"

#include <algorithm>
#include <array>
#include <utility>

namespace beckon {
namespace {

struct CodeRow {
  std::string_view name;
  bool retryable;
};

constexpr std::array<CodeRow, 20> kCodes = {{
    {"ok", false},
    {"invalid_request", false},
    {"invalid_definition", false},
    {"not_found", false},
    {"conflict", false},
    {"limit_exceeded", false},
    {"unknown_operation", false},
    {"closed", false},
    {"busy", true},
    {"version_mismatch", false},
    {"permission_denied", false},
    {"disk_full", true},
    {"corrupt", false},
    {"io_error", true},
    {"out_of_memory", true},
    {"poisoned", false},
    {"forked", false},
    {"unsupported", false},
    {"cancelled", true},
    {"internal", false},
}};

std::string first_issue_text(const Issues& issues) {
  std::string text = std::to_string(issues.size());
  text += issues.size() == 1 ? " issue: " : " issues, first: ";
  if (!issues.empty()) text += issues.front().message;
  return text;
}

// Letters added, left out, replaced, or exchanged with their neighbour.
size_t edit_distance(std::string_view a, std::string_view b) {
  std::vector<size_t> before, above, row(b.size() + 1);
  for (size_t j = 0; j <= b.size(); ++j) row[j] = j;
  for (size_t i = 1; i <= a.size(); ++i) {
    before = std::move(above);
    above = std::move(row);
    row.assign(b.size() + 1, i);
    for (size_t j = 1; j <= b.size(); ++j) {
      const size_t substitution = above[j - 1] + (a[i - 1] == b[j - 1] ? 0 : 1);
      row[j] = std::min({above[j] + 1, row[j - 1] + 1, substitution});
      const bool exchanged = i > 1 && j > 1 && a[i - 1] == b[j - 2] && a[i - 2] == b[j - 1];
      if (exchanged) row[j] = std::min(row[j], before[j - 2] + 1);
    }
  }
  return row[b.size()];
}

} // namespace

std::string_view code_name(Code code) {
  const auto index = static_cast<size_t>(code);
  return index < kCodes.size() ? kCodes[index].name : "internal";
}

bool is_retryable(Code code) {
  const auto index = static_cast<size_t>(code);
  return index < kCodes.size() && kCodes[index].retryable;
}

Error::Error(Code code, std::string message, std::string pointer, std::string hint)
    : code_(code),
      message_(std::move(message)),
      pointer_(std::move(pointer)),
      hint_(std::move(hint)) {}

Error::Error(Code code, Issues issues)
    : code_(code), message_(first_issue_text(issues)), issues_(std::move(issues)) {
  if (!issues_.empty()) {
    pointer_ = issues_.front().pointer;
    hint_ = issues_.front().hint;
  }
}

void fail_invalid(std::string message, std::string pointer, std::string hint) {
  throw Error(Code::invalid_request, std::move(message), std::move(pointer), std::move(hint));
}

std::string pointer_join(std::string_view base, std::string_view token) {
  std::string joined(base);
  joined += '/';
  for (const char c : token) {
    if (c == '~') joined += "~0";
    else if (c == '/') joined += "~1";
    else joined += c;
  }
  return joined;
}

std::string pointer_join(std::string_view base, size_t index) {
  return std::string(base) + "/" + std::to_string(index);
}

std::string nearest_name(std::string_view name, const std::vector<std::string>& candidates) {
  constexpr size_t kLongestName = 200; // keeps the quadratic distance bounded
  if (name.empty() || name.size() > kLongestName) return {};
  const size_t limit = std::max<size_t>(1, name.size() / 3);
  std::string best;
  size_t best_distance = limit + 1;
  for (const std::string& candidate : candidates) {
    if (candidate.size() > kLongestName) continue;
    const size_t distance = edit_distance(name, candidate);
    if (distance < best_distance) {
      best_distance = distance;
      best = candidate;
    }
  }
  return best;
}

} // namespace beckon
