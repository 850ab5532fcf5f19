#include "flow/reader.h"

#include <algorithm>
#include <utility>

#include "base/local_time.h"
#include "segment/parser.h"
#include "segment/property_test.h"

namespace beckon::flow {
namespace {

std::string quoted(std::string_view text) { return "\"" + std::string(text) + "\""; }

std::string expected(std::string_view what, const schema::Value& found) {
  return "expected " + std::string(what) + ", found " +
         std::string(schema::kind_name(found.kind()));
}

std::string named(const Limit& limit) {
  return " (limit " + std::string(limit.name) + ": " + std::to_string(limit.value) + ")";
}

// What is wrong with a text, as the end of a sentence; "" when nothing is.
std::string text_mistake(std::string_view text, const Limit& limit) {
  if (text.empty()) return " must not be empty";
  if (text.size() > limit.value) return " has too many bytes" + named(limit);
  const bool control = std::any_of(text.begin(), text.end(), [](char c) {
    const auto byte = static_cast<unsigned char>(c);
    return byte < 0x20 || byte == 0x7f;
  });
  return control ? " contains a control character" : "";
}

} // namespace

std::string suggest(std::string_view name, const std::vector<std::string>& known) {
  const std::string nearest = nearest_name(name, known);
  if (!nearest.empty()) return "did you mean " + quoted(nearest) + "?";
  constexpr size_t kListed = 20; // a longer list helps nobody
  if (known.empty() || known.size() > kListed) return {};
  std::string list = "known:";
  for (size_t i = 0; i < known.size(); ++i) list += (i == 0 ? " " : ", ") + quoted(known[i]);
  return list;
}

void add_once(std::vector<std::string>* names, std::string_view name) {
  if (std::find(names->begin(), names->end(), name) == names->end()) names->emplace_back(name);
}

void Reading::report(std::string pointer, std::string message, std::string hint) {
  full_ = full_ || issues_->size() - earlier_ >= limits::issues;
  if (!full_) issues_->push_back({std::move(pointer), std::move(message), std::move(hint)});
}

segment::ConditionPtr Reading::condition(const schema::Value& source, std::string_view pointer) {
  if (full_) return nullptr;
  auto parsed = segment::parse_condition(source, pointer, names, issues_);
  if (parsed == nullptr) return nullptr;
  const segment::Dependencies uses = parsed->dependencies();
  for (const std::string& key : uses.segments) add_once(&segments, key);
  for (const std::string& key : uses.templates) add_once(&templates, key);
  for (const std::string& key : uses.lists) add_once(&lists, key);
  for (const std::string& key : uses.flows) add_once(&flows, key);
  conditions.push_back(parsed);
  return parsed;
}

segment::Where Reading::where(const schema::Value& object, const std::string& pointer,
                              std::string_view member) {
  if (full_) return {};
  segment::ConditionParser parser{names, issues_};
  parser.in_event = true;
  return parse_property_tests(object, pointer, member, &parser).value_or(segment::Where());
}

void Reading::close() {
  if (!full_ && issues_->size() - earlier_ <= limits::issues) return;
  issues_->resize(earlier_ + limits::issues);
  issues_->push_back({"", "further issues are not listed" + named({"issues", limits::issues}), {}});
}

Reader::Reader(const schema::Value& object, std::string pointer, Reading* reading)
    : object_(object), pointer_(std::move(pointer)), reading_(reading) {}

void Reader::issue(std::string_view member, std::string message, std::string hint) {
  reading_->report(pointer_join(pointer_, member), std::move(message), std::move(hint));
}

void Reader::missing(std::string_view member, std::string hint) {
  reading_->report(pointer_, "the member " + quoted(member) + " is missing", std::move(hint));
}

void Reader::check_members(const std::vector<std::string>& known) {
  for (const schema::Member& member : object_.as_object()) {
    if (std::find(known.begin(), known.end(), member.key) != known.end()) continue;
    issue(member.key, "unknown member " + quoted(member.key), suggest(member.key, known));
  }
}

void Reader::too_many(std::string_view member, std::string_view what, const Limit& limit) {
  issue(member, "too many " + std::string(what) + named(limit));
}

void Reader::check_name(std::string_view member) {
  const std::string mistake = text_mistake(member, kKeyBytes);
  if (!mistake.empty()) issue(member, "the name" + mistake);
}

std::string Reader::text(std::string_view member, const Limit& limit) {
  const schema::Value* value = find(member);
  if (value == nullptr) {
    missing(member);
    return {};
  }
  if (!value->is_string()) {
    issue(member, expected("a string", *value));
    return {};
  }
  const std::string mistake = text_mistake(value->as_string(), limit);
  if (mistake.empty()) return value->as_string();
  issue(member, quoted(member) + mistake);
  return {};
}

std::string Reader::optional_text(std::string_view member, const Limit& limit) {
  return has(member) ? text(member, limit) : std::string();
}

std::string Reader::word(std::string_view member, const std::vector<std::string>& words) {
  std::string text = this->text(member);
  if (text.empty() || std::find(words.begin(), words.end(), text) != words.end()) return text;
  issue(member, "unknown value " + quoted(text), suggest(text, words));
  return {};
}

bool Reader::flag(std::string_view member) {
  const schema::Value* value = find(member);
  if (value == nullptr) return false;
  if (value->is_bool()) return value->as_bool();
  issue(member, expected("true or false", *value));
  return false;
}

std::optional<int64_t> Reader::whole(std::string_view member, int64_t least, int64_t most) {
  const schema::Value* value = find(member);
  if (value == nullptr) {
    missing(member);
    return std::nullopt;
  }
  if (value->is_integer() && value->as_integer() >= least && value->as_integer() <= most) {
    return value->as_integer();
  }
  issue(member,
        "expected a whole number from " + std::to_string(least) + " to " + std::to_string(most));
  return std::nullopt;
}

std::optional<Duration> Reader::duration(std::string_view member) {
  const std::string text = this->text(member);
  if (text.empty()) return std::nullopt;
  const auto duration = parse_duration(text);
  if (!duration) {
    if (text.front() == '-') issue(member, "a duration must not be negative");
    else issue(member, quoted(text) + " is no duration", R"(such as "90s", "2h", "30d", "1mo")");
  } else if (*duration == Duration{}) {
    issue(member, "a duration must be longer than zero");
    return std::nullopt;
  }
  return duration;
}

std::optional<Millis> Reader::time_of_day(std::string_view member) {
  const std::string text = this->text(member);
  if (text.empty()) return std::nullopt;
  const auto time = parse_time_of_day(text);
  if (!time)
    issue(member, quoted(text) + " is no time of the day", R"(from "00:00" to "23:59:59")");
  return time;
}

std::optional<schema::Path> Reader::path(std::string_view member, std::string_view prefix) {
  const std::string text = this->text(member);
  if (text.empty()) return std::nullopt;
  if (std::string_view(text).substr(0, prefix.size()) != prefix) {
    issue(member, "expected a path that begins with " + quoted(prefix),
          "write " + quoted(std::string(prefix) + text));
    return std::nullopt;
  }
  try {
    return schema::Path(std::string_view(text).substr(prefix.size()));
  } catch (const Error& error) {
    issue(member, error.message(), error.hint());
    return std::nullopt;
  }
}

segment::ConditionPtr Reader::condition(std::string_view member) {
  const schema::Value* value = find(member);
  if (value != nullptr) return reading_->condition(*value, pointer_join(pointer_, member));
  missing(member, R"(a condition, such as {"everyone": true})");
  return nullptr;
}

std::string Reader::event_name(std::string_view member) {
  std::string name = text(member, kEventNameBytes);
  if (!name.empty() && name.back() == '*') {
    issue(member, "a wildcard stands for no single event", "write the whole event name");
  }
  return name;
}

segment::Where Reader::where(std::string_view member) {
  return reading_->where(object_, pointer_, member);
}

std::string Reader::known_key(std::string_view member, std::string_view noun, Known known,
                              Keys keys, std::vector<std::string>* used) {
  std::string key = text(member);
  if (key.empty()) return key;
  if ((reading_->names.*known)(key)) {
    add_once(used, key);
    return key;
  }
  const std::string nearest = nearest_name(key, (reading_->names.*keys)());
  issue(member, "there is no " + std::string(noun) + " " + quoted(key),
        nearest.empty() ? "create the " + std::string(noun) + " first"
                        : "did you mean " + quoted(nearest) + "?");
  return {};
}

std::string Reader::template_key(std::string_view member) {
  return known_key(member, "template", &segment::Names::has_template,
                   &segment::Names::template_keys, &reading_->templates);
}

std::string Reader::segment_key(std::string_view member) {
  return known_key(member, "segment", &segment::Names::has_segment, &segment::Names::segment_keys,
                   &reading_->segments);
}

std::string Reader::list_key(std::string_view member) {
  return known_key(member, "list", &segment::Names::has_list, &segment::Names::list_keys,
                   &reading_->lists);
}

std::string Reader::flow_key(std::string_view member) {
  return known_key(member, "flow", &segment::Names::has_flow, &segment::Names::flow_keys,
                   &reading_->flows);
}

std::string Reader::target(std::string_view member, Edge::Kind kind) {
  const schema::Value* value = find(member);
  if (value == nullptr || value->is_null()) return {};
  std::string key = text(member);
  if (key.empty()) reading_->edges_known = false;
  else reading_->edges.push_back({reading_->node, key, pointer_join(pointer_, member), kind});
  return key;
}

} // namespace beckon::flow
