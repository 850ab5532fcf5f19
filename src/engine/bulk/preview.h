// What an import would make of the beginning of a table, before anything is stored.
#pragma once

#include <string_view>

#include "schema/value.h"

namespace beckon::engine::bulk {

// {"format", "preset", "columns": [{"column", "to", "type", "samples"}], "records", "rejects",
//  "withheld", "definition"}: the definition names every column, with the types that its samples
// look like, to be looked through and imported with. Throws as an import with the definition does.
schema::Value preview(std::string_view sample, const schema::Value& definition);

} // namespace beckon::engine::bulk
