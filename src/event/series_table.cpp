#include "event/series_table.h"

#include <algorithm>

namespace beckon::event {
namespace {

// What follows in the bytes of a series.
enum Flag : uint8_t { kNumbers = 1, kLeftOut = 2, kValues = 4, kAllFlags = 7 };

uint64_t zigzag(int64_t value) {
  return (static_cast<uint64_t>(value) << 1) ^ static_cast<uint64_t>(value >> 63);
}
int64_t unzigzag(uint64_t value) { return static_cast<int64_t>((value >> 1) ^ (~(value & 1) + 1)); }

void encode(const Series& series, std::string* out) {
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

void decode_series(std::string_view bytes, Series* into) {
  ByteReader reader(bytes);
  Series& series = *into;
  series.clear();
  const auto flags = reader.little<uint8_t>();
  if (flags > kAllFlags) throw Error(Code::corrupt, "a stored series is of no known form");
  series.total = reader.varint();
  series.has_numbers = (flags & kNumbers) != 0;
  if (series.has_numbers) {
    const uint64_t low = reader.varint();
    const auto high = static_cast<Int128>(unzigzag(reader.varint()));
    series.sum = high * (static_cast<Int128>(1) << 64) + static_cast<Int128>(low);
    series.min = unzigzag(reader.varint());
    series.max = unzigzag(reader.varint());
  }
  series.complete = (flags & kLeftOut) == 0;
  if (!series.complete) series.left_out = unzigzag(reader.varint());
  series.kept.resize(reader.count());
  uint64_t later = 0;
  for (SeriesEntry& entry : series.kept) {
    const uint64_t step = reader.varint();
    entry.at = later == 0 ? unzigzag(step) : static_cast<Millis>(later - step);
    later = static_cast<uint64_t>(entry.at);
    if ((flags & kValues) != 0) entry.value = unzigzag(reader.varint());
  }
  if (!reader.done()) throw Error(Code::corrupt, "a stored series has bytes behind its end");
}

} // namespace

size_t SeriesTable::place(uint32_t number) const {
  const auto found = std::lower_bound(rows_.begin(), rows_.end(), number,
                                      [](const Row& row, uint32_t n) { return row.number < n; });
  return static_cast<size_t>(found - rows_.begin());
}

SeriesTable& SeriesTable::operator=(const SeriesTable& other) {
  if (this == &other) return *this;
  rows_ = other.rows_;
  bytes_ = other.bytes_;
  if (decoded_.size() < other.in_use_) decoded_.resize(other.in_use_);
  std::copy_n(other.decoded_.begin(), other.in_use_, decoded_.begin());
  in_use_ = other.in_use_;
  return *this;
}

Series& SeriesTable::next_decoded() const {
  if (in_use_ == decoded_.size()) decoded_.emplace_back();
  return decoded_[in_use_++];
}

Series& SeriesTable::decode(const Row& row) const {
  if (row.decoded == kEncoded) {
    decode_series(std::string_view(bytes_).substr(row.from, row.size), &next_decoded());
    row.decoded = static_cast<int32_t>(in_use_ - 1);
  }
  return decoded_[static_cast<size_t>(row.decoded)];
}

const Series* SeriesTable::find(uint32_t number) const {
  const size_t index = place(number);
  const bool absent = index == rows_.size() || rows_[index].number != number;
  return absent ? nullptr : &decode(rows_[index]);
}

Series* SeriesTable::edit(uint32_t number) {
  const size_t index = place(number);
  if (index == rows_.size() || rows_[index].number != number) return nullptr;
  rows_[index].changed = true;
  return &decode(rows_[index]);
}

Series& SeriesTable::put(uint32_t number) {
  if (Series* known = edit(number)) return *known;
  Row row;
  row.number = number;
  row.decoded = static_cast<int32_t>(in_use_);
  row.changed = true;
  Series& made = next_decoded();
  made.clear();
  rows_.insert(rows_.begin() + static_cast<std::ptrdiff_t>(place(number)), row);
  return made;
}

Millis SeriesTable::turns(uint32_t number) const {
  const size_t index = place(number);
  const bool absent = index == rows_.size() || rows_[index].number != number;
  return absent ? 0 : rows_[index].turns;
}

void SeriesTable::set_turns(uint32_t number, Millis at) {
  const size_t index = place(number);
  if (index < rows_.size() && rows_[index].number == number) rows_[index].turns = at;
}

std::vector<uint32_t> SeriesTable::turning(Millis until) const {
  std::vector<uint32_t> numbers;
  for (const Row& row : rows_) {
    if (row.turns != 0 && row.turns <= until) numbers.push_back(row.number);
  }
  return numbers;
}

Millis SeriesTable::first_turn() const {
  Millis first = 0;
  for (const Row& row : rows_) {
    if (row.turns != 0 && (first == 0 || row.turns < first)) first = row.turns;
  }
  return first;
}

void SeriesTable::erase(uint32_t number) {
  const size_t index = place(number);
  if (index == rows_.size() || rows_[index].number != number) return;
  rows_.erase(rows_.begin() + static_cast<std::ptrdiff_t>(index));
}

void SeriesTable::clear() {
  rows_.clear();
  in_use_ = 0;
  bytes_.clear();
}

std::vector<uint32_t> SeriesTable::numbers() const {
  std::vector<uint32_t> numbers;
  for (const Row& row : rows_) numbers.push_back(row.number);
  return numbers;
}

void SeriesTable::expect() const {
  __builtin_prefetch(rows_.data());
  __builtin_prefetch(bytes_.data());
  __builtin_prefetch(decoded_.data());
}

void SeriesTable::append_to(std::string* out) const {
  put_varint(out, rows_.size());
  std::string body;
  for (const Row& row : rows_) {
    put_varint(out, row.number);
    put_varint(out, zigzag(row.turns));
    if (!row.changed) {
      put_text(out, std::string_view(bytes_).substr(row.from, row.size));
      continue;
    }
    body.clear();
    encode(decode(row), &body);
    put_text(out, body);
  }
}

void SeriesTable::take(ByteReader* reader) {
  clear();
  rows_.resize(reader->count());
  if (rows_.empty()) return;
  // The rest of the bytes, so that rows need no copies of their own.
  bytes_.assign(reader->rest());
  ByteReader copy(bytes_);
  for (Row& row : rows_) {
    row.number = static_cast<uint32_t>(copy.varint());
    row.turns = unzigzag(copy.varint());
    row.size = static_cast<uint32_t>(copy.varint());
    row.from = static_cast<uint32_t>(bytes_.size() - copy.left());
    copy.take(row.size);
  }
  reader->take(bytes_.size() - copy.left());
}

void SeriesTable::check() const {
  for (const Row& row : rows_) decode(row);
}

} // namespace beckon::event
