// Computed traits in a workspace: shown, asked by segments and flows, named by templates.
#include <doctest/doctest.h>

#include "schema/json.h"
#include "support/errors.h"
#include "support/files.h"
#include "support/random.h"
#include "support/workspace.h"

namespace beckon::engine {
namespace {

using namespace beckon::test;
using schema::Value;

constexpr const char* kSpent = R"({"key": "spent", "event": "Order Placed", "function": "sum",
    "property": "total", "within": "2h"})";

void order(TestWorkspace* workspace, const std::string& who, int total) {
  (*workspace)
      ->track(R"({"user_id": ")" + who + R"(", "event": "Order Placed",
      "properties": {"total": )" +
              std::to_string(total) + "}}");
}

Value value_of(TestWorkspace* workspace, const std::string& key, const std::string& who) {
  return *workspace
              ->call("computed_traits.value",
                     R"({"key": ")" + key + R"(", "profile": )" + person(who) + "}")
              .find("value");
}

} // namespace

TEST_CASE("computed traits: the value follows the events, and falls as time passes") {
  TestWorkspace workspace;
  workspace.call("computed_traits.create", kSpent);
  workspace.segment("big", R"({"computed": "spent", "gte": 50})");
  order(&workspace, "ann", 30);
  workspace->advance_by("1h");
  order(&workspace, "ann", 20);
  CHECK(value_of(&workspace, "spent", "ann").as_integer() == 50);
  CHECK(workspace->is_member("big", person("ann")));
  workspace->advance_by("1h"); // at the window's edge the first still counts
  CHECK(workspace->is_member("big", person("ann")));
  workspace->advance_by("1ms");
  CHECK_FALSE(workspace->is_member("big", person("ann")));
  CHECK(value_of(&workspace, "spent", "ann").as_integer() == 20);
  const Value shown = workspace.call("profiles.get", R"({"profile": {"user_id": "ann"}})");
  CHECK(shown.find("computed")->find("spent")->as_integer() == 20);
  CHECK(workspace.broken() == "");
  workspace.reopen(); // conditions are compiled anew from what is stored
  order(&workspace, "ann", 40);
  CHECK(workspace->is_member("big", person("ann")));
  CHECK(workspace.broken() == "");
}

TEST_CASE("computed traits: of two values as frequent the one journalled later, in bulk too") {
  TestWorkspace workspace;
  workspace.call("computed_traits.create", R"({"key": "often", "event": "Viewed*",
      "function": "most_frequent", "property": "p"})");
  const auto view = [&](const std::string& name, const std::string& value) {
    const std::string record = R"({"user_id": "ann", "event": ")" + name +
                               R"(", "properties": {"p": ")" + value + R"("}})";
    workspace->track(record);
  };
  view("Viewed B", "earlier");
  view("Viewed A", "later");
  CHECK(value_of(&workspace, "often", "ann").as_string() == "later");
  const auto estimate = [&](const std::string& value) {
    return workspace
        .call("segments.estimate", R"({"where": {"computed": "often", "eq": ")" + value + R"("}})")
        .find("count")
        ->as_integer();
  };
  CHECK(estimate("later") == 1);
  CHECK(estimate("earlier") == 0);
}

TEST_CASE("computed traits: one that is asked stays as it is, and goes when nobody asks") {
  TestWorkspace workspace;
  workspace.call("computed_traits.create", kSpent);
  workspace.call("computed_traits.update", R"({"key": "spent", "event": "Order Placed",
      "function": "max", "property": "total"})");
  workspace.segment("big", R"({"not": {"any": [{"computed": "spent", "gte": 50}]}})");
  const auto error = error_of([&] { workspace.call("computed_traits.update", kSpent); });
  REQUIRE(error.has_value());
  CHECK(error->code() == Code::conflict);
  CHECK(code_of([&] { workspace.call("computed_traits.delete", R"({"key": "spent"})"); }) ==
        Code::conflict);
  workspace.call("segments.delete", R"({"key": "big"})");
  workspace.call("computed_traits.update", kSpent);
  workspace.call("computed_traits.delete", R"({"key": "spent"})");
  CHECK(code_of([&] { workspace.segment("big", R"({"computed": "spent", "gte": 50})"); }) ==
        Code::invalid_definition);
  CHECK(workspace.items("computed_traits.list").empty());
}

