// beckon stat, verify, backup, compact: what a workspace holds, whether it is sound, copies of it.
#include <filesystem>

#include "cli/commands.h"
#include "cli/workspace.h"

namespace beckon::cli {
namespace {

int stat(const Arguments& arguments) {
  const std::string& path = arguments.position(0);
  Engine engine = open_workspace(path);
  Json shown = Json::parse(engine.call("workspaces.stat"));
  Json files = Json::object();
  for (const auto& entry : std::filesystem::directory_iterator(path)) {
    if (entry.is_regular_file()) files[entry.path().filename().string()] = entry.file_size();
  }
  shown["bytes"] = std::move(files);
  print(shown);
  return kDone;
}

int verify(const Arguments& arguments) {
  Engine engine = open_workspace(arguments.position(0));
  const Json report = Json::parse(engine.verify());
  print(report);
  return report["ok"] == true ? kDone : kFound;
}

int backup(const Arguments& arguments) {
  Engine engine = open_workspace(arguments.position(0));
  print(engine.backup(arguments.position(1)));
  return kDone;
}

int compact_files(const Arguments& arguments) {
  print(compact(arguments.position(0)));
  return kDone;
}

} // namespace

Command stat_command() {
  return {"stat", "count what a workspace holds", {"WORKSPACE", 1, 1, {}}, stat};
}
Command verify_command() {
  return {"verify", "walk a workspace and list broken invariants", {"WORKSPACE", 1, 1, {}}, verify};
}
Command backup_command() {
  return {
      "backup", "copy a workspace into a new directory", {"WORKSPACE TARGET", 2, 2, {}}, backup};
}
Command compact_command() {
  return {"compact",
          "make the files of a workspace that nobody has open as small as they can be",
          {"WORKSPACE", 1, 1, {}},
          compact_files};
}

} // namespace beckon::cli
