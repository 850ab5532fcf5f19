#include "engine/event_schema.h"

#include <algorithm>
#include <set>

#include "base/time.h"
#include "engine/apply.h"
#include "engine/event_schema_document.h"
#include "engine/former.h"
#include "schema/binary.h"

namespace beckon::engine {
namespace {

using Type = PropertyRule::Type;

std::optional<schema::Path> path_of(const std::string& text) {
  try {
    return schema::Path(text);
  } catch (const Error&) {
    return std::nullopt;
  }
}

bool is_of(const schema::Value& value, Type type) {
  switch (type) {
    case Type::any: return true;
    case Type::string: return value.is_string();
    case Type::number: return value.is_number();
    case Type::integer: return value.is_integer();
    case Type::boolean: return value.is_bool();
    case Type::object: return value.is_object();
    case Type::array: return value.is_array();
    case Type::time: return value.is_string() && parse_time(value.as_string()).has_value();
  }
  return false;
}

std::string_view name_of(Type type) {
  return schema::EnumNames<Type>::values[static_cast<size_t>(type)].second;
}

std::string pointer_to(const schema::Path& path) {
  std::string pointer = "/properties";
  for (const std::string& step : path.steps()) pointer = pointer_join(pointer, step);
  return pointer;
}

} // namespace

std::string violation_key(std::string_view event, uint64_t offset) {
  std::string key(event);
  key += '\0';
  put_big<uint64_t>(&key, offset);
  return key;
}

void check_event_schema(const EventSchemaDocument& value, const std::string& pointer,
                        Issues* issues) {
  if (value.event.empty() || segment::is_reserved_event(value.event)) {
    issues->push_back({pointer + "/event", "event must be the name of an event", ""});
  }
  if (value.properties.size() > limits::schema_properties) {
    issues->push_back(
        {pointer + "/properties", "there are more than limits::schema_properties", ""});
    return;
  }
  std::set<std::string> seen;
  for (size_t i = 0; i < value.properties.size(); ++i) {
    const std::string at = pointer_join(pointer + "/properties", i) + "/property";
    const auto path = path_of(value.properties[i].property);
    if (!path) issues->push_back({at, "it is no path", "e.g. \"total\" or \"ship_to.city\""});
    else if (!seen.insert(path->text()).second)
      issues->push_back({at, "it stands there twice", ""});
  }
}

EventSchema compile_event_schema(const schema::Value& document, Issues* issues) {
  EventSchema compiled;
  EventSchemaDocument read;
  if (!schema::decode_into(document, "", issues, &read)) return compiled;
  compiled.event = read.event;
  compiled.additional = read.additional;
  compiled.refuse = read.on_violation == OnViolation::refuse;
  for (const PropertyRuleDocument& row : read.properties) {
    compiled.properties.push_back({schema::Path(row.property), row.type, row.required, row.one_of});
  }
  return compiled;
}

Issues check_event(const EventSchema& schema, const schema::Value& properties) {
  Issues issues;
  for (const PropertyRule& rule : schema.properties) {
    const schema::Value* value = rule.path.resolve(properties);
    const std::string pointer = pointer_to(rule.path);
    if (value == nullptr || value->is_null()) {
      if (rule.required) issues.push_back({pointer, rule.path.text() + " is missing", ""});
      continue;
    }
    if (!is_of(*value, rule.type)) {
      issues.push_back({pointer,
                        rule.path.text() + " must be of type " + std::string(name_of(rule.type)) +
                            ", not " + std::string(kind_name(value->kind())),
                        ""});
    } else if (!rule.one_of.empty() &&
               std::find(rule.one_of.begin(), rule.one_of.end(), *value) == rule.one_of.end()) {
      issues.push_back({pointer, rule.path.text() + " is none of the values it may have", ""});
    }
  }
  if (schema.additional || !properties.is_object()) return issues;
  for (const schema::Member& member : properties.as_object()) {
    const bool known =
        std::any_of(schema.properties.begin(), schema.properties.end(),
                    [&](const PropertyRule& rule) { return rule.path.first() == member.key; });
    if (known) continue;
    issues.push_back({pointer_join("/properties", member.key), "it is not in the schema", ""});
  }
  return issues;
}

// Of an event that is taken all the same: the newest are kept, and all are counted.
void Applier::note_violation(const Pass& pass, const Input& input, const Issues& issues,
                             uint64_t offset) {
  schema::Value told = schema::Value::array();
  for (const Issue& issue : issues) {
    told.push_back(schema::Value::object({{"pointer", issue.pointer}, {"message", issue.message}}));
  }
  std::string bytes;
  schema::put_value(&bytes, schema::Value::object({{"profile", pass.session.number()},
                                                   {"at", format_time(pass.now)},
                                                   {"issues", std::move(told)}}));
  state_->put(T::violations, violation_key(input.event, offset), bytes);
  state_->add_counter("violations/" + input.event, 1);
  size_t kept = 0;
  const std::string prefix = input.event + '\0';
  std::string oldest;
  {
    store::Cursor cursor = state_->txn().cursor(state_->table(T::violations));
    for (bool found = cursor.seek(prefix); found && cursor.key_starts_with(prefix);
         found = cursor.next()) {
      if (kept++ == 0) oldest = cursor.key();
    }
  }
  if (kept > limits::schema_violations) state_->remove(T::violations, oldest);
}

void Applier::erase_violations(const std::set<uint32_t>& numbers) {
  std::vector<std::string> keys;
  {
    store::Cursor cursor = state_->txn().cursor(state_->table(T::violations));
    for (bool found = cursor.first(); found; found = cursor.next()) {
      ByteReader bytes(cursor.value());
      const schema::Value row = schema::get_value(&bytes);
      const auto number = static_cast<uint32_t>(row.find("profile")->as_integer());
      if (numbers.count(number) != 0) keys.emplace_back(cursor.key());
    }
  }
  for (const std::string& key : keys) state_->remove(T::violations, key);
}

} // namespace beckon::engine
