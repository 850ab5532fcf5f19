// beckon COMMAND …: a workspace from the command line. Answers are JSON (or rows) on stdout, errors
// one JSON object on stderr.
#include <iomanip>
#include <iostream>

#include "cli/commands.h"
#include "cli/workspace.h"

namespace beckon::cli {
namespace {

std::vector<Command> commands() {
  return {import_command(), export_command(),  stat_command(), verify_command(),
          backup_command(), compact_command(), call_command()};
}

void print_help(std::ostream& out) {
  out << "usage: beckon COMMAND ARGUMENT...\n\n";
  for (const Command& command : commands()) {
    out << "  " << std::left << std::setw(10) << command.name << command.about << "\n";
  }
  out << "\n`beckon COMMAND --help` tells its arguments; `beckon --version` the version.\n"
         "Exit codes: 0 done, 1 failed (the error is JSON on stderr), 2 not understood,\n"
         "3 done, with rows rejected or invariants broken.\n";
}

void print_help(const Command& command, std::ostream& out) {
  out << "usage: beckon " << command.name << " " << command.usage.positions
      << (command.usage.options.empty() ? "" : " [OPTION...]") << "\n\n"
      << command.about << "\n";
  if (!command.usage.options.empty()) out << "\n";
  for (const Option& option : command.usage.options) {
    out << "  " << std::left << std::setw(24) << option.name + (option.takes_value ? " VALUE" : "")
        << option.about << "\n";
  }
}

int misused(const std::string& why, const std::string& command) {
  const Json error = {{"code", "usage"},
                      {"message", why},
                      {"hint", "beckon " + command + (command.empty() ? "" : " ") + "--help"}};
  std::cerr << error.dump() << std::endl;
  return kMisused;
}

int failed(const std::string& json) {
  std::cerr << json << std::endl;
  return kFailed;
}

int run(const Command& command, const std::vector<std::string>& words) {
  for (const std::string& word : words) {
    if (word == "--") break;
    if (word != "--help" && word != "-h") continue;
    print_help(command, std::cout);
    return kDone;
  }
  try {
    return command.run(Arguments(words, command.usage));
  } catch (const UsageError& error) {
    return misused(error.what(), command.name);
  } catch (const Error& error) {
    if (!error.json().empty()) return failed(error.json());
    return failed(Json{{"code", error.code()}, {"message", error.what()}}.dump());
  } catch (const std::exception& error) {
    return failed(Json{{"code", "internal"}, {"message", error.what()}}.dump());
  }
}

int run(const std::vector<std::string>& words) {
  const std::string name = words.empty() ? "--help" : words.front();
  if (name == "--version") {
    std::cout << "beckon " << version() << std::endl;
    return kDone;
  }
  if (name == "--help" || name == "-h" || name == "help") {
    print_help(words.empty() ? std::cerr : std::cout);
    return words.empty() ? kMisused : kDone;
  }
  for (const Command& command : commands()) {
    if (command.name == name) return run(command, {words.begin() + 1, words.end()});
  }
  return misused("there is no command " + name, "");
}

} // namespace
} // namespace beckon::cli

int main(int count, char** words) { return beckon::cli::run({words + 1, words + count}); }
