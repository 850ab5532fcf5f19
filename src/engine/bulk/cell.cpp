#include "engine/bulk/cell.h"

#include <algorithm>
#include <charconv>
#include <cmath>
#include <optional>

#include "base/error.h"
#include "base/limits.h"
#include "schema/json.h"

namespace beckon::engine::bulk {
namespace {

using schema::Value;

std::string_view trimmed(std::string_view text) {
  constexpr std::string_view kBlank = " \t\r\n";
  const size_t from = text.find_first_not_of(kBlank);
  if (from == std::string_view::npos) return {};
  return text.substr(from, text.find_last_not_of(kBlank) - from + 1);
}

std::string lower(std::string_view text) {
  std::string small(text);
  for (char& c : small) {
    if (c >= 'A' && c <= 'Z') c = static_cast<char>(c - 'A' + 'a');
  }
  return small;
}

[[noreturn]] void refuse(std::string_view text, std::string_view wanted, std::string hint = {}) {
  constexpr size_t kShown = 60;
  fail_invalid("\"" + std::string(text.substr(0, kShown)) + "\" is no " + std::string(wanted), "",
               std::move(hint));
}

Value read_number(std::string_view text) {
  double number = 0;
  const char* end = text.data() + text.size();
  const bool whole = text.find_first_of(".eE") == std::string_view::npos;
  if (int64_t integer = 0; whole) {
    const auto [stop, error] = std::from_chars(text.data(), end, integer);
    if (error == std::errc() && stop == end) return integer;
  }
  const auto [stop, error] = std::from_chars(text.data(), end, number);
  if (error != std::errc() || stop != end || !std::isfinite(number)) {
    refuse(text, "number", "write it as 1234.5, without signs of a currency or of thousands");
  }
  return number;
}

// The apostrophe before a number is how spreadsheets keep it from being one: '1234567.
Value read_integer(std::string_view text) {
  if (text.size() > 1 && text.front() == '\'') text.remove_prefix(1);
  constexpr double kExact = 9'007'199'254'740'992; // 2^53: whole numbers beyond are not all there
  const Value number = read_number(text);
  if (number.is_integer()) return number;
  const double value = number.as_number();
  if (value != std::trunc(value) || std::abs(value) > kExact) refuse(text, "whole number");
  return static_cast<int64_t>(value);
}

Value read_boolean(std::string_view text) {
  const std::string word = lower(text);
  for (const std::string_view yes : {"true", "yes", "y", "1", "on"}) {
    if (word == yes) return true;
  }
  for (const std::string_view no : {"false", "no", "n", "0", "off"}) {
    if (word == no) return false;
  }
  refuse(text, "boolean", "write true or false, yes or no, 1 or 0");
}

Value read_list(std::string_view text, const std::string& separator) {
  Value list = Value::array();
  while (true) {
    const size_t end = std::min(text.find(separator), text.size());
    std::string_view item = trimmed(text.substr(0, end));
    const bool quoted = item.size() > 1 && item.front() == '"' && item.back() == '"';
    if (quoted) item = item.substr(1, item.size() - 2); // "VIP","Lead"
    if (!item.empty()) list.push_back(item);
    if (end == text.size()) return list;
    text.remove_prefix(end + separator.size());
  }
}

Value read_json_cell(std::string_view text) {
  try {
    return schema::parse_json(text, {limits::record_bytes, "record_bytes"});
  } catch (const Error& error) {
    throw Error(error.code(), "the cell is no JSON: " + error.message());
  }
}

// What NDJSON gives is a value already.
Value held_to(const Value& value, CellType type) {
  const bool fits = type == CellType::text || type == CellType::json ||
                    (type == CellType::number && value.is_number()) ||
                    (type == CellType::integer && value.is_integer()) ||
                    (type == CellType::boolean && value.is_bool()) ||
                    (type == CellType::list && value.is_array());
  if (!fits) {
    fail_invalid("the value is of another type: " + std::string(kind_name(value.kind())));
  }
  return value;
}

} // namespace

std::optional<Millis> read_instant(std::string_view text, const Zone& zone) {
  std::string iso(trimmed(text));
  constexpr size_t kDateBytes = 10;
  std::replace(iso.begin(), iso.begin() + static_cast<ptrdiff_t>(std::min(iso.size(), kDateBytes)),
               '/', '-');
  if (iso.size() > kDateBytes && iso[kDateBytes] == ' ') iso[kDateBytes] = 'T';
  // "2024-03-09 22:00:05 UTC", "… +0200"
  if (const size_t space = iso.find(' '); space != std::string::npos) {
    const std::string zone_text = iso.substr(space + 1);
    iso.resize(space);
    iso += zone_text == "UTC" || zone_text == "GMT" ? "Z" : zone_text;
  }
  const auto written = read_time(iso);
  if (!written) return std::nullopt;
  return instant_of(*written, zone);
}

Value read_cell(const Value& cell, const CellForm& form) {
  if (cell.is_null()) return {};
  if (!cell.is_string()) return held_to(cell, form.type);
  const std::string_view text = trimmed(cell.as_string());
  if (text.empty()) return {};
  switch (form.type) {
    case CellType::text: return text;
    case CellType::number: return read_number(text);
    case CellType::integer: return read_integer(text);
    case CellType::boolean: return read_boolean(text);
    case CellType::json: return read_json_cell(text);
    case CellType::list: return read_list(text, form.separator);
    case CellType::time: break;
  }
  const auto at = read_instant(text, form.zone != nullptr ? *form.zone : Zone::utc());
  if (!at) refuse(text, "time", "write it as 2024-03-09T22:00:00Z or 2024-03-09 22:00:00");
  return format_time(*at);
}

} // namespace beckon::engine::bulk
