// A struct is described once, and that gives it JSON in (with every mistake listed), JSON out and
// its JSON Schema (2020-12).
//
//   struct SegmentCreate {
//     std::string key;
//     Value where;
//     std::optional<std::string> name;
//     int64_t sample = 10;
//   };
//   template <>
//   struct Describe<SegmentCreate> {
//     static constexpr auto fields() {
//       return std::tuple{
//           required("key", &SegmentCreate::key, "Unique key").up_to_bytes(limits::key_bytes,
//           "key_bytes"), required("where", &SegmentCreate::where, "Condition").only(Kind::object,
//           Kind::string), optional("name", &SegmentCreate::name, "Name for people"),
//           optional("sample", &SegmentCreate::sample, "Members to show").between(1, 100)};
//     }
//     // May be left out: rules over several fields. Called when each field by itself is right.
//     static void check(const SegmentCreate& value, const std::string& pointer, Issues* issues);
//   };
//
//   SegmentCreate request = decode<SegmentCreate>(value); // throws Error with all issues
//   Value value = encode(request);
//   Value schema = json_schema<SegmentCreate>(Direction::request);
//
// Members may be: bool, integers, double, std::string, Value (any JSON), Time, Duration, an enum
// with EnumNames, a described struct, and std::optional, std::vector or std::map<std::string, ·> of
// these. A field of a base struct is described by its own Field (std::tuple_cat of both lists).
// A described struct must not contain itself.
//
// An optional field that is absent or null keeps the value that the struct's constructor gave it;
// on the way out an empty std::optional, and a null Value that is not required, are left out.
#pragma once

#include <algorithm>
#include <concepts>
#include <cstdint>
#include <limits>
#include <map>
#include <optional>
#include <string>
#include <string_view>
#include <tuple>
#include <type_traits>
#include <utility>
#include <vector>

#include "base/error.h"
#include "base/time.h"
#include "schema/value.h"

namespace beckon::schema {

// An instant; ISO 8601 in JSON, where plain Millis would be read as a number.
struct Time {
  Millis ms = 0;
  Time() = default;
  Time(Millis at) : ms(at) {}
  operator Millis() const { return ms; }
};

template <typename T>
struct Describe; // specialise: see above

// specialise: static constexpr std::array values = {std::pair{Channel::email, "email"sv}, …};
template <typename E>
struct EnumNames;

template <typename T>
concept Described = requires {
  Describe<T>::fields();
};
template <typename T>
concept NamedEnum = std::is_enum_v<T> && requires {
  EnumNames<T>::values;
};

enum class Direction : uint8_t { request, response };

// What a field demands beyond its type. Of a container: of each of its items.
struct Constraint {
  int64_t least = std::numeric_limits<int64_t>::min();
  int64_t most = std::numeric_limits<int64_t>::max();
  size_t bytes = std::numeric_limits<size_t>::max();
  std::string_view limit = {}; // name in base/limits.h of the bound, if it has one
  std::optional<Kind> kind;    // of a Value
  std::optional<Kind> or_kind; // another one that will do
};

template <typename S, typename T>
struct Field {
  std::string_view name;
  T S::*member;
  std::string_view about;
  bool is_required;
  Constraint constraint = {};

