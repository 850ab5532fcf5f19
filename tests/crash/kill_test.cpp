// Laws 2, 3 and 5 under kill -9: processes that load the workspace from several threads are killed
// at random instants, be it in the middle of opening, of a commit or of sending; one at a time, and
// three that share the workspace, of which any may die while the others go on. After each: verify
// is clean, every acknowledged event is there once, none is there twice, and whoever was to be
// written to is written to once.
#include <doctest/doctest.h>

#include <algorithm>
#include <array>
#include <chrono>
#include <cstdlib>
#include <memory>
#include <thread>

#include "checks.h"
#include "set_up.h"
#include "support/random.h"
#include "victim.h"

namespace beckon::crash {
namespace {

using namespace beckon::test;
using std::chrono::milliseconds;
using std::chrono::steady_clock;

uint64_t cycles() {
  const char* more = std::getenv("BECKON_CASES");
  return more == nullptr ? 200 : std::strtoull(more, nullptr, 10);
}

Random by_clock() {
  return Random(static_cast<uint64_t>(steady_clock::now().time_since_epoch().count()));
}

// Retries of what was under way come due within a minute; then everything has arrived.
void check_end(TestWorkspace& workspace, const Ledger& ledger) {
  for (int second = 0; second < 60 && workspace.sends_by_state()["retry"] > 0; ++second) {
    std::this_thread::sleep_for(std::chrono::seconds(1));
  }
  workspace->settle();
  check_sends(workspace, true);
  CHECK(workspace.broken() == "");
  MESSAGE(ledger.acknowledged.size()
          << " events acknowledged, " << ledger.attempted.size() << " attempted");
}

// What is looked at after a cycle grows with every cycle: so a workspace lives through so many.
template <typename Part>
void in_parts(Part part) {
  constexpr uint64_t kCyclesOfWorkspace = 50;
  for (uint64_t left = cycles(); left > 0;) {
    const uint64_t count = std::min(left, kCyclesOfWorkspace);
    part(count);
    left -= count;
  }
}

void kill_one(uint64_t cycles) {
  TestWorkspace workspace(system_options());
  set_up(workspace.engine(), workspace.outbox());
  Random random = by_clock();
  Ledger ledger;
  for (uint64_t cycle = 1; cycle <= cycles; ++cycle) {
    CAPTURE(cycle);
    workspace.close();
    {
      Victim victim(workspace.path(), cycle, std::set<std::string>(ledger.open));
      if (!random.one_in(5)) victim.wait_for_work(); // else it may die while it still opens
      victim.run(milliseconds(random.between(1, 60)));
      victim.kill(&ledger);
    }
    workspace.open();
    check_records(workspace, ledger);
    workspace->settle();
    check_sends(workspace, false);
  }
  CHECK(ledger.acknowledged.size() > cycles * 10); // the load was one: else nothing was tested
  check_end(workspace, ledger);
}

// Processes that share a workspace.
class Crowd {
 public:
  Crowd() {
    set_up(workspace_.engine(), workspace_.outbox());
    workspace_.close();
    for (auto& victim : victims_) victim = start();
  }

  void cycle(Random* random) {
    const auto doomed = static_cast<size_t>(random->between(0, kProcesses - 1));
    for (auto& victim : victims_) {
      if (!random->one_in(5)) victim->wait_for_work(); // else it may die while it still opens
      victim->run(milliseconds(random->between(1, 40)));
    }
    victims_[doomed]->kill(&ledger_);
    victims_[doomed] = nullptr;
  }
  void replace_dead() {
    for (auto& victim : victims_) {
      if (victim == nullptr) victim = start();
    }
  }
  // Then nobody is there who could go on.
  void kill_all() {
    for (auto& victim : victims_) {
      if (victim != nullptr) victim->kill(&ledger_);
      victim = nullptr;
    }
  }
  // REQUIRES: nobody is left.
  void check() {
    workspace_.open();
    check_records(workspace_, ledger_);
    workspace_->settle();
    check_sends(workspace_, false);
    workspace_.close();
  }
  void end(uint64_t cycles) {
    CHECK(ledger_.acknowledged.size() > cycles * 5);
    workspace_.open();
    check_end(workspace_, ledger_);
  }

 private:
  static constexpr size_t kProcesses = 3;

  std::unique_ptr<Victim> start() {
    // What was not acknowledged is sent again by whoever comes next.
    const std::set<std::string> again = ledger_.open;
    return std::make_unique<Victim>(workspace_.path(), ++number_, again);
  }

  TestWorkspace workspace_{system_options()};
  Ledger ledger_;
  uint64_t number_ = 0;
  std::array<std::unique_ptr<Victim>, kProcesses> victims_;
};

} // namespace

TEST_CASE("kill -9: nothing acknowledged is lost, nothing is there twice, verify is clean") {
  in_parts(kill_one);
}

TEST_CASE("kill -9: of three processes that share a workspace, any at any time") {
  in_parts([](uint64_t cycles) {
    Random random = by_clock();
    Crowd crowd;
    for (uint64_t cycle = 1; cycle <= cycles; ++cycle) {
      CAPTURE(cycle);
      crowd.cycle(&random);
      if (cycle % 10 == 0 || cycle == cycles) {
        crowd.kill_all();
        crowd.check();
      }
      if (cycle < cycles) crowd.replace_dead();
    }
    crowd.end(cycles);
  });
}

} // namespace beckon::crash
