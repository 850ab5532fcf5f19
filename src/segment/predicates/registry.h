// The kinds of conditions. A kind is one file here with one PredicateKind, and one row in
// registry.cpp; the parser finds it by the member that names it.
#pragma once

#include <optional>
#include <span>
#include <string>
#include <string_view>

#include "segment/parser.h"

namespace beckon::segment {

struct PredicateKind {
  std::string_view name; // the member that makes an object this kind: "trait", "event" …
  // REQUIRES: `object` is an object with the member `name`. Answers nothing after reporting why.
  std::optional<Expression> (*parse)(const schema::Value& object, const std::string& pointer,
                                     ConditionParser* parser);
};

std::span<const PredicateKind* const> predicate_kinds();
const PredicateKind* find_predicate_kind(std::string_view name); // null when there is none

} // namespace beckon::segment
