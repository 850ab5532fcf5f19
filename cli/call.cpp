// beckon call: any operation by its name.
#include "cli/commands.h"
#include "cli/files.h"
#include "cli/workspace.h"

namespace beckon::cli {
namespace {

int run(const Arguments& arguments) {
  const std::string given = arguments.count() > 2 ? arguments.position(2) : "{}";
  // As it is written: what is wrong with it, the library says.
  const bool is_text = !given.empty() && given.front() == '{';
  const std::string request = is_text ? given : InputFile(given).read_all();
  Engine engine = open_workspace(arguments.position(0), arguments.has("--create"));
  print(engine.call(arguments.position(1), request));
  return kDone;
}

} // namespace

Command call_command() {
  return {"call",
          "run one operation, e.g. segments.create, and print its answer",
          {"WORKSPACE OPERATION [REQUEST]",
           2,
           3,
           {{"--create", false, "make the workspace when it is absent"}}},
          run};
}

} // namespace beckon::cli
