#include "segment/selector.h"

#include "base/hash.h"
#include "schema/json.h"
#include "segment/retention.h"

namespace beckon::segment {
namespace {

schema::Value tests_value(const Where& tests) {
  schema::Value list = schema::Value::array();
  for (const auto& test : tests) list.push_back(test->to_value());
  return list;
}

std::string text_of(const SelectorParts& parts) {
  schema::Value text;
  text.set("event", parts.prefix ? parts.event + "*" : parts.event);
  if (!parts.where.empty()) text.set("where", tests_value(parts.where));
  if (parts.from != kMillisMin) text.set("from", parts.from);
  if (parts.to != kMillisMax) text.set("to", parts.to);
  switch (parts.value) {
    case SelectorParts::Value::nothing: break;
    case SelectorParts::Value::number: text.set("number", parts.path.text()); break;
    case SelectorParts::Value::hash: text.set("hash", parts.path.text()); break;
    case SelectorParts::Value::flag: text.set("has", tests_value(parts.has)); break;
  }
  if (parts.retention != nullptr) text.set("retention", parts.retention->text());
  if (parts.tells_rules) text.set("tells_rules", true);
  return to_canonical_json(text);
}

} // namespace

Selector::Selector(SelectorParts parts)
    : parts_(std::move(parts)), text_(text_of(parts_)), text_hash_(hash64(text_)) {}

bool Selector::is_plain() const {
  return !parts_.prefix && parts_.where.empty() && parts_.from == kMillisMin &&
         parts_.to == kMillisMax && parts_.value == Value::nothing && parts_.retention == nullptr;
}

bool Selector::reads_properties() const {
  return !parts_.where.empty() || parts_.value != Value::nothing;
}

bool Selector::matches_name(std::string_view name) const {
  if (!parts_.prefix) return name == parts_.event;
  return name.starts_with(parts_.event) && !is_reserved_event(name);
}

bool Selector::picks(Millis at, const schema::Value& properties) const {
  return in_range(at) && all_hold(parts_.where, properties) && has_value(properties);
}

bool Selector::has_value(const schema::Value& properties) const {
  if (parts_.value != Value::number && parts_.value != Value::hash) return true;
  const schema::Value* value = parts_.path.resolve(properties);
  if (value == nullptr) return false;
  return parts_.value == Value::number ? millionths(*value).has_value() : !value->is_null();
}

int64_t Selector::value_of(std::string_view name, const schema::Value& properties) const {
  if (tells_rules()) return static_cast<int64_t>(parts_.retention->rule_of(name));
  switch (parts_.value) {
    case Value::nothing: return 0;
    case Value::number: return millionths(*parts_.path.resolve(properties)).value_or(0);
    case Value::hash:
      return static_cast<int64_t>(hash64(to_canonical_json(*parts_.path.resolve(properties))));
    case Value::flag: return all_hold(parts_.has, properties) ? 1 : 0;
  }
  return 0;
}

} // namespace beckon::segment
