// The filters of the language: one file a group, one row a filter.
#pragma once

#include <array>
#include <span>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

#include "template/operand.h"

namespace beckon::liquid {

struct FilterArguments {
  std::vector<Operand> positional; // as many as the row allows
  std::vector<std::pair<std::string_view, Operand>> named;
};

struct Filter {
  std::string_view name;
  size_t min_arguments, max_arguments; // positional ones
  std::vector<std::string_view> named_arguments;
  std::string_view example;
  // Pure. The result may borrow from the subject or the arguments.
  Operand (*apply)(const Operand& subject, const FilterArguments& arguments);
  bool provides_default = false; // a missing subject is expected
};

// Null when there is none of that name.
const Filter* find_filter(std::string_view name);
std::vector<std::string> filter_names();

// The groups.
std::span<const Filter> case_filters();
std::span<const Filter> default_filters();
std::span<const Filter> html_filters();
std::span<const Filter> string_filters();

} // namespace beckon::liquid