  // Bounds of an integer, both included.
  constexpr Field between(int64_t least, int64_t most, std::string_view limit = {}) const {
    Field field = *this;
    field.constraint.limit = limit;
    field.constraint.least = least;
    field.constraint.most = most;
    return field;
  }
  constexpr Field up_to_bytes(size_t bytes, std::string_view limit = {}) const {
    Field field = *this;
    field.constraint.limit = limit;
    field.constraint.bytes = bytes;
    return field;
  }
  // The only kind that a Value may have, or the only two.
  constexpr Field only(Kind kind, std::optional<Kind> or_kind = std::nullopt) const {
    Field field = *this;
    field.constraint.kind = kind;
    field.constraint.or_kind = or_kind;
    return field;
  }
};

template <typename S, typename T>
constexpr Field<S, T> required(std::string_view name, T S::*member, std::string_view about) {
  return {name, member, about, true};
}
template <typename S, typename T>
constexpr Field<S, T> optional(std::string_view name, T S::*member, std::string_view about) {
  return {name, member, about, false};
}

// Where a value stands, what it must keep to, and where mistakes go.
struct ReadContext {
  std::string pointer;
  Constraint constraint;
  Issues* issues;
};

// Adds an issue; beyond limits::issues only a remark that there are more.
void report(Issues* issues, Issue issue);

// The parts that need no template. Each reports into the context and returns whether it was fine.
namespace detail {
bool expect_kind(const Value& value, Kind kind, const ReadContext& context);
bool read_bool(const Value& value, const ReadContext& context, bool* out);
bool read_integer(const Value& value, const ReadContext& context, int64_t* out);
bool read_double(const Value& value, const ReadContext& context, double* out);
bool read_string(const Value& value, const ReadContext& context, std::string* out);
bool read_time(const Value& value, const ReadContext& context, Millis* out);
bool read_duration(const Value& value, const ReadContext& context, Duration* out);
bool read_any(const Value& value, const ReadContext& context, Value* out);
// Index of the name, or names.size() after reporting it.
size_t read_name(const Value& value, const ReadContext& context,
                 const std::vector<std::string>& names);
bool refuse_unknown(const Value& object, const std::vector<std::string>& known,
                    const ReadContext& context);
void report_missing(std::string_view name, const ReadContext& context);

Value integer_schema(const Constraint& constraint);
Value string_schema(const Constraint& constraint);
Value any_schema(const Constraint& constraint);
Value time_schema();
Value duration_schema();
Value enum_schema(const std::vector<std::string>& names);

template <typename T>
struct Codec;

template <>
struct Codec<bool> {
  static bool read(const Value& value, const ReadContext& context, bool* out) {
    return read_bool(value, context, out);
  }
  static Value write(bool value) { return Value(value); }
  static Value schema(const Constraint&, Direction) { return Value::object({{"type", "boolean"}}); }
};

template <std::integral T>
struct Codec<T> {
  static Constraint narrowed(Constraint constraint) {
    const auto least =
        std::is_signed_v<T> ? static_cast<int64_t>(std::numeric_limits<T>::min()) : 0;
    constexpr bool kFits = std::numeric_limits<T>::digits < 63;
    const auto most = kFits ? static_cast<int64_t>(std::numeric_limits<T>::max())
                            : std::numeric_limits<int64_t>::max();
    constraint.least = std::max(constraint.least, least);
    constraint.most = std::min(constraint.most, most);
    return constraint;
  }
  static bool read(const Value& value, const ReadContext& context, T* out) {
    int64_t number = 0;
    const ReadContext narrow{context.pointer, narrowed(context.constraint), context.issues};
    if (!read_integer(value, narrow, &number)) return false;
    *out = static_cast<T>(number);
    return true;
  }
  static Value write(T value) {
    if constexpr (std::is_signed_v<T>) return Value(int64_t{value});
    else return Value(uint64_t{value});
  }
  static Value schema(const Constraint& constraint, Direction) {
    return integer_schema(narrowed(constraint));
  }
};

template <>
struct Codec<double> {
  static bool read(const Value& value, const ReadContext& context, double* out) {
    return read_double(value, context, out);
  }
  static Value write(double value) { return Value(value); }
  static Value schema(const Constraint&, Direction) { return Value::object({{"type", "number"}}); }
};

template <>
struct Codec<std::string> {
  static bool read(const Value& value, const ReadContext& context, std::string* out) {
    return read_string(value, context, out);
  }
  static Value write(const std::string& value) { return Value(value); }
  static Value schema(const Constraint& constraint, Direction) { return string_schema(constraint); }
};

template <>
struct Codec<Value> {
  static bool read(const Value& value, const ReadContext& context, Value* out) {
    return read_any(value, context, out);
  }
  static Value write(const Value& value) { return value; }
  static Value schema(const Constraint& constraint, Direction) { return any_schema(constraint); }
};

template <>
struct Codec<Time> {
  static bool read(const Value& value, const ReadContext& context, Time* out) {
    return read_time(value, context, &out->ms);
  }
  static Value write(const Time& value) { return Value(format_time(value.ms)); }
  static Value schema(const Constraint&, Direction) { return time_schema(); }
};

template <>
struct Codec<Duration> {
  static bool read(const Value& value, const ReadContext& context, Duration* out) {
    return read_duration(value, context, out);
  }
  static Value write(const Duration& value) { return Value(format_duration(value)); }
  static Value schema(const Constraint&, Direction) { return duration_schema(); }
};

template <NamedEnum E>
struct Codec<E> {
  static std::vector<std::string> names() {
    std::vector<std::string> all;
    for (const auto& [value, name] : EnumNames<E>::values) all.emplace_back(name);
    return all;
  }
  static bool read(const Value& value, const ReadContext& context, E* out) {
    const size_t index = read_name(value, context, names());
    if (index >= EnumNames<E>::values.size()) return false;
    *out = EnumNames<E>::values[index].first;
    return true;
  }
  // REQUIRES: every value of the enum has a name.
  static Value write(E value) {
    for (const auto& [candidate, name] : EnumNames<E>::values) {
      if (candidate == value) return Value(name);
    }
    throw Error(Code::internal, "an enum value without a name");
  }
  static Value schema(const Constraint&, Direction) { return enum_schema(names()); }
};

template <typename T>
struct Codec<std::optional<T>> {
  static bool read(const Value& value, const ReadContext& context, std::optional<T>* out) {
    if (value.is_null()) {
      out->reset();
      return true;
    }
    return Codec<T>::read(value, context, &out->emplace());
  }
  static Value write(const std::optional<T>& value) {
    return value ? Codec<T>::write(*value) : Value();
  }
  static Value schema(const Constraint& constraint, Direction direction) {
    return Codec<T>::schema(constraint, direction);
  }
};

template <typename T>
struct Codec<std::vector<T>> {
  static bool read(const Value& value, const ReadContext& context, std::vector<T>* out) {
    if (!expect_kind(value, Kind::array, context)) return false;
    out->clear();
    bool is_right = true;
    for (const Value& item : value.as_array()) {
      const ReadContext inner{pointer_join(context.pointer, out->size()), context.constraint,
                              context.issues};
      T read_item{};
      is_right = Codec<T>::read(item, inner, &read_item) && is_right;
      out->push_back(std::move(read_item));
    }
    return is_right;
  }
  static Value write(const std::vector<T>& values) {
    Array items;
    items.reserve(values.size());
    for (const T& value : values) items.push_back(Codec<T>::write(value));
    return Value(std::move(items));
  }
  static Value schema(const Constraint& constraint, Direction direction) {
    return Value::object({{"type", "array"}, {"items", Codec<T>::schema(constraint, direction)}});
  }
};

template <typename T>
struct Codec<std::map<std::string, T>> {
  static bool read(const Value& value, const ReadContext& context, std::map<std::string, T>* out) {
    if (!expect_kind(value, Kind::object, context)) return false;
    out->clear();
    bool is_right = true;
    for (const Member& member : value.as_object()) {
      const ReadContext inner{pointer_join(context.pointer, member.key), context.constraint,
                              context.issues};
      is_right = Codec<T>::read(member.value, inner, &(*out)[member.key]) && is_right;
    }
    return is_right;
  }
  static Value write(const std::map<std::string, T>& values) {
    Object members;
    for (const auto& [key, value] : values) members.push_back({key, Codec<T>::write(value)});
    return Value(std::move(members));
  }
  static Value schema(const Constraint& constraint, Direction direction) {
    return Value::object(
        {{"type", "object"}, {"additionalProperties", Codec<T>::schema(constraint, direction)}});
  }
};

template <typename T>
inline constexpr bool is_optional = false;
template <typename T>
inline constexpr bool is_optional<std::optional<T>> = true;

// Whether the way out may leave such a member out.
template <typename T>
constexpr bool may_be_absent(bool is_required) {
  return is_optional<T> || (std::is_same_v<T, Value> && !is_required);
}

template <Described S>
struct Codec<S> {
  static std::vector<std::string> names() {
    return std::apply(
        [](const auto&... field) { return std::vector<std::string>{std::string(field.name)...}; },
        Describe<S>::fields());
  }

