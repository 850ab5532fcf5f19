#include "engine/members.h"

#include <algorithm>
#include <mutex>
#include <utility>

#include "base/bytes.h"
#include "base/hash.h"
#include "engine/tables.h"

namespace beckon::engine {
namespace {

uint64_t slot_number(uint32_t set, uint32_t profile) {
  return (uint64_t{set} << 16) | (profile >> 16);
}

constexpr uint32_t kContainerProfiles = 1 << 16;
constexpr size_t kContainerWords = kContainerProfiles / 64;
// Words for whole containers, the last of which may reach beyond the profiles there are.
size_t room_for(uint32_t end) {
  return (size_t{end} + kContainerProfiles - 1) / kContainerProfiles * kContainerWords;
}

std::string container_key(uint64_t slot) {
  return number_key(static_cast<uint32_t>(slot >> 16), static_cast<uint16_t>(slot));
}

} // namespace

struct MemberSets::Handed {
  uint64_t number;
  const BitmapContainer* container; // as it was, until it is put into bytes
  std::string bytes;                // "": of an empty one
  void put_into_bytes() {
    if (container->size() > 0) bytes = container->encode();
    container = nullptr;
  }
};

struct MemberSets::HandedOver {
  std::mutex mutex; // of all of them
  std::vector<Handed> containers;
};

MemberSets::MemberSets() = default;
MemberSets::~MemberSets() = default;

void MemberSets::reset() {
  containers_.clear();
  recent_.clear();
  handed_over_.reset();
}

// Before it changes.
void MemberSets::keep_what_was(Slot* slot) {
  if (slot->handed == nullptr) return;
  const std::lock_guard lock(handed_over_->mutex);
  if (slot->handed->container != nullptr) slot->handed->put_into_bytes();
  slot->handed = nullptr;
}

MemberSets::Slot& MemberSets::slot(const store::Transaction& transaction, store::Table table,
                                   uint32_t set, uint32_t profile) {
  const uint64_t number = slot_number(set, profile);
  if (recent_.empty()) recent_.resize(kRecent);
  Recent& recent = recent_[mix64(number) % kRecent];
  if (recent.number == number) return *recent.slot;
  auto found = containers_.find(number);
  if (found == containers_.end()) {
    Slot loaded;
    const auto bytes = transaction.get(table, container_key(number));
    if (bytes) loaded.container = BitmapContainer::decode(*bytes);
    found = containers_.emplace(number, std::move(loaded)).first;
  }
  recent = {number, &found->second}; // stable: std::map never moves its nodes
  return found->second;
}

void MemberSets::expect(uint32_t set, uint32_t profile) const {
  if (recent_.empty()) return;
  const uint64_t number = slot_number(set, profile);
  const Recent& recent = recent_[mix64(number) % kRecent];
  if (recent.number == number) recent.slot->container.expect(static_cast<uint16_t>(profile));
}

bool MemberSets::contains(const store::Transaction& transaction, store::Table table, uint32_t set,
                          uint32_t profile) {
  return slot(transaction, table, set, profile).container.contains(static_cast<uint16_t>(profile));
}

bool MemberSets::assign(const store::Transaction& transaction, store::Table table, uint32_t set,
                        uint32_t profile, bool member) {
  Slot& held = slot(transaction, table, set, profile);
  const auto low = static_cast<uint16_t>(profile);
  if (held.container.contains(low) == member) return false;
  keep_what_was(&held);
  if (member) held.container.add(low);
  else held.container.remove(low);
  return held.changed = true;
}

std::vector<uint64_t> MemberSets::words(const store::Transaction& transaction, store::Table table,
                                        uint32_t set, uint32_t end) {
  std::vector<uint64_t> words(room_for(end));
  for (uint32_t base = 0; base < end; base += kContainerProfiles) {
    slot(transaction, table, set, base).container.or_into(words.data() + base / 64);
  }
  words.resize((size_t{end} + 63) / 64);
  return words;
}

void MemberSets::replace(const store::Transaction& transaction, store::Table table, uint32_t set,
                         const std::vector<uint64_t>& words) {
  for (size_t first = 0; first < words.size(); first += kContainerWords) {
    Slot& held = slot(transaction, table, set, static_cast<uint32_t>(first * 64));
    BitmapContainer container =
        BitmapContainer::from_words(words.data() + first, words.size() - first);
    if (container == held.container) continue;
    keep_what_was(&held);
    held.container = std::move(container);
    held.changed = true;
  }
}

void MemberSets::clear_set(store::Transaction* transaction, store::Table table, uint32_t set) {
  std::vector<std::string> keys;
  const auto first = containers_.lower_bound(uint64_t{set} << 16),
             last = containers_.lower_bound((uint64_t{set} + 1) << 16);
  for (auto each = first; each != last; ++each) {
    keep_what_was(&each->second);
    keys.push_back(container_key(each->first)); // perhaps handed over, and not seen below
  }
  containers_.erase(first, last);
  recent_.clear();
  {
    store::Cursor cursor = transaction->cursor(table);
    const std::string prefix = number_key(set);
    for (bool found = cursor.seek(prefix); found && cursor.key_starts_with(prefix);
         found = cursor.next()) {
      keys.emplace_back(cursor.key());
    }
  }
  for (const std::string& key : keys) transaction->remove(table, key);
}

void MemberSets::store(store::Transaction* transaction, store::Table table) {
  auto handed_over = std::make_shared<HandedOver>();
  std::vector<Slot*> slots;
  for (auto& [number, held] : containers_) {
    held.handed = nullptr;
    if (!std::exchange(held.changed, false)) continue;
    slots.push_back(&held);
    handed_over->containers.push_back({number, &held.container, {}});
  }
  for (size_t i = 0; i < slots.size(); ++i) slots[i]->handed = &handed_over->containers[i];
  handed_over_ = handed_over;
  if (slots.empty()) return;
  const auto prepare = [handed_over] {
    for (Handed& each : handed_over->containers) {
      const std::lock_guard lock(handed_over->mutex);
      if (each.container != nullptr) each.put_into_bytes();
    }
  };
  transaction->write_later(prepare, [handed_over, table](store::Transaction* into) {
    for (Handed& each : handed_over->containers) {
      if (each.bytes.empty()) into->remove(table, container_key(each.number));
      else into->put(table, container_key(each.number), each.bytes);
      each.bytes = {};
    }
  });
}

bool CheckedContainers::contains(const store::Transaction& transaction, store::Table table,
                                 uint32_t set, uint32_t profile) {
  constexpr size_t kPlaces = 1 << 11;
  if (places_.empty()) places_.resize(kPlaces);
  const uint64_t slot = slot_number(set, profile), commit = transaction.number();
  Place& place = places_[mix64(slot) % kPlaces];
  if (place.commit != commit || place.slot != slot) {
    const auto bytes = transaction.get(table, container_key(slot));
    place = {slot, commit, bytes.value_or(std::string_view())};
  }
  return !place.bytes.empty() &&
         BitmapContainer::contains_in(place.bytes, static_cast<uint16_t>(profile));
}

bool stored_member(const store::Transaction& transaction, store::Table table, uint32_t set,
                   uint32_t profile) {
  const auto bytes = transaction.get(table, container_key(slot_number(set, profile)));
  return bytes && BitmapContainer::contains_in(*bytes, static_cast<uint16_t>(profile));
}

std::vector<uint64_t> stored_bits(const store::Transaction& transaction, store::Table table,
                                  uint32_t set) {
  constexpr size_t kWords = 1'024; // of one container
  std::vector<uint64_t> bits;
  store::Cursor cursor = transaction.cursor(table);
  const std::string prefix = number_key(set);
  for (bool found = cursor.seek(prefix); found && cursor.key_starts_with(prefix);
       found = cursor.next()) {
    const size_t first = get_big<uint16_t>(cursor.key().substr(4)) * kWords;
    bits.resize(first + kWords);
    BitmapContainer::decode(cursor.value()).or_into(bits.data() + first);
  }
  return bits;
}

uint64_t stored_count(const store::Transaction& transaction, store::Table table, uint32_t set) {
  uint64_t count = 0;
  store::Cursor cursor = transaction.cursor(table);
  const std::string prefix = number_key(set);
  for (bool found = cursor.seek(prefix); found && cursor.key_starts_with(prefix);
       found = cursor.next()) {
    count += BitmapContainer::decode(cursor.value()).size();
  }
  return count;
}

std::vector<uint32_t> stored_members(const store::Transaction& transaction, store::Table table,
                                     uint32_t set, uint32_t from, size_t limit) {
  std::vector<uint32_t> members;
  store::Cursor cursor = transaction.cursor(table);
  const std::string prefix = number_key(set);
  for (bool found = cursor.seek(container_key(slot_number(set, from)));
       found && cursor.key_starts_with(prefix) && members.size() < limit; found = cursor.next()) {
    const uint32_t base = uint32_t{get_big<uint16_t>(cursor.key().substr(4))} << 16;
    const BitmapContainer container = BitmapContainer::decode(cursor.value());
    for (int32_t low = container.next(from > base ? from - base : 0);
         low >= 0 && members.size() < limit; low = container.next(static_cast<uint32_t>(low) + 1)) {
      members.push_back(base + static_cast<uint32_t>(low));
    }
  }
  return members;
}

std::vector<uint32_t> stored_members_down(const store::Transaction& transaction, store::Table table,
                                          uint32_t set, uint32_t from, size_t limit) {
  std::vector<uint32_t> members;
  store::Cursor cursor = transaction.cursor(table);
  const std::string prefix = number_key(set), own = container_key(slot_number(set, from));
  // The container of `from`, or else the one before.
  bool found = cursor.seek(own);
  if (!found || cursor.key() != own) found = found ? cursor.previous() : cursor.last();
  for (; found && cursor.key_starts_with(prefix) && members.size() < limit;
       found = cursor.previous()) {
    const uint32_t base = uint32_t{get_big<uint16_t>(cursor.key().substr(4))} << 16;
    const BitmapContainer container = BitmapContainer::decode(cursor.value());
    std::vector<uint32_t> ascending;
    for (int32_t low = container.next(0); low >= 0;
         low = container.next(static_cast<uint32_t>(low) + 1)) {
      if (base + static_cast<uint32_t>(low) > from) break;
      ascending.push_back(base + static_cast<uint32_t>(low));
    }
    const size_t taken = std::min(limit - members.size(), ascending.size());
    members.insert(members.end(), ascending.rbegin(),
                   ascending.rbegin() + static_cast<std::ptrdiff_t>(taken));
  }
  return members;
}

} // namespace beckon::engine