TEST_CASE("computed traits: a flow keeps one, also when it is archived, for its entries are read") {
  TestWorkspace workspace;
  workspace.call("computed_traits.create", kSpent);
  workspace.flow(
      R"({"key": "f", "trigger": {"event": "A"}, "filter": {"computed": "spent", "gt": 1},
      "start": "x", "nodes": {"x": {"type": "exit"}}})");
  CHECK(code_of([&] { workspace.call("computed_traits.delete", R"({"key": "spent"})"); }) ==
        Code::conflict);
  workspace.call("flows.archive", R"({"key": "f"})");
  CHECK(code_of([&] { workspace.call("computed_traits.delete", R"({"key": "spent"})"); }) ==
        Code::conflict);
  workspace.reopen();
  CHECK(workspace.broken() == "");
}

TEST_CASE("computed traits: flows ask them and templates name them") {
  TestWorkspace workspace;
  workspace.sandbox();
  workspace.call("computed_traits.create", kSpent);
  workspace.call("computed_traits.create", R"({"key": "first", "event": "Order Placed",
      "function": "first", "property": "total"})");
  workspace.call("templates.create", R"({"key": "thanks", "channel": "email",
      "kind": "transactional", "subject": "Thanks", "from": "shop@shop.example",
      "text": "First {{ computed.first }}, lately {{ computed.spent }}."})");
  workspace.flow(R"({"key": "big", "trigger": {"event": "Order Placed"}, "reentry": "after_exit",
      "filter": {"computed": "spent", "gte": 50}, "start": "write",
      "nodes": {"write": {"type": "message", "channel": "email", "template": "thanks"}}})");
  workspace.opt_in("ann");
  order(&workspace, "ann", 30);
  workspace->settle();
  CHECK(workspace.outbox_files().empty());
  order(&workspace, "ann", 25);
  workspace->settle();
  REQUIRE(workspace.outbox_files().size() == 1);
  CHECK(read_file(workspace.outbox() + "/" + workspace.outbox_files()[0])
            .find("First 30, lately 55.") != std::string::npos);
}

TEST_CASE("computed traits: mistakes are told with their pointers") {
  TestWorkspace workspace;
  const auto error = error_of([&] {
    workspace.call("computed_traits.create", R"({"key": "x", "event": "A", "function": "mean",
        "where": [{"property": "a", "gto": 1}]})");
  });
  REQUIRE(error.has_value());
  CHECK(error->code() == Code::invalid_definition);
  CHECK(error->issues().size() == 2);
  CHECK(code_of([&] { value_of(&workspace, "nothing", "ann"); }) == Code::not_found);
}

TEST_CASE("computed traits: a segment that was made later agrees with one that was there before") {
  const char* const definitions[] = {R"("function": "count")",
                                     R"("function": "sum", "property": "total")",
                                     R"("function": "average", "property": "total")",
                                     R"("function": "min", "property": "total")",
                                     R"("function": "max", "property": "total")",
                                     R"("function": "unique", "property": "total")",
                                     R"("function": "first", "property": "total")",
                                     R"("function": "last", "property": "total")",
                                     R"("function": "most_frequent", "property": "total")"};
  Random random(3);
  TestWorkspace workspace;
  for (size_t i = 0; i < std::size(definitions); ++i) {
    const std::string key = "c" + std::to_string(i);
    workspace.call("computed_traits.create", R"({"key": ")" + key +
                                                 R"(", "event": "Order Placed", )" +
                                                 definitions[i] + R"(, "within": "5h"})");
    workspace.segment("before-" + key, R"({"computed": ")" + key + R"(", "eq": 3})");
  }
  for (int step = 0; step < 150; ++step) {
    order(&workspace, "u" + std::to_string(random.below(6)), static_cast<int>(random.below(5)));
    if (random.one_in(3)) workspace->advance_by(std::to_string(1 + random.below(90)) + "m");
  }
  for (size_t i = 0; i < std::size(definitions); ++i) {
    const std::string key = "c" + std::to_string(i);
    workspace.segment("after-" + key, R"({"computed": ")" + key + R"(", "eq": 3})");
    for (int user = 0; user < 6; ++user) {
      const std::string who = "u" + std::to_string(user);
      const bool before = workspace->is_member("before-" + key, person(who));
      CAPTURE(definitions[i]);
      CHECK(workspace->is_member("after-" + key, person(who)) == before);
      const Value value = value_of(&workspace, key, who);
      CHECK(before == (!value.is_null() && value.as_number() == 3));
    }
  }
  CHECK(workspace.broken() == "");
}

} // namespace beckon::engine
