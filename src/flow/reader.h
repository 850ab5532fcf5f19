// Reading a flow document with all its mistakes: every member is read through a Reader, which
// appends an issue with its exact pointer and goes on with a harmless value.
#pragma once

#include <initializer_list>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "base/error.h"
#include "base/limits.h"
#include "base/time.h"
#include "flow/definition.h"
#include "schema/value.h"
#include "segment/condition.h"

namespace beckon::flow {

// A limit of base/limits.h with the name by which it is reported.
struct Limit {
  std::string_view name;
  size_t value;
};
inline constexpr Limit kKeyBytes = {"key_bytes", limits::key_bytes};
inline constexpr Limit kEventNameBytes = {"event_name_bytes", limits::event_name_bytes};

// An arrow of the graph as written, before it is known whether its target exists.
struct Edge {
  enum class Kind : uint8_t { passing, after_max };
  std::string from, to; // node keys
  std::string pointer;  // of the member that names `to`
  Kind kind = Kind::passing;
};

// What reading one flow document gathers besides the definition's own fields. Lives for one
// parse_flow() call; the names and issues outlive it.
class Reading {
 public:
  Reading(const segment::Names& names_known, Issues* issues)
      : names(names_known), issues_(issues), earlier_(issues->size()) {}

  const segment::Names& names;
  // Each once, in order of writing.
  std::vector<std::string> templates, segments, lists, flows;
  std::vector<segment::ConditionPtr> conditions; // in order of writing
  std::vector<Experiment> experiments;           // in order of writing
  std::string node;                              // key of the node being read
  const ErrorPolicy* error = nullptr;            // of the node being read
  std::vector<Edge> edges;
  bool edges_known = true; // false: some node's targets could not be read

  // Appends an issue; past limits::issues of this document they are only counted.
  void report(std::string pointer, std::string message, std::string hint = {});
  bool sound() const { return issues_->size() == earlier_; }
  // Parses and gathers the condition that stands at `pointer`; null after an issue.
  segment::ConditionPtr condition(const schema::Value& source, std::string_view pointer);
  // The array of tests under `member` of an object that stands at `pointer`; none after an issue.
  segment::Where where(const schema::Value& object, const std::string& pointer,
                       std::string_view member);
  // After the last issue: says so when some were left out.
  void close();

 private:
  Issues* issues_;
  size_t earlier_; // issues that were there before
  bool full_ = false;
};

// "did you mean \"b\"?", or the known names when none is near and they are few.
std::string suggest(std::string_view name, const std::vector<std::string>& known);
// Appends `name` unless it is there.
void add_once(std::vector<std::string>* names, std::string_view name);

// One object of the document. Borrows the object and the Reading.
class Reader {
 public:
  Reader(const schema::Value& object, std::string pointer, Reading* reading);

  const std::string& pointer() const { return pointer_; }
  Reading& reading() { return *reading_; }
  const schema::Value* find(std::string_view member) const { return object_.find(member); }
  bool has(std::string_view member) const { return find(member) != nullptr; }

  // Appends an issue that points to a member; one that is absent by missing().
  void issue(std::string_view member, std::string message, std::string hint = {});
  // Appends an issue that points to this object.
  void missing(std::string_view member, std::string hint = {});
  // Every other member is an issue with the nearest known name.
  void check_members(const std::vector<std::string>& known);
  // "too many nodes (limit flow_nodes: 500)" at the member.
  void too_many(std::string_view member, std::string_view what, const Limit& limit);
  // A member's own name, where it serves as a key, keeps the rules of text().
  void check_name(std::string_view member);

  // A text that is not empty, within the limit and without control characters; "" after an issue.
  std::string text(std::string_view member, const Limit& limit = kKeyBytes);
  // The same, absent allowed: "".
  std::string optional_text(std::string_view member, const Limit& limit = kKeyBytes);
  // One of a few words; "" after an issue.
  std::string word(std::string_view member, const std::vector<std::string>& words);
  // true or false; absent: false.
  bool flag(std::string_view member);
  // A whole number within bounds; empty after an issue.
  std::optional<int64_t> whole(std::string_view member, int64_t least, int64_t most);
  // A duration longer than nothing; empty after an issue.
  std::optional<Duration> duration(std::string_view member);
  // A time such as "09:00", in milliseconds since midnight; empty after an issue.
  std::optional<Millis> time_of_day(std::string_view member);
  // A path; one that must begin with `prefix` ("event.", "entry.") is answered without it. Empty
  // after an issue.
  std::optional<schema::Path> path(std::string_view member, std::string_view prefix = {});
  // A condition; null after an issue.
  segment::ConditionPtr condition(std::string_view member);
  // The name of an event as it happens; conditions know wildcards, occurrences do not.
  std::string event_name(std::string_view member);
  // Tests of an event's properties, all of which must hold.
  segment::Where where(std::string_view member);
  // The key of a template, segment, list or flow that exists; "" after an issue.
  std::string template_key(std::string_view member);
  std::string segment_key(std::string_view member);
  std::string list_key(std::string_view member);
  std::string flow_key(std::string_view member);
  // The node to go to; absent or null: "" (the flow is complete there). Records the edge.
  std::string target(std::string_view member, Edge::Kind kind = Edge::Kind::passing);

 private:
  using Known = bool (segment::Names::*)(std::string_view) const;
  using Keys = std::vector<std::string> (segment::Names::*)() const;
  std::string known_key(std::string_view member, std::string_view noun, Known known, Keys keys,
                        std::vector<std::string>* used);

  const schema::Value& object_;
  std::string pointer_;
  Reading* reading_;
};

} // namespace beckon::flow
