#include "engine/simulation/rehearsal_step.h"

#include <algorithm>
#include <vector>

#include "schema/members.h"
#include "segment/message_event.h"

namespace beckon::engine {
namespace {

using Do = RehearsalStep::Do;
using schema::Kind;

struct VerbRow {
  std::string_view name;
  Do verb;
  Kind kind;                            // of its value
  std::vector<std::string_view> beside; // members that may stand beside it
  std::string_view example;
};

const std::vector<VerbRow>& verbs() {
  static const std::vector<VerbRow> rows = {
      {"track", Do::track, Kind::string, {"properties"}, R"({"track": "Order Placed"})"},
      {"identify",
       Do::identify,
       Kind::object,
       {"user_id", "anonymous_id", "email", "phone"},
       R"({"identify": {"plan": "pro"}})"},
      {"consent", Do::consent, Kind::string, {"state", "topic"}, R"({"consent": "email"})"},
      {"subscribe", Do::subscribe, Kind::string, {}, R"({"subscribe": "newsletter"})"},
      {"unsubscribe", Do::unsubscribe, Kind::string, {}, R"({"unsubscribe": "newsletter"})"},
      {"suppress", Do::suppress, Kind::string, {}, R"({"suppress": "email"})"},
      {"start", Do::start, Kind::object, {}, R"({"start": {"plan": "pro"}})"},
      {"receipt", Do::receipt, Kind::string, {"template", "hard"}, R"({"receipt": "opened"})"},
      {"answer", Do::answer, Kind::string, {"channel"}, R"({"answer": "rejected"})"},
      {"advance", Do::advance, Kind::string, {}, R"({"advance": "3d"})"},
      {"advance_to", Do::advance_to, Kind::string, {}, R"({"advance_to": "2024-03-01T09:00:00Z"})"},
  };
  return rows;
}

const VerbRow* find_verb(std::string_view name) {
  for (const VerbRow& row : verbs()) {
    if (row.name == name) return &row;
  }
  return nullptr;
}

std::string near_hint(std::string_view name, const std::vector<std::string>& known) {
  const std::string near = nearest_name(name, known);
  return near.empty() ? std::string() : "did you mean \"" + near + "\"?";
}

const VerbRow* verb_of(const schema::Value& value, std::string_view pointer, Issues* issues) {
  std::vector<std::string> known;
  for (const VerbRow& row : verbs()) known.emplace_back(row.name);
  const VerbRow* found = nullptr;
  if (value.is_object()) {
    for (const schema::Member& member : value.as_object()) {
      const VerbRow* row = find_verb(member.key);
      if (row != nullptr && found != nullptr) {
        issues->push_back({std::string(pointer), "a step does one thing", "write two steps"});
        return nullptr;
      }
      if (row != nullptr) found = row;
    }
  }
  if (found != nullptr) return found;
  const bool named = value.is_object() && value.size() > 0;
  const std::string name = named ? value.as_object().front().key : std::string();
  const std::string hint = near_hint(name, known);
  issues->push_back({std::string(pointer),
                     "a step is an object with one of: track, identify, "
                     "consent, subscribe, unsubscribe, suppress, start, receipt, answer, advance, "
                     "advance_to",
                     hint.empty() ? R"(e.g. {"track": "Order Placed"})" : hint});
  return nullptr;
}

void check_beside(const VerbRow& row, const schema::Value& value, std::string_view pointer,
                  Issues* issues) {
  std::vector<std::string> known(row.beside.begin(), row.beside.end());
  for (const schema::Member& member : value.as_object()) {
    if (member.key == row.name) continue;
    const std::string at = pointer_join(pointer, member.key);
    if (std::find(known.begin(), known.end(), member.key) == known.end()) {
      issues->push_back(
          {at, "unknown member \"" + member.key + "\" of a step that does " + std::string(row.name),
           near_hint(member.key, known)});
      continue;
    }
    const Kind wanted = member.key == "properties" ? Kind::object
                        : member.key == "hard"     ? Kind::boolean
                                                   : Kind::string;
    if (member.value.kind() == wanted) continue;
    issues->push_back({at, member.key + " must be " + std::string(schema::kind_name(wanted)), ""});
  }
}

void check_word(std::string_view word, const std::vector<std::string>& known,
                const std::string& pointer, Issues* issues) {
  if (std::find(known.begin(), known.end(), word) != known.end()) return;
  std::string list;
  for (const std::string& each : known) list += (list.empty() ? "" : ", ") + each;
  issues->push_back({pointer, "must be one of " + list, near_hint(word, known)});
}

void read_time_of(const VerbRow& row, const std::string& pointer, RehearsalStep* step,
                  Issues* issues) {
  if (row.verb == Do::advance) {
    const auto by = parse_duration(step->what->as_string());
    if (by) step->by = *by;
    else issues->push_back({pointer, "advance must be a duration", "write it as \"3d\""});
  }
  if (row.verb == Do::advance_to) {
    const auto to = parse_time(step->what->as_string());
    if (to) step->to = *to;
    else
      issues->push_back(
          {pointer, "advance_to must be an ISO 8601 time", "write it as \"2024-03-09T22:00:00Z\""});
  }
}

} // namespace

std::string RehearsalStep::text(std::string_view member) const {
  return schema::text_member(*whole, member);
}

RehearsalStep read_step(const schema::Value& value, std::string_view pointer, Issues* issues) {
  RehearsalStep step;
  step.whole = &value;
  const VerbRow* row = verb_of(value, pointer, issues);
  if (row == nullptr) return step;
  step.verb = row->verb;
  step.what = value.find(row->name);
  const std::string at = pointer_join(pointer, row->name);
  if (step.what->kind() != row->kind) {
    issues->push_back(
        {at, std::string(row->name) + " must be " + std::string(schema::kind_name(row->kind)),
         "e.g. " + std::string(row->example)});
    return step;
  }
  check_beside(*row, value, pointer, issues);
  read_time_of(*row, at, &step, issues);
  if (row->verb == Do::receipt) {
    check_word(step.what->as_string(),
               {"delivered", "opened", "clicked", "bounced", "complained", "unsubscribed"}, at,
               issues);
  }
  if (row->verb == Do::answer) {
    check_word(step.what->as_string(), {"accepted", "rejected", "retry", "unknown"}, at, issues);
  }
  if (row->verb == Do::consent && !step.text("state").empty()) {
    check_word(step.text("state"), {"granted", "denied", "none", "pending"},
               pointer_join(pointer, "state"), issues);
  }
  return step;
}

} // namespace beckon::engine
