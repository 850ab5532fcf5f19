// parse + check + normalise: the one walk over a condition's JSON. Each kind of predicate
// (predicates/*.cpp) reads its own object with the helpers here and reports every mistake it finds.
#pragma once

#include <initializer_list>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "segment/condition.h"
#include "segment/text/node.h"

namespace beckon::segment {

// A condition that was given as text, and where it stands.
struct WrittenText {
  std::string pointer, source;
  text::Place place;
};

// State of one call of parse_condition(). A function that answers nothing has reported why.
struct ConditionParser {
  const Names& names;
  Issues* issues;
  size_t nodes = 0;
  size_t depth = 0;
  size_t reported = 0;
  bool in_event = false; // inside the tests of an event, which must not ask for the present time
  std::vector<WrittenText> texts = {};

  // An object, or the text of one (text/text.h).
  std::optional<Expression> parse(const schema::Value& source, const std::string& pointer);
  std::optional<Expression> parse_text(const std::string& written, const std::string& pointer);
  // For what is found out when all has been parsed: inside a text it is said about the text.
  void report_placed(const std::string& pointer, const std::string& message, std::string hint);
  // The array under `member` ("all", "any") as an expression over its items.
  std::optional<Expression> parse_parts(const schema::Value& object, const std::string& pointer,
                                        std::string_view member, Expression::Op op);
  ConditionPtr finish(Expression root, const schema::Value& source) const;

  void report(std::string pointer, std::string message, std::string hint = {});
  // Counts one node; false, after reporting it once, when there are too many.
  bool count_node(const std::string& pointer);
  // Reports each member that is not known, with the nearest known name. True when all are.
  bool check_members(const schema::Value& object, const std::string& pointer,
                     const std::vector<std::string_view>& known);

  // A string member that is not empty and no longer than `limit` bytes.
  std::optional<std::string> name_member(const schema::Value& object, const std::string& pointer,
                                         std::string_view member, size_t limit,
                                         std::string_view limit_name);
  // The same for keys of segments, lists and the like, and for channels.
  std::optional<std::string> key_member(const schema::Value& object, const std::string& pointer,
                                        std::string_view member);
  std::optional<schema::Path> path_member(const schema::Value& object, const std::string& pointer,
                                          std::string_view member);
};

Expression leaf(PredicatePtr predicate, const std::string& pointer);

// `did you mean "within"?`, or when nothing is near `known: "all", "any", …`.
std::string hint_from(std::string_view name, const std::vector<std::string_view>& known);

// Numbers that are whole and fit 64 bits become integers, so that 5 and 5.0 have one text.
schema::Value canonical_number(const schema::Value& number);

} // namespace beckon::segment
