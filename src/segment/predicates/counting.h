// What the kinds that count have in common: {"event": …} and {"message": …}.
#pragma once

#include <optional>
#include <string>

#include "segment/bounds.h"
#include "segment/selector.h"
#include "segment/window.h"

namespace beckon::segment::predicates {

// The bounds under "count", {"gte": 1} when there are none.
std::optional<CountBounds> parse_count(const schema::Value& object, const std::string& pointer,
                                       ConditionParser* parser);
// A rolling window limits how high they may be. False after an issue.
bool check_count(const CountBounds& bounds, const Window& window, const std::string& pointer,
                 ConditionParser* parser);

// The predicate over what `parts` select; `text` holds the members that say which events, `uses`
// the names in it.
PredicatePtr make_count(schema::Value text, SelectorParts parts, const Window& window,
                        const CountBounds& bounds, Dependencies uses = {});

} // namespace beckon::segment::predicates
