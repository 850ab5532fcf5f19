// Law 7: no transaction is held over a callback, an HTTP call, or a return to the host.
#include <doctest/doctest.h>

#include <atomic>
#include <filesystem>
#include <future>
#include <thread>

#include "engine/operations/registry.h"
#include "schema/json.h"
#include "support/errors.h"
#include "support/scripted_transport.h"
#include "support/workspace.h"

namespace beckon::law {
namespace {

using namespace beckon::test;
using schema::Value;

uint64_t state_bytes(const TestWorkspace& workspace) {
  return std::filesystem::file_size(workspace.path() + "/state.mdb");
}

// So many commits of the state, each rewriting the same few pages. A reader that looked on would
// keep LMDB from using any of them again.
constexpr int kCommits = 600;
constexpr uint64_t kGrowth = 4 << 20;

void commit_often(TestWorkspace& workspace) {
  for (int i = 0; i < kCommits; ++i) {
    workspace->identify(R"({"user_id": "busy", "traits": {"n": )" + std::to_string(i) + "}}");
    workspace->flush();
  }
}

uint64_t growth_of_commits(TestWorkspace& workspace) {
  const uint64_t before = state_bytes(workspace);
  commit_often(workspace);
  return state_bytes(workspace) - before;
}

void prepare(TestWorkspace* workspace) {
  workspace->call("providers.create", R"({"key": "relay", "kind": "smtp", "channel": "email",
      "host": "relay.shop.example"})");
  workspace->email_template("news");
  workspace->flow(R"({"key": "news", "trigger": {"event": "Go"}, "start": "write",
      "nodes": {"write": {"type": "message", "channel": "email", "template": "news"}}})");
  workspace->segment("all", R"({"everyone": true})");
  workspace->opt_in("ann");
}

} // namespace

TEST_CASE("law 7: the measure works: a reader that is held makes the file grow") {
  TestWorkspace workspace;
  prepare(&workspace);
  commit_often(workspace);
  const auto held = workspace->read(true);
  CHECK(growth_of_commits(workspace) > kGrowth);
}

TEST_CASE("law 7: commits alone reuse their pages") {
  TestWorkspace workspace;
  prepare(&workspace);
  commit_often(workspace);
  CHECK(growth_of_commits(workspace) <= kGrowth);
}

TEST_CASE("law 7: while a provider does not answer everything else goes on") {
  for (const bool manual : {true, false}) {
    CAPTURE(manual);
    auto transport = std::make_shared<ScriptedTransport>();
    engine::Options options = manual ? manual_options() : system_options();
    options.transport = transport;
    TestWorkspace workspace(options);
    prepare(&workspace);
    transport->hold();
    workspace.track("ann", "Go");
    auto settled = std::async(std::launch::async, [&] { workspace->settle(); });
    transport->wait_until_entered(1);

    workspace.opt_in("bob");
    workspace.track("bob", "Seen");
    workspace.opt_out("bob");
    workspace.segment("fans", R"({"event": "Seen"})");
    CHECK(workspace->is_member("fans", person("bob")));
    CHECK(workspace->ingest(R"({"type": "track", "event": "Seen", "user_id": "bob"})").accepted ==
          1);
    CHECK(workspace.broken() == "");
    CHECK(workspace.sends_by_state()["inflight"] == 1);
    CHECK(growth_of_commits(workspace) <= kGrowth);
    CHECK(settled.wait_for(std::chrono::seconds(0)) == std::future_status::timeout);

    transport->release();
    settled.get();
    CHECK(workspace.sends_by_state()["accepted"] == 1);
  }
}

TEST_CASE("law 7: calls that answered or failed have left no reader behind") {
  TestWorkspace workspace;
  prepare(&workspace);
  workspace.track("ann", "Go");
  workspace->settle();
  // Every operation as its examples have it, most of which fail here, and with nonsense.
  for (const engine::Operation* operation : engine::registry().sorted()) {
    const std::string& name = operation->spec.name;
    for (const engine::Example& example : operation->spec.examples) {
      error_of([&] { workspace.call(name, example.request); });
    }
    error_of([&] { workspace.call(name, "{}"); });
    error_of([&] { workspace.call(name, R"({"key": "no such", "profile": {"email": ""}})"); });
  }
  error_of([&] { workspace->is_member("no such", person("ann")); });
  error_of([&] { workspace->is_member("all", "nonsense"); });
  error_of([&] { workspace->advance_by("nonsense"); });
  workspace->verify();
  commit_often(workspace);
  CHECK(growth_of_commits(workspace) <= kGrowth);
}

TEST_CASE("law 7: a transport that does not come back in the background holds up nobody") {
  std::promise<void> entered, release;
  auto released = release.get_future().share();
  std::atomic<bool> first{true};
  auto transport = std::make_shared<ScriptedTransport>();
  engine::Options options = system_options();
  options.transport = transport;
  TestWorkspace workspace(options);
  prepare(&workspace);
  transport->answer_with([&](const http::Request&) {
    if (first.exchange(false)) {
      entered.set_value();
      released.wait();
    }
    return complete(250);
  });
  workspace.track("ann", "Go");
  entered.get_future().wait();
  for (int i = 0; i < 20; ++i) workspace.track("bob", "Seen");
  CHECK(workspace.call("profiles.timeline", R"({"profile": {"user_id": "bob"}})")
            .find("items")
            ->size() == 20);
  release.set_value();
}

} // namespace beckon::law
