#include "base/child_process.h"

#include <doctest/doctest.h>

#include <chrono>

namespace beckon {
namespace {

using End = ChildResult::End;

constexpr ChildLimits kRoom = {1 << 20, 20'000};

ChildResult shell(const std::string& script, std::string_view input = {},
                  const ChildLimits& limits = kRoom) {
  return run_child({"sh", "-c", script}, input, limits);
}

} // namespace

TEST_CASE("what a program is told, and what it says") {
  const ChildResult result = shell("cat; echo oops >&2; exit 3", "to and fro");
  CHECK(result.end == End::exited);
  CHECK(result.status == 3);
  CHECK(result.out == "to and fro");
  CHECK(result.err == "oops\n");
  // No shell reads the arguments.
  CHECK(run_child({"printf", "%s", "a b; $HOME"}, "", kRoom).out == "a b; $HOME");
}

TEST_CASE("more than a pipe holds goes both ways at once") {
  std::string much(700'000, 'x');
  const ChildResult result = shell("cat", much);
  CHECK(result.end == End::exited);
  CHECK(result.out == much);
}

TEST_CASE("a program that does not read what it is told does no harm") {
  const ChildResult result = shell("exit 0", std::string(700'000, 'x'));
  CHECK(result.end == End::exited);
  CHECK(result.status == 0);
}

TEST_CASE("a program that is not there, is killed, never ends or says too much") {
  CHECK(run_child({"no-such-program-anywhere"}, "", kRoom).end == End::not_there);
  CHECK(run_child({"/"}, "", kRoom).end == End::not_there);
  CHECK(shell("kill -9 $$").end == End::killed_by_signal);
  const auto begin = std::chrono::steady_clock::now();
  CHECK(shell("exec sleep 30", "", {1'000, 200}).end == End::stopped);
  CHECK(shell("exec yes", "", {1'000, 20'000}).end == End::stopped);
  CHECK(std::chrono::steady_clock::now() - begin < std::chrono::seconds(15));
}

} // namespace beckon
