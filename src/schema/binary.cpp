#include "schema/binary.h"

#include <algorithm>

#include "base/limits.h"
#include "schema/json.h"
#include "schema/json_number.h"

namespace beckon::schema {
namespace {

enum Tag : uint8_t {
  kNull = 0,
  kFalse = 1,
  kTrue = 2,
  kPositive = 3,
  kNegative = 4,
  kDouble = 5,
  kString = 6,
  kArray = 7,
  kObject = 8,
};

void put_tag(std::string* out, Tag tag) { out->push_back(static_cast<char>(tag)); }

// Documents are bounded on their way in; deeper bytes are not ours.
void check_depth(size_t depth) {
  if (depth > limits::document_depth + 1) throw Error(Code::corrupt, "a stored value is too deep");
}

int64_t get_positive(ByteReader* reader) { return static_cast<int64_t>(reader->varint()); }
int64_t get_negative(ByteReader* reader) { return -static_cast<int64_t>(reader->varint()) - 1; }

Value get_nested(ByteReader* reader, size_t depth) {
  check_depth(depth);
  switch (static_cast<Tag>(reader->little<uint8_t>())) {
    case kNull: return Value();
    case kFalse: return Value(false);
    case kTrue: return Value(true);
    case kPositive: return Value(get_positive(reader));
    case kNegative: return Value(get_negative(reader));
    case kDouble: return Value(reader->little<double>());
    case kString: return Value(reader->text());
    case kArray: {
      Array items(std::min<uint64_t>(reader->varint(), reader->left()));
      for (Value& item : items) item = get_nested(reader, depth + 1);
      return Value(std::move(items));
    }
    case kObject: {
      Object members(std::min<uint64_t>(reader->varint(), reader->left()));
      for (Member& member : members) {
        member.key = reader->text();
        member.value = get_nested(reader, depth + 1);
      }
      return Value(std::move(members));
    }
  }
  throw Error(Code::corrupt, "a stored value has an unknown tag");
}

void append_nested(std::string* out, ByteReader* reader, size_t depth);

void append_items(std::string* out, ByteReader* reader, size_t depth) {
  *out += '[';
  for (uint64_t i = 0, count = reader->varint(); i < count; ++i) {
    if (i > 0) *out += ',';
    append_nested(out, reader, depth + 1);
  }
  *out += ']';
}

void append_members(std::string* out, ByteReader* reader, size_t depth) {
  *out += '{';
  for (uint64_t i = 0, count = reader->varint(); i < count; ++i) {
    if (i > 0) *out += ',';
    append_json_string(out, reader->text());
    *out += ':';
    append_nested(out, reader, depth + 1);
  }
  *out += '}';
}

void append_nested(std::string* out, ByteReader* reader, size_t depth) {
  check_depth(depth);
  switch (static_cast<Tag>(reader->little<uint8_t>())) {
    case kNull: *out += "null"; return;
    case kFalse: *out += "false"; return;
    case kTrue: *out += "true"; return;
    case kPositive: return append_json_number(out, get_positive(reader));
    case kNegative: return append_json_number(out, get_negative(reader));
    case kDouble: return append_json_number(out, reader->little<double>());
    case kString: return append_json_string(out, reader->text());
    case kArray: return append_items(out, reader, depth);
    case kObject: return append_members(out, reader, depth);
  }
  throw Error(Code::corrupt, "a stored value has an unknown tag");
}

} // namespace

void put_value(std::string* out, const Value& value) {
  switch (value.kind()) {
    case Kind::null: return put_tag(out, kNull);
    case Kind::boolean: return put_tag(out, value.as_bool() ? kTrue : kFalse);
    case Kind::integer: {
      const int64_t number = value.as_integer();
      put_tag(out, number >= 0 ? kPositive : kNegative);
      return put_varint(out, static_cast<uint64_t>(number >= 0 ? number : -(number + 1)));
    }
    case Kind::number: put_tag(out, kDouble); return put_little<double>(out, value.as_number());
    case Kind::string: put_tag(out, kString); return put_text(out, value.as_string());
    case Kind::array:
      put_tag(out, kArray);
      put_varint(out, value.size());
      for (const Value& item : value.as_array()) put_value(out, item);
      return;
    case Kind::object:
      put_tag(out, kObject);
      put_varint(out, value.size());
      for (const Member& member : value.as_object()) {
        put_text(out, member.key);
        put_value(out, member.value);
      }
      return;
  }
}

Value get_value(ByteReader* reader) { return get_nested(reader, 0); }

void append_json(std::string* out, ByteReader* reader) { append_nested(out, reader, 0); }

bool skip_null(ByteReader* reader) {
  if (reader->done() || reader->rest().front() != static_cast<char>(kNull)) return false;
  reader->take(1);
  return true;
}

} // namespace beckon::schema
