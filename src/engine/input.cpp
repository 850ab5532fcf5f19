#include "engine/input.h"

#include <algorithm>
#include <array>
#include <vector>

#include "base/hash.h"
#include "base/limits.h"
#include "message/address.h"
#include "segment/selector.h"

namespace beckon::engine {
namespace {

using profile::IdentifierKind;
using store::RecordKind;

struct TypeRow {
  std::string_view name;
  RecordKind kind;
  std::vector<std::string_view> fields; // beside the common ones
};

constexpr std::string_view kCommon[] = {"type",        "id",         "user_id", "anonymous_id",
                                        "email",       "phone",      "at",      "message_id",
                                        "identifiers", "session_id", "context"};

const std::array<TypeRow, 8>& types() {
  static const std::array<TypeRow, 8> rows = {{
      {"identify", RecordKind::identify, {"traits", "create"}},
      {"track", RecordKind::track, {"event", "properties"}},
      {"page", RecordKind::track, {"name", "category", "properties"}},
      {"screen", RecordKind::track, {"name", "category", "properties"}},
      {"alias", RecordKind::alias, {"previous_id"}},
      {"consent",
       RecordKind::consent,
       {"channel", "topic", "state", "source", "method", "text_version", "ip", "user_agent",
        "actor", "proof"}},
      {"subscribe", RecordKind::subscribe, {"list", "source"}},
      {"unsubscribe", RecordKind::unsubscribe, {"list", "source"}},
  }};
  return rows;
}

const TypeRow* find_type(std::string_view name) {
  for (const TypeRow& row : types()) {
    if (row.name == name) return &row;
  }
  return nullptr;
}

std::string_view type_of(RecordKind kind) {
  for (const TypeRow& row : types()) {
    if (row.kind == kind) return row.name;
  }
  return "identify";
}

bool is_field_of(const TypeRow& type, std::string_view key) {
  return std::find(std::begin(kCommon), std::end(kCommon), key) != std::end(kCommon) ||
         std::find(type.fields.begin(), type.fields.end(), key) != type.fields.end();
}

[[noreturn]] void fail_unknown_field(const TypeRow& type, std::string_view key) {
  std::vector<std::string> known(std::begin(kCommon), std::end(kCommon));
  known.insert(known.end(), type.fields.begin(), type.fields.end());
  const std::string near = nearest_name(key, known);
  fail_invalid(
      "unknown field \"" + std::string(key) + "\" in a record of type " + std::string(type.name),
      pointer_join("", key), near.empty() ? "" : "did you mean \"" + near + "\"?");
}

std::string wanted(std::string_view key, std::string_view expected, schema::Kind kind) {
  return std::string(key) + " must be " + std::string(expected) + ", not " +
         std::string(schema::kind_name(kind));
}

constexpr Millis kEarliestTime = -2'208'988'800'000; // 1900-01-01

} // namespace

uint64_t Input::partition() const {
  return identifiers.empty() ? 0 : hash64(identifiers.front().value);
}

bool Input::is_opt_out() const {
  return kind == RecordKind::unsubscribe || (kind == RecordKind::consent && state == "denied");
}

std::string_view InputReader::text_field(std::string_view key, size_t index,
                                         const TextLimit& limit) const {
  if (reader_.field_kind(index) != schema::Kind::string) {
    fail_invalid(wanted(key, "a string", reader_.field_kind(index)), pointer_join("", key));
  }
  const std::string_view text = reader_.field_string(index);
  if (text.size() > limit.bytes) {
    throw Error(Code::limit_exceeded,
                std::string(key) + " is longer than limits::" + std::string(limit.name) + ", " +
                    std::to_string(limit.bytes) + " bytes",
                pointer_join("", key));
  }
  return text;
}

void InputReader::add_identifier(profile::Identifier identifier, std::string_view pointer) {
  if (identifier.value.empty()) {
    fail_invalid(std::string(kind_name(identifier)) + " must not be empty", std::string(pointer));
  }
  if (identifier.value.find('\0') != std::string::npos) {
    fail_invalid(std::string(kind_name(identifier)) + " must not hold a NUL", std::string(pointer));
  }
  auto& all = input_.identifiers;
  if (std::find(all.begin(), all.end(), identifier) == all.end()) {
    all.push_back(std::move(identifier));
  }
}

void InputReader::read_identifier(std::string_view key, size_t index) {
  IdentifierKind kind = IdentifierKind::user_id;
  profile::kind_from_name(key, &kind);
  const std::string pointer = pointer_join("", key);
  const std::string_view text =
      text_field(key, index, {"identifier_bytes", limits::identifier_bytes});
  if (kind == IdentifierKind::email) {
    const auto address = message::normalize_email(text);
    if (!address) fail_invalid("email is not an e-mail address", pointer);
    return add_identifier({kind, *address}, pointer);
  }
  if (kind == IdentifierKind::phone) {
    const auto number = message::normalize_phone(text);
    if (!number) {
      fail_invalid("phone is not an international number", pointer, "write it as \"+33612345678\"");
    }
    return add_identifier({kind, *number}, pointer);
  }
  add_identifier({kind, std::string(text)}, pointer);
}

// {"loyalty_id": "L-1"}: of kinds that the workspace declares.
void InputReader::read_own_identifiers(size_t index) {
  if (reader_.field_kind(index) != schema::Kind::object) {
    fail_invalid(wanted("identifiers", "an object", reader_.field_kind(index)), "/identifiers");
  }
  const schema::Value named = reader_.field_value(index);
  for (const schema::Member& member : named.as_object()) {
    const std::string pointer = pointer_join("/identifiers", member.key);
    IdentifierKind ours{};
    if (profile::kind_from_name(member.key, &ours)) {
      fail_invalid(member.key + " is a member of the record itself", pointer);
    }
    if (kinds_ != nullptr && !kinds_->has_own(member.key)) {
      const std::string near = nearest_name(member.key, kinds_->own_names());
      fail_invalid("no kind of identifier \"" + member.key + "\" is declared", pointer,
                   near.empty() ? "settings.update declares kinds in \"identifiers\""
                                : "did you mean \"" + near + "\"?");
    }
    if (!member.value.is_string()) {
      fail_invalid(wanted(member.key, "a string", member.value.kind()), pointer);
    }
    if (member.value.as_string().size() > limits::identifier_bytes) {
      throw Error(Code::limit_exceeded, member.key + " is longer than limits::identifier_bytes",
                  pointer);
    }
    add_identifier({IdentifierKind::own, member.value.as_string(), member.key}, pointer);
  }
}

void InputReader::read_field(std::string_view key, size_t index) {
  const schema::Kind kind = reader_.field_kind(index);
  if (key == "id" || key == "user_id" || key == "anonymous_id" || key == "email" ||
      key == "phone") {
    read_identifier(key, index);
  } else if (key == "identifiers") {
    read_own_identifiers(index);
  } else if (key == "at") {
    if (kind == schema::Kind::integer) input_.at = reader_.field_integer(index);
    else input_.at = parse_time(text_field(key, index, {"time_bytes", limits::time_bytes}));
    if (!input_.at) {
      fail_invalid("at is not an ISO 8601 time", "/at", "write it as \"2024-03-09T22:00:00Z\"");
    }
  } else if (key == "traits" || key == "properties" || key == "context") {
    if (kind != schema::Kind::object)
      fail_invalid(wanted(key, "an object", kind), pointer_join("", key));
    if (key == "traits") traits_ = static_cast<int>(index);
    if (key == "properties") properties_ = static_cast<int>(index);
  } else if (key == "event") {
    input_.event = text_field(key, index, {"event_name_bytes", limits::event_name_bytes});
    if (input_.event.empty()) fail_invalid("event must not be empty", "/event");
    if (segment::is_reserved_event(input_.event)) {
      fail_invalid("event must not begin with a control character", "/event",
                   "such names are the engine's own");
    }
  } else if (key == "name") {
    page_name_ = text_field(key, index, {"event_name_bytes", limits::event_name_bytes});
  } else if (key == "message_id") {
    input_.message_id = text_field(key, index, {"message_id_bytes", limits::message_id_bytes});
  } else if (key == "previous_id") {
    const std::string id(text_field(key, index, {"identifier_bytes", limits::identifier_bytes}));
    if (id.empty()) fail_invalid("previous_id must not be empty", "/previous_id");
    input_.previous = {{IdentifierKind::anonymous_id, id}, {IdentifierKind::user_id, id}};
  } else if (key == "channel") {
    input_.channel = text_field(key, index, {"key_bytes", limits::key_bytes});
  } else if (key == "topic") {
    input_.topic = text_field(key, index, {"key_bytes", limits::key_bytes});
  } else if (key == "state") {
    input_.state = text_field(key, index, {"key_bytes", limits::key_bytes});
    const auto& states = profile::kConsentStates;
    if (std::find(states.begin(), states.end(), input_.state) == states.end()) {
      fail_invalid("state must be \"granted\", \"denied\", \"pending\" or \"none\"", "/state");
    }
  } else if (key == "source") {
    input_.source = text_field(key, index, {"event_name_bytes", limits::event_name_bytes});
  } else if (key == "create") {
    if (kind != schema::Kind::boolean) fail_invalid(wanted(key, "true or false", kind), "/create");
    input_.create = reader_.field_bool(index);
  } else if (key == "list") {
    input_.list = text_field(key, index, {"key_bytes", limits::key_bytes});
  } else if (key == "proof") {
    has_proof_ = kind == schema::Kind::string ? !reader_.field_string(index).empty()
                                              : kind == schema::Kind::object;
  } else if (key != "type") {
    text_field(key, index, {"record_bytes", limits::record_bytes}); // kept in the journal as it is
  }
}

void InputReader::read_type(std::optional<RecordKind> expected) {
  type_.clear();
  for (size_t i = 0; i < reader_.field_count(); ++i) {
    if (reader_.field_key(i) == "type")
      type_ = text_field("type", i, {"key_bytes", limits::key_bytes});
  }
  if (type_.empty()) {
    if (!expected) fail_invalid("a record needs a \"type\"", "/type", "e.g. \"track\"");
    type_ = type_of(*expected);
  }
  const TypeRow* type = find_type(type_);
  if (type == nullptr) {
    std::vector<std::string> known;
    for (const TypeRow& row : types()) known.emplace_back(row.name);
    const std::string near = nearest_name(type_, known);
    fail_invalid("unknown record type \"" + type_ + "\"", "/type",
                 near.empty() ? "" : "did you mean \"" + near + "\"?");
  }
  if (expected && type->kind != *expected) {
    fail_invalid("this call takes records of type " + std::string(type_of(*expected)), "/type");
  }
  input_.kind = type->kind;
  if (type_ == "page") input_.event = "Page Viewed";
  if (type_ == "screen") input_.event = "Screen Viewed";
}

// E-mail and phone among the traits are identifiers too, as the event specifications have it.
void InputReader::read_trait_identifiers() {
  if (traits_ < 0 || input_.kind != RecordKind::identify) return;
  const schema::Value traits = reader_.field_value(static_cast<size_t>(traits_));
  const schema::Value* email = traits.find("email");
  if (email != nullptr && email->is_string()) {
    if (const auto address = message::normalize_email(email->as_string())) {
      add_identifier({IdentifierKind::email, *address}, "/traits/email");
    }
  }
  const schema::Value* phone = traits.find("phone");
  if (phone != nullptr && phone->is_string()) {
    if (const auto number = message::normalize_phone(phone->as_string())) {
      add_identifier({IdentifierKind::phone, *number}, "/traits/phone");
    }
  }
}

void InputReader::check_required() {
  if (input_.identifiers.empty()) {
    fail_invalid("a record needs an identifier", "", "give user_id, anonymous_id, email or phone");
  }
  const auto require = [&](bool present, std::string_view field) {
    if (present) return;
    fail_invalid("a record of type " + type_ + " needs \"" + std::string(field) + "\"",
                 pointer_join("", field));
  };
  if (input_.kind == RecordKind::track) require(!input_.event.empty(), "event");
  if (input_.kind == RecordKind::alias) {
    require(!input_.previous.empty(), "previous_id");
    require(input_.identifiers.front().kind == IdentifierKind::user_id, "user_id");
  }
  if (input_.kind == RecordKind::consent) {
    require(!input_.channel.empty(), "channel");
    require(!input_.state.empty(), "state");
    // Somebody else's list is no consent: what raises one says how it was given.
    if (input_.source == "import" && input_.state == "granted" && !has_proof_) {
      fail_invalid("an import cannot grant consent without proof", "/proof",
                   "say when and how it was given: a text or an object");
    }
  }
  if (input_.kind == RecordKind::subscribe || input_.kind == RecordKind::unsubscribe) {
    require(!input_.list.empty(), "list");
  }
}

const Input& InputReader::read(std::string_view json, std::optional<RecordKind> expected) {
  input_.identifiers.clear();
  input_.previous.clear();
  input_.at.reset();
  for (std::string* text : {&input_.event, &input_.message_id, &input_.channel, &input_.topic,
                            &input_.state, &input_.source, &input_.list, &page_name_}) {
    text->clear();
  }
  properties_ = traits_ = -1;
  has_proof_ = may_name_ip_ = false;
  input_.create = false;
  reader_.parse(json);
  read_type(expected);
  const TypeRow& type = *find_type(type_);
  for (size_t i = 0; i < reader_.field_count(); ++i) {
    const std::string_view key = reader_.field_key(i);
    if (!is_field_of(type, key)) fail_unknown_field(type, key);
    may_name_ip_ = may_name_ip_ || key == "ip" || key == "context";
    read_field(key, i);
  }
  read_trait_identifiers();
  check_required();
  static const profile::IdentifierKinds kUndeclared;
  (kinds_ == nullptr ? kUndeclared : *kinds_).sort(&input_.identifiers);
  return input_;
}

schema::Value InputReader::object_at(int field) const {
  schema::Value value =
      field < 0 ? schema::Value::object() : reader_.field_value(static_cast<size_t>(field));
  if (!page_name_.empty() && field == properties_ && value.find("name") == nullptr) {
    value.set("name", page_name_);
  }
  return value;
}

schema::Value InputReader::properties(const std::vector<schema::Path>& names) const {
  if (!page_name_.empty()) return properties();
  schema::Value some = schema::Value::object();
  if (properties_ < 0) return some;
  const auto field = static_cast<size_t>(properties_);
  for (const schema::Path& name : names) {
    if (auto value = reader_.field_value_at(field, name)) some.set(name.first(), std::move(*value));
  }
  return some;
}

// What identify sets: its traits, and e-mail and phone as traits of those names.
schema::Value InputReader::traits() const {
  schema::Value value =
      traits_ < 0 ? schema::Value::object() : reader_.field_value(static_cast<size_t>(traits_));
  for (const profile::Identifier& identifier : input_.identifiers) {
    const bool address =
        identifier.kind == IdentifierKind::email || identifier.kind == IdentifierKind::phone;
    if (address && value.find(kind_name(identifier.kind)) == nullptr) {
      value.set(kind_name(identifier.kind), identifier.value);
    }
  }
  return value;
}

schema::Value InputReader::whole() const {
  schema::Value record = schema::Value::object();
  for (size_t i = 0; i < reader_.field_count(); ++i) {
    record.set(reader_.field_key(i), reader_.field_value(i));
  }
  return record;
}

bool is_kind_name(std::string_view name) {
  const auto small = [](char c) { return c >= 'a' && c <= 'z'; };
  const auto fits = [&](char c) { return small(c) || (c >= '0' && c <= '9') || c == '_'; };
  if (name.empty() || name.size() > limits::identifier_kind_bytes || !small(name.front()) ||
      !std::all_of(name.begin(), name.end(), fits)) {
    return false;
  }
  return std::find(std::begin(kCommon), std::end(kCommon), name) == std::end(kCommon);
}

void check_time(const Input& input, Millis now) {
  if (!input.at) return;
  if (*input.at > add(now, {limits::clock_skew_ms, 0})) {
    fail_invalid("at lies in the future: " + format_time(*input.at), "/at",
                 "the engine's clock says " + format_time(now));
  }
  if (*input.at < kEarliestTime) {
    fail_invalid("at lies before 1900: " + format_time(*input.at), "/at",
                 "integers are milliseconds since 1970, not seconds");
  }
}

} // namespace beckon::engine
