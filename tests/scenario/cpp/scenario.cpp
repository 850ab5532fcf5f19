#include "scenario.h"

#include <algorithm>
#include <sstream>
#include <stdexcept>

namespace scenario {
namespace {

constexpr std::string_view kSpace = " \n";

std::string trim(std::string_view text) {
  const size_t first = text.find_first_not_of(kSpace);
  if (first == std::string_view::npos) return {};
  return std::string(text.substr(first, text.find_last_not_of(kSpace) - first + 1));
}

[[noreturn]] void fail(const std::string& path, size_t line, const std::string& message) {
  throw std::runtime_error(path + ":" + std::to_string(line) + ": " + message);
}

// The two cells of a row, or nothing when the row is decoration.
std::optional<std::pair<std::string, std::string>> cells(const std::string& path, size_t line,
                                                         const std::string& text) {
  const std::string row = trim(text);
  if (row.size() < 2 || row.back() != '|') fail(path, line, "a row ends with a bar");
  const std::string inner = row.substr(1, row.size() - 2);
  const size_t bar = inner.rfind(" | ");
  if (inner.starts_with("-")) return std::nullopt;
  if (bar == std::string::npos) fail(path, line, "a row has two cells");
  std::pair<std::string, std::string> found(trim(inner.substr(0, bar)),
                                            trim(inner.substr(bar + 3)));
  if (found.first == "step") return std::nullopt;
  return found;
}

// Cuts a closing "-> /a /b" off the step.
void take_pointers(Step* step) {
  const size_t arrow = step->text.rfind(" -> /");
  if (arrow == std::string::npos) return;
  std::istringstream words(step->text.substr(arrow + 4));
  std::vector<std::string> pointers;
  for (std::string word; words >> word;) {
    if (word.front() != '/') return; // part of some text
    pointers.push_back(word);
  }
  step->pointers = std::move(pointers);
  step->text = trim(step->text.substr(0, arrow));
}

// Code points, so that a name in another script keeps the bars in line.
size_t width_of(const std::string& text) {
  return static_cast<size_t>(std::count_if(text.begin(), text.end(), [](char c) {
    return (static_cast<unsigned char>(c) & 0xC0) != 0x80;
  }));
}

std::string padded(const std::string& text, size_t width) {
  const size_t has = width_of(text);
  return text + std::string(width > has ? width - has : 0, ' ');
}

} // namespace

Scenario parse(const std::string& path, const std::string& text) {
  Scenario scenario;
  scenario.path = path;
  std::istringstream in(text);
  for (std::string line; std::getline(in, line);) {
    while (!line.empty() && (line.back() == ' ' || line.back() == '\r')) line.pop_back();
    scenario.lines.push_back(line);
  }
  if (scenario.lines.empty() || !scenario.lines.front().starts_with("# ")) {
    fail(path, 1, "the first line states the behaviour: # …");
  }
  for (size_t i = 0; i < scenario.lines.size(); ++i) {
    const std::string& line = scenario.lines[i];
    if (line.empty() || line.front() == '#') continue;
    if (line.front() == ' ') {
      if (scenario.steps.empty() || scenario.steps.back().row)
        fail(path, i + 1, "continues nothing");
      scenario.steps.back().text += "\n" + trim(line);
      continue;
    }
    Step step;
    step.line = i + 1;
    step.text = line;
    if (line.front() == '|') {
      const auto pair = cells(path, i + 1, line);
      if (!pair) continue;
      step.row = true;
      step.text = pair->first;
      step.expect = pair->second;
      take_pointers(&step);
    }
    scenario.steps.push_back(std::move(step));
  }
  return scenario;
}

std::string with_outcomes(const Scenario& scenario, const std::vector<std::string>& outcomes) {
  std::vector<std::string> left(scenario.lines.size()), right(scenario.lines.size());
  for (size_t i = 0; i < scenario.steps.size(); ++i) {
    const Step& step = scenario.steps[i];
    if (!step.row) continue;
    left[step.line - 1] = step.text;
    for (const std::string& pointer : step.pointers) {
      left[step.line - 1] += (&pointer == &step.pointers.front() ? " -> " : " ") + pointer;
    }
    right[step.line - 1] = outcomes[i];
  }
  size_t wide = 4, wide_right = 6;
  for (size_t i = 0; i < left.size(); ++i) {
    wide = std::max(wide, width_of(left[i]));
    wide_right = std::max(wide_right, width_of(right[i]));
  }
  std::string out;
  for (size_t i = 0; i < scenario.lines.size(); ++i) {
    const std::string& line = scenario.lines[i];
    if (!line.starts_with("|")) {
      out += line + "\n";
    } else if (line.starts_with("|-")) {
      out += "|" + std::string(wide + 2, '-') + "|" + std::string(wide_right + 2, '-') + "|\n";
    } else {
      const bool header = left[i].empty();
      out += "| " + padded(header ? "step" : left[i], wide) + " | " +
             padded(header ? "expect" : right[i], wide_right) + " |\n";
    }
  }
  return out;
}

void Words::skip_space() {
  rest_.remove_prefix(std::min(rest_.size(), rest_.find_first_not_of(kSpace)));
}

std::string Words::next() {
  skip_space();
  const std::string word(rest_.substr(0, rest_.find_first_of(kSpace)));
  rest_.remove_prefix(word.size());
  return word;
}

std::string Words::next_string() {
  skip_space();
  if (rest_.empty() || rest_.front() != '"')
    throw std::runtime_error("expected a string in quotes");
  size_t end = 1;
  while (end < rest_.size() && rest_[end] != '"') end += rest_[end] == '\\' ? 2 : 1;
  if (end >= rest_.size()) throw std::runtime_error("a string without closing quote");
  const std::string found(rest_.substr(0, end + 1));
  rest_.remove_prefix(end + 1);
  return found;
}

std::optional<std::pair<std::string, std::string>> Words::next_field() {
  skip_space();
  const std::string_view word = rest_.substr(0, rest_.find_first_of(kSpace));
  const size_t equals = word.find('=');
  if (equals == std::string_view::npos || at_json()) return std::nullopt;
  std::pair<std::string, std::string> field(word.substr(0, equals), word.substr(equals + 1));
  rest_.remove_prefix(word.size());
  return field;
}

std::string Words::rest() {
  skip_space();
  std::string found = trim(rest_);
  rest_ = {};
  return found;
}

bool Words::at_json() {
  skip_space();
  return !rest_.empty() && (rest_.front() == '{' || rest_.front() == '[' || rest_.front() == '"');
}

} // namespace scenario
