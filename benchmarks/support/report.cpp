#include "support/report.h"

#include <cmath>
#include <iostream>
#include <nlohmann/json.hpp>

namespace bench {
namespace {

// Four significant digits: what a measurement carries.
nlohmann::ordered_json rounded(double value) {
  if (value == 0 || !std::isfinite(value)) return value;
  if (std::abs(value) >= 1'000) return std::llround(value);
  const double scale = std::pow(10, 3 - std::floor(std::log10(std::abs(value))));
  return std::round(value * scale) / scale;
}

nlohmann::ordered_json line_of(const std::string& bench, const std::string& metric, double value) {
  return {{"bench", bench}, {"metric", metric}, {"value", rounded(value)}};
}

} // namespace

void report(const std::string& bench, const std::string& metric, double value) {
  std::cout << line_of(bench, metric, value).dump() << std::endl;
}

void report(const std::string& bench, const std::string& metric, double value, Better better,
            const std::string& peer, double peer_value) {
  auto line = line_of(bench, metric, value);
  line["peer"] = peer;
  line["peer_value"] = rounded(peer_value);
  line["ratio"] = rounded(better == Better::higher ? value / peer_value : peer_value / value);
  std::cout << line.dump() << std::endl;
}

void say(const std::string& text) { std::cerr << text << std::endl; }

} // namespace bench
