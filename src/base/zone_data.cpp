// find_zone(): the system's time zone data as tables of spans. The date library reads the data
// files but for their last line, the rule for all times after the table; without it summer time
// would end with the table, in 2037 or, in the slim form of the files, long ago.
#include <date/tz.h>

#include <algorithm>
#include <fstream>
#include <memory>
#include <mutex>
#include <optional>
#include <string>
#include <unordered_map>

#include "base/zone.h"
#include "base/zone_rule.h"

namespace beckon {
namespace {

using date::sys_seconds;

constexpr std::string_view kDataFolder = "/usr/share/zoneinfo/"; // where the date library looks

constexpr Millis kDayMs = 86'400'000;

Millis millis_of(sys_seconds at) { return Millis{at.time_since_epoch().count()} * 1'000; }
int32_t year_of(Millis at) { return civil_from_days(at / kDayMs).year; }

// The rule in the last line of a zone's file.
std::optional<ZoneRule> last_rule(const std::string& name) {
  std::ifstream file(std::string(kDataFolder) + name, std::ios::binary);
  std::string bytes{std::istreambuf_iterator<char>(file), {}};
  if (!bytes.starts_with("TZif") || bytes.back() != '\n') return std::nullopt;
  bytes.pop_back();
  return parse_zone_rule(std::string_view(bytes).substr(bytes.rfind('\n') + 1));
}

void append(Millis begin, Millis offset, std::vector<Zone::Span>* spans) {
  if (spans->empty()) spans->push_back({kMillisMin, offset});
  if (spans->back().offset != offset) spans->push_back({begin, offset});
}

// What the date library knows; answers where the last of its spans begins.
Millis append_table(const date::time_zone& data, std::vector<Zone::Span>* spans) {
  const sys_seconds first = date::sys_days{date::year{1} / date::January / 1};
  const sys_seconds end = date::sys_days{date::year{9'999} / date::January / 1};
  sys_seconds begin = first;
  for (sys_seconds at = first; at < end;) {
    const date::sys_info info = data.get_info(at);
    append(millis_of(at), info.offset.count() * 1'000, spans);
    begin = at;
    at = std::max(info.end, at + std::chrono::seconds{1});
  }
  return millis_of(begin);
}

// The changes of a rule in one year, after what is listed already.
void append_year(const ZoneRule& rule, int32_t year, std::vector<Zone::Span>* spans) {
  const Millis begins = rule.summer_begins.in_year(year) - rule.standard_offset;
  const Millis ends = rule.summer_ends.in_year(year) - rule.summer_offset;
  const bool north = begins < ends;
  for (const bool to_summer : {north, !north}) {
    const Millis at = to_summer ? begins : ends;
    if (at <= spans->back().begin) continue;
    append(at, to_summer ? rule.summer_offset : rule.standard_offset, spans);
  }
}

std::unique_ptr<const Zone> make_zone(const date::time_zone& data) {
  std::vector<Zone::Span> spans;
  const Millis table_end = append_table(data, &spans);
  const auto rule = last_rule(data.name());
  if (!rule || !rule->has_summer) return std::make_unique<const Zone>(std::move(spans), kMillisMax);
  // The cycle begins with a whole year under the rule alone; a year more is listed so that the
  // surroundings of its end are known as well.
  const int32_t first = year_of(table_end);
  for (int32_t year = first; year <= first + 402; ++year) append_year(*rule, year, &spans);
  return std::make_unique<const Zone>(std::move(spans),
                                      days_from_civil({first + 402, 1, 1}) * kDayMs);
}

// All names are known from the start and never change, so that looking one up takes no lock.
class Zones {
 public:
  Zones() {
    try {
      for (const date::time_zone& data : date::get_tzdb().zones) {
        entries_.emplace(data.name(), std::make_unique<Entry>(&data));
      }
    } catch (const std::runtime_error&) {
      entries_.clear(); // no time zone data on this system: no zone is known
    }
  }

  const Zone* find(std::string_view name) const {
    const auto found = entries_.find(name);
    if (found == entries_.end()) return nullptr;
    Entry& entry = *found->second;
    std::call_once(entry.once, [&] { entry.zone = make_zone(*entry.data); });
    return entry.zone.get();
  }

 private:
  struct Entry {
    explicit Entry(const date::time_zone* zone_data) : data(zone_data) {}
    const date::time_zone* data;
    std::once_flag once;
    std::unique_ptr<const Zone> zone;
  };
  struct NameHash {
    using is_transparent = void;
    size_t operator()(std::string_view name) const { return std::hash<std::string_view>()(name); }
  };
  std::unordered_map<std::string, std::unique_ptr<Entry>, NameHash, std::equal_to<>> entries_;
};

} // namespace

const Zone* find_zone(std::string_view name) {
  static const Zones& zones = *new Zones; // never destroyed: threads may outlive main()
  return zones.find(name);
}

} // namespace beckon
