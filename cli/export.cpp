// beckon export: profiles, members of a segment or list, or events.
#include <sstream>

#include "cli/commands.h"
#include "cli/files.h"
#include "cli/workspace.h"

namespace beckon::cli {
namespace {

Json request_of(const Arguments& arguments) {
  Json request = {{"of", arguments.position(1)}};
  const auto take = [&](const char* option, const char* member) {
    if (const auto value = arguments.value(option)) request[member] = *value;
  };
  take("--format", "format");
  take("--segment", "segment");
  take("--list", "list");
  take("--from", "from");
  take("--to", "to");
  for (const std::string& name : arguments.values("--event")) request["events"].push_back(name);
  if (const auto columns = arguments.value("--columns")) {
    std::istringstream all(*columns);
    for (std::string column; std::getline(all, column, ',');) request["columns"].push_back(column);
  }
  return request;
}

int run(const Arguments& arguments) {
  const Json request = request_of(arguments);
  Engine engine = open_workspace(arguments.position(0));
  Export rows = engine.export_rows(request.dump());
  OutputFile output(arguments.value("--output").value_or("-"));
  for (std::string part = rows.read(); !part.empty(); part = rows.read()) output.write(part);
  output.close();
  return kDone;
}

} // namespace

Command export_command() {
  return {"export",
          "write profiles, members or events, as NDJSON or CSV",
          {"WORKSPACE profiles|members|events",
           2,
           2,
           {{"--output", true, "file to write; stdout when left out"},
            {"--format", true, "ndjson (default) or csv"},
            {"--segment", true, "of members: those of a segment"},
            {"--list", true, "of members: those of a list"},
            {"--event", true, "of events: only this name; may be given again"},
            {"--from", true, "of events: only at it or later"},
            {"--to", true, "of events: only at it or earlier"},
            {"--columns", true, "of CSV: paths with commas between, e.g. email,traits.plan"}}},
          run};
}

} // namespace beckon::cli
