#include "report.h"

#include <algorithm>
#include <sstream>

#include "chart.h"
#include "money.h"

namespace demo {
namespace {

constexpr const char* kBold = "1";
constexpr const char* kDim = "2";
constexpr std::array<const char*, kSegments.size()> kColors = {"36", "35", "33"};

std::string padded(const std::string& text, size_t width) {
  return text.size() >= width ? text : text + std::string(width - text.size(), ' ');
}
std::string to_the_right(const std::string& text, size_t width) {
  return text.size() >= width ? text : std::string(width - text.size(), ' ') + text;
}

uint64_t sum(const std::map<std::string, uint64_t>& counts) {
  uint64_t total = 0;
  for (const auto& [name, count] : counts) total += count;
  return total;
}

std::string listed(const std::map<std::string, uint64_t>& counts) {
  std::string text;
  for (const auto& [name, count] : counts) {
    text += (text.empty() ? "" : ", ") + grouped(count) + " " + name;
  }
  return text.empty() ? "none" : text;
}

void print_chart(std::ostream& out, const Style& style, const std::vector<Sample>& samples) {
  for (size_t i = 0; i < kSegments.size(); ++i) {
    std::vector<uint64_t> values;
    for (const Sample& sample : samples) values.push_back(sample.members[i]);
    const uint64_t most = *std::max_element(values.begin(), values.end());
    out << "  " << padded(std::string(kSegments[i]), 15) << "now "
        << to_the_right(grouped(values.back()), 6) << ", at most " << grouped(most) << '\n';
    const auto rows = chart_rows(values, 0);
    for (size_t row = 0; row < rows.size(); ++row) {
      const std::string scale = row == 0 ? grouped(most) : row + 1 == rows.size() ? "0" : "";
      out << painted(style, kDim, to_the_right(scale, 10) + " ┤ ")
          << painted(style, kColors[i], rows[row]) << '\n';
    }
  }
  std::string axis = samples.front().month;
  const size_t width = 2 * samples.size();
  if (width > 2 * axis.size()) {
    axis += std::string(width - axis.size() - samples.back().month.size() - 1, ' ');
    axis += samples.back().month;
  }
  out << painted(style, kDim, std::string(13, ' ') + axis) << '\n';
}

void print_flows(std::ostream& out, const Findings& found) {
  for (size_t i = 0; i < kFlows.size(); ++i) {
    const FlowFindings& flow = found.flows[i];
    out << "  " << padded(std::string(kFlows[i]), 15) << grouped(sum(flow.entries))
        << " entries: " << listed(flow.entries) << '\n'
        << std::string(17, ' ') << grouped(sum(flow.sends)) << " messages: " << listed(flow.sends)
        << '\n';
  }
  out << "  not sent       " << listed(found.exclusions) << '\n';
}

std::string rounded(double number) { return grouped(static_cast<uint64_t>(number + 0.5)); }

std::string one_decimal(double number) {
  std::ostringstream text;
  text.setf(std::ios::fixed);
  text.precision(1);
  text << number;
  return text.str();
}

} // namespace

void print_report(std::ostream& out, const Style& style, const Played& played,
                  const Findings& found, const Explained& explained, const std::string& outbox) {
  const auto heading = [&](const char* text) {
    out << '\n' << painted(style, kBold, text) << '\n';
  };
  heading("Stored");
  out << "  profiles       " << grouped(found.totals.profiles) << '\n'
      << "  purchases      " << grouped(found.totals.purchases) << '\n'
      << "  revenue        " << dollars(found.totals.cents) << '\n';
  heading("Members at the end of each month");
  print_chart(out, style, played.samples);
  heading("Flows");
  print_flows(out, found);
  heading(("Why is " + explained.customer + " where they are?").c_str());
  for (const std::string& line : explained.lines) out << "  " << line << '\n';
  heading("Speed");
  out << "  " << grouped(played.records) << " records taken, durable, in "
      << one_decimal(played.ingest_seconds) << " s: "
      << rounded(static_cast<double>(played.records) / std::max(played.ingest_seconds, 1e-9))
      << " a second, in batches of a day\n"
      << "  18 months with all timers, flows and messages in " << one_decimal(played.total_seconds)
      << " s\n";
  heading("Look around");
  out << "  " << outbox << "  every message that left, as .eml\n"
      << "  state hash " << found.state_hash << '\n';
}

std::vector<std::string> complaints(const Findings& found, const Totals& expected) {
  std::vector<std::string> wrong;
  const auto compare = [&](const char* what, const std::string& is, const std::string& should) {
    if (is != should) wrong.push_back(std::string(what) + ": " + is + ", expected " + should);
  };
  compare("profiles", grouped(found.totals.profiles), grouped(expected.profiles));
  compare("purchases", grouped(found.totals.purchases), grouped(expected.purchases));
  compare("revenue", dollars(found.totals.cents), dollars(expected.cents));
  for (const std::string& line : found.broken) wrong.push_back("verify: " + line);
  return wrong;
}

} // namespace demo
