#include "segment_fill/retail.h"

#include <cmath>
#include <cstdio>
#include <memory>
#include <set>
#include <stdexcept>

namespace bench {
namespace {

// 2011-12-10T00:00:00Z, the midnight after the last invoice.
constexpr int64_t kNow = 1'323'475'200'000;

struct Close {
  void operator()(FILE* file) const { pclose(file); }
};

std::vector<std::string> cells_of(const std::string& line) {
  std::vector<std::string> cells(1);
  bool quoted = false;
  for (const char c : line) {
    if (c == '"') quoted = !quoted;
    else if (c == ',' && !quoted) cells.emplace_back();
    else if (c != '\r' && c != '\n') cells.back() += c;
  }
  return cells;
}

// "2010-12-01 08:26:00", in UTC.
int64_t time_of(const std::string& text) {
  int year = 0, month = 0, day = 0, hour = 0, minute = 0;
  if (std::sscanf(text.c_str(), "%d-%d-%d %d:%d", &year, &month, &day, &hour, &minute) != 5) {
    throw std::runtime_error("no time: " + text);
  }
  // Days since 1970 of a year that begins in March.
  const int64_t y = month <= 2 ? year - 1 : year, m = month <= 2 ? month + 9 : month - 3;
  const int64_t days = 365 * y + y / 4 - y / 100 + y / 400 + (153 * m + 2) / 5 + day - 1 - 719'468;
  return ((days * 24 + hour) * 60 + minute) * 60'000;
}

} // namespace

Retail::Retail(const std::string& path) {
  if (path.find('\'') != std::string::npos) throw std::runtime_error("a quote in " + path);
  const std::unique_ptr<FILE, Close> file(popen(("gzip -dc '" + path + "'").c_str(), "r"));
  if (file == nullptr) throw std::runtime_error("cannot read " + path);
  char buffer[4'096];
  std::set<uint32_t> known;
  for (bool first = true; std::fgets(buffer, sizeof buffer, file.get()) != nullptr; first = false) {
    const std::vector<std::string> cells = cells_of(buffer);
    if (first || cells.size() != 8 || cells[6].empty()) continue; // lines without a customer
    Line line;
    line.customer = static_cast<uint32_t>(std::stod(cells[6]));
    line.at = time_of(cells[4]);
    line.returned = cells[0].front() == 'C';
    line.invoice = cells[0];
    line.product = cells[1];
    line.quantity = std::llabs(std::stoll(cells[3]));
    line.price = std::stod(cells[5]);
    if (known.insert(line.customer).second) customers_.push_back({line.customer, cells[7]});
    lines_.push_back(std::move(line));
  }
  if (lines_.empty()) throw std::runtime_error(path + " holds no lines");
}

int64_t Retail::now() const { return kNow; }

const std::vector<Column>& Retail::traits() const {
  static const std::vector<Column> columns = {{"country", "VARCHAR"}};
  return columns;
}

const std::vector<Column>& Retail::properties() const {
  static const std::vector<Column> columns = {{"invoice", "VARCHAR"},
                                              {"product", "VARCHAR"},
                                              {"quantity", "INTEGER"},
                                              {"price", "DECIMAL(12,3)"},
                                              {"total", "DECIMAL(14,3)"}};
  return columns;
}

const std::vector<std::string>& Retail::event_names() const {
  static const std::vector<std::string> names = {"Item Bought", "Item Returned"};
  return names;
}

void Retail::each_person(const VisitPerson& visit) const {
  for (const Customer& customer : customers_) {
    visit(customer.id, {Field(std::string_view(customer.country))});
  }
}

void Retail::each_deed(const VisitDeed& visit) const {
  for (const Line& line : lines_) {
    // Prices have up to three decimals, so the total is a whole number of thousandths.
    const double thousandths = std::round(line.price * 1'000) * static_cast<double>(line.quantity);
    visit({line.customer, event_names()[line.returned ? 1 : 0], line.at},
          {Field(std::string_view(line.invoice)), Field(std::string_view(line.product)),
           Field(line.quantity), Field(line.price), Field(thousandths / 1'000)});
  }
}

} // namespace bench
