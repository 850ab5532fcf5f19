// beckon import: a table, CSV or NDJSON, becomes records.
#include <unistd.h>

#include <chrono>
#include <iostream>

#include "cli/commands.h"
#include "cli/files.h"
#include "cli/workspace.h"

namespace beckon::cli {
namespace {

constexpr size_t kSampleBytes = 64 << 10;

Json definition_of(const Arguments& arguments) {
  Json definition = Json::object();
  if (const auto mapping = arguments.value("--mapping")) definition = read_document(*mapping);
  const auto take = [&](const char* option, const char* member) {
    if (const auto value = arguments.value(option)) definition[member] = *value;
  };
  take("--format", "format");
  take("--preset", "preset");
  take("--encoding", "encoding");
  take("--event", "event");
  take("--zone", "zone");
  take("--source", "source");
  take("--consent-proof", "consent_proof");
  for (const std::string& list : arguments.values("--list")) definition["lists"].push_back(list);
  if (arguments.has("--dry-run")) definition["dry_run"] = true;
  // The same file again goes on where it ended.
  const std::string& file = arguments.position(1);
  if (const auto key = arguments.value("--key")) definition["key"] = *key;
  else if (!definition.contains("key") && file != "-") definition["key"] = base_name(file);
  if (arguments.has("--once")) definition.erase("key");
  return definition;
}

// How far it has come, on a terminal, twice a second.
class Progress {
 public:
  explicit Progress(bool shown) : shown_(shown) {}

  void tell(const Json& counts) {
    const auto now = std::chrono::steady_clock::now();
    if (!shown_ || now - last_ < std::chrono::milliseconds(500)) return;
    last_ = now;
    std::cerr << "\r" << counts["rows"] << " rows, " << counts["accepted"] << " records stored, "
              << counts["rejected"] << " rows rejected " << std::flush;
    told_ = true;
  }
  void end() const {
    if (told_) std::cerr << "\n";
  }

 private:
  bool shown_, told_ = false;
  std::chrono::steady_clock::time_point last_;
};

// Rejects, one JSON object a line.
class Rejects {
 public:
  explicit Rejects(const std::optional<std::string>& file) {
    if (file) file_ = std::make_unique<OutputFile>(*file);
  }
  void take(Json* counts) {
    if (file_ != nullptr) {
      for (const Json& reject : (*counts)["rejects"]) file_->write(reject.dump() + "\n");
    }
    counts->erase("rejects");
  }
  void close() {
    if (file_ != nullptr) file_->close();
  }

 private:
  std::unique_ptr<OutputFile> file_;
};

int preview(Engine& engine, const Json& definition, const std::string& file) {
  InputFile input(file);
  std::string sample;
  for (std::string_view part = input.read(); !part.empty() && sample.size() < kSampleBytes;
       part = input.read()) {
    sample += part.substr(0, kSampleBytes - sample.size());
  }
  // A character may have been cut.
  if (sample.size() == kSampleBytes) sample.resize(sample.find_last_of('\n') + 1);
  const Json request = {{"sample", sample}, {"definition", definition}};
  print(engine.call("imports.preview", request.dump()));
  return kDone;
}

int run(const Arguments& arguments) {
  const Json definition = definition_of(arguments);
  const std::string& file = arguments.position(1);
  Engine engine = open_workspace(arguments.position(0), true);
  if (arguments.has("--preview")) return preview(engine, definition, file);
  InputFile input(file);
  Rejects rejects(arguments.value("--rejects"));
  Progress progress(isatty(STDERR_FILENO) != 0 && !arguments.has("--quiet"));
  Import import = engine.import_table(definition.dump());
  for (std::string_view part = input.read(); !part.empty(); part = input.read()) {
    Json counts = Json::parse(import.write(part));
    rejects.take(&counts);
    progress.tell(counts);
  }
  Json counts = Json::parse(import.finish());
  rejects.take(&counts);
  rejects.close();
  progress.end();
  print(counts);
  return counts["rejected"] == 0 && counts["refused"] == 0 ? kDone : kFound;
}

} // namespace

Command import_command() {
  return {"import",
          "import a table, CSV or NDJSON, packed with gzip or not",
          {"WORKSPACE FILE",
           2,
           2,
           {{"--mapping", true, "file (or text) of the definition: how columns become records"},
            {"--preview", false, "show what the first rows would become, and the definition"},
            {"--dry-run", false, "check every row and store nothing"},
            {"--rejects", true, "file for the rows that were refused, one JSON object a line"},
            {"--key", true, "name under which progress is kept; the file's name when left out"},
            {"--once", false, "keep no progress: the same file again is imported again"},
            {"--format", true, "csv or ndjson"},
            {"--preset", true, "klaviyo, mailchimp, shopify, listmonk or none"},
            {"--encoding", true, "utf-8 or windows-1252"},
            {"--event", true, "each row is this event"},
            {"--zone", true, "time zone of times without one, e.g. Europe/London"},
            {"--list", true, "list that everybody comes onto; may be given again"},
            {"--consent-proof", true, "how you know that those agreed who did"},
            {"--source", true, "for the ledger of consents and lists"},
            {"--quiet", false, "show no progress"}}},
          run};
}

} // namespace beckon::cli
