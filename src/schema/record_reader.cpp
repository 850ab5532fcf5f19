// RecordReader of json.h, over simdjson's DOM.
//
// simdjson says little about a mistake and refuses whole numbers beyond 64 bits, so a text that it
// refuses is read again by parse_json, which gives the error, or the value, that counts.
#include <simdjson.h>
#include <algorithm>
#include <cassert>
#include <optional>

#include "base/error.h"
#include "schema/json.h"

namespace beckon::schema {
namespace {

using simdjson::dom::element;
using simdjson::dom::element_type;

constexpr ReadLimits kRecordLimits{limits::record_bytes, "record_bytes", limits::document_depth,
                                   limits::object_keys};

Kind kind_of(const element& item) {
  switch (item.type()) {
    case element_type::NULL_VALUE: return Kind::null;
    case element_type::BOOL: return Kind::boolean;
    case element_type::INT64: return Kind::integer;
    case element_type::UINT64: // only when it does not fit an int64
    case element_type::DOUBLE: return Kind::number;
    case element_type::STRING: return Kind::string;
    case element_type::ARRAY: return Kind::array;
    case element_type::OBJECT: return Kind::object;
  }
  return Kind::null;
}

// REQUIRES: the element has that type, so that there is no error to look at.
template <typename T>
T get(const element& item) {
  T value{};
  [[maybe_unused]] const auto error = item.get(value);
  assert(error == simdjson::SUCCESS);
  return value;
}

Value value_of(const element& item) {
  switch (item.type()) {
    case element_type::NULL_VALUE: return Value();
    case element_type::BOOL: return Value(get<bool>(item));
    case element_type::INT64: return Value(get<int64_t>(item));
    case element_type::UINT64: return Value(get<uint64_t>(item));
    case element_type::DOUBLE: return Value(get<double>(item));
    case element_type::STRING: return Value(get<std::string_view>(item));
    case element_type::ARRAY: {
      Array items;
      for (const element child : get<simdjson::dom::array>(item)) items.push_back(value_of(child));
      return Value(std::move(items));
    }
    case element_type::OBJECT: {
      Object members;
      for (const auto field : get<simdjson::dom::object>(item)) {
        members.push_back({std::string(field.key), value_of(field.value)});
      }
      return Value(std::move(members));
    }
  }
  return Value();
}

} // namespace

bool is_utf8(std::string_view text) { return simdjson::validate_utf8(text.data(), text.size()); }

struct RecordReader::State {
  struct Field {
    std::string_view key;
    element value;
  };

  // Whether simdjson has read the record and it keeps all the rules.
  bool read_fast(std::string_view text);
  bool is_sound(const element& item, size_t depth);
  bool keys_are_unique(size_t first);

  simdjson::dom::parser parser{limits::record_bytes};
  std::vector<Field> fields;
  std::vector<std::string_view> keys; // of the object being checked
  std::optional<Value> slow;          // set when parse_json read the record
};

bool RecordReader::State::read_fast(std::string_view text) {
  if (text.empty()) return false;
  element root;
  if (parser.parse(text.data(), text.size()).get(root) != simdjson::SUCCESS) return false;
  keys.clear();
  if (!root.is_object() || !is_sound(root, 1)) return false;
  for (const auto field : get<simdjson::dom::object>(root)) {
    fields.push_back({field.key, field.value});
  }
  return true;
}

// Depth, number of keys and their uniqueness: what simdjson does not check.
bool RecordReader::State::is_sound(const element& item, size_t depth) {
  switch (item.type()) {
    case element_type::ARRAY: {
      if (depth > limits::document_depth) return false;
      for (const element child : get<simdjson::dom::array>(item)) {
        if (!is_sound(child, depth + 1)) return false;
      }
      return true;
    }
    case element_type::OBJECT: {
      if (depth > limits::document_depth) return false;
      const size_t first = keys.size();
      for (const auto field : get<simdjson::dom::object>(item)) {
        keys.push_back(field.key);
        if (keys.size() - first > limits::object_keys) return false;
      }
      if (!keys_are_unique(first)) return false;
      keys.resize(first);
      for (const auto field : get<simdjson::dom::object>(item)) {
        if (!is_sound(field.value, depth + 1)) return false;
      }
      return true;
    }
    default: return true;
  }
}

// Of the keys from `first` on. Few are compared one by one, many are sorted.
bool RecordReader::State::keys_are_unique(size_t first) {
  constexpr size_t kFewKeys = 12;
  const auto begin = keys.begin() + static_cast<std::ptrdiff_t>(first);
  if (keys.size() - first > kFewKeys) {
    std::sort(begin, keys.end());
    return std::adjacent_find(begin, keys.end()) == keys.end();
  }
  for (auto key = begin; key != keys.end(); ++key) {
    if (std::find(begin, key, *key) != key) return false;
  }
  return true;
}

RecordReader::RecordReader() : state_(std::make_unique<State>()) {}
RecordReader::~RecordReader() = default;
RecordReader::RecordReader(RecordReader&&) noexcept = default;
RecordReader& RecordReader::operator=(RecordReader&&) noexcept = default;

void RecordReader::parse(std::string_view text) {
  state_->fields.clear();
  state_->slow.reset();
  if (text.size() <= limits::record_bytes && state_->read_fast(text)) return;
  Value value = parse_json(text, kRecordLimits);
  if (!value.is_object()) {
    fail_invalid("a record must be a JSON object, not " + std::string(kind_name(value.kind())));
  }
  state_->slow = std::move(value);
}

size_t RecordReader::field_count() const {
  return state_->slow ? state_->slow->size() : state_->fields.size();
}

std::string_view RecordReader::field_key(size_t index) const {
  return state_->slow ? std::string_view(state_->slow->as_object()[index].key)
                      : state_->fields[index].key;
}

Kind RecordReader::field_kind(size_t index) const {
  return state_->slow ? state_->slow->as_object()[index].value.kind()
                      : kind_of(state_->fields[index].value);
}

std::string_view RecordReader::field_string(size_t index) const {
  if (state_->slow) return state_->slow->as_object()[index].value.as_string();
  return get<std::string_view>(state_->fields[index].value);
}

int64_t RecordReader::field_integer(size_t index) const {
  if (state_->slow) return state_->slow->as_object()[index].value.as_integer();
  return get<int64_t>(state_->fields[index].value);
}

double RecordReader::field_number(size_t index) const {
  if (state_->slow) return state_->slow->as_object()[index].value.as_number();
  return get<double>(state_->fields[index].value);
}

bool RecordReader::field_bool(size_t index) const {
  if (state_->slow) return state_->slow->as_object()[index].value.as_bool();
  return get<bool>(state_->fields[index].value);
}

Value RecordReader::field_value(size_t index) const {
  return state_->slow ? state_->slow->as_object()[index].value
                      : value_of(state_->fields[index].value);
}

std::optional<Value> RecordReader::field_value_at(size_t index, const Path& below) const {
  if (state_->slow) {
    const Value* found = below.resolve(state_->slow->as_object()[index].value);
    return found == nullptr ? std::nullopt : std::optional<Value>(*found);
  }
  element item = state_->fields[index].value;
  for (const std::string& step : below.steps()) {
    simdjson::dom::object object;
    if (item.get(object) != simdjson::SUCCESS) return std::nullopt;
    if (object.at_key(step).get(item) != simdjson::SUCCESS) return std::nullopt;
  }
  return value_of(item);
}

} // namespace beckon::schema
