// Whether the parser takes a condition, so that a generator draws only what it does.
#pragma once

#include "segment/condition.h"

namespace beckon::segment::test {

inline bool accepted(const schema::Value& condition) {
  class AllNames final : public Names {
    bool has_segment(std::string_view) const override { return true; }
    bool has_list(std::string_view) const override { return true; }
    bool has_template(std::string_view) const override { return true; }
    bool has_flow(std::string_view) const override { return true; }
  };
  Issues issues;
  return parse_condition(condition, "", AllNames(), &issues) != nullptr;
}

} // namespace beckon::segment::test
