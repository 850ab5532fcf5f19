// The filters of the language: one file a group, one row a filter.
#pragma once

#include <array>
#include <span>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

#include "template/locale.h"
#include "template/operand.h"
#include "template/template.h"

namespace beckon::liquid {

struct FilterArguments {
  std::vector<Operand> positional; // as many as the row allows
  std::vector<std::pair<std::string_view, Operand>> named;
  const RenderOptions& options;

  // Null when it was not given.
  const Operand* find(std::string_view name) const {
    for (const auto& [key, operand] : named) {
      if (key == name) return &operand;
    }
    return nullptr;
  }
};

// Of the argument `locale`, else of the rendering.
const Locale& locale_of(const FilterArguments& arguments);

struct Filter {
  std::string_view name;
  size_t min_arguments, max_arguments; // positional ones
  std::vector<std::string_view> named_arguments;
  std::string_view example;
  // Pure. Fails the rendering on what it cannot work with. The result may borrow what the subject
  // and the arguments borrow, never what they own.
  Operand (*apply)(const Operand& subject, const FilterArguments& arguments);
  bool provides_default = false; // a missing subject is expected
};

// Null when there is none of that name.
const Filter* find_filter(std::string_view name);
std::vector<std::string> filter_names();

// The groups.
std::span<const Filter> array_filters();
std::span<const Filter> case_filters();
std::span<const Filter> date_filters();
std::span<const Filter> default_filters();
std::span<const Filter> encoding_filters();
std::span<const Filter> html_filters();
std::span<const Filter> marketing_filters();
std::span<const Filter> math_filters();
std::span<const Filter> replace_filters();
std::span<const Filter> search_filters();
std::span<const Filter> string_filters();

} // namespace beckon::liquid
