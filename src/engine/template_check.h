// Whether a template can be published: everything that is wrong with it, in all its languages.
#pragma once

#include <string>

#include "engine/definitions.h"
#include "schema/value.h"

namespace beckon::engine {

// Appends every issue of a template's document. Pure: the fold asks it as well.
void check_template(const std::string& key, const schema::Value& document,
                    const Definitions& definitions, Issues* issues);

// Appends an issue for every output that stands in a tag, but in no attribute's quotes: there a
// blank in a customer's value would begin another attribute.
void check_output_places(std::string_view source, std::string_view pointer, Issues* issues);

} // namespace beckon::engine
