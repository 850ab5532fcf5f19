#include "engine/membership_log.h"

#include <algorithm>
#include <array>
#include <bit>

#include "base/bitmap.h"

namespace beckon::engine {
namespace {

constexpr event::NameNumber kAll = 1; // the one sequence
constexpr uint32_t kFills = 0;        // under the number of no segment: the chain of all fills
constexpr Millis kDayMs = 86'400'000;

// Segment, cause and direction in the column that holds an event's place in the journal.
uint64_t pack(const FlipRow& row) {
  return (uint64_t{row.segment} << 8) | (static_cast<uint64_t>(row.cause) << 1) |
         (row.entered ? 1 : 0);
}

FlipRow unpack(event::Position position, const event::EventRow& stored) {
  FlipRow row;
  row.position = position;
  row.profile = stored.profile;
  row.segment = static_cast<uint32_t>(stored.offset >> 8);
  row.entered = (stored.offset & 1) != 0;
  row.cause = static_cast<FlipCause>((stored.offset >> 1) & 0x7f);
  row.at = stored.at;
  row.previous_of_segment = stored.previous;
  row.previous_of_profile = stored.previous_any.position;
  return row;
}

std::string day_key(uint32_t segment, int32_t day) {
  std::string key = number_key(segment);
  put_big<uint32_t>(&key, static_cast<uint32_t>(day) ^ (uint32_t{1} << 31));
  return key;
}
int32_t day_in(std::string_view key) {
  return static_cast<int32_t>(get_big<uint32_t>(key.substr(4)) ^ (uint32_t{1} << 31));
}

std::string encode(const Growth& growth) {
  std::string bytes;
  put_varint(&bytes, growth.entered);
  put_varint(&bytes, growth.left);
  put_varint(&bytes, growth.newest);
  return bytes;
}
Growth decode_growth(std::string_view bytes) {
  ByteReader reader(bytes);
  Growth growth;
  growth.entered = static_cast<uint32_t>(reader.varint());
  growth.left = static_cast<uint32_t>(reader.varint());
  growth.newest = static_cast<event::Position>(reader.varint());
  return growth;
}

std::string fill_prefix(const FlipRow& fill, bool entered) {
  return number_key(fill.segment, fill.position, static_cast<uint8_t>(entered ? 1 : 0));
}
std::string fill_key(const FlipRow& fill, bool entered, uint16_t container) {
  std::string key = fill_prefix(fill, entered);
  put_big<uint16_t>(&key, container);
  return key;
}

void put_bits(store::Transaction* transaction, store::Table table, const FlipRow& fill,
              bool entered, const ProfileBits& bits) {
  constexpr size_t kWords = 1'024; // of one container
  for (size_t first = 0; first < bits.size(); first += kWords) {
    BitmapContainer container;
    for (size_t i = first; i < std::min(first + kWords, bits.size()); ++i) {
      for (uint64_t word = bits[i]; word != 0; word &= word - 1) {
        const size_t low = (i - first) * 64 + static_cast<size_t>(std::countr_zero(word));
        container.add(static_cast<uint16_t>(low));
      }
    }
    if (container.size() == 0) continue;
    transaction->put(table, fill_key(fill, entered, static_cast<uint16_t>(first / kWords)),
                     container.encode());
  }
}

uint32_t count_bits(const ProfileBits& bits) {
  uint32_t total = 0;
  for (const uint64_t word : bits) total += static_cast<uint32_t>(std::popcount(word));
  return total;
}

// The newest flip that the segment's newest day names.
event::Position stored_head(const store::Transaction& transaction, store::Table growth,
                            uint32_t segment) {
  store::Cursor cursor = transaction.cursor(growth);
  const bool beyond = cursor.seek(number_key(segment + 1));
  if (!(beyond ? cursor.previous() : cursor.last())) return 0;
  if (!cursor.key_starts_with(number_key(segment))) return 0;
  return decode_growth(cursor.value()).newest;
}

} // namespace

std::string_view cause_name(FlipCause cause) {
  constexpr std::array<std::string_view, 7> kNames = {"record", "time",    "definition", "manual",
                                                      "merge",  "erasure", "deletion"};
  return kNames.at(static_cast<size_t>(cause));
}

int32_t day_of(Millis at) { return static_cast<int32_t>(at / kDayMs - (at % kDayMs < 0 ? 1 : 0)); }

void MembershipLog::load(const store::Transaction& transaction,
                         const std::vector<store::Table>& tables) {
  tables_ = tables;
  tails_.load(transaction, table(T::flips));
  newest_.clear();
  days_.clear();
}

void MembershipLog::store(store::Transaction* transaction) {
  tails_.store(transaction, table(T::flips));
  const auto put = [&](uint32_t segment, int32_t day, const Growth& growth) {
    transaction->put(table(T::growth), day_key(segment, day), encode(growth));
  };
  for (const auto& [key, growth] : days_) put(key.first, key.second, growth);
  days_.clear();
  for (uint32_t segment = 0; segment < newest_.size(); ++segment) {
    Newest& row = newest_[segment];
    if (row.changed) put(segment, row.day, row.growth);
    row.changed = false;
  }
}

MembershipLog::Newest& MembershipLog::newest(const store::Transaction& transaction,
                                             uint32_t segment) {
  if (segment >= newest_.size()) newest_.resize(size_t{segment} + 1);
  Newest& row = newest_[segment];
  if (row.known) return row;
  row.head = stored_head(transaction, table(T::growth), segment);
  row.known = true;
  return row;
}

// Days come in order: the one before is done when the next begins.
Growth& MembershipLog::growth(const store::Transaction& transaction, uint32_t segment,
                              int32_t day) {
  Newest& row = newest(transaction, segment);
  if (!row.has_day || row.day != day) {
    if (row.changed) days_[{segment, row.day}] = row.growth;
    const auto known = days_.find({segment, day});
    if (known != days_.end()) {
      row.growth = known->second;
      days_.erase(known);
    } else {
      const auto stored = transaction.get(table(T::growth), day_key(segment, day));
      row.growth = stored ? decode_growth(*stored) : Growth();
    }
    row.day = day;
    row.has_day = true;
  }
  row.changed = true;
  return row.growth;
}

event::Position MembershipLog::append(const store::Transaction& transaction, const FlipRow& row,
                                      uint32_t entered, uint32_t left) {
  Growth& day = growth(transaction, row.segment, day_of(row.at));
  event::Position& head = newest(transaction, row.segment).head;
  head = tails_.add(kAll, {row.profile, row.at, pack(row), head, {kAll, row.previous_of_profile}});
  day.entered += entered;
  day.left += left;
  day.newest = head;
  return head;
}

event::Position MembershipLog::flip(const store::Transaction& transaction, uint32_t profile,
                                    uint32_t segment, bool entered, FlipCause cause, Millis at,
                                    event::Position previous) {
  return append(transaction, {0, profile, segment, entered, cause, at, 0, previous},
                entered ? 1 : 0, entered ? 0 : 1);
}

void MembershipLog::fill(store::Transaction* transaction, uint32_t segment, FlipCause cause,
                         Millis at, const ProfileBits& entered, const ProfileBits& left) {
  const uint32_t in = count_bits(entered), out = count_bits(left);
  if (in == 0 && out == 0) return;
  FlipRow row{0, 0, segment, false, cause, at, 0, newest(*transaction, kFills).head};
  row.position = append(*transaction, row, in, out);
  newest(*transaction, kFills).head = row.position;
  growth(*transaction, kFills, day_of(at)).newest = row.position;
  put_bits(transaction, table(T::fills), row, true, entered);
  put_bits(transaction, table(T::fills), row, false, left);
}

FlipReader::FlipReader(const store::Transaction& transaction,
                       const std::vector<store::Table>& tables)
    : transaction_(&transaction),
      tables_(&tables),
      blocks_(transaction, tables[static_cast<size_t>(T::flips)], nullptr) {}

event::Position FlipReader::count() const { return blocks_.count(kAll); }

FlipRow FlipReader::at(event::Position position) const {
  return unpack(position, blocks_.at({kAll, position}));
}

event::Position FlipReader::head(uint32_t segment) const {
  return stored_head(*transaction_, table(T::growth), segment);
}

event::Position FlipReader::newest_fill() const { return head(kFills); }

std::optional<bool> FlipReader::filled(const FlipRow& fill, uint32_t profile) const {
  for (const bool entered : {true, false}) {
    const auto bytes = transaction_->get(
        table(T::fills), fill_key(fill, entered, static_cast<uint16_t>(profile >> 16)));
    if (bytes && BitmapContainer::decode(*bytes).contains(static_cast<uint16_t>(profile))) {
      return entered;
    }
  }
  return std::nullopt;
}

void FlipReader::each_filled(const FlipRow& fill, bool entered, uint32_t from,
                             const std::function<bool(uint32_t profile)>& visit) const {
  store::Cursor cursor = transaction_->cursor(table(T::fills));
  const std::string prefix = fill_prefix(fill, entered);
  for (bool found = cursor.seek(fill_key(fill, entered, static_cast<uint16_t>(from >> 16)));
       found && cursor.key_starts_with(prefix); found = cursor.next()) {
    const uint32_t base = uint32_t{get_big<uint16_t>(cursor.key().substr(prefix.size()))} << 16;
    const BitmapContainer container = BitmapContainer::decode(cursor.value());
    for (int32_t low = container.next(from > base ? from - base : 0); low >= 0;
         low = container.next(static_cast<uint32_t>(low) + 1)) {
      if (!visit(base + static_cast<uint32_t>(low))) return;
    }
  }
}

void FlipReader::each_day(uint32_t segment, int32_t first, int32_t last,
                          const std::function<void(int32_t day, const Growth&)>& visit) const {
  store::Cursor cursor = transaction_->cursor(table(T::growth));
  const std::string prefix = number_key(segment);
  for (bool found = cursor.seek(day_key(segment, first));
       found && cursor.key_starts_with(prefix) && day_in(cursor.key()) <= last;
       found = cursor.next()) {
    visit(day_in(cursor.key()), decode_growth(cursor.value()));
  }
}

std::vector<event::Position> FlipReader::fills_of(uint32_t segment) const {
  std::vector<event::Position> positions;
  store::Cursor cursor = transaction_->cursor(table(T::fills));
  const std::string prefix = number_key(segment);
  for (bool found = cursor.seek(prefix); found && cursor.key_starts_with(prefix);) {
    positions.push_back(get_big<event::Position>(cursor.key().substr(prefix.size())));
    found = cursor.seek(number_key(segment, positions.back() + 1));
  }
  return positions;
}

// Two chains that go back, the profile's and that of fills, joined by position.
void FlipReader::each_of_profile(uint32_t profile, event::Position head, uint32_t segment,
                                 event::Position before,
                                 const std::function<bool(const FlipRow&)>& visit) const {
  std::vector<event::Position> fills; // of the one segment, ascending
  if (segment != 0) fills = fills_of(segment);
  event::Position own = head;
  event::Position fill = segment == 0 ? newest_fill() : fills.empty() ? 0 : fills.back();
  while (own != 0 || fill != 0) {
    FlipRow row = at(std::max(own, fill));
    if (row.profile != 0) {
      own = row.previous_of_profile;
    } else if (segment == 0) {
      fill = row.previous_of_profile;
    } else {
      fills.pop_back();
      fill = fills.empty() ? 0 : fills.back();
    }
    if ((segment != 0 && row.segment != segment) || (before != 0 && row.position >= before)) {
      continue;
    }
    if (row.profile == 0) {
      const auto entered = filled(row, profile);
      if (!entered) continue;
      row.profile = profile;
      row.entered = *entered;
    }
    if (!visit(row)) return;
  }
}

std::optional<FlipRow> FlipReader::newest(uint32_t profile, event::Position head,
                                          uint32_t segment) const {
  std::optional<FlipRow> found;
  each_of_profile(profile, head, segment, 0, [&](const FlipRow& row) {
    found = row;
    return false;
  });
  return found;
}

} // namespace beckon::engine
