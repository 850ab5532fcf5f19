// One durable track on an idle workspace, from C and from other languages, beside a bare commit of
// LMDB with a record of the same size.
#include <beckon/beckon.h>
#include <sys/wait.h>

#include <array>
#include <atomic>
#include <chrono>
#include <cstdio>
#include <exception>
#include <mutex>
#include <sstream>
#include <stdexcept>
#include <thread>
#include <vector>

#include "support/arguments.h"
#include "support/bare_lmdb.h"
#include "support/folder.h"
#include "support/program.h"
#include "support/timing.h"

namespace {

constexpr std::string_view kRecord =
    R"({"event":"Page Viewed","user_id":"u1","properties":{"path":"/pricing","referrer":"search"}})";
// Long enough for the engine to have committed its state and gone to sleep, on a slow disk too.
constexpr auto kPause = std::chrono::milliseconds(20);
constexpr size_t kWarmUp = 20;

// Calls with a pause between them; the seconds that each took, without those to warm up.
template <typename Call>
std::vector<double> measure(size_t calls, Call&& call) {
  std::vector<double> seconds;
  for (size_t i = 0; i < kWarmUp + calls; ++i) {
    std::this_thread::sleep_for(kPause);
    const bench::Stopwatch watch;
    call(i);
    if (i >= kWarmUp) seconds.push_back(watch.seconds());
  }
  return seconds;
}

// One put of the record under the next number, and a commit with LMDB's default sync.
class BareCommits {
 public:
  explicit BareCommits(const std::string& path) : lmdb_(path, {"records"}) {}

  void put() {
    const auto key = bench::key_of({0, ++next_});
    lmdb_.begin();
    lmdb_.put(0, {key.data(), key.size()}, kRecord, MDB_APPEND);
    lmdb_.commit();
  }

 private:
  bench::BareLmdb lmdb_;
  uint64_t next_ = 0;
};

void check_beckon(beckon_status status, beckon_error* error) {
  if (status == BECKON_OK) return;
  const beckon_str text = beckon_error_json(error);
  throw std::runtime_error("beckon: " + std::string(text.data, text.size));
}

beckon_engine* open_engine(const std::string& path) {
  beckon_engine* engine = nullptr;
  beckon_error* error = nullptr;
  check_beckon(beckon_open(beckon_str_of(path.c_str()), nullptr, &engine, &error), error);
  check_beckon(beckon_identify(engine, beckon_str_of(R"({"user_id":"u1"})"), nullptr, &error),
               error);
  return engine;
}

void track(beckon_engine* engine) {
  beckon_error* error = nullptr;
  check_beckon(beckon_track(engine, {kRecord.data(), kRecord.size()}, nullptr, &error), error);
}

std::vector<double> measure_c(const std::string& path, size_t calls) {
  beckon_engine* engine = open_engine(path);
  auto seconds = measure(calls, [&](size_t) { track(engine); });
  beckon_close(&engine);
  return seconds;
}

// So many threads, each with one call after the other: calls a second.
double measure_rate(beckon_engine* engine, size_t threads, size_t calls) {
  std::atomic<size_t> left{calls};
  std::mutex mutex;
  std::exception_ptr failure;
  const bench::Stopwatch watch;
  std::vector<std::thread> workers;
  for (size_t i = 0; i < threads; ++i) {
    workers.emplace_back([&] {
      try {
        for (size_t before = left; before > 0;) {
          if (left.compare_exchange_weak(before, before - 1)) track(engine);
        }
      } catch (...) {
        const std::lock_guard lock(mutex);
        failure = std::current_exception();
      }
    });
  }
  for (std::thread& worker : workers) worker.join();
  if (failure) std::rethrow_exception(failure);
  return static_cast<double>(calls) / watch.seconds();
}

// One thread and eight take turns: the median of each.
void compare_threads(const std::string& path, size_t calls) {
  constexpr size_t kMany = 8, kTurns = 5;
  beckon_engine* engine = open_engine(path);
  std::vector<double> one, many;
  for (size_t turn = 0; turn < kTurns; ++turn) {
    one.push_back(measure_rate(engine, 1, calls));
    many.push_back(measure_rate(engine, kMany, calls * kMany));
  }
  beckon_close(&engine);
  bench::report("call", "calls_per_s_of_8_threads", bench::percentile(many, 0.5),
                bench::Better::higher, "one thread", bench::percentile(one, 0.5));
}

// Runs "COMMAND FOLDER CALLS PAUSE_MS WARM_UP RECORD", which prints the nanoseconds of each call.
std::vector<double> measure_command(const std::string& command, const std::string& path,
                                    size_t calls) {
  std::ostringstream line;
  line << command << " '" << path << "' " << calls << ' ' << kPause.count() << ' ' << kWarmUp
       << " '" << kRecord << "'";
  FILE* output = popen(line.str().c_str(), "r");
  if (output == nullptr) throw std::runtime_error("cannot run " + command);
  std::vector<double> seconds;
  double nanoseconds = 0;
  while (std::fscanf(output, "%lf", &nanoseconds) == 1) seconds.push_back(nanoseconds / 1e9);
  const int status = pclose(output);
  if (status != 0 || seconds.size() != calls) {
    throw std::runtime_error(command + " gave " + std::to_string(seconds.size()) +
                             " samples and ended with " + std::to_string(WEXITSTATUS(status)));
  }
  return seconds;
}

void report(const std::string& surface, const std::vector<double>& ours,
            const std::vector<double>& bare) {
  struct Share {
    const char* name;
    double share;
  };
  for (const Share& row : {Share{"_p50_us", 0.5}, Share{"_p99_us", 0.99}}) {
    bench::report("call", surface + row.name, bench::percentile(ours, row.share) * 1e6,
                  bench::Better::lower, "lmdb_commit", bench::percentile(bare, row.share) * 1e6);
  }
}

void run(int argc, char** argv) {
  // --also NAME=COMMAND measures another language.
  const bench::Arguments arguments(
      argc, argv, {{"folder", "build/bench/call"}, {"calls", "300"}, {"also", ""}});
  const std::string folder = arguments.text("folder");
  const size_t calls = arguments.number("calls");
  bench::make_empty_folder(folder);
  BareCommits lmdb(folder + "/lmdb");
  // The peer is measured before and after each surface: a disk has its moods.
  const auto compare = [&](const std::string& surface, const auto& measure_surface) {
    bench::say(surface + " …");
    auto bare = measure((calls + 1) / 2, [&](size_t) { lmdb.put(); });
    const std::vector<double> ours = measure_surface();
    const auto more = measure((calls + 1) / 2, [&](size_t) { lmdb.put(); });
    bare.insert(bare.end(), more.begin(), more.end());
    report(surface, ours, bare);
  };
  compare("c", [&] { return measure_c(folder + "/c", calls); });
  bench::say("threads …");
  compare_threads(folder + "/threads", 10 * calls);
  for (const std::string& also : arguments.all("also")) {
    const std::string name = also.substr(0, also.find('='));
    if (name.size() == also.size()) throw std::runtime_error("--also takes NAME=COMMAND");
    const std::string command = also.substr(name.size() + 1);
    compare(name, [&] { return measure_command(command, folder + "/" + name, calls); });
  }
}

} // namespace

int main(int argc, char** argv) {
  return bench::run_program([&] { run(argc, argv); });
}
