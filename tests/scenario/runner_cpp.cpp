// Runs scenario files through the C++ surface. Exit status 1 when any file does not do as it says.
#include <cstdio>
#include <cstdlib>
#include <filesystem>
#include <fstream>
#include <sstream>

#include "cpp/scenario.h"
#include "cpp/steps.h"
#include "cpp/world.h"

namespace {

namespace fs = std::filesystem;
using scenario::Json;
using scenario::Scenario;
using scenario::Step;

std::string read_file(const std::string& path) {
  std::ifstream in(path, std::ios::binary);
  if (!in) throw std::runtime_error("cannot read " + path);
  std::ostringstream text;
  text << in.rdbuf();
  return text.str();
}

// A directory that is gone when the run is over.
class Scratch {
 public:
  Scratch() {
    std::string name = (fs::temp_directory_path() / "beckon-scenario-XXXXXX").string();
    if (mkdtemp(name.data()) == nullptr) throw std::runtime_error("cannot make " + name);
    path_ = name;
  }
  ~Scratch() {
    std::error_code ignored;
    fs::remove_all(path_, ignored);
  }
  Scratch(const Scratch&) = delete;
  Scratch& operator=(const Scratch&) = delete;
  std::string below(const char* name) const { return (path_ / name).string(); }

 private:
  fs::path path_;
};

std::string joined(const std::vector<std::string>& phrases) {
  std::string text;
  for (const std::string& phrase : phrases) text += (text.empty() ? "" : "; ") + phrase;
  return text;
}

std::string printed(const Json& answer, const std::vector<std::string>& pointers) {
  std::string text;
  for (const std::string& pointer : pointers) {
    const Json::json_pointer place(pointer);
    text += text.empty() ? "" : " ";
    text += answer.contains(place) ? answer.at(place).dump() : "-";
  }
  return text;
}

std::optional<int64_t> start_of(const Scenario& scenario) {
  for (const Step& step : scenario.steps) {
    scenario::Words words(step.text);
    if (words.next() == "clock") return scenario::instant(words.next());
  }
  return std::nullopt;
}

// One run of a scenario over a new workspace.
class Run {
 public:
  Run(const Scenario& scenario, bool restarts)
      : scenario_(scenario),
        restarts_(restarts),
        workspace_(scratch_.below("workspace"), start_of(scenario)),
        steps_(&workspace_, scratch_.below("outbox"), scenario.path) {
    fs::create_directory(scratch_.below("outbox"));
    world_ = scenario::look(workspace_, names_);
  }

  // What each step caused, in the words of the last column. Throws when a run cannot go on.
  std::vector<std::string> outcomes() {
    std::vector<std::string> found;
    for (const Step& step : scenario_.steps) {
      try {
        found.push_back(outcome(step));
        if (restarts_) workspace_.restart();
      } catch (const std::exception& error) {
        throw std::runtime_error(place(step) + error.what());
      }
    }
    const std::string verdict = scenario::verdict(workspace_.verify());
    if (verdict != "sound") throw std::runtime_error(scenario_.path + ": not sound: " + verdict);
    return found;
  }

  std::string place(const Step& step) const {
    return scenario_.path + ":" + std::to_string(step.line) + ": " +
           (restarts_ ? "(with restarts) " : "");
  }

 private:
  std::string outcome(const Step& step) {
    std::vector<std::string> phrases;
    scenario::Answer answer;
    try {
      answer = steps_.carry_out(step);
      phrases = answer.printed;
      if (!step.pointers.empty()) phrases.push_back(printed(answer.json, step.pointers));
    } catch (const scenario::Failure& failure) {
      phrases.push_back(failure.text());
      said_ = failure.what();
    }
    scenario::World after = scenario::look(workspace_, names_);
    const std::string wrong = scenario::check_claims(answer.json, world_, after);
    if (!wrong.empty()) throw std::runtime_error(wrong);
    for (std::string& phrase : scenario::changes(world_, after))
      phrases.push_back(std::move(phrase));
    world_ = std::move(after);
    if (!step.row && !phrases.empty()) {
      throw std::runtime_error("a definition caused: " + joined(phrases) + " " + said_);
    }
    return joined(phrases);
  }

  const Scenario& scenario_;
  bool restarts_;
  Scratch scratch_;
  scenario::Workspace workspace_;
  scenario::Steps steps_;
  scenario::Names names_;
  scenario::World world_;
  std::string said_; // the newest error in full, for people
};

size_t report_differences(const Scenario& scenario, const Run& run,
                          const std::vector<std::string>& outcomes) {
  size_t wrong = 0;
  for (size_t i = 0; i < outcomes.size(); ++i) {
    const Step& step = scenario.steps[i];
    if (!step.row || step.expect == outcomes[i]) continue;
    ++wrong;
    std::fprintf(stderr, "%s%s\n  expected: %s\n  happened: %s\n", run.place(step).c_str(),
                 step.text.c_str(), step.expect.c_str(), outcomes[i].c_str());
  }
  return wrong;
}

bool passes(const std::string& path, bool update) {
  try {
    Scenario scenario = scenario::parse(path, read_file(path));
    if (update) {
      Run run(scenario, false);
      const std::string text = with_outcomes(scenario, run.outcomes()); // before the file is opened
      std::ofstream(path, std::ios::binary) << text;
      scenario = scenario::parse(path, read_file(path));
    }
    size_t wrong = 0;
    for (const bool restarts : {false, true}) {
      Run run(scenario, restarts);
      wrong += report_differences(scenario, run, run.outcomes());
    }
    return wrong == 0;
  } catch (const std::exception& error) {
    std::fprintf(stderr, "%s\n", error.what());
    return false;
  }
}

} // namespace

int main(int argc, char** argv) {
  const char* update = std::getenv("BECKON_UPDATE");
  int failed = 0;
  for (int i = 1; i < argc; ++i) {
    if (!passes(argv[i], update != nullptr && std::string(update) == "1")) ++failed;
  }
  if (argc < 2) std::fprintf(stderr, "usage: %s FILE…\n", argv[0]);
  std::printf("%d of %d scenario files passed\n", argc - 1 - failed, argc - 1);
  return argc < 2 || failed > 0 ? 1 : 0;
}
