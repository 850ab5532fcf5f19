#include "cdnow.h"

#include <algorithm>
#include <fstream>
#include <optional>
#include <sstream>
#include <stdexcept>

#include "money.h"

namespace demo {
namespace {

using namespace std::chrono;

std::optional<sys_days> parse_day(uint32_t number) {
  const year_month_day date(year(static_cast<int>(number / 10'000)), month(number / 100 % 100),
                            day(number % 100));
  if (!date.ok()) return std::nullopt;
  return sys_days(date);
}

std::optional<Purchase> parse_line(const std::string& line) {
  std::istringstream words(line);
  Purchase purchase;
  uint32_t date = 0;
  std::string amount, more;
  if (!(words >> purchase.customer >> date >> purchase.quantity >> amount)) return std::nullopt;
  if (words >> more) return std::nullopt;
  const auto day = parse_day(date);
  const auto cents = parse_cents(amount);
  if (!day || !cents) return std::nullopt;
  purchase.day = *day;
  purchase.cents = *cents;
  return purchase;
}

} // namespace

std::vector<Purchase> read_purchases(const std::string& path) {
  std::ifstream file(path);
  if (!file) throw std::runtime_error("cannot read " + path);
  std::vector<Purchase> purchases;
  std::string line;
  for (uint32_t number = 1; std::getline(file, line); ++number) {
    if (number == 1) continue; // the names of the columns
    auto purchase = parse_line(line);
    if (!purchase) {
      throw std::runtime_error(path + ":" + std::to_string(number) + ": not a purchase: " + line);
    }
    purchase->line = number;
    purchases.push_back(*purchase);
  }
  if (purchases.empty()) throw std::runtime_error(path + " holds no purchases");
  std::stable_sort(purchases.begin(), purchases.end(),
                   [](const Purchase& a, const Purchase& b) { return a.day < b.day; });
  return purchases;
}

} // namespace demo
