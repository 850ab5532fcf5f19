#include "flow_simulate/purchases.h"

#include <algorithm>
#include <chrono>
#include <fstream>
#include <sstream>
#include <stdexcept>

namespace bench {

std::vector<Purchase> read_purchases(const std::string& path) {
  using namespace std::chrono;
  std::ifstream file(path);
  if (!file) throw std::runtime_error("cannot read " + path);
  std::vector<Purchase> all;
  std::string text;
  std::getline(file, text); // names of the columns
  for (size_t line = 2; std::getline(file, text); ++line) {
    std::istringstream words(text);
    Purchase purchase;
    int day = 0, quantity = 0;
    const auto date = [&] {
      return year_month_day(year(day / 10'000), month(static_cast<unsigned>(day / 100 % 100)),
                            std::chrono::day(static_cast<unsigned>(day % 100)));
    };
    if (!(words >> purchase.customer >> day >> quantity >> purchase.dollars) || !date().ok()) {
      throw std::runtime_error(path + ":" + std::to_string(line) + " is no purchase");
    }
    const auto noon = sys_days(date()) + hours(12);
    purchase.at = duration_cast<milliseconds>(noon.time_since_epoch()).count();
    all.push_back(std::move(purchase));
  }
  std::stable_sort(all.begin(), all.end(),
                   [](const Purchase& a, const Purchase& b) { return a.at < b.at; });
  return all;
}

} // namespace bench
