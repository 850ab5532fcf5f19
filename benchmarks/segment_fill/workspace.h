// The engine's side: the data goes in as records, through the public interface, once; what is asked
// is segments.estimate, and segments.create for what a segment finds.
#pragma once

#include <beckon/beckon.hpp>
#include <memory>
#include <string>

#include "segment_fill/dataset.h"
#include "segment_fill/members.h"

namespace bench {

// Opens the workspace of the data set in the folder, and fills it unless it is full already.
std::unique_ptr<beckon::Engine> open_workspace(const std::string& folder, const Dataset& data);

uint64_t estimate(beckon::Engine& engine, const std::string& where);
// Publishes the condition, and reads the members; `seconds` is the publication's time.
Members create_segment(beckon::Engine& engine, const std::string& key, const std::string& where,
                       double* seconds);

} // namespace bench
