// Profiles that are no more, as readers see them.
#include "engine/former.h"

#include <doctest/doctest.h>

#include "base/limits.h"
#include "support/errors.h"
#include "support/workspace.h"

namespace beckon::engine {
namespace {

using namespace beckon::test;

uint32_t number_of(TestWorkspace* workspace, const std::string& id) {
  return static_cast<uint32_t>((*workspace)->read(true)->ids().read('p', id).value());
}
uint32_t live(TestWorkspace* workspace, uint32_t number) {
  return canonical_profile((*workspace)->read(true)->source(), number);
}
template <typename Call>
std::string pointer_of(Call&& call) {
  const auto error = error_of(std::forward<Call>(call));
  return error ? error->pointer() : "no error";
}
void merge(TestWorkspace* workspace, const std::string& from, const std::string& into) {
  workspace->call("profiles.merge",
                  R"({"from": )" + person(from) + R"(, "into": )" + person(into) + "}");
}

} // namespace

TEST_CASE("a row of a former profile comes back as it was stored, and damage is corrupt") {
  const Former former{7, 1'710'000'000'000};
  const Former back = decode_former(encode(former));
  CHECK(back.survivor == 7);
  CHECK(back.at == former.at);
  CHECK(code_of([] { decode_former("abc"); }) == Code::corrupt);
}

TEST_CASE("a number leads to itself, to the last survivor, or after an erasure to nobody") {
  TestWorkspace workspace;
  uint32_t numbers[4];
  for (int i = 0; i < 4; ++i) {
    const std::string who = "u" + std::to_string(i);
    numbers[i] = number_of(&workspace, workspace->identify(person(who)).profile);
    CHECK(live(&workspace, numbers[i]) == numbers[i]);
  }
  merge(&workspace, "u0", "u1");
  merge(&workspace, "u1", "u2");
  for (const int gone : {0, 1}) CHECK(live(&workspace, numbers[gone]) == numbers[2]);
  CHECK(live(&workspace, numbers[3]) == numbers[3]);
  {
    const auto reader = workspace->read(true);
    const auto all = all_former(reader->txn(), reader->table(T::former));
    REQUIRE(all.size() == 2);
    CHECK(all[0].number == numbers[0]);
    CHECK(all[0].survivor == numbers[2]);
  }
  workspace.call("profiles.erase", R"({"profile": {"user_id": "u0"}})");
  for (const int gone : {0, 1, 2}) CHECK(live(&workspace, numbers[gone]) == 0);
  CHECK(live(&workspace, numbers[3]) == numbers[3]);
  CHECK(workspace.broken() == "");
}

TEST_CASE("a merge that would break a limit is refused when asked for, and left out otherwise") {
  TestWorkspace workspace;
  const auto with_devices = [&](const std::string& name, const std::string& own) {
    for (size_t i = 0; i + 1 < limits::profile_identifiers; ++i) {
      workspace->identify(R"({")" + name + R"(": ")" + own + R"(", "phone": "+336)" +
                          std::to_string((name == "email" ? 10'000'000 : 20'000'000) + i) + "\"}");
    }
  };
  with_devices("email", "ann@shop.example");
  with_devices("user_id", "ann");
  CHECK(code_of([&] {
          workspace.call("profiles.merge", R"({"from": {"email": "ann@shop.example"},
                                               "into": {"user_id": "ann"}})");
        }) == Code::limit_exceeded);
  CHECK_NOTHROW(
      workspace->track(R"({"user_id": "ann", "email": "ann@shop.example", "event": "Seen"})"));
  CHECK(workspace.items("profiles.list").size() == 2);
  CHECK(workspace.call("profiles.timeline", R"({"profile": {"user_id": "ann"}})")
            .find("items")
            ->size() == 1);
  CHECK(workspace.broken() == "");
}

TEST_CASE("a merge of strangers or with oneself") {
  TestWorkspace workspace;
  const std::string id = workspace->identify(person("u1")).profile;
  CHECK(pointer_of([&] {
          workspace.call("profiles.merge",
                         R"({"from": {"user_id": "u9"}, "into": {"user_id": "u1"}})");
        }) == "/from");
  CHECK(pointer_of([&] {
          workspace.call("profiles.merge",
                         R"({"from": {"user_id": "u1"}, "into": {"user_id": "u9"}})");
        }) == "/into");
  const schema::Value same =
      workspace.call("profiles.merge", R"({"from": {"user_id": "u1"}, "into": {"user_id": "u1"}})");
  CHECK(text_of(*same.find("consequences"), "profile") == id);
  CHECK(pointer_of([&] {
          workspace.call("profiles.erase", R"({"profile": {"user_id": "u9"}})");
        }) == "/profile");
  CHECK(workspace.broken() == "");
}

} // namespace beckon::engine
