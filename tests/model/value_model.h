// The operators on one value: of a trait, of a property of an event, of a field of an item.
#pragma once

#include <string>
#include <vector>

#include "model/date_model.h"
#include "schema/value.h"

namespace beckon::model {

// Steps of a path, read by hand: `a."b.c".d` → a, b.c, d.
std::vector<std::string> steps_of(const std::string& path);

// The value at a path, or null when nothing is there. A null is no value: as if it were not there.
const schema::Value* value_at(const schema::Value& root, const std::string& path);

bool model_equal(const schema::Value& a, const schema::Value& b);

// One operator of a test; `value` is null when it is missing.
bool model_test(const schema::Value* value, const std::string& op, const schema::Value& operand,
                const Moment& moment = {});

// Every operator of {"property": path, OP: operand, …} (`subject` names the member with the path).
bool model_tests_hold(const schema::Value& tests, const std::string& subject,
                      const schema::Value& root, const Moment& moment);

} // namespace beckon::model
