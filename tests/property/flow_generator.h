// Random flow documents and random histories for them, as JSON that can be printed, shrunk and
// written into a test.
#pragma once

#include "random.h"
#include "schema/value.h"

namespace property {

// {"zone": name, "people": [traits], "lists": […], "segments": {key: condition},
//  "flows": [document], "steps": [step]}. Each step waits first ("after": milliseconds) and then
// does one thing:
//   {"track": person, "event", "properties", "late": ms}   {"identify": person, "traits", "late"}
//   {"consent": person, "state"}                           {"list": key, "person", "joins"}
//   {"start": flow, "person", "properties"}                {"control": flow, "status"}
//   {"publish": document}                                  {"settle": true}   {"restart": true}
beckon::schema::Value random_scenario(Random& random);

} // namespace property
