#include "segment_fill/dataset.h"

#include <charconv>
#include <nlohmann/json.hpp>

namespace bench {

std::string number_text(double value) {
  char text[32];
  const auto end = std::to_chars(text, text + sizeof text, value).ptr;
  return {text, end};
}

std::string to_json(const std::vector<Column>& columns, const std::vector<Field>& fields) {
  std::string json = "{";
  for (size_t i = 0; i < fields.size(); ++i) {
    const Field& field = fields[i];
    if (std::holds_alternative<std::monostate>(field)) continue;
    if (json.size() > 1) json += ',';
    json += '"';
    json += columns[i].name;
    json += "\":";
    if (const auto* yes = std::get_if<bool>(&field)) json += *yes ? "true" : "false";
    if (const auto* whole = std::get_if<int64_t>(&field)) json += std::to_string(*whole);
    if (const auto* number = std::get_if<double>(&field)) json += number_text(*number);
    if (const auto* text = std::get_if<std::string_view>(&field)) {
      json += nlohmann::json(*text).dump();
    }
  }
  return json + "}";
}

} // namespace bench
