// Instants, durations and calendar arithmetic. Pure: nothing here reads a clock.
#pragma once

#include <cstdint>
#include <optional>
#include <string>
#include <string_view>

namespace beckon {

// Milliseconds since 1970-01-01T00:00:00Z. The only form of an instant inside the engine.
using Millis = int64_t;

inline constexpr Millis kMillisMin = INT64_MIN;
inline constexpr Millis kMillisMax = INT64_MAX;
// Instants that a caller may name: year 0001 to 9999.
inline constexpr Millis kTimeFloor = -62135596800000;
inline constexpr Millis kTimeCeiling = 253402300799999;

// A length of time: whole milliseconds ("90s" "15m" "2h" "30d" "4w"), or calendar months ("1mo"
// "2y"). With both it is over as soon as either is (segment::shorter_of); nobody writes such a one.
struct Duration {
  int64_t ms = 0;
  int32_t months = 0;
  bool operator==(const Duration&) const = default;
};

// Reads "90s", "15m", "2h", "30d", "4w", "1mo", "1y"; also "250ms". Empty on anything else,
// negatives and overflow included.
std::optional<Duration> parse_duration(std::string_view text);
// The shortest text that parse_duration reads back to the same value.
std::string format_duration(const Duration& duration);

// `at` moved by a duration; the day of month is clamped to the month's end (UTC calendar).
Millis add(Millis at, const Duration& duration);
Millis subtract(Millis at, const Duration& duration);

// ISO 8601: "2024-03-09", "2024-03-09T22:00:00Z", fractions of a second, offsets "+02:00".
// or "+02". Without offset: UTC. Empty on anything else, impossible dates included.
std::optional<Millis> parse_time(std::string_view text);

// A time as somebody wrote it down: an instant, or one that a zone has yet to make an instant.
struct WrittenTime {
  enum class Form : uint8_t { instant, local, date };
  Form form = Form::instant;
  Millis at = 0; // of local and date: as if the place were at UTC
  bool operator==(const WrittenTime&) const = default;
};
// The same ISO 8601 as parse_time, with what was left open: "2024-03-09" is a date,
// "2024-03-09T22:00" is local, "2024-03-09T22:00+02" is an instant.
std::optional<WrittenTime> read_time(std::string_view text);
// The one text of it: read_time() reads it back to the same.
std::string format_time(const WrittenTime& written);

// "2024-03-09T22:00:00.000Z"
std::string format_time(Millis at);

struct Civil {
  int32_t year;
  uint32_t month, day; // 1-based
};
Civil civil_from_days(int64_t days);
int64_t days_from_civil(const Civil& civil);

} // namespace beckon
