// No more room for a file: by a limit on the size of files (RLIMIT_FSIZE), which unlike a full disk
// is not helped by giving up another file. Ordinary records are refused with disk_full, reading
// goes on, opt-outs are still taken, and all is normal again once the limit is gone. The full disk
// itself, a small tmpfs, is a law (tests/law/disk_full_test.cpp); ./dev crash space runs both.
#include <doctest/doctest.h>
#include <sys/resource.h>

#include <filesystem>

#include "support/errors.h"
#include "support/workspace.h"

namespace beckon::crash {
namespace {

using namespace beckon::test;

// Files of this process may not grow beyond `bytes` while it lives.
class SizeLimit {
 public:
  explicit SizeLimit(uint64_t bytes) {
    getrlimit(RLIMIT_FSIZE, &before_);
    rlimit limit = before_;
    limit.rlim_cur = bytes;
    REQUIRE(setrlimit(RLIMIT_FSIZE, &limit) == 0);
  }
  ~SizeLimit() { setrlimit(RLIMIT_FSIZE, &before_); }

 private:
  rlimit before_ = {};
};

std::string event(int number) {
  return R"({"user_id": "u)" + std::to_string(number % 7) +
         R"(", "event": "Seen", "properties": {"text": ")" + std::string(2'000, 'x') + R"("}})";
}

engine::Options quiet() {
  engine::Options options = system_options();
  options.dispatch = false;
  return options;
}

} // namespace

TEST_CASE("no room: a limit on the size of files is a full disk, with opt-outs taken") {
  TestWorkspace workspace(quiet());
  workspace.opt_in("ann");
  workspace.opt_in("bob");
  for (int i = 0; i < 200; ++i) workspace->track(event(i));
  workspace->flush();
  const uint64_t size = std::filesystem::file_size(workspace.path() + "/journal.mdb");
  int taken = 0;
  {
    const SizeLimit limit(size + (256 << 10));
    Code code = Code::ok;
    for (; code == Code::ok && taken < 5'000; ++taken) {
      code = code_of([&] { workspace->track(event(taken)); });
    }
    REQUIRE(code == Code::disk_full);
    // Reading goes on, and nobody is lost to be told to stop.
    CHECK(text_of(workspace.call("profiles.get", R"({"profile": {"user_id": "ann"}})"), "id") !=
          "");
    for (int round = 0; round < 20; ++round) {
      workspace.opt_out("ann");
      workspace.opt_out("bob");
      CHECK(code_of([&] { workspace->track(event(round)); }) == Code::disk_full);
    }
  }
  workspace->track(event(1)); // normal again
  CHECK(workspace.broken() == "");
  for (const std::string who : {"ann", "bob"}) {
    const schema::Value consents =
        workspace.call("consents.get", R"({"profile": {"user_id": ")" + who + R"("}})");
    CHECK(text_of(consents.find("items")->as_array().front(), "state") == "denied");
  }
  workspace.reopen();
  CHECK(workspace.broken() == "");
  const schema::Value count =
      workspace.call("segments.estimate", R"({"where": {"event": "Seen", "count": {"gte": 1}}})");
  CHECK(count.find("count")->as_integer() == 7);
}

} // namespace beckon::crash
