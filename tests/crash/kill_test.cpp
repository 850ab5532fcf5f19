// Laws 2, 3 and 5 under kill -9: processes that load the workspace from several threads are killed
// at random instants, be it in the middle of opening, of a commit or of sending; one at a time, and
// three that share the workspace, of which any may die while the others go on. After each: verify
// is clean, every acknowledged event is there once, none is there twice, and whoever was to be
// written to is written to once.
#include <doctest/doctest.h>

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

} // namespace

TEST_CASE("kill -9: nothing acknowledged is lost, nothing is there twice, verify is clean") {
  TestWorkspace workspace(system_options());
  set_up(workspace.engine(), workspace.outbox());
  Random random = by_clock();
  Ledger ledger;
  for (uint64_t cycle = 1; cycle <= cycles(); ++cycle) {
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
  CHECK(ledger.acknowledged.size() > cycles() * 10); // the load was one: else nothing was tested
  check_end(workspace, ledger);
}

TEST_CASE("kill -9: of three processes that share a workspace, any at any time") {
  constexpr size_t kProcesses = 3;
  TestWorkspace workspace(system_options());
  set_up(workspace.engine(), workspace.outbox());
  workspace.close();
  Random random = by_clock();
  Ledger ledger;
  uint64_t number = 0;
  std::vector<std::unique_ptr<Victim>> victims(kProcesses);
  const auto start = [&] {
    // What was not acknowledged is sent again by whoever comes next.
    const std::set<std::string> again = ledger.open;
    return std::make_unique<Victim>(workspace.path(), ++number, again);
  };
  for (auto& victim : victims) victim = start();
  for (uint64_t cycle = 1; cycle <= cycles(); ++cycle) {
    CAPTURE(cycle);
    const auto doomed = static_cast<size_t>(random.between(0, kProcesses - 1));
    for (auto& victim : victims) {
      if (!random.one_in(5)) victim->wait_for_work(); // else it may die while it still opens
      victim->run(milliseconds(random.between(1, 40)));
    }
    victims[doomed]->kill(&ledger);
    // Now and then all at once; then nobody is there who could go on.
    if (cycle % 10 == 0) {
      for (auto& victim : victims) {
        if (victim != victims[doomed]) victim->kill(&ledger);
      }
      for (auto& victim : victims) victim.reset();
      workspace.open();
      check_records(workspace, ledger);
      workspace->settle();
      check_sends(workspace, false);
      workspace.close();
      for (auto& victim : victims) victim = start();
    } else {
      victims[doomed] = start();
    }
  }
  for (auto& victim : victims) victim->kill(&ledger);
  workspace.open();
  check_records(workspace, ledger);
  CHECK(ledger.acknowledged.size() > cycles() * 5);
  check_end(workspace, ledger);
}

} // namespace beckon::crash
