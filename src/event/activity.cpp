#include "event/activity.h"

#include <algorithm>

#include "base/bytes.h"

namespace beckon::event {
namespace {

// Small magnitudes of either sign become small varints.
uint64_t zigzag(int64_t value) {
  return (static_cast<uint64_t>(value) << 1) ^ static_cast<uint64_t>(value >> 63);
}
int64_t unzigzag(uint64_t value) { return static_cast<int64_t>((value >> 1) ^ (~(value & 1) + 1)); }

template <typename Rows, typename Key, typename Member>
auto* find_row(Rows& rows, Key key, Member member) {
  const auto found = std::lower_bound(rows.begin(), rows.end(), key,
                                      [&](const auto& row, Key k) { return row.*member < k; });
  return found != rows.end() && (*found).*member == key ? &*found : nullptr;
}

template <typename Rows, typename Key, typename Member>
auto& find_or_make(Rows& rows, Key key, Member member) {
  auto found = std::lower_bound(rows.begin(), rows.end(), key,
                                [&](const auto& row, Key k) { return row.*member < k; });
  if (found == rows.end() || (*found).*member != key) {
    found = rows.insert(found, typename Rows::value_type{});
    (*found).*member = key;
  }
  return *found;
}

} // namespace

Series newest_of(const NameActivity* row) {
  Series series;
  if (row == nullptr || row->count == 0) return series;
  series.total = row->count;
  series.kept.push_back({row->newest_at, 0});
  series.complete = row->count == 1;
  if (!series.complete) series.left_out = row->newest_at; // no later than this
  return series;
}

NameActivity* Activity::find_name(NameNumber wanted) {
  return find_row(names, wanted, &NameActivity::name);
}
const NameActivity* Activity::find_name(NameNumber wanted) const {
  return find_row(names, wanted, &NameActivity::name);
}
NameActivity& Activity::name(NameNumber wanted) {
  return find_or_make(names, wanted, &NameActivity::name);
}
Series* Activity::find_series(uint32_t number) {
  SeriesActivity* row = find_row(series, number, &SeriesActivity::number);
  return row == nullptr ? nullptr : &row->series;
}
const Series* Activity::find_series(uint32_t number) const {
  const SeriesActivity* row = find_row(series, number, &SeriesActivity::number);
  return row == nullptr ? nullptr : &row->series;
}
Series& Activity::put_series(uint32_t number) {
  return find_or_make(series, number, &SeriesActivity::number).series;
}

std::optional<Millis> Activity::armed(uint32_t number) const {
  const ArmedTimer* row = find_row(timers, number, &ArmedTimer::number);
  if (row == nullptr) return std::nullopt;
  return row->due;
}
void Activity::arm(uint32_t number, Millis due) {
  find_or_make(timers, number, &ArmedTimer::number).due = due;
}
void Activity::disarm(uint32_t number) {
  std::erase_if(timers, [&](const ArmedTimer& row) { return row.number == number; });
}

void Activity::take_away(const Activity& earlier) {
  for (const NameActivity& row : earlier.names) name(row.name).count -= row.count;
}

void Activity::freeze() {
  const auto foreign = [](const NameActivity& row) { return row.newest == 0; };
  std::erase_if(names, foreign);
  for (NameActivity& row : names) row.newest_at = 0;
  series.clear();
  timers.clear();
  absorbed.clear();
}

void Activity::clear() {
  newest = {};
  newest_flip = 0;
  names.clear();
  series.clear();
  timers.clear();
  absorbed.clear();
}

namespace {

// What follows in the bytes of a series.
enum SeriesFlag : uint8_t { kNumbers = 1, kLeftOut = 2, kValues = 4 };

void put_series_body(std::string* out, const Series& series) {
  const bool values = std::any_of(series.kept.begin(), series.kept.end(),
                                  [](const SeriesEntry& entry) { return entry.value != 0; });
  out->push_back(static_cast<char>((series.has_numbers ? kNumbers : 0) |
                                   (series.complete ? 0 : kLeftOut) | (values ? kValues : 0)));
  put_varint(out, series.total);
  if (series.has_numbers) {
    put_varint(out, static_cast<uint64_t>(series.sum));
    put_varint(out, zigzag(static_cast<int64_t>(series.sum >> 64)));
    put_varint(out, zigzag(series.min));
    put_varint(out, zigzag(series.max));
  }
  if (!series.complete) put_varint(out, zigzag(series.left_out));
  put_varint(out, series.kept.size());
  uint64_t later = 0; // times go down: differences are small
  for (const SeriesEntry& entry : series.kept) {
    const auto at = static_cast<uint64_t>(entry.at);
    put_varint(out, later == 0 ? zigzag(entry.at) : later - at);
    later = at;
    if (values) put_varint(out, zigzag(entry.value));
  }
}

void take_series_body(ByteReader* reader, Series* series) {
  const auto flags = reader->little<uint8_t>();
  *series = {};
  series->total = reader->varint();
  series->has_numbers = (flags & kNumbers) != 0;
  if (series->has_numbers) {
    const uint64_t low = reader->varint();
    const auto high = static_cast<Int128>(unzigzag(reader->varint()));
    series->sum = high * (static_cast<Int128>(1) << 64) + static_cast<Int128>(low);
    series->min = unzigzag(reader->varint());
    series->max = unzigzag(reader->varint());
  }
  series->complete = (flags & kLeftOut) == 0;
  if (!series->complete) series->left_out = unzigzag(reader->varint());
  series->kept.resize(reader->count());
  uint64_t later = 0;
  for (SeriesEntry& entry : series->kept) {
    const uint64_t step = reader->varint();
    entry.at = later == 0 ? unzigzag(step) : static_cast<Millis>(later - step);
    later = static_cast<uint64_t>(entry.at);
    if ((flags & kValues) != 0) entry.value = unzigzag(reader->varint());
  }
}

} // namespace

void Activity::encode(std::string* out) const {
  out->clear();
  put_varint(out, newest.name);
  put_varint(out, newest.position);
  put_varint(out, newest_flip);
  put_varint(out, names.size());
  for (const NameActivity& row : names) {
    put_varint(out, row.name);
    put_varint(out, row.count);
    put_varint(out, zigzag(row.newest_at));
    put_varint(out, row.newest);
  }
  put_varint(out, timers.size());
  for (const ArmedTimer& row : timers) {
    put_varint(out, row.number);
    put_varint(out, zigzag(row.due));
  }
  put_varint(out, series.size());
  for (const SeriesActivity& row : series) {
    put_varint(out, row.number);
    put_series_body(out, row.series);
  }
  if (absorbed.empty()) return; // hardly any profile has absorbed others
  put_varint(out, absorbed.size());
  for (const uint32_t number : absorbed) put_varint(out, number);
}

void Activity::decode(std::string_view bytes) {
  ByteReader reader(bytes);
  newest.name = static_cast<NameNumber>(reader.varint());
  newest.position = static_cast<Position>(reader.varint());
  newest_flip = static_cast<Position>(reader.varint());
  names.resize(reader.count());
  for (NameActivity& row : names) {
    row.name = static_cast<NameNumber>(reader.varint());
    row.count = static_cast<uint32_t>(reader.varint());
    row.newest_at = unzigzag(reader.varint());
    row.newest = static_cast<Position>(reader.varint());
  }
  timers.resize(reader.count());
  for (ArmedTimer& row : timers) {
    row.number = static_cast<uint32_t>(reader.varint());
    row.due = unzigzag(reader.varint());
  }
  series.resize(reader.count());
  for (SeriesActivity& row : series) {
    row.number = static_cast<uint32_t>(reader.varint());
    take_series_body(&reader, &row.series);
  }
  absorbed.clear();
  if (!reader.done()) absorbed.resize(reader.count());
  for (uint32_t& number : absorbed) number = static_cast<uint32_t>(reader.varint());
  if (!reader.done()) throw Error(Code::corrupt, "a stored hot row has bytes behind its end");
}

} // namespace beckon::event
