// Loads a workspace from several threads until it is killed, and says on standard output what it
// is about to do and what was acknowledged.
//   crash_driver WORKSPACE CYCLE; on standard input: events to send again, one "t ID" or
//   "b ID COUNT" a line.
// CRASH_CREATE=1: makes the workspace first, with definitions. CRASH_SCRIPT=1: does a fixed script
// instead, once through, opening the workspace anew where a call says that it must be.
#include <unistd.h>

#include <cstdlib>
#include <iostream>
#include <memory>
#include <sstream>
#include <thread>
#include <vector>

#include "engine/engine.h"
#include "load.h"
#include "set_up.h"

namespace beckon::crash {
namespace {

using engine::Engine;
using schema::to_json;
using schema::Value;

// One write a line: lines of several threads do not mix, and none is cut off.
void say(const std::string& line) {
  const std::string whole = line + "\n";
  if (write(STDOUT_FILENO, whole.data(), whole.size()) < 0) _exit(3);
}

// Of the last call; of a script, which has one thread.
thread_local Code failed_with = Code::ok;

// Announces, calls, acknowledges.
template <typename Call>
void attempt(const std::string& what, Call&& call) {
  say("? " + what);
  try {
    call();
    say("! " + what);
  } catch (const Error& error) {
    failed_with = error.code();
    say("E " + what + ": " + std::string(code_name(error.code())) + ": " + error.what());
  } catch (const std::exception& error) {
    say("E " + what + ": " + error.what());
  }
}

void track(Engine& engine, const std::string& id) {
  attempt("t " + id, [&] { engine.track(to_json(event_of(id))); });
}

void ingest(Engine& engine, const std::string& id, size_t count) {
  attempt("b " + id + " " + std::to_string(count), [&] {
    const engine::BatchResult result = engine.ingest(batch_of(id, count));
    if (result.accepted != count) throw std::runtime_error("lines were refused");
  });
}

void identify(Engine& engine, const std::string& who, uint64_t number) {
  attempt("i " + who + " " + std::to_string(number), [&] {
    engine.identify(
        to_json(Value::object({{"user_id", who}, {"traits", Value::object({{"n", number}})}})));
  });
}

void consent(Engine& engine, const std::string& who, uint64_t number) {
  attempt("c " + who + " " + std::to_string(number), [&] {
    engine.consent(to_json(Value::object({{"user_id", who},
                                          {"channel", "email"},
                                          {"state", number % 2 == 0 ? "granted" : "denied"},
                                          {"source", std::to_string(number)}})));
  });
}

void send_again(Engine& engine, const std::vector<std::string>& lines) {
  for (const std::string& line : lines) {
    std::istringstream words(line);
    std::string what, id;
    size_t count = 0;
    words >> what >> id >> count;
    if (what == "t") track(engine, id);
    else ingest(engine, id, count);
  }
}

void load(Engine& engine, uint64_t cycle, const std::vector<std::string>& again) {
  const std::string prefix = std::to_string(cycle) + "-";
  std::vector<std::thread> threads;
  for (size_t thread = 0; thread < kThreads; ++thread) {
    threads.emplace_back([&engine, prefix, thread] {
      for (uint64_t n = 0;; ++n) {
        track(engine, prefix + std::to_string(thread) + "-" + std::to_string(n));
      }
    });
  }
  threads.emplace_back([&engine, prefix, &again] {
    send_again(engine, again);
    for (uint64_t n = 0;; ++n) {
      ingest(engine, prefix + "b-" + std::to_string(n), kBatch);
      std::this_thread::sleep_for(std::chrono::milliseconds(3)); // the single calls get a turn
    }
  });
  threads.emplace_back([&engine, cycle, prefix] {
    for (uint64_t n = 0;; ++n) {
      const std::string who = "i" + prefix + std::to_string(n % 5); // this process's own
      identify(engine, who, cycle * kPerCycle + n);
      consent(engine, who, cycle * kPerCycle + n);
    }
  });
  for (std::thread& thread : threads) thread.join();
}

// The same calls in the same order, however often one of them fails.
class Script {
 public:
  explicit Script(engine::Options options) : options_(std::move(options)) {}

  void run() {
    step([this] { set_up(*engine_, options_.path + "-outbox"); });
    for (int round = 0; round < 6; ++round) {
      const std::string number = std::to_string(round);
      step([&] { track(*engine_, "s-" + number); });
      step([&] { ingest(*engine_, "sb-" + number, kBatch); });
      step([&] { identify(*engine_, "is", static_cast<uint64_t>(round) + 1); });
      step([&] { consent(*engine_, "is", static_cast<uint64_t>(round) + 1); });
      if (round % 2 == 1) {
        step([&] { engine_->flush(); });
        engine_.reset();
      }
    }
    engine_.reset();
  }

 private:
  // What a caller would do: a call that fails is not made again, a workspace that is poisoned is
  // closed and opened.
  template <typename Call>
  void step(Call&& call) {
    for (int tries = 0; engine_ == nullptr && tries < 3; ++tries) {
      try {
        engine_ = Engine::open(options_);
      } catch (const Error& error) {
        say("F open " + std::string(code_name(error.code())));
      }
    }
    if (engine_ == nullptr) return;
    try {
      call();
    } catch (const Error& error) {
      say("F " + std::string(code_name(error.code())));
    }
    if (failed_with == Code::poisoned || failed_with == Code::io_error) engine_.reset();
    failed_with = Code::ok;
  }

  engine::Options options_;
  std::unique_ptr<Engine> engine_;
};

} // namespace
} // namespace beckon::crash

int main(int argc, char** argv) {
  if (argc != 3) return 2;
  std::vector<std::string> again;
  for (std::string line; std::getline(std::cin, line);) again.push_back(line);
  beckon::engine::Options options;
  options.path = argv[1];
  options.hot_layer_rows = 2; // few profiles make layers then, too
  options.create = std::getenv("CRASH_CREATE") != nullptr;
  try {
    if (std::getenv("CRASH_SCRIPT") != nullptr) {
      options.create = true;
      beckon::crash::Script(options).run();
      return 0;
    }
    const auto engine = beckon::engine::Engine::open(options);
    if (options.create) beckon::crash::set_up(*engine, options.path + "-outbox");
    beckon::crash::load(*engine, std::stoull(argv[2]), again);
  } catch (const std::exception& error) {
    beckon::crash::say(std::string("E open: ") + error.what());
  }
  return 1;
}
