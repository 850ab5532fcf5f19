#include "hostile.h"

namespace beckon::segment::test {
namespace {

using schema::Value;

// Every value of the document, itself included.
void collect(Value* value, std::vector<Value*>* all) {
  all->push_back(value);
  if (value->is_array()) {
    for (Value& item : value->as_array()) collect(&item, all);
  }
  if (value->is_object()) {
    for (schema::Member& member : value->as_object()) collect(&member.value, all);
  }
}

Value absurd_value(Generator* generate) {
  static const std::vector<Value> kValues = {
      Value(),
      true,
      0,
      -1,
      1e300,
      -1e-300,
      int64_t{INT64_MAX},
      0.5,
      "",
      " ",
      "*",
      "30",
      "30q",
      "-3d",
      "0d",
      "1mo1d",
      "99999999999d",
      "999999y",
      "2024-13-01",
      "2024-02-30",
      "2024-01-01T25:00",
      "(",
      "(?P<n>a{1000}){1000}",
      "a..b",
      ".",
      "a.\"b",
      "\x01opened",
      "granted",
      std::string(300, 'x'),
      Value::array(),
      Value::object(),
      Value::array({Value::array({Value::array()})}),
      Value::array({1, "a", Value()}),
      Value::object({{"all", Value::array()}}),
      Value::object({{"gte", "7d"}, {"lt", "1d"}}),
      Value::array({2, 1}),
  };
  if (!generate->one_in(12)) return generate->one_of(kValues);
  Value many = Value::array();
  for (int i = 0; i < 12'000; ++i) many.push_back(i);
  return many;
}

Value nested(Value inner, size_t depth) {
  for (; depth > 0; --depth) inner = Value::object({{"not", std::move(inner)}});
  return inner;
}

std::string wrong_name(Generator* generate, const std::string& name) {
  static const std::vector<std::string> kNames = {"all",   "trait", "eq",  "within", "count",
                                                  "where", "field", "has", "gte",    "value",
                                                  "event", "near",  "",    "holds",  "without"};
  std::string wrong = name;
  switch (generate->below(4)) {
    case 0: return generate->one_of(kNames);
    case 1: return wrong + "s";
    case 2: return "\n" + wrong;
    default:
      if (wrong.size() > 1) std::swap(wrong[0], wrong[1]);
      return wrong;
  }
}

void plant_in_object(Generator* generate, Value* object) {
  schema::Object& members = object->as_object();
  const size_t which = generate->below(members.size());
  const std::string wrong = wrong_name(generate, members[which].key);
  switch (generate->below(4)) {
    case 0: members.erase(members.begin() + static_cast<std::ptrdiff_t>(which)); break;
    case 1: object->set(wrong, Value(members[which].value)); break;
    case 2: {
      Value renamed = Value::object();
      for (size_t i = 0; i < members.size(); ++i) {
        renamed.set(i == which ? wrong : members[i].key, members[i].value);
      }
      *object = std::move(renamed);
      break;
    }
    default: members[which].value = absurd_value(generate);
  }
}

} // namespace

Value hostile_condition(Generator* generate, int mistakes) {
  Value condition = generate->condition(3);
  for (; mistakes > 0; --mistakes) {
    std::vector<Value*> all;
    collect(&condition, &all);
    Value* place = all[generate->below(all.size())];
    if (place->is_object() && place->size() > 0 && !generate->one_in(4)) {
      plant_in_object(generate, place);
    } else if (generate->one_in(10)) {
      *place = nested(Value(*place), 1 + generate->below(40));
    } else {
      *place = absurd_value(generate);
    }
  }
  return condition;
}

} // namespace beckon::segment::test
