// From a change of one trait to the predicates that it may turn. Tests for equality, of which a
// workspace may have thousands on one trait (a country, a plan), are found by the values that the
// trait had and has; all others are listed one by one.
//
// Thread safety: concurrent reads once it is built.
#pragma once

#include <string>
#include <unordered_map>
#include <vector>

#include "segment/condition.h"

namespace beckon::segment {

class TraitIndex {
 public:
  // `position`: of the predicate in the plan.
  void add(uint32_t position, const Predicate& predicate);

  // Appends the positions of all predicates that may turn when the first-level trait `name` gets
  // another value; null: it has none. In no particular order; one may come twice.
  void find(std::string_view name, const schema::Value* before, const schema::Value* after,
            std::vector<uint32_t>* positions) const;

 private:
  struct Text {
    using is_transparent = void;
    size_t operator()(std::string_view text) const { return std::hash<std::string_view>()(text); }
  };
  template <typename T>
  using ByText = std::unordered_map<std::string, T, Text, std::equal_to<>>;

  struct OfPath {
    schema::Path path;
    ByText<std::vector<uint32_t>> by_value; // by the value's JSON
    void find(const schema::Value* trait, std::vector<uint32_t>* positions) const;
  };
  struct OfTrait {
    std::vector<OfPath> paths;
    std::vector<uint32_t> others;
  };
  ByText<OfTrait> traits_;
};

} // namespace beckon::segment
