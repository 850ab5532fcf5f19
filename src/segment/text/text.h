// The readable form of a condition, and the way back:
//
//   country = "FR" and count("Order Placed" where total >= 50, last 30d) >= 2
//     and not in segment "vip"
//
// The grammar stands in docs/conditions-text.md. Neither direction loses anything: read_text() of
// print_text() gives an equal value, and print_text() of read_text() a text in one layout, which
// then no longer changes. It is about writing only: whether the condition makes sense is checked
// on the JSON by parse_condition(), which takes a JSON string for the text of a condition.
#pragma once

#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "segment/text/issue.h"
#include "segment/text/node.h"

namespace beckon::segment::text {

struct ReadText {
  // Sound where the text is: {"everyone": true} stands for what could not be read.
  schema::Value condition;
  Place place;
  std::vector<TextIssue> issues;
  bool complete = true; // false: a limit ended the reading
};
ReadText read_text(std::string_view text);

// Nothing when the value is not of the form of a condition. What parse_condition() accepts has a
// text, once it holds none itself: see without_text().
std::optional<std::string> print_text(const schema::Value& condition);

// The same condition without any text in it: as JSON throughout. REQUIRES: parse_condition()
// accepts it.
schema::Value without_text(const schema::Value& condition);

} // namespace beckon::segment::text
