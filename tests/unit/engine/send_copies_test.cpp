// sends.message: copies of messages as they left, while they are kept.
#include <doctest/doctest.h>

#include <filesystem>

#include "schema/json.h"
#include "support/errors.h"
#include "support/files.h"
#include "support/workspace.h"

namespace beckon::engine {
namespace {

struct Shop {
  Shop() {
    workspace.sandbox();
    workspace.email_template("hi");
    workspace.opt_in("ada");
    workspace.flow(R"({"key": "f", "trigger": {"event": "Go"}, "reentry": "after_exit",
        "start": "m", "nodes": {"m": {"type": "message", "channel": "email", "template": "hi"}}})");
  }
  void keep(const std::string& messages) {
    workspace.call("settings.update", R"({"messages": )" + messages + "}");
  }
  void send() {
    workspace.track("ada", "Go");
    workspace->settle();
  }
  std::string id(size_t number) {
    return workspace.items("sends.list").at(number).find("id")->as_string();
  }
  schema::Value message(size_t number) {
    return workspace.call("sends.message", R"({"id": ")" + id(number) + "\"}");
  }
  Code failure(size_t number) {
    return test::code_of([&] { message(number); });
  }
  test::TestWorkspace workspace;
};

} // namespace

TEST_CASE("a copy has the very bytes that left, and none is kept unless it was asked for") {
  Shop shop;
  shop.send();
  CHECK(shop.failure(0) == Code::not_found);
  CHECK_FALSE(std::filesystem::exists(shop.workspace.path() + "/messages.sqlite"));
  shop.keep(R"({"keep": "7d"})");
  shop.send();
  const schema::Value copy = shop.message(1);
  CHECK(copy.find("form")->as_string() == "mime");
  CHECK(copy.find("at")->as_string() == "2024-03-01T09:00:00.000Z");
  bool same = false;
  for (const std::string& file : shop.workspace.outbox_files()) {
    same = same || test::read_file(shop.workspace.outbox() + "/" + file) ==
                       copy.find("content")->as_string();
  }
  CHECK(same);
  CHECK(shop.workspace.broken().empty());
  shop.keep("{}");
  shop.send();
  CHECK(shop.failure(2) == Code::not_found);
  CHECK(test::code_of([&] { shop.workspace.call("sends.message", R"({"id": "s_x"})"); }) ==
        Code::not_found);
  CHECK(test::code_of([&] { shop.keep(R"({"keep": "0s"})"); }) == Code::invalid_request);
}

TEST_CASE("copies go when their time is over") {
  Shop shop;
  shop.keep(R"({"keep": "7d"})");
  shop.send();
  shop.workspace->advance_by("7d");
  shop.send();
  CHECK(shop.failure(0) == Code::ok); // exactly seven days old
  shop.workspace->advance_by("1m");
  shop.send();
  CHECK(shop.failure(0) == Code::not_found);
  CHECK(shop.failure(1) == Code::ok);
}

TEST_CASE("copies go with the person") {
  Shop shop;
  shop.keep(R"({"keep": "7d"})");
  shop.send();
  REQUIRE(shop.failure(0) == Code::ok);
  shop.workspace.call("profiles.erase", R"({"profile": {"user_id": "ada"}})");
  CHECK(shop.failure(0) == Code::not_found);
  CHECK(test::read_file(shop.workspace.path() + "/messages.sqlite").find("ada@shop.example") ==
        std::string::npos);
}

} // namespace beckon::engine
