// Lives through made-up years: shop_year [--seed N] [--seeds COUNT] [--people N] [--days N]
// [--short]. One line a year; a year that went wrong is told with how to live through it again.
#include <cstdlib>
#include <cstring>
#include <iostream>
#include <stdexcept>
#include <string>

#include "year/year.h"

namespace {

using beckon::year::YearOptions;
using beckon::year::YearReport;

struct Asked {
  YearOptions year;
  uint64_t first = 1, seeds = 1;
  std::string form; // flags that a single seed needs to be the same
};

uint64_t number(const char* text) {
  char* end = nullptr;
  const uint64_t value = std::strtoull(text, &end, 10);
  if (end == text || *end != '\0') throw std::runtime_error(std::string(text) + " is no number");
  return value;
}

Asked read(int argc, char** argv) {
  Asked asked;
  for (int i = 1; i < argc; ++i) {
    const std::string flag = argv[i];
    if (flag == "--short") {
      asked.year.people = 40;
      asked.year.days = 40;
      asked.form += " --short";
      continue;
    }
    if (i + 1 == argc) throw std::runtime_error(flag + " needs a number");
    const uint64_t value = number(argv[++i]);
    if (flag == "--seed") asked.first = value;
    else if (flag == "--seeds") asked.seeds = value;
    else if (flag == "--people") asked.year.people = value;
    else if (flag == "--days") asked.year.days = value;
    else throw std::runtime_error("unknown flag " + flag);
    if (flag == "--people" || flag == "--days") {
      asked.form += " " + flag + " " + std::to_string(value);
    }
  }
  return asked;
}

void tell(const YearOptions& year, const YearReport& report) {
  std::cout << "seed " << year.seed << ": " << report.records << " records, " << report.entries
            << " entries, " << report.sends << " messages, " << report.restarts << " restarts, "
            << report.kills << " kills, " << report.jumps << " jumps, " << report.erasures
            << " erasures, " << report.seconds << " s, " << report.state_hash.substr(0, 16)
            << std::endl;
}

int run(int argc, char** argv) {
  const Asked asked = read(argc, argv);
  uint64_t failed = 0;
  double longest = 0, all = 0;
  for (uint64_t seed = asked.first; seed < asked.first + asked.seeds; ++seed) {
    YearOptions options = asked.year;
    options.seed = seed;
    const YearReport report = beckon::year::Year(options).run();
    tell(options, report);
    longest = std::max(longest, report.seconds);
    all += report.seconds;
    if (report.broken.empty()) continue;
    ++failed;
    for (const std::string& line : report.broken) std::cout << "  broken: " << line << '\n';
    std::cout << "  again: shop_year --seed " << seed << asked.form << std::endl;
  }
  std::cout << asked.seeds << " years of " << asked.year.people << " people and " << asked.year.days
            << " days: " << all / static_cast<double>(asked.seeds) << " s each, " << longest
            << " s the longest, " << failed << " failed" << std::endl;
  return failed == 0 ? 0 : 1;
}

} // namespace

int main(int argc, char** argv) {
  try {
    return run(argc, argv);
  } catch (const beckon::Error& error) {
    std::cerr << "shop_year: " << error.message() << '\n';
  } catch (const std::exception& error) {
    std::cerr << "shop_year: " << error.what() << '\n';
  }
  return 2;
}
