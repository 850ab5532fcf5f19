#include "engine/bulk/row_records.h"

#include <algorithm>

#include "base/limits.h"
#include "engine/bulk/aliases.h"
#include "schema/json.h"

namespace beckon::engine::bulk {
namespace {

using schema::Value;

// A consent whose time nobody knows is older than all that is known: it never overrides a refusal.
constexpr std::string_view kUnknownTime = "1970-01-01T00:00:00.000Z";
constexpr std::string_view kDefaultSource = "import";

bool same_word(std::string_view a, std::string_view b) {
  return std::equal(a.begin(), a.end(), b.begin(), b.end(), [](char x, char y) {
    const auto low = [](char c) {
      return c >= 'A' && c <= 'Z' ? static_cast<char>(c - 'A' + 'a') : c;
    };
    return low(x) == low(y);
  });
}

bool is_among(std::string_view text, const std::vector<std::string>& words) {
  return std::any_of(words.begin(), words.end(),
                     [&](const std::string& word) { return word == "*" || same_word(word, text); });
}

// Sets what nothing has set before: of several columns with one target the first that has a value.
void set_once(Value* object, const schema::Path& path, const Value& value) {
  if (path.steps().empty()) { // all of an object
    if (!value.is_object()) fail_invalid("the cell is no JSON object");
    for (const schema::Member& member : value.as_object()) {
      if (object->find(member.key) == nullptr) object->set(member.key, member.value);
    }
    return;
  }
  Value* at = object;
  for (const std::string& step : path.steps()) {
    if (!at->is_object() && !at->is_null()) return;
    at = &(*at)[step];
  }
  if (at->is_null()) *at = value;
}

std::string text_of(const Value& value) {
  return value.is_string() ? value.as_string() : schema::to_json(value);
}

} // namespace

std::vector<std::string> header_of(const Row& row) {
  std::vector<std::string> names;
  for (const std::string& field : row.fields) {
    const size_t from = field.find_first_not_of(" \t");
    names.push_back(from == std::string::npos
                        ? std::string()
                        : field.substr(from, field.find_last_not_of(" \t") - from + 1));
  }
  return names;
}

// The cells of one row by the place of their column.
class RowRecords::Cells {
 public:
  Cells(const RowRecords& table, const Row& row) : table_(table), row_(row) {
    if (table.format_ == Format::ndjson) {
      whole_ = schema::parse_json(row.text, {limits::record_bytes, "record_bytes"});
      if (!whole_.is_object()) fail_invalid("a line is a JSON object");
      return;
    }
    const size_t wanted = table.names_.size();
    const auto beyond =
        row.fields.begin() + static_cast<ptrdiff_t>(std::min(wanted, row.fields.size()));
    const bool only_blank =
        std::all_of(beyond, row.fields.end(), [](const std::string& text) { return text.empty(); });
    if (row.fields.size() < wanted || !only_blank) {
      fail_invalid("the row has " + std::to_string(row.fields.size()) + " fields, the header " +
                   std::to_string(wanted));
    }
  }

  Value at(size_t place) const {
    if (table_.format_ == Format::csv) return row_.fields[place];
    const Value* found = table_.paths_[place].resolve(whole_);
    return found == nullptr ? Value() : *found;
  }
  std::string text(size_t place) const {
    const Value cell = read_cell(at(place), {});
    return cell.is_null() ? std::string() : text_of(cell);
  }
  const Value& whole() const { return whole_; }

 private:
  const RowRecords& table_;
  const Row& row_;
  Value whole_; // of NDJSON
};

// What the columns of one row come to.
struct RowRecords::Draft {
  Value identity = Value::object(), traits = Value::object(), properties = Value::object();
  std::string at, message_id, event;

  void place(const Target& target, const Value& value) {
    const auto once = [](std::string* text, const Value& given) {
      if (text->empty()) *text = text_of(given);
    };
    switch (target.kind) {
      case Target::Kind::ignore: return;
      case Target::Kind::identifier: return place_identifier(target.name, text_of(value));
      case Target::Kind::at: return once(&at, value);
      case Target::Kind::message_id: return once(&message_id, value);
      case Target::Kind::event: return once(&event, value);
      case Target::Kind::trait: return set_once(&traits, target.path, value);
      case Target::Kind::property: return set_once(&properties, target.path, value);
    }
  }

