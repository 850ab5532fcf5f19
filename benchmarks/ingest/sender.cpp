#include "ingest/sender.h"

#include <algorithm>
#include <atomic>
#include <ctime>
#include <exception>
#include <mutex>
#include <nlohmann/json.hpp>
#include <stdexcept>
#include <thread>

#include "support/timing.h"

namespace bench {
namespace {

using Clock = std::chrono::steady_clock;

void check_answer(const std::string& answer, size_t expected) {
  const nlohmann::json told = nlohmann::json::parse(answer);
  if (told.at("accepted") == expected && told.at("duplicates") == 0) return;
  throw std::runtime_error("a batch was not taken whole: " + answer.substr(0, 500));
}

double process_seconds() {
  timespec time{};
  clock_gettime(CLOCK_PROCESS_CPUTIME_ID, &time);
  return static_cast<double>(time.tv_sec) + static_cast<double>(time.tv_nsec) * 1e-9;
}

// `due(i)`: when the i-th is to be sent; from when its time counts.
template <typename Due>
Phase send(beckon::Engine& engine, const Consignment& what, uint64_t threads, const Due& due) {
  Phase phase;
  std::mutex mutex;
  std::exception_ptr failure;
  std::atomic<size_t> next{what.first};
  const auto work = [&] {
    std::vector<double> times;
    try {
      for (size_t i = next++; i < what.last; i = next++) {
        const std::string batch = what.batch(i);
        const Clock::time_point start = due(i - what.first);
        const std::string answer = engine.ingest(batch);
        times.push_back(std::chrono::duration<double>(Clock::now() - start).count());
        const size_t before = (i - what.first) * what.batch_records;
        check_answer(answer, std::min(what.batch_records, what.records - before));
      }
    } catch (...) {
      const std::lock_guard lock(mutex);
      failure = std::current_exception();
    }
    const std::lock_guard lock(mutex);
    phase.batch_seconds.insert(phase.batch_seconds.end(), times.begin(), times.end());
  };
  const Stopwatch watch;
  const double cpu_before = process_seconds();
  std::vector<std::thread> workers;
  for (uint64_t i = 0; i < threads; ++i) workers.emplace_back(work);
  for (std::thread& worker : workers) worker.join();
  if (failure) std::rethrow_exception(failure);
  engine.flush();
  phase.seconds = watch.seconds();
  phase.cpu_seconds = process_seconds() - cpu_before;
  return phase;
}

} // namespace

Phase send_all(beckon::Engine& engine, const Consignment& what, uint64_t threads) {
  return send(engine, what, threads, [](size_t) { return Clock::now(); });
}

Phase send_paced(beckon::Engine& engine, const Consignment& what, uint64_t threads,
                 double records_per_second) {
  const Clock::time_point begin = Clock::now();
  const double apart = static_cast<double>(what.batch_records) / records_per_second;
  return send(engine, what, threads, [&](size_t i) {
    const std::chrono::duration<double> until(apart * static_cast<double>(i + 1));
    const auto due = begin + std::chrono::duration_cast<Clock::duration>(until);
    std::this_thread::sleep_until(due);
    return due;
  });
}

} // namespace bench
