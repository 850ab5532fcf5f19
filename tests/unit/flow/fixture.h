// What the tests of flows share: a workspace's names, flow documents, a world of set answers.
#pragma once

#include <doctest/doctest.h>

#include <algorithm>
#include <string>
#include <vector>

#include "flow/definition.h"
#include "flow/node.h"
#include "schema/json.h"

template <>
struct doctest::StringMaker<std::vector<std::string>> {
  static doctest::String convert(const std::vector<std::string>& lines) {
    std::string text;
    for (const std::string& line : lines) text += "\n  " + line;
    return text.c_str();
  }
};

namespace beckon::flow {

// Knows the segments "vip" and "lapsed", the list "news", the flow "onboarding" and the templates
// "welcome", "offer".
class KnownNames final : public segment::Names {
 public:
  bool has_segment(std::string_view key) const override { return key == "vip" || key == "lapsed"; }
  bool has_list(std::string_view key) const override { return key == "news"; }
  bool has_template(std::string_view key) const override {
    return key == "welcome" || key == "offer";
  }
  bool has_flow(std::string_view key) const override { return key == "onboarding"; }
};

// A sound flow with some top-level members replaced; a null takes a member away.
inline schema::Value flow_with(std::string_view members) {
  schema::Value document = schema::parse_json(
      R"({"key": "f", "trigger": {"event": "Signed Up"}, "start": "a",
          "nodes": {"a": {"type": "exit"}}})");
  const schema::Value changes = schema::parse_json(members);
  for (const schema::Member& member : changes.as_object()) {
    if (member.value.is_null()) document.erase(member.key);
    else document.set(member.key, member.value);
  }
  return document;
}

// A sound flow whose start is the node "a"; it may lead to "b" and "c", two exits.
inline schema::Value flow_of_node(std::string_view node, bool more_nodes = true) {
  schema::Value nodes = schema::Value::object();
  nodes.set("a", schema::parse_json(node));
  for (const char* key : {"b", "c"}) {
    if (more_nodes) nodes.set(key, schema::parse_json(R"({"type": "exit"})"));
  }
  schema::Value document = flow_with("{}");
  document.set("nodes", nodes);
  return document;
}

inline DefinitionPtr parse_sound(const schema::Value& document) {
  Issues issues;
  DefinitionPtr definition = parse_flow(document, KnownNames(), &issues);
  for (const Issue& issue : issues) FAIL_CHECK(issue.pointer << ": " << issue.message);
  REQUIRE(definition != nullptr);
  return definition;
}

// Every issue of a document as "pointer: message (hint)", in order. An unsound definition is null.
inline std::vector<std::string> issues_of(const schema::Value& document) {
  Issues issues;
  const DefinitionPtr definition = parse_flow(document, KnownNames(), &issues);
  CHECK((definition == nullptr) == !issues.empty());
  std::vector<std::string> lines;
  for (const Issue& issue : issues) {
    lines.push_back(issue.pointer + ": " + issue.message +
                    (issue.hint.empty() ? "" : " (" + issue.hint + ")"));
  }
  return lines;
}

// The node "a" of a sound flow that begins with it; "b" and "c" are exits where it names them.
inline NodePtr node_of(std::string_view node) {
  schema::Value document = flow_of_node(node);
  for (const char* key : {"b", "c"}) {
    const std::string quoted = '"' + std::string(key) + '"';
    if (node.find(quoted) == std::string_view::npos) document.find("nodes")->erase(key);
  }
  return parse_sound(document)->nodes.at("a").node;
}

// Answers conditions of the form {"trait": name, …} by whether the name is listed.
class ListedWorld final : public World {
 public:
  explicit ListedWorld(std::vector<std::string> names = {}) : names_(std::move(names)) {}
  bool holds(const segment::Condition& condition, Millis) const override {
    const std::string& name = condition.source().find("trait")->as_string();
    return std::find(names_.begin(), names_.end(), name) != names_.end();
  }
  Millis next_flip(const segment::Condition&, Millis) const override { return flip; }
  const Zone& zone() const override { return *place; }
  const schema::Value* trait(std::string_view name) const override { return traits.find(name); }
  const schema::Value& entry_properties() const override { return properties; }
  std::string_view profile_id() const override { return id; }
  std::string_view winner(std::string_view experiment) const override {
    return experiment == "subject" ? won : std::string_view();
  }

  Millis flip = kMillisMax; // of every condition
  const Zone* place = &Zone::utc();
  schema::Value traits = schema::Value::object(), properties = schema::Value::object();
  std::string id = "p1";
  std::string won; // the experiment "subject"

 private:
  std::vector<std::string> names_;
};

inline Moment arrival(Millis now) { return {now, Moment::By::arrival, nullptr, {}}; }
inline Moment woken(Millis now) { return {now, Moment::By::time, nullptr, {}}; }
inline Moment changed(Millis now) { return {now, Moment::By::change, nullptr, {}}; }
inline Moment recorded(const Event& event) { return {event.at, Moment::By::event, &event, {}}; }

// Where a step leads that orders nothing; "(waits)" or "(orders)" when it is another.
inline std::string passes_to(const Step& step) {
  if (std::holds_alternative<std::monostate>(step.command)) return step.next;
  return std::holds_alternative<Wait>(step.command) ? "(waits)" : "(orders)";
}
// Until when a step waits; 0 when it does not.
inline Millis waits_until(const Step& step) {
  const auto* wait = std::get_if<Wait>(&step.command);
  if (wait != nullptr) CHECK(step.next.empty());
  return wait == nullptr ? 0 : wait->until;
}

} // namespace beckon::flow
