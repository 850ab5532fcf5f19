#include "template/filters/registry.h"

namespace beckon::liquid {
namespace {

using Group = std::span<const Filter> (*)();
constexpr std::array<Group, 11> kGroups = {array_filters,   case_filters,      date_filters,
                                           default_filters, encoding_filters,  html_filters,
                                           math_filters,    marketing_filters, replace_filters,
                                           search_filters,  string_filters};

} // namespace

const Locale& locale_of(const FilterArguments& arguments) {
  const Operand* named = arguments.find("locale");
  const bool given = named != nullptr && named->value().is_string();
  return find_locale(given ? std::string_view(named->value().as_string())
                           : arguments.options.locale);
}

const Filter* find_filter(std::string_view name) {
  for (const Group group : kGroups) {
    for (const Filter& filter : group()) {
      if (filter.name == name) return &filter;
    }
  }
  return nullptr;
}

std::vector<std::string> filter_names() {
  std::vector<std::string> names;
  for (const Group group : kGroups) {
    for (const Filter& filter : group()) names.emplace_back(filter.name);
  }
  return names;
}

} // namespace beckon::liquid