  // Kinds that the workspace declares stand in an object of their own.
  void place_identifier(const std::string& name, const std::string& value) {
    const size_t dot = name.find('.');
    Value* into = dot == std::string::npos ? &identity : &identity["identifiers"];
    const std::string kind = dot == std::string::npos ? name : name.substr(dot + 1);
    if (into->is_null()) *into = Value::object();
    if (into->find(kind) == nullptr) into->set(kind, value);
  }

  Value record(std::string_view type) const {
    Value made = Value::object({{"type", type}});
    for (const schema::Member& member : identity.as_object()) made.set(member.key, member.value);
    return made;
  }
};

RowRecords::RowRecords(const ImportRequest& request, Format format,
                       const std::vector<std::string>& header)
    : format_(format),
      names_(header),
      lists_(request.lists),
      event_(request.event),
      consent_proof_(request.consent_proof),
      source_(request.source.empty() ? kDefaultSource : request.source) {
  plain_ = format == Format::ndjson && request.columns.empty() && request.set.empty() &&
           request.event.empty() && request.consents.empty() && request.lists.empty() &&
           !request.others;
  if (plain_) return;
  Issues issues;
  if (names_.size() > limits::import_columns) {
    throw Error(Code::limit_exceeded, "the table has more than limits::import_columns columns");
  }
  if (!request.zone.empty()) zone_ = find_zone(request.zone);
  map_named(request, &issues);
  if (format_ == Format::csv) map_others(request);
  else others_ = request.others.value_or(Others::ignore);
  map_consents(request, &issues);
  for (const auto& [target, value] : request.set) set_.emplace_back(read_target(target, ""), value);
  check(request, &issues);
  if (!issues.empty()) throw Error(Code::invalid_request, std::move(issues));
}

size_t RowRecords::find(const std::string& name) const {
  const auto exact = std::find(names_.begin(), names_.end(), name);
  if (exact != names_.end()) return static_cast<size_t>(exact - names_.begin());
  const auto like = std::find_if(names_.begin(), names_.end(), [&](const std::string& other) {
    return plain_header(other) == plain_header(name);
  });
  return like == names_.end() ? SIZE_MAX : static_cast<size_t>(like - names_.begin());
}

// NDJSON has whatever its lines have.
size_t RowRecords::require(const std::string& name, const std::string& pointer, Issues* issues) {
  size_t place =
      format_ == Format::csv
          ? find(name)
          : static_cast<size_t>(std::find(names_.begin(), names_.end(), name) - names_.begin());
  if (format_ == Format::ndjson && place == names_.size()) {
    names_.push_back(name);
    try {
      paths_.push_back(read_path(name, pointer));
    } catch (const Error& error) {
      schema::report(issues, {pointer, error.message(), error.hint()});
    }
  }
  if (place == SIZE_MAX) {
    const std::string near = nearest_name(name, names_);
    schema::report(issues, {pointer, "the table has no column \"" + name + "\"",
                            near.empty() ? "" : "did you mean \"" + near + "\"?"});
    place = 0;
  }
  return place;
}

void RowRecords::map_named(const ImportRequest& request, Issues* issues) {
  for (Column& column : mapped_columns(request)) {
    places_.push_back(require(column.name, pointer_join("/columns", column.name), issues));
    columns_.push_back(std::move(column));
  }
}

// Columns of CSV that the definition does not name: what a known export means by them, when it was
// asked for or nothing else is said, and else traits or properties by their name.
void RowRecords::map_others(const ImportRequest& request) {
  const bool by_alias = request.columns.empty() || request.preset.has_value();
  if (by_alias) preset_ = request.preset.value_or(preset_of(names_));
  others_ = request.others.value_or(by_alias ? Others::traits : Others::ignore);
  const auto named = places_;
  for (size_t place = 0; place < names_.size(); ++place) {
    if (std::find(named.begin(), named.end(), place) != named.end()) continue;
    Column column = by_alias ? known_column(preset_, names_[place]) : Column();
    const std::string name = snake_case(names_[place]);
    if (column.name.empty()) {
      column.name = names_[place];
      if (others_ != Others::ignore && !name.empty()) {
        column.target.kind =
            others_ == Others::traits ? Target::Kind::trait : Target::Kind::property;
        column.target.path = schema::Path("\"" + name + "\"");
      }
    }
    if (column.form.zone == nullptr) column.form.zone = zone_;
    columns_.push_back(std::move(column));
    places_.push_back(place);
  }
}

void RowRecords::map_consents(const ImportRequest& request, Issues* issues) {
  std::vector<ConsentColumn> wanted = request.consents;
  if (wanted.empty() && format_ == Format::csv) wanted = known_consents(preset_, names_);
  for (size_t i = 0; i < wanted.size(); ++i) {
    const std::string pointer = pointer_join("/consents", i);
    Consent consent;
    consent.column = wanted[i];
    consent.value = require(wanted[i].column, pointer_join(pointer, "column"), issues);
    const auto optional = [&](const std::string& name, const char* member) {
      return name.empty() ? SIZE_MAX : require(name, pointer_join(pointer, member), issues);
    };
    consent.at = optional(wanted[i].at, "at");
    consent.ip = optional(wanted[i].ip, "ip");
    for (const std::string& name : wanted[i].proof) {
      const bool known_export = request.consents.empty();
      if (known_export && find(name) == SIZE_MAX) consent.provable = false;
      else consent.proof.push_back(require(name, pointer_join(pointer, "proof"), issues));
    }
    consents_.push_back(std::move(consent));
  }
}

void RowRecords::check(const ImportRequest& request, Issues* issues) const {
  const auto is = [](Target::Kind kind) {
    return [kind](const Column& column) { return column.target.kind == kind; };
  };
  const auto some = [&](Target::Kind kind) {
    return std::any_of(columns_.begin(), columns_.end(), is(kind));
  };
  const bool set_identifier = std::any_of(set_.begin(), set_.end(), [](const auto& entry) {
    return entry.first.kind == Target::Kind::identifier;
  });
  if (!some(Target::Kind::identifier) && !set_identifier) {
    schema::report(issues, {"/columns", "no column names a person",
                            "give one the target user_id, anonymous_id, email or phone"});
  }
  const bool has_event =
      !event_.empty() || some(Target::Kind::event) || request.set.count("event") != 0;
  const bool has_properties = some(Target::Kind::property) || others_ == Others::properties;
  if (has_properties && !has_event) {
    schema::report(issues, {"/event", "properties belong to an event, and the rows have none",
                            "give \"event\", or a column with the target event"});
  }
}

RowRecords::Draft RowRecords::draft(const Cells& cells) const {
  Draft draft;
  for (size_t i = 0; i < columns_.size(); ++i) {
    const Column& column = columns_[i];
    if (column.target.kind == Target::Kind::ignore) continue;
    try {
      const Value value = read_cell(cells.at(places_[i]), column.form);
      if (!value.is_null()) draft.place(column.target, value);
    } catch (const Error& error) {
      throw Error(error.code(), error.message(), pointer_join("", column.name), error.hint());
    }
  }
  if (format_ == Format::ndjson && others_ != Others::ignore) add_others(cells, &draft);
  for (const auto& [target, value] : set_) draft.place(target, value);
  if (draft.event.empty()) draft.event = event_;
  if (draft.identity.size() == 0) {
    fail_invalid("the row names nobody", "", "all columns of identifiers are empty");
  }
  return draft;
}

// First-level members of a line that no column begins with.
void RowRecords::add_others(const Cells& cells, Draft* draft) const {
  for (const schema::Member& member : cells.whole().as_object()) {
    const bool named = std::any_of(paths_.begin(), paths_.end(), [&](const schema::Path& path) {
      return path.first() == member.key;
    });
    if (named || member.key.empty()) continue;
    Value* into = others_ == Others::traits ? &draft->traits : &draft->properties;
    if (into->find(member.key) == nullptr) into->set(member.key, member.value);
  }
}

// Null: there is none.
Value RowRecords::proof_of(const Consent& consent, const Cells& cells) const {
  Value proof = Value::object();
  bool whole = consent.provable && !consent.proof.empty();
  for (const size_t place : consent.proof) {
    const std::string text = cells.text(place);
    if (text.empty()) whole = false;
    else proof.set(names_[place], text);
  }
  if (whole) return proof;
  return consent_proof_.empty() ? Value() : Value(consent_proof_);
}

void RowRecords::add_consent(const Consent& consent, const Cells& cells, const Draft& draft,
                             Made* made) const {
  const std::string said = cells.text(consent.value);
  if (said.empty()) return;
  const ConsentColumn& column = consent.column;
  // The refusal is looked for first: "*" may stand beside it.
  const bool denied = is_among(said, column.denied);
  if (!denied && is_among(said, column.none)) return;
  if (!denied && !is_among(said, column.granted)) {
    fail_invalid("\"" + said + "\" is no value of consent that the definition knows",
                 pointer_join("", column.column), "name it under granted, denied or none");
  }
  Value record = draft.record("consent");
  record.set("channel", column.channel);
  if (!column.topic.empty()) record.set("topic", column.topic);
  record.set("state", denied ? "denied" : "granted");
  record.set("source", source_);
  record.set("method", "import");
  std::string at;
  if (consent.at != SIZE_MAX) {
    const CellForm time{CellType::time, zone_, {}};
    try {
      const Value value = read_cell(cells.at(consent.at), time);
      if (!value.is_null()) at = value.as_string();
    } catch (const Error& error) {
      throw Error(error.code(), error.message(), pointer_join("", names_[consent.at]),
                  error.hint());
    }
  }
  if (consent.ip != SIZE_MAX && !cells.text(consent.ip).empty()) {
    record.set("ip", cells.text(consent.ip));
  }
  if (!denied) {
    Value proof = proof_of(consent, cells);
    if (proof.is_null()) {
      ++made->withheld;
      return;
    }
    record.set("proof", std::move(proof));
    if (at.empty()) at = kUnknownTime;
  }
  if (!at.empty()) record.set("at", at);
  made->records.push_back(std::move(record));
}

RowRecords::Made RowRecords::make(const Row& row) const {
  if (row.error) throw *row.error;
  const Cells cells(*this, row);
  const Draft all = draft(cells);
  Made made;
  const auto add = [&](Value record) {
    if (!all.at.empty()) record.set("at", all.at);
    made.records.push_back(std::move(record));
  };
  const bool is_event = !all.event.empty();
  if (!is_event || all.traits.size() > 0) {
    Value record = all.record("identify");
    if (all.traits.size() > 0) record.set("traits", all.traits);
    if (!is_event && !all.message_id.empty()) record.set("message_id", all.message_id);
    add(std::move(record));
  }
  for (const Consent& consent : consents_) add_consent(consent, cells, all, &made);
  for (const std::string& list : lists_) {
    Value record = all.record("subscribe");
    record.set("list", list);
    record.set("source", source_);
    made.records.push_back(std::move(record));
  }
  if (is_event) {
    Value record = all.record("track");
    record.set("event", all.event);
    if (all.properties.size() > 0) record.set("properties", all.properties);
    if (!all.message_id.empty()) record.set("message_id", all.message_id);
    add(std::move(record));
  }
  return made;
}

Error RowRecords::blame(const Error& error) const {
  for (const Column& column : columns_) {
    const Target& target = column.target;
    const bool nested = target.kind == Target::Kind::trait || target.kind == Target::Kind::property;
    std::string pointer;
    if (!nested) {
      const size_t dot = target.text().find('.');
      pointer = pointer_join("", target.text().substr(0, dot));
      if (dot != std::string::npos) pointer = pointer_join(pointer, target.text().substr(dot + 1));
    } else {
      pointer = target.kind == Target::Kind::trait ? "/traits" : "/properties";
      for (const std::string& step : target.path.steps()) pointer = pointer_join(pointer, step);
    }
    if (target.kind != Target::Kind::ignore && pointer == error.pointer()) {
      return {error.code(), error.message(), pointer_join("", column.name), error.hint()};
    }
  }
  return error;
}

} // namespace beckon::engine::bulk