  static bool read(const Value& value, const ReadContext& context, S* out) {
    if (!expect_kind(value, Kind::object, context)) return false;
    bool is_right = refuse_unknown(value, names(), context);
    std::apply(
        [&](const auto&... field) {
          ((is_right = read_field(value, context, field, out) && is_right), ...);
        },
        Describe<S>::fields());
    if constexpr (requires { Describe<S>::check(*out, context.pointer, context.issues); }) {
      const size_t before = context.issues->size();
      if (is_right) Describe<S>::check(*out, context.pointer, context.issues);
      is_right = is_right && context.issues->size() == before;
    }
    return is_right;
  }

  template <typename Base, typename T>
  static bool read_field(const Value& object, const ReadContext& context,
                         const Field<Base, T>& field, S* out) {
    const Value* value = object.find(field.name);
    if (value == nullptr) {
      if (field.is_required) report_missing(field.name, context);
      return !field.is_required;
    }
    if (value->is_null() && !field.is_required) return true;
    const ReadContext inner{pointer_join(context.pointer, field.name), field.constraint,
                            context.issues};
    return Codec<T>::read(*value, inner, &(out->*field.member));
  }

  static Value write(const S& value) {
    Object members;
    std::apply([&](const auto&... field) { (write_field(value, field, &members), ...); },
               Describe<S>::fields());
    return Value(std::move(members));
  }

