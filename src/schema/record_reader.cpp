// RecordReader of json.h, over simdjson's DOM.
//
// simdjson says little about a mistake and refuses whole numbers beyond 64 bits, so a text that it
// refuses is read again by parse_json, which gives the error, or the value, that counts.
#include <optional>

#include "base/error.h"
#include "schema/dom.h"

namespace beckon::schema {
namespace {

using dom::element;
using dom::get;
using dom::kind_of;
using dom::value_of;

constexpr ReadLimits kRecordLimits{limits::record_bytes, "record_bytes", limits::document_depth,
                                   limits::object_keys};

} // namespace

bool is_utf8(std::string_view text) { return simdjson::validate_utf8(text.data(), text.size()); }

struct RecordReader::State {
  struct Field {
    std::string_view key;
    element value;
  };

  // Whether simdjson has read the record and it keeps all the rules.
  bool read_fast(std::string_view text);

  simdjson::dom::parser parser{limits::record_bytes};
  std::vector<Field> fields;
  dom::Rules rules{kRecordLimits};
  std::optional<Value> slow; // set when parse_json read the record
};

bool RecordReader::State::read_fast(std::string_view text) {
  if (text.empty()) return false;
  element root;
  if (parser.parse(text.data(), text.size()).get(root) != simdjson::SUCCESS) return false;
  if (!root.is_object() || !rules.hold(root)) return false;
  for (const auto field : get<simdjson::dom::object>(root)) {
    fields.push_back({field.key, field.value});
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
