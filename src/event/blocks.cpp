#include "event/blocks.h"

#include <cstring>

#include "base/bytes.h"

namespace beckon::event {
namespace {

std::string block_key(NameNumber name, uint32_t block) {
  std::string key;
  put_big<uint16_t>(&key, name);
  put_big<uint32_t>(&key, block);
  return key;
}

uint64_t pack(Place place) { return (uint64_t{place.name} << 32) | place.position; }
Place unpack(uint64_t packed) {
  return {static_cast<NameNumber>(packed >> 32), static_cast<Position>(packed)};
}

template <typename T>
void put_column(std::string* out, const std::vector<T>& column) {
  out->append(reinterpret_cast<const char*>(column.data()), column.size() * sizeof(T));
}

template <typename T>
void take_column(ByteReader* reader, size_t count, std::vector<T>* column) {
  column->resize(count);
  const std::string_view bytes = reader->take(count * sizeof(T));
  if (count > 0) std::memcpy(column->data(), bytes.data(), bytes.size());
}

template <typename T>
T load_at(std::string_view bytes, size_t column, size_t index) {
  T value;
  std::memcpy(&value, bytes.data() + column + index * sizeof(T), sizeof value);
  return value;
}

constexpr size_t kCountBytes = sizeof(uint64_t);
constexpr size_t kRowBytes = 8 + 8 + 8 + 4 + 4;

size_t rows_of(std::string_view bytes) {
  ByteReader reader(bytes);
  const auto count = reader.little<uint64_t>();
  if (count > Block::kRows || bytes.size() != kCountBytes + count * kRowBytes) {
    throw Error(Code::corrupt, "a stored block of events has the wrong size");
  }
  return count;
}

} // namespace

void Block::reserve() {
  profiles_.reserve(kRows);
  times_.reserve(kRows);
  offsets_.reserve(kRows);
  previous_.reserve(kRows);
  previous_any_.reserve(kRows);
}

void Block::clear() {
  profiles_.clear();
  times_.clear();
  offsets_.clear();
  previous_.clear();
  previous_any_.clear();
}

void Block::add(const EventRow& row) {
  profiles_.push_back(row.profile);
  times_.push_back(row.at);
  offsets_.push_back(row.offset);
  previous_.push_back(row.previous);
  previous_any_.push_back(pack(row.previous_any));
}

EventRow Block::row(size_t index) const {
  return {profiles_[index], times_[index], offsets_[index], previous_[index],
          unpack(previous_any_[index])};
}

void Block::remove(size_t index) {
  times_[index] = kTimeFloor;
  offsets_[index] = 0;
}

// Eight-byte columns first, so that all stay aligned behind the count.
void Block::encode(std::string* out) const {
  out->clear();
  put_little<uint64_t>(out, size());
  put_column(out, times_);
  put_column(out, offsets_);
  put_column(out, previous_any_);
  put_column(out, profiles_);
  put_column(out, previous_);
}

Block Block::decode(std::string_view bytes) {
  const size_t count = rows_of(bytes);
  ByteReader reader(bytes.substr(kCountBytes));
  Block block;
  take_column(&reader, count, &block.times_);
  take_column(&reader, count, &block.offsets_);
  take_column(&reader, count, &block.previous_any_);
  take_column(&reader, count, &block.profiles_);
  take_column(&reader, count, &block.previous_);
  return block;
}

EventRow Block::row_of(std::string_view bytes, size_t index) {
  const size_t count = rows_of(bytes);
  if (index >= count) throw Error(Code::corrupt, "an event chain leaves its block");
  const size_t times = kCountBytes, offsets = times + count * 8, any = offsets + count * 8;
  const size_t profiles = any + count * 8, previous = profiles + count * 4;
  return {load_at<uint32_t>(bytes, profiles, index), load_at<Millis>(bytes, times, index),
          load_at<uint64_t>(bytes, offsets, index), load_at<Position>(bytes, previous, index),
          unpack(load_at<uint64_t>(bytes, any, index))};
}

Block Blocks::load(NameNumber name, uint32_t number) const {
  if (tails_ != nullptr) {
    const auto tail = tails_->tails_.find(name);
    if (tail != tails_->tails_.end() && number >= tail->second.first_block) {
      const size_t index = number - tail->second.first_block;
      if (index < tail->second.full.size()) return Block::decode(tail->second.full[index]);
      if (number == tail->second.open_number()) return tail->second.open;
    }
  }
  const auto bytes = transaction_->get(table_, block_key(name, number));
  if (!bytes) throw Error(Code::corrupt, "a block of events is missing");
  return Block::decode(*bytes);
}

EventRow Blocks::at(Place place) const {
  if (place.position == 0) throw Error(Code::corrupt, "an event chain has no place");
  const uint32_t number = (place.position - 1) / Block::kRows;
  const size_t index = (place.position - 1) % Block::kRows;
  if (tails_ != nullptr) {
    const auto tail = tails_->tails_.find(place.name);
    if (tail != tails_->tails_.end() && number >= tail->second.first_block) {
      const size_t at = number - tail->second.first_block;
      const Block& open = tail->second.open;
      if (at < tail->second.full.size()) return Block::row_of(tail->second.full[at], index);
      if (number == tail->second.open_number() && index < open.size()) return open.row(index);
    }
  }
  const auto bytes = transaction_->get(table_, block_key(place.name, number));
  if (!bytes) throw Error(Code::corrupt, "a block of events is missing");
  return Block::row_of(*bytes, index);
}

Position Blocks::count(NameNumber name) const {
  if (tails_ != nullptr) {
    const auto tail = tails_->tails_.find(name);
    if (tail != tails_->tails_.end()) {
      const size_t full = tail->second.open_number();
      return static_cast<Position>(full * Block::kRows + tail->second.open.size());
    }
  }
  store::Cursor cursor = transaction_->cursor(table_);
  const bool beyond = cursor.seek(block_key(name, UINT32_MAX));
  const bool found = beyond ? cursor.previous() : cursor.last();
  if (!found || get_big<uint16_t>(cursor.key()) != name) return 0;
  const auto number = get_big<uint32_t>(cursor.key().substr(2));
  return static_cast<Position>(number * Block::kRows + rows_of(cursor.value()));
}

Position Blocks::first(NameNumber name) const {
  store::Cursor cursor = transaction_->cursor(table_);
  if (!cursor.seek(block_key(name, 0)) || get_big<uint16_t>(cursor.key()) != name) return 1;
  return static_cast<Position>(get_big<uint32_t>(cursor.key().substr(2)) * Block::kRows + 1);
}

Block Blocks::dropped() {
  Block block;
  for (size_t i = 0; i < Block::kRows; ++i) block.add({0, kTimeFloor, 0, 0, {}});
  return block;
}

void Tails::load(const store::Transaction& transaction, store::Table table) {
  tails_.clear();
  store::Cursor cursor = transaction.cursor(table);
  for (bool found = cursor.last(); found;) {
    const auto name = get_big<uint16_t>(cursor.key());
    Tail& tail = tails_[name];
    tail.first_block = get_big<uint32_t>(cursor.key().substr(2));
    tail.open = Block::decode(cursor.value());
    if (tail.open.full()) {
      ++tail.first_block;
      tail.open = Block();
    }
    tail.open.reserve();
    // On to the last block of the name before.
    if (cursor.seek(block_key(name, 0))) found = cursor.previous();
    else found = false;
  }
}

// A block is put into bytes as soon as it is full: not all of them at once when the state commits.
Position Tails::add(NameNumber name, const EventRow& row) {
  Tail& tail = tails_[name];
  if (tail.open.size() == 0) tail.open.reserve();
  tail.open.add(row);
  tail.changed = true;
  const size_t number = tail.open_number();
  const auto position = static_cast<Position>(number * Block::kRows + tail.open.size());
  if (tail.open.full()) {
    tail.open.encode(&tail.full.emplace_back());
    tail.open.clear();
    tail.changed = false;
  }
  return position;
}

void Tails::store(store::Transaction* transaction, store::Table table) {
  std::string bytes;
  for (auto& [name, tail] : tails_) {
    for (std::string& full : tail.full) {
      transaction->put_whole(table, block_key(name, tail.first_block), std::move(full));
      ++tail.first_block;
    }
    tail.full.clear();
    if (!tail.changed) continue;
    tail.open.encode(&bytes);
    transaction->put_whole(table, block_key(name, tail.first_block), std::move(bytes));
    tail.changed = false;
  }
}

void Tails::replace(store::Transaction* transaction, store::Table table, NameNumber name,
                    uint32_t number, const Block& block) {
  std::string bytes;
  block.encode(&bytes);
  transaction->put(table, block_key(name, number), bytes);
  const auto tail = tails_.find(name);
  if (tail != tails_.end() && number == tail->second.open_number()) tail->second.open = block;
}

void Tails::drop_removed(store::Transaction* transaction, store::Table table, NameNumber name) {
  const auto is_removed = [](const Block& block) {
    for (size_t i = 0; i < block.size(); ++i) {
      if (!block.row(i).removed()) return false;
    }
    return block.full();
  };
  std::vector<std::string> keys;
  {
    store::Cursor cursor = transaction->cursor(table);
    const std::string prefix = block_key(name, 0).substr(0, sizeof(NameNumber));
    for (bool found = cursor.seek(prefix); found && cursor.key_starts_with(prefix);) {
      const std::string key(cursor.key());
      if (!is_removed(Block::decode(cursor.value()))) break;
      found = cursor.next();
      if (found && cursor.key_starts_with(prefix)) keys.push_back(key);
    }
  }
  for (const std::string& key : keys) transaction->remove(table, key);
}

} // namespace beckon::event
