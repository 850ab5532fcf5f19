// What predicates over a value at a path share: an object names the path and any number of tests.
#pragma once

#include <string>
#include <string_view>
#include <vector>

#include "schema/json.h"
#include "segment/operators.h"
#include "segment/parser.h"

namespace beckon::segment::predicates {

// The normalised text of one test: {kind: path, operator: operand}.
inline std::string test_text(std::string_view kind, const schema::Path& path,
                             const ValueTest& test) {
  schema::Value text;
  text.set(kind, path.text());
  text.set(test.name(), test.operand());
  return schema::to_canonical_json(text);
}

// All of the tests, each by a predicate of its own that make(test) answers, so that it is shared
// with whoever else asks the same. REQUIRES: tests is not empty.
template <typename Make>
Expression all_of_tests(const std::vector<ValueTest>& tests, const std::string& pointer,
                        const Make& make) {
  if (tests.size() == 1) return leaf(make(tests.front()), pointer);
  Expression expression;
  expression.op = Expression::Op::all;
  expression.pointer = pointer;
  for (const ValueTest& test : tests) expression.parts.push_back(leaf(make(test), pointer));
  return expression;
}

} // namespace beckon::segment::predicates
