// A map that keeps what was asked for lately: two generations, the older of which is dropped when
// the younger is full. What is dropped is destroyed a little with each that comes: nobody waits for
// all of it. Thread safety: as a std::unordered_map.
#pragma once

#include <cstddef>
#include <functional>
#include <string>
#include <string_view>
#include <unordered_map>
#include <utility>

namespace beckon {

// For keys that are texts: views find them.
struct TextHash {
  using is_transparent = void;
  size_t operator()(std::string_view text) const { return std::hash<std::string_view>()(text); }
};

template <typename Key, typename Value, typename Hash = std::hash<Key>,
          typename Equal = std::equal_to<Key>>
class Recent {
 public:
  // Keeps between `size` and twice as many.
  explicit Recent(size_t size) : size_(size) {}

  // Null when it is not kept. Valid until the next call.
  template <typename Asked>
  Value* find(const Asked& key) {
    if (const auto found = young_.find(key); found != young_.end()) return &found->second;
    const auto found = old_.find(key);
    if (found == old_.end()) return nullptr;
    auto node = old_.extract(found);
    make_room();
    return &young_.insert(std::move(node)).position->second;
  }
  void put(Key key, Value value) {
    erase(key);
    make_room();
    young_.emplace(std::move(key), std::move(value));
  }
  void erase(const Key& key) {
    young_.erase(key);
    old_.erase(key);
  }
  void clear() {
    young_.clear();
    old_.clear();
    dropped_.clear();
  }

 private:
  void make_room() {
    for (int i = 0; i < kAtOnce && !dropped_.empty(); ++i) dropped_.erase(dropped_.begin());
    if (young_.size() < size_) return;
    dropped_ = std::move(old_); // there is nothing left of those before
    old_ = std::move(young_);
    young_ = {};
    young_.reserve(size_);
  }

  static constexpr int kAtOnce = 2; // more than come

  const size_t size_;
  std::unordered_map<Key, Value, Hash, Equal> young_, old_;
  std::unordered_map<Key, Value, Hash, Equal> dropped_; // not found any more
};

} // namespace beckon
