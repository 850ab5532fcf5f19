#include "schema/binary.h"

#include <algorithm>

#include "base/limits.h"

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

Value get_nested(ByteReader* reader, size_t depth) {
  // Documents are bounded on their way in; deeper bytes are not ours.
  if (depth > limits::document_depth + 1) throw Error(Code::corrupt, "a stored value is too deep");
  switch (static_cast<Tag>(reader->little<uint8_t>())) {
    case kNull: return Value();
    case kFalse: return Value(false);
    case kTrue: return Value(true);
    case kPositive: return Value(static_cast<int64_t>(reader->varint()));
    case kNegative: return Value(-static_cast<int64_t>(reader->varint()) - 1);
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

} // namespace beckon::schema
