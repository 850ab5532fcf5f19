// A row of things that is filled, emptied and filled again. What it is emptied of stays, to be
// written over by what comes next: the texts and rows in it bring the memory along that they have.
//
// Thread safety: as a std::vector.
#pragma once

#include <cstddef>
#include <utility>
#include <vector>

namespace beckon {

template <typename T>
class Reused {
 public:
  // One more, which holds what stood there before: to be written over whole.
  T& add() {
    if (size_ == kept_.size()) kept_.emplace_back();
    return kept_[size_++];
  }
  void push_back(T item) { add() = std::move(item); }
  void clear() { size_ = 0; }

  size_t size() const { return size_; }
  bool empty() const { return size_ == 0; }
  T& operator[](size_t i) { return kept_[i]; }
  const T& operator[](size_t i) const { return kept_[i]; }
  T& back() { return kept_[size_ - 1]; }
  const T& back() const { return kept_[size_ - 1]; }
  T* begin() { return kept_.data(); }
  T* end() { return kept_.data() + size_; }
  const T* begin() const { return kept_.data(); }
  const T* end() const { return kept_.data() + size_; }

 private:
  std::vector<T> kept_;
  size_t size_ = 0; // of those the ones that count
};

} // namespace beckon