  template <typename Base, typename T>
  static void write_field(const S& value, const Field<Base, T>& field, Object* members) {
    Value written = Codec<T>::write(value.*field.member);
    if (written.is_null() && may_be_absent<T>(field.is_required)) return;
    members->push_back({std::string(field.name), std::move(written)});
  }

  static Value schema(const Constraint&, Direction direction) {
    Value properties{Object{}};
    Value needed{Array{}};
    std::apply(
        [&](const auto&... field) {
          (add_field_schema(field, direction, &properties, &needed), ...);
        },
        Describe<S>::fields());
    Value all = Value::object({{"type", "object"}, {"properties", std::move(properties)}});
    if (needed.size() > 0) all.set("required", std::move(needed));
    // Answers may gain members, so that only requests are closed.
    if (direction == Direction::request) all.set("additionalProperties", false);
    return all;
  }

  template <typename Base, typename T>
  static void add_field_schema(const Field<Base, T>& field, Direction direction, Value* properties,
                               Value* needed) {
    Value about = Codec<T>::schema(field.constraint, direction);
    about.set("description", field.about);
    properties->set(field.name, std::move(about));
    const bool is_there =
        direction == Direction::request ? field.is_required : !may_be_absent<T>(field.is_required);
    if (is_there) needed->push_back(field.name);
  }
};

} // namespace detail

// Reads what it can, reports every mistake, and returns whether there was none.
template <Described S>
bool decode_into(const Value& value, const std::string& pointer, Issues* issues, S* out) {
  return detail::Codec<S>::read(value, {pointer, {}, issues}, out);
}

// Throws `code` with all issues.
template <Described S>
S decode(const Value& value, Code code = Code::invalid_request) {
  S out{};
  Issues issues;
  if (!decode_into(value, "", &issues, &out)) throw Error(code, std::move(issues));
  return out;
}

template <Described S>
Value encode(const S& value) {
  return detail::Codec<S>::write(value);
}

template <Described S>
Value json_schema(Direction direction) {
  return detail::Codec<S>::schema({}, direction);
}

} // namespace beckon::schema
