// The benchmark `segment-fill`: who meets a condition, for everybody at once, beside DuckDB and
// SQLite over the same rows. See README.md.
#include <filesystem>
#include <stdexcept>

#include "segment_fill/peer.h"
#include "segment_fill/population.h"
#include "segment_fill/question.h"
#include "segment_fill/retail.h"
#include "segment_fill/workspace.h"
#include "support/arguments.h"
#include "support/program.h"
#include "support/timing.h"

namespace {

using bench::Better;
using bench::Members;
using bench::Question;

struct Timing {
  double cold = 0, warm = 0, standing = 0, publish = 0; // seconds
  Members members;
};
using Timings = std::map<std::string, Timing>;

double seconds_of_estimate(beckon::Engine& engine, const Question& question, uint64_t* count) {
  const bench::Stopwatch watch;
  *count = bench::estimate(engine, question.where);
  return watch.seconds();
}

double median_estimate(beckon::Engine& engine, const Question& question, int repetitions) {
  std::vector<double> samples;
  uint64_t count = 0;
  for (int i = 0; i <= repetitions; ++i) {
    const double seconds = seconds_of_estimate(engine, question, &count);
    if (i > 0) samples.push_back(seconds); // the first builds what is missing
  }
  return bench::percentile(samples, 0.5);
}

// The key of the segment that holds a question's members.
std::string key_of(const Question& question) { return "bench-" + question.name; }

void erase_segments(beckon::Engine& engine, const std::vector<Question>& questions) {
  for (const Question& question : questions) {
    try {
      engine.call("segments.delete", R"({"key":")" + key_of(question) + "\"}");
    } catch (const beckon::Error&) {
      // Not there: only a run that was broken off leaves them behind.
    }
  }
}

Timings ask_beckon(const std::string& folder, const bench::Dataset& data,
                   const std::vector<Question>& questions, int repetitions) {
  Timings timings;
  erase_segments(*bench::open_workspace(folder, data), questions);
  bench::say("without columns …");
  for (const Question& question : questions) {
    const auto engine = bench::open_workspace(folder, data);
    uint64_t count = 0;
    timings[question.name].cold = seconds_of_estimate(*engine, question, &count);
  }
  const auto engine = bench::open_workspace(folder, data);
  bench::say("with columns …");
  for (const Question& question : questions) {
    timings[question.name].warm = median_estimate(*engine, question, repetitions);
  }
  bench::say("as segments …");
  for (const Question& question : questions) {
    Timing& timing = timings[question.name];
    timing.members =
        bench::create_segment(*engine, key_of(question), question.where, &timing.publish);
  }
  bench::say("over standing predicates …");
  for (const Question& question : questions) {
    Timing& timing = timings[question.name];
    timing.standing = median_estimate(*engine, question, repetitions);
    uint64_t count = 0;
    seconds_of_estimate(*engine, question, &count);
    if (count != timing.members.count) {
      throw std::runtime_error(question.name + ": the estimate is " + std::to_string(count) +
                               ", the segment has " + std::to_string(timing.members.count));
    }
  }
  erase_segments(*engine, questions);
  return timings;
}

void report_alone(const std::string& bench, const Timings& timings) {
  std::vector<double> cold, publish;
  for (const auto& [name, timing] : timings) {
    bench::report(bench, name + "_members", static_cast<double>(timing.members.count));
    bench::report(bench, name + "_cold_ms", timing.cold * 1'000);
    bench::report(bench, name + "_publish_ms", timing.publish * 1'000);
    cold.push_back(timing.cold * 1'000);
    publish.push_back(timing.publish * 1'000);
  }
  bench::report(bench, "median_cold_ms", bench::percentile(cold, 0.5));
  bench::report(bench, "median_publish_ms", bench::percentile(publish, 0.5));
}

void compare(const std::string& bench, const Timings& timings, const std::string& peer,
             const std::map<std::string, bench::PeerAnswer>& answers) {
  std::vector<double> warm, standing, theirs, warm_ratios, standing_ratios;
  for (const auto& [name, timing] : timings) {
    const bench::PeerAnswer& answer = answers.at(name);
    if (answer.members != timing.members) {
      throw std::runtime_error(name + ": " + std::to_string(timing.members.count) + " members, " +
                               peer + " finds " + std::to_string(answer.members.count) +
                               " (or others)");
    }
    const double ms = answer.seconds * 1'000;
    bench::report(bench, name + "_warm_ms", timing.warm * 1'000, Better::lower, peer, ms);
    bench::report(bench, name + "_standing_ms", timing.standing * 1'000, Better::lower, peer, ms);
    warm.push_back(timing.warm * 1'000);
    standing.push_back(timing.standing * 1'000);
    theirs.push_back(ms);
    warm_ratios.push_back(answer.seconds / timing.warm);
    standing_ratios.push_back(answer.seconds / timing.standing);
  }
  const auto median = [](const std::vector<double>& all) { return bench::percentile(all, 0.5); };
  bench::report(bench, "median_warm_ms", median(warm), Better::lower, peer, median(theirs));
  bench::report(bench, "median_standing_ms", median(standing), Better::lower, peer, median(theirs));
  bench::report(bench, "median_warm_ratio_to_" + peer, median(warm_ratios));
  bench::report(bench, "median_standing_ratio_to_" + peer, median(standing_ratios));
}

void run_on(const std::string& bench, const bench::Dataset& data, const std::string& questions_file,
            const bench::Arguments& arguments) {
  const auto questions = bench::read_questions(questions_file, data.now());
  const std::string folder = arguments.text("cache") + "/" + data.name();
  const auto repetitions = static_cast<int>(arguments.number("repetitions"));
  bench::say(bench + ": Beckon …");
  const Timings timings = ask_beckon(folder, data, questions, repetitions);
  report_alone(bench, timings);
  const std::string python = arguments.text("duckdb");
  if (python.empty()) {
    bench::say("DuckDB is left out: name the Python that has it by --duckdb");
  } else {
    bench::say(bench + ": DuckDB …");
    compare(bench, timings, "duckdb",
            bench::ask_duckdb(python, folder, data, questions, repetitions));
  }
  bench::say(bench + ": SQLite …");
  compare(bench, timings, "sqlite", bench::ask_sqlite(folder, data, questions, repetitions));
}

void run(int argc, char** argv) {
  const bench::Arguments arguments(argc, argv,
                                   {{"folder", "build/bench/segment-fill"},
                                    {"cache", "build/bench-data/segment-fill"},
                                    {"questions", "benchmarks/segment_fill"},
                                    {"profiles", "1000000"},
                                    {"events", "10000000"},
                                    {"repetitions", "7"},
                                    {"duckdb", ""},
                                    {"retail", ""}});
  const std::string questions = arguments.text("questions");
  const bench::Population made(1, static_cast<uint32_t>(arguments.number("profiles")),
                               arguments.number("events"));
  run_on("segment-fill", made, questions + "/conditions.json", arguments);
  const std::string retail = arguments.text("retail");
  if (retail.empty() || !std::filesystem::exists(retail)) {
    bench::say("the real data are left out: name online-retail.csv.gz by --retail");
    return;
  }
  run_on("segment-fill-retail", bench::Retail(retail), questions + "/retail.json", arguments);
}

} // namespace

int main(int argc, char** argv) {
  return bench::run_program([&] { run(argc, argv); });
}
