#include "page.h"

#include <algorithm>
#include <fstream>
#include <stdexcept>

#include "schema/json.h"

namespace beckon::segment::test {
namespace {

using schema::Value;

const Millis kAsked = parse_time("2024-03-10T12:00:00Z").value();

std::string trimmed(const std::string& text) {
  const size_t first = text.find_first_not_of(' ');
  if (first == std::string::npos) return "";
  return text.substr(first, text.find_last_not_of(' ') + 1 - first);
}

std::vector<std::string> cells_of(const std::string& line) {
  std::vector<std::string> cells;
  size_t start = 1;
  for (size_t bar = line.find('|', 1); bar != std::string::npos; bar = line.find('|', start)) {
    cells.push_back(trimmed(line.substr(start, bar - start)));
    start = bar + 1;
  }
  return cells;
}

// What stands between backticks.
std::vector<std::string> code_of(const std::string& cell) {
  std::vector<std::string> spans;
  for (size_t open = cell.find('`'); open != std::string::npos;) {
    const size_t close = cell.find('`', open + 1);
    if (close == std::string::npos) throw std::runtime_error("unbalanced backtick: " + cell);
    spans.push_back(cell.substr(open + 1, close - open - 1));
    open = cell.find('`', close + 1);
  }
  return spans;
}

// Takes the next word, or {object}, or "quoted text" (without its quotes) off the front.
std::string take(std::string* rest) {
  size_t end = rest->find(' ');
  if (rest->front() == '"') end = rest->find('"', 1) + 1;
  if (rest->front() == '{') end = rest->rfind('}') + 1;
  std::string word = rest->substr(0, end);
  *rest = end >= rest->size() ? "" : trimmed(rest->substr(end));
  if (word.front() == '"') word = word.substr(1, word.size() - 2);
  return word;
}

// "2d ago", "at 2024-03-10T10:00:00Z"; nothing: long ago.
Millis time_of(const std::string& text) {
  if (text.empty()) return parse_time("2020-01-01").value();
  if (text.substr(0, 3) == "at ") return parse_time(text.substr(3)).value();
  const size_t ago = text.rfind(" ago");
  if (ago == std::string::npos) throw std::runtime_error("no time: " + text);
  return subtract(kAsked, parse_duration(text.substr(0, ago)).value());
}

Value object_in(std::string* rest) {
  const bool there = !rest->empty() && rest->front() == '{';
  return there ? schema::parse_json(take(rest)) : Value::object();
}

void add_traits(const Value& traits, Millis at, model::ModelProfile* profile) {
  for (const auto& [name, value] : traits.as_object()) {
    profile->trait_history[name].emplace_back(at, value);
    if (value.is_null()) profile->traits.erase(name);
    else profile->traits.set(name, value);
  }
}

void add_fact(std::string rest, PageCase* row) {
  static const std::vector<std::string> kStates = {"sent",         "delivered", "opened",
                                                   "clicked",      "bounced",   "complained",
                                                   "unsubscribed", "converted"};
  model::ModelProfile& profile = row->profile;
  if (rest.front() == '{') {
    const Value traits = object_in(&rest);
    return add_traits(traits, time_of(rest), &profile);
  }
  const bool is_event = rest.front() == '"';
  const std::string word = take(&rest);
  if (is_event) {
    Value properties = object_in(&rest);
    profile.events.push_back({word, time_of(rest), std::move(properties)});
  } else if (std::find(kStates.begin(), kStates.end(), word) != kStates.end()) {
    model::ModelMessage message{object_in(&rest), {}};
    message.first[word] = time_of(rest);
    profile.messages.push_back(std::move(message));
  } else if (word == "consent") {
    const std::string channel = take(&rest); // email, email/news
    const size_t slash = std::min(channel.find('/'), channel.size());
    const std::string topic = slash == channel.size() ? "" : channel.substr(slash + 1);
    profile.consents[{channel.substr(0, slash), topic}] = rest;
  } else if (word == "list") {
    profile.lists.insert(rest);
  } else if (word == "suppressed") {
    profile.suppressed.insert(rest);
  } else if (word == "segment") {
    profile.in_segment = [rest](const std::string& key) { return key == rest; };
  } else if (word == "entry") {
    profile.entry = object_in(&rest);
  } else if (word == "id") {
    profile.id = rest;
  } else if (word == "asked") {
    row->now = parse_time(rest).value();
  } else {
    throw std::runtime_error("no fact: " + word);
  }
}

void add_case(size_t line, const std::string& condition, const std::string& given, bool holds,
              std::vector<PageCase>* cases) {
  if (given.empty()) return; // there is no such profile
  const std::vector<std::string> code = code_of(condition);
  if (code.size() != 1) throw std::runtime_error("not one condition: " + condition);
  PageCase row{line, code.front(), given, {}, kAsked, holds};
  row.profile.id = "p_1";
  const std::vector<std::string> facts = code_of(given);
  if (facts.empty() && given != "anyone") throw std::runtime_error("no profile: " + given);
  for (const std::string& fact : facts) add_fact(fact, &row);
  cases->push_back(std::move(row));
}

struct Line {
  size_t number;
  std::vector<std::string> header, cells; // none: no row of a table
};

Line read_line(size_t number, const std::string& text, const Line& before) {
  Line line{number, {}, {}};
  if (text.empty() || text.front() != '|') return line;
  line.cells = cells_of(text);
  line.header = before.header.empty() ? line.cells : before.header;
  if (before.header.empty() || line.cells.front().substr(0, 3) == "---") line.cells.clear();
  if (!line.cells.empty() && line.cells.size() != line.header.size()) {
    throw std::runtime_error("line " + std::to_string(number) + ": a bar too many or too few");
  }
  return line;
}

std::vector<Line> lines_of(const std::string& path) {
  std::ifstream page(path);
  if (!page) throw std::runtime_error("cannot read " + path);
  std::vector<Line> lines;
  std::string text;
  for (size_t number = 1; std::getline(page, text); ++number) {
    lines.push_back(read_line(number, text, lines.empty() ? Line{} : lines.back()));
  }
  return lines;
}

bool shows_forms(const Line& line) { return line.cells.size() > 1 && line.header[1] == "As text"; }

} // namespace

std::vector<PageForm> read_forms(const std::string& path) {
  std::vector<PageForm> forms;
  for (const Line& line : lines_of(path)) {
    if (!shows_forms(line)) continue;
    forms.push_back({line.number, code_of(line.cells[0]).at(0), code_of(line.cells[1]).at(0)});
  }
  return forms;
}

void write_forms(const std::string& path,
                 const std::function<std::string(const std::string& json)>& text_of) {
  std::ifstream page(path);
  std::string all, text;
  for (const Line& line : lines_of(path)) {
    std::getline(page, text);
    if (shows_forms(line)) {
      const std::string from = "| " + line.cells[0] + " | " + line.cells[1] + " |";
      const std::string to =
          "| " + line.cells[0] + " | `" + text_of(code_of(line.cells[0]).at(0)) + "` |";
      text.replace(text.find(from), from.size(), to);
    }
    all += text + "\n";
  }
  std::ofstream(path) << all;
}

std::vector<PageCase> read_page(const std::string& path) {
  std::vector<PageCase> cases;
  for (const Line& line : lines_of(path)) {
    const std::vector<std::string>& cells = line.cells;
    for (size_t i = 1; i < cells.size(); ++i) {
      const std::string& column = line.header[i];
      if (column == "True for") add_case(line.number, cells[0], cells[i], true, &cases);
      if (column == "False for") add_case(line.number, cells[0], cells[i], false, &cases);
      if (column != "Holds") continue;
      if (cells[i] != "yes" && cells[i] != "no") throw std::runtime_error("yes or no: " + cells[i]);
      add_case(line.number, cells[i - 2], cells[i - 1], cells[i] == "yes", &cases);
    }
  }
  return cases;
}

} // namespace beckon::segment::test
