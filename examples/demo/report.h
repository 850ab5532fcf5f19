// The last page of the demo.
#pragma once

#include <ostream>
#include <string>
#include <vector>

#include "findings.h"
#include "history.h"
#include "progress.h"

namespace demo {

void print_report(std::ostream& out, const Style& style, const Played& played,
                  const Findings& found, const Explained& explained, const std::string& outbox);

// What differs from what the data holds and what a sound workspace has, a line each; empty: all is
// as it should be.
std::vector<std::string> complaints(const Findings& found, const Totals& expected);

} // namespace demo
