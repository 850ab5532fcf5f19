// What the kinds that count have in common: {"event": …} and {"message": …}.
#pragma once

#include <optional>
#include <string>

#include "segment/bounds.h"
#include "segment/selector.h"
#include "segment/window.h"

namespace beckon::segment::predicates {

// The bounds under "count", {"gte": 1} when there are none. A window limits how high they may be;
// `window` is empty when it could not be read.
std::optional<CountBounds> parse_count(const schema::Value& object, const std::string& pointer,
                                       const std::optional<Window>& window,
                                       ConditionParser* parser);

// The predicate over what `parts` select; `text` holds the members that say which events, `uses`
// the names in it.
PredicatePtr make_count(schema::Value text, SelectorParts parts, const Window& window,
                        const CountBounds& bounds, Dependencies uses = {});

} // namespace beckon::segment::predicates
