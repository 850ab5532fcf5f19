#include "segment/bulk/column_test.h"

#include <cmath>
#include <limits>

#include "segment/bulk/kernels.h"

namespace beckon::segment::bulk {
namespace {

using schema::Value;

constexpr double kInfinity = std::numeric_limits<double>::infinity();
constexpr size_t kMostRanges = 16; // beyond, each number is asked for itself
constexpr size_t kFewCodes = 6;    // up to here comparing beats looking up

// The smallest double that is above (or at) the number, and the greatest below (or at) it.
double from_above(const Value& number, bool or_equal) {
  const double near = number.as_number();
  const int compared = compare_numbers(Value(near), number);
  return compared > 0 || (compared == 0 && or_equal) ? near : std::nextafter(near, kInfinity);
}
double from_below(const Value& number, bool or_equal) {
  const double near = number.as_number();
  const int compared = compare_numbers(Value(near), number);
  return compared < 0 || (compared == 0 && or_equal) ? near : std::nextafter(near, -kInfinity);
}

Range point(const Value& number) { return {from_above(number, true), from_below(number, true)}; }

std::vector<Range> points(const Value& operand) {
  std::vector<Range> ranges;
  for (const Value& item : operand.is_array() ? operand.as_array() : schema::Array{operand}) {
    if (item.is_number()) ranges.push_back(point(item));
  }
  return ranges;
}

// All numbers but the points, which are ascending.
std::vector<Range> between_points(const Value& operand) {
  std::vector<Range> ranges;
  double low = -kInfinity;
  for (const Value& item : operand.is_array() ? operand.as_array() : schema::Array{operand}) {
    if (!item.is_number()) continue;
    ranges.push_back({low, from_below(item, false)});
    low = from_above(item, false);
  }
  ranges.push_back({low, kInfinity});
  return ranges;
}

} // namespace

std::optional<std::vector<Range>> number_ranges(std::string_view op, const Value& operand) {
  using Ranges = std::vector<Range>;
  if (op == "eq" || op == "in") return points(operand);
  if (op == "ne" || op == "not_in") return between_points(operand);
  if (op == "exists") return operand.as_bool() ? Ranges{{-kInfinity, kInfinity}} : Ranges{};
  if (op == "between") {
    const Value &low = operand.as_array()[0], &high = operand.as_array()[1];
    if (!low.is_number() || !high.is_number()) return Ranges{};
    return Ranges{{from_above(low, true), from_below(high, true)}};
  }
  const bool above = op == "gt" || op == "gte", below = op == "lt" || op == "lte";
  if (!above && !below) return std::nullopt;
  if (!operand.is_number()) return Ranges{};
  if (above) return Ranges{{from_above(operand, op == "gte"), kInfinity}};
  return Ranges{{-kInfinity, from_below(operand, op == "lte")}};
}

ColumnTest::ColumnTest(const ValueColumn& column, Question question,
                       std::optional<std::vector<Range>> ranges)
    : column_(&column), question_(std::move(question)), ranges_(std::move(ranges)) {
  if (ranges_ && ranges_->size() > kMostRanges) ranges_.reset();
  const Dictionary& dictionary = column.dictionary();
  truth_.assign(dictionary.end(), 0);
  truth_[kMissing] = question_(nullptr) ? 1 : 0;
  for (uint32_t code = kFirstCode; code < dictionary.end(); ++code) {
    truth_[code] = question_(&dictionary.at(code)) ? 1 : 0;
  }
  for (uint32_t code = 0; code < truth_.size() && few_; ++code) {
    if (truth_[code] != 0) holding_.push_back(code);
    few_ = holding_.size() <= kFewCodes;
  }
}

void ColumnTest::or_rows(size_t index, uint64_t* bits) const {
  const ValueChunk& chunk = column_->chunk(index);
  const size_t rows = column_->rows_of(index);
  if (few_) {
    for (const uint32_t code : holding_) {
      kernels::or_codes_equal(chunk.codes.data(), rows, code, bits);
    }
  } else {
    kernels::or_codes_true(chunk.codes.data(), rows, truth_.data(), bits);
  }
  if (!chunk.numbers.empty()) or_numbers(chunk, rows, bits);
}

void ColumnTest::or_numbers(const ValueChunk& chunk, size_t rows, uint64_t* bits) const {
  if (ranges_) {
    for (const Range& range : *ranges_) {
      kernels::or_numbers_within(chunk.numbers.data(), rows, range.low, range.high, bits);
    }
    return;
  }
  for (size_t row = 0; row < rows; ++row) {
    if (chunk.codes[row] != kNumber) continue;
    const Value number(chunk.numbers[row]);
    if (question_(&number)) bits[row / 64] |= uint64_t{1} << (row & 63);
  }
}

} // namespace beckon::segment::bulk
