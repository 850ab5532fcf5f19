#include "segment/bulk/picker.h"

#include <algorithm>
#include <bit>

#include "segment/bulk/kernels.h"

namespace beckon::segment::bulk {
namespace {

// From here on into a calendar window every event is inside: its edge is blurred by less.
constexpr int64_t kBlurMs = 10 * int64_t{86'400'000};
constexpr double kLargestNumber = 9.2e12; // of which millionths() are kept

void fill(size_t rows, std::vector<uint64_t>* bits) {
  std::fill(bits->begin(), bits->end(), 0);
  std::fill_n(bits->begin(), rows / 64, ~uint64_t{0});
  if (rows % 64 != 0) (*bits)[rows / 64] = (uint64_t{1} << (rows % 64)) - 1;
}

std::shared_ptr<const ColumnTest> make_test(const ValueColumn& column, const ValueTest& test) {
  return std::make_shared<const ColumnTest>(
      column, [&test](const schema::Value* value) { return test.holds(value); },
      number_ranges(test.name(), test.operand()));
}

// Whether there is a value that the selector can keep.
std::shared_ptr<const ColumnTest> make_value_test(const ValueColumn& column,
                                                  const Selector& selector) {
  if (!selector.has_numbers()) {
    return std::make_shared<const ColumnTest>(
        column, [](const schema::Value* value) { return value != nullptr; },
        number_ranges("exists", true));
  }
  // The bounds of what millionths() accepts.
  const auto is_kept = [](const schema::Value* value) {
    return value != nullptr && millionths(*value).has_value();
  };
  return std::make_shared<const ColumnTest>(column, is_kept,
                                            std::vector<Range>{{-kLargestNumber, kLargestNumber}});
}

void and_tests(const std::vector<std::shared_ptr<const ColumnTest>>& tests, size_t chunk,
               size_t words, uint64_t* rows) {
  std::array<uint64_t, kChunkRows / 64> holding;
  for (const auto& test : tests) {
    holding.fill(0);
    test->or_rows(chunk, holding.data());
    kernels::and_words(rows, holding.data(), words);
  }
}

} // namespace

std::optional<Picker> Picker::make(Columns* columns, const Selector& selector,
                                   const std::optional<Duration>& within, Millis now, bool loose) {
  const auto events = columns->events(selector);
  if (!events) return std::nullopt;
  Picker picker;
  picker.selector_ = &selector;
  picker.now_ = now;
  picker.low_ = selector.from();
  picker.high_ = selector.to();
  if (within) {
    picker.low_ = std::max(picker.low_, window_start(*within, now));
    picker.high_ = std::min(picker.high_, now);
    if (within->months != 0 && !loose) picker.calendar_ = within;
  }
  for (const EventColumn* column : *events) {
    Part part;
    part.events = column;
    if (!picker.add_tests(columns, &part)) return std::nullopt;
    picker.parts_.push_back(std::move(part));
  }
  return picker;
}

bool Picker::add_tests(Columns* columns, Part* part) {
  const auto add = [&](const Where& where, auto* tests) {
    for (const auto& test : where) {
      const ValueColumn* values = columns->property(*part->events, test->path());
      if (values == nullptr) return false;
      tests->push_back(make_test(*values, test->test()));
    }
    return true;
  };
  if (!add(selector_->where(), &part->tests) || !add(selector_->has(), &part->has)) return false;
  if (!selector_->has_numbers() && selector_->value() != Selector::Value::hash) return true;
  part->values = columns->property(*part->events, selector_->path());
  if (part->values == nullptr) return false;
  part->tests.push_back(make_value_test(*part->values, *selector_));
  return true;
}

size_t Picker::rows() const {
  size_t rows = 0;
  for (const Part& part : parts_) {
    for (const EventChunk& chunk : part.events->chunks()) {
      if (chunk.latest >= low_ && chunk.earliest <= high_) rows += chunk.rows;
    }
  }
  return rows;
}

double Picker::largest() const {
  double largest = 0;
  for (const Part& part : parts_) {
    if (part.values == nullptr) continue;
    // Numbers outside the doubles stand in the dictionary.
    const bool coded = part.values->dictionary().end() > kFirstCode;
    largest = std::max(largest, coded ? kLargestNumber : part.values->largest());
  }
  return std::min(largest, kLargestNumber);
}

bool Picker::pick(const Part& part, size_t index, std::vector<uint64_t>* rows) const {
  const EventChunk& chunk = part.events->chunks()[index];
  const size_t words = (chunk.rows + 63) / 64;
  const bool cut = chunk.earliest < low_ || chunk.latest > high_;
  if (!cut && part.tests.empty() && !calendar_) return false;
  if (cut) kernels::times_within(chunk.times, chunk.rows, low_, high_, rows->data());
  else fill(chunk.rows, rows);
  and_tests(part.tests, index, words, rows->data());
  if (calendar_ && chunk.earliest < low_ + kBlurMs) drop_outside(chunk, rows);
  return true;
}

void Picker::flag(const Part& part, size_t index, std::vector<uint64_t>* flags) const {
  const size_t rows = part.events->chunks()[index].rows;
  fill(rows, flags);
  and_tests(part.has, index, (rows + 63) / 64, flags->data());
}

void Picker::drop_outside(const EventChunk& chunk, std::vector<uint64_t>* rows) const {
  for (size_t i = 0; i < (chunk.rows + 63) / 64; ++i) {
    for (uint64_t word = (*rows)[i]; word != 0; word &= word - 1) {
      const size_t row = i * 64 + static_cast<size_t>(std::countr_zero(word));
      if (chunk.times[row] >= low_ + kBlurMs || inside(*calendar_, chunk.times[row], now_))
        continue;
      (*rows)[i] &= ~(uint64_t{1} << (row & 63));
    }
  }
}

} // namespace beckon::segment::bulk
