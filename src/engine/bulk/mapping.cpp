#include "engine/bulk/mapping.h"

#include <algorithm>

#include "base/limits.h"

namespace beckon::engine::bulk {
namespace {

using schema::Value;

struct ColumnObject { // the long form of a column
  std::string to, zone;
  std::optional<CellType> type;
  std::string separator = ",";
};

} // namespace
} // namespace beckon::engine::bulk

namespace beckon::schema {

template <>
struct Describe<engine::bulk::ColumnObject> {
  using S = engine::bulk::ColumnObject;
  static constexpr auto fields() {
    return std::tuple{
        required("to", &S::to, "Target"), optional("type", &S::type, "What its text is"),
        optional("zone", &S::zone, "Of local times"),
        optional("separator", &S::separator, "Between the items of a list").up_to_bytes(8)};
  }
};

} // namespace beckon::schema

namespace beckon::engine::bulk {
namespace {

constexpr std::string_view kIdentifiers[] = {"user_id", "anonymous_id", "email", "phone"};
constexpr std::string_view kOwn = "identifiers"; // kinds that the workspace declares
constexpr std::string_view kTraits = "traits", kProperties = "properties";

bool begins_with(std::string_view text, std::string_view prefix) {
  return text.size() > prefix.size() && text.substr(0, prefix.size()) == prefix &&
         text[prefix.size()] == '.';
}

const Zone* zone_of(const std::string& name, const std::string& pointer) {
  if (name.empty()) return nullptr;
  const Zone* zone = find_zone(name);
  if (zone == nullptr) {
    fail_invalid("there is no time zone \"" + name + "\"", pointer, "e.g. \"Europe/London\"");
  }
  return zone;
}

// Runs the reading of one part; what it throws is one more issue.
template <typename Read>
void collect(Issues* issues, Read&& read) {
  try {
    read();
  } catch (const Error& error) {
    if (error.issues().empty()) {
      schema::report(issues, {error.pointer(), error.message(), error.hint()});
    }
    for (const Issue& issue : error.issues()) schema::report(issues, issue);
  }
}

Column read_column(const std::string& name, const Value& given, const std::string& zone,
                   const std::string& pointer) {
  ColumnObject object;
  object.zone = zone;
  if (given.is_string()) {
    object.to = given.as_string();
  } else if (given.is_object()) {
    Issues issues;
    if (!schema::decode_into(given, pointer, &issues, &object)) {
      throw Error(Code::invalid_request, std::move(issues));
    }
    if (object.separator.empty()) {
      fail_invalid("the separator is empty", pointer_join(pointer, "separator"));
    }
  } else {
    fail_invalid("a column is a target or an object with \"to\"", pointer, "e.g. \"email\"");
  }
  Column column;
  column.name = name;
  column.target = read_target(object.to, given.is_string() ? pointer : pointer_join(pointer, "to"));
  column.form.separator = object.separator;
  column.form.zone = zone_of(object.zone, pointer_join(pointer, "zone"));
  const bool is_time = column.target.kind == Target::Kind::at;
  column.form.type = object.type.value_or(is_time ? CellType::time : CellType::text);
  if (is_time && column.form.type != CellType::time) {
    fail_invalid("\"at\" is a time", pointer_join(pointer, "type"));
  }
  const bool whole =
      column.target.path.steps().empty() &&
      (column.target.kind == Target::Kind::trait || column.target.kind == Target::Kind::property);
  if (whole) column.form.type = CellType::json;
  return column;
}

void check_set(const ImportRequest& request, Issues* issues) {
  for (const auto& [target, value] : request.set) {
    const std::string pointer = pointer_join("/set", target);
    collect(issues, [&, &name = target, &given = value] {
      const Target read = read_target(name, pointer);
      const bool free = read.kind == Target::Kind::trait || read.kind == Target::Kind::property;
      if (!free && !given.is_string()) fail_invalid(name + " must be a string", pointer);
      if (free && read.path.steps().empty()) {
        fail_invalid("name one trait or property", pointer, "e.g. \"traits.plan\"");
      }
    });
  }
}

void check_consents(const ImportRequest& request, Issues* issues) {
  for (size_t i = 0; i < request.consents.size(); ++i) {
    const ConsentColumn& consent = request.consents[i];
    if (consent.granted.empty() && consent.denied.empty()) {
      schema::report(
          issues, {pointer_join("/consents", i), "no value of the column grants or denies anything",
                   "give \"granted\" or \"denied\""});
    }
  }
}

} // namespace

std::string Target::text() const {
  switch (kind) {
    case Kind::ignore: return "ignore";
    case Kind::identifier: return name;
    case Kind::at: return "at";
    case Kind::message_id: return "message_id";
    case Kind::event: return "event";
    case Kind::trait:
    case Kind::property: break;
  }
  const std::string_view whole = kind == Kind::trait ? kTraits : kProperties;
  return std::string(whole) + (path.steps().empty() ? "" : "." + path.text());
}

schema::Path read_path(std::string_view text, const std::string& pointer) {
  try {
    schema::Path path(text);
    if (path.steps().size() < limits::document_depth) return path;
  } catch (const Error& error) {
    throw Error(error.code(), error.message(), pointer, error.hint());
  }
  throw Error(Code::limit_exceeded, "the path is deeper than limits::document_depth", pointer);
}

Target read_target(std::string_view text, const std::string& pointer) {
  Target target;
  if (text == "ignore") return target;
  const bool named =
      std::find(std::begin(kIdentifiers), std::end(kIdentifiers), text) != std::end(kIdentifiers);
  if (named || begins_with(text, kOwn)) {
    target.kind = Target::Kind::identifier;
    target.name = text;
  } else if (text == "at") {
    target.kind = Target::Kind::at;
  } else if (text == "message_id") {
    target.kind = Target::Kind::message_id;
  } else if (text == "event") {
    target.kind = Target::Kind::event;
  } else if (text == kTraits || begins_with(text, kTraits)) {
    target.kind = Target::Kind::trait;
    if (text != kTraits) target.path = read_path(text.substr(kTraits.size() + 1), pointer);
  } else if (text == kProperties || begins_with(text, kProperties)) {
    target.kind = Target::Kind::property;
    if (text != kProperties) target.path = read_path(text.substr(kProperties.size() + 1), pointer);
  } else {
    fail_invalid("there is no target \"" + std::string(text) + "\"", pointer,
                 "user_id, anonymous_id, email, phone, identifiers.<kind>, at, event, message_id, "
                 "traits.<name>, "
                 "properties.<name> or ignore");
  }
  return target;
}

ImportRequest read_import_request(const Value& document) {
  ImportRequest request = schema::decode<ImportRequest>(document);
  Issues issues;
  if (request.delimiter.size() > 1 || request.delimiter == "\"") {
    schema::report(&issues, {"/delimiter", "the delimiter is one character", "e.g. \";\""});
  }
  if (request.columns.size() > limits::import_columns) {
    schema::report(&issues, {"/columns", "there are more than limits::import_columns columns", ""});
  }
  collect(&issues, [&] { zone_of(request.zone, "/zone"); });
  for (const auto& [name, given] : request.columns) {
    const std::string pointer = pointer_join("/columns", name);
    collect(&issues,
            [&, &column = name, &value = given] { read_column(column, value, "", pointer); });
  }
  check_set(request, &issues);
  check_consents(request, &issues);
  if (!issues.empty()) throw Error(Code::invalid_request, std::move(issues));
  return request;
}

std::vector<Column> mapped_columns(const ImportRequest& request) {
  std::vector<Column> columns;
  for (const auto& [name, given] : request.columns) {
    columns.push_back(read_column(name, given, request.zone, pointer_join("/columns", name)));
  }
  return columns;
}

Value to_value(const Column& column) {
  Value shown = Value::object({{"column", column.name}, {"to", column.target.text()}});
  if (column.target.kind != Target::Kind::ignore) {
    const auto& names = schema::EnumNames<CellType>::values;
    shown.set("type", names[static_cast<size_t>(column.form.type)].second);
  }
  return shown;
}

} // namespace beckon::engine::bulk
