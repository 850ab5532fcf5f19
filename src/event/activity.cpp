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

void tell_newest(const NameActivity* row, Series* series) {
  series->clear();
  if (row == nullptr || row->count == 0) return;
  series->total = row->count;
  series->kept.push_back({row->newest_at, 0});
  series->complete = row->count == 1;
  if (!series->complete) series->left_out = row->newest_at; // no later than this
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
Millis Activity::first_turn() const {
  Millis first = 0;
  const auto take = [&](Millis at) {
    if (at != 0 && (first == 0 || at < first)) first = at;
  };
  take(traits_turn);
  take(series.first_turn());
  for (const NameActivity& row : names) take(row.turns);
  return first;
}

void Activity::forget_series() {
  series.clear();
  for (NameActivity& row : names) row.seen = 0;
}

void Activity::take_away(const Activity& earlier) {
  for (const NameActivity& row : earlier.names) name(row.name).count -= row.count;
}

void Activity::freeze() {
  const auto foreign = [](const NameActivity& row) { return row.newest == 0; };
  std::erase_if(names, foreign);
  for (NameActivity& row : names) row.newest_at = row.turns = 0;
  forget_series();
  armed = traits_turn = 0;
  absorbed.clear();
}

void Activity::clear() {
  newest = {};
  newest_flip = 0;
  names.clear();
  series.clear();
  armed = traits_turn = 0;
  absorbed.clear();
}

void Activity::expect() const {
  __builtin_prefetch(names.data());
  series.expect();
}

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
    put_varint(out, row.seen);
    put_varint(out, zigzag(row.turns));
  }
  put_varint(out, zigzag(armed));
  put_varint(out, zigzag(traits_turn));
  series.append_to(out);
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
    row.seen = static_cast<uint32_t>(reader.varint());
    row.turns = unzigzag(reader.varint());
  }
  armed = unzigzag(reader.varint());
  traits_turn = unzigzag(reader.varint());
  series.take(&reader);
  absorbed.clear();
  if (!reader.done()) {
    absorbed.resize(reader.count());
    if (absorbed.empty()) throw Error(Code::corrupt, "a stored hot row names nobody it absorbed");
  }
  for (uint32_t& number : absorbed) number = static_cast<uint32_t>(reader.varint());
  if (!reader.done()) throw Error(Code::corrupt, "a stored hot row has bytes behind its end");
}

} // namespace beckon::event
