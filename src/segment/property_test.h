// One test on a property of an event: {"property": "total", "gte": 50}. Immutable.
#pragma once

#include <memory>
#include <optional>
#include <string>
#include <vector>

#include "schema/value.h"
#include "segment/operators.h"

namespace beckon::segment {

class PropertyTest {
 public:
  PropertyTest(schema::Path path, ValueTest test)
      : path_(std::move(path)), test_(std::move(test)) {}
  bool holds(const schema::Value& properties) const {
    return test_.holds(path_.resolve(properties));
  }
  const schema::Path& path() const { return path_; }
  const ValueTest& test() const { return test_; }
  schema::Value to_value() const; // normalised

 private:
  schema::Path path_;
  ValueTest test_;
};

using Where = std::vector<std::shared_ptr<const PropertyTest>>;

bool all_hold(const Where& tests, const schema::Value& properties);

// The tests under `member` ("where", "has"), all of which must hold: normalised, sorted by text,
// each once. `object` is the event condition; without the member there are no tests.
std::optional<Where> parse_property_tests(const schema::Value& object, const std::string& pointer,
                                          std::string_view member, ConditionParser* parser);

} // namespace beckon::segment
