// JSON text ↔ Value: the rim of the house. Two readers, one meaning (a test holds them equal):
// nlohmann's SAX parser for management documents, where the error names line and column, and
// simdjson for records, where speed counts.
#pragma once

#include <cstdint>
#include <memory>
#include <optional>
#include <string>
#include <string_view>

#include "base/limits.h"
#include "schema/value.h"

namespace beckon::schema {

struct ReadLimits {
  size_t bytes = limits::document_bytes;
  std::string_view bytes_name = "document_bytes"; // for the message
  size_t depth = limits::document_depth;
  size_t object_keys = SIZE_MAX; // members of one object
};

// A management document. Throws invalid_request (line and column in the message, duplicate keys
// and bad UTF-8 refused) or limit_exceeded. Numbers that do not fit a double are refused.
Value parse_json(std::string_view text, const ReadLimits& limits = {});

// Compact text; numbers round-trip; UTF-8 is kept as it is; U+2028/9 and < are not escaped.
std::string to_json(const Value& value);
void append_json(std::string* out, const Value& value);
void append_json_string(std::string* out, std::string_view text);
// Two-space indented, for people.
std::string to_pretty_json(const Value& value);
// Compact with object keys sorted: equal values give equal text.
std::string to_canonical_json(const Value& value);

// Whether all of it is UTF-8.
bool is_utf8(std::string_view text);

// The fast reader for records, reusing its buffers from call to call.
// Thread safety: one thread at a time.
class RecordReader {
 public:
  RecordReader();
  ~RecordReader();
  RecordReader(RecordReader&&) noexcept;
  RecordReader& operator=(RecordReader&&) noexcept;

  // Parses and validates one JSON object (whole text, size, depth, UTF-8).
  // Throws invalid_request / limit_exceeded; the reader can be used again afterwards.
  void parse(std::string_view text);

  // Calls visitor(key, field) for each top-level member, in order of writing.
  template <typename Visitor>
  void each(Visitor&& visitor) const {
    for (size_t i = 0; i < field_count(); ++i) visitor(field_key(i), i);
  }
  size_t field_count() const;
  std::string_view field_key(size_t index) const;
  Kind field_kind(size_t index) const;
  // REQUIRES: the kind asked for. Valid until the next parse.
  std::string_view field_string(size_t index) const;
  int64_t field_integer(size_t index) const;
  double field_number(size_t index) const;
  bool field_bool(size_t index) const;
  // A copy of the field as a Value.
  Value field_value(size_t index) const;
  // The same of what lies below the field, without copying the rest; nothing when it is missing.
  std::optional<Value> field_value_at(size_t index, const Path& below) const;

 private:
  struct State;
  std::unique_ptr<State> state_;
};

} // namespace beckon::schema
