// The questions that hosts ask most, by their short ways: is_member, and profiles.get as JSON.
#include <doctest/doctest.h>

#include <atomic>
#include <map>
#include <thread>
#include <utility>

#include "schema/json.h"
#include "support/errors.h"
#include "support/other_process.h"
#include "support/random.h"
#include "support/workspace.h"

namespace beckon::engine {
namespace {

using namespace beckon::test;
using schema::parse_json;
using schema::to_json;
using schema::Value;

std::string by(const std::string& kind, const std::string& value) {
  return to_json(Value::object({{kind, value}}));
}

std::string get_json(Workspace& workspace, const std::string& name) {
  return workspace.call_json("profiles.get", R"({"profile":)" + name + "}", Watch());
}

std::string get_by_value(Workspace& workspace, const std::string& name) {
  return to_json(workspace.call("profiles.get", parse_json(R"({"profile":)" + name + "}")));
}

int64_t number_in(Workspace& workspace, const std::string& name) {
  return parse_json(get_json(workspace, name)).find("traits")->find("n")->as_integer();
}

std::string any_text(Random* random) {
  static const std::vector<std::string> kPieces = {
      "a", "\"", "\\", "\n", "\t", "\x01", "/", "\xc3\xa9", "\xf0\x9f\x8e\x89", " ", "<b>"};
  std::string text = random->word();
  for (size_t left = random->below(6); left > 0; --left) {
    text += kPieces[random->below(kPieces.size())];
  }
  return text;
}

Value any_value(Random* random, size_t depth) {
  switch (random->below(depth == 0 ? 6 : 8)) {
    case 0: return random->one_in(2) ? Value(true) : Value(false);
    case 1: return Value(static_cast<int64_t>(random->bits()) >> random->below(60));
    case 2: return Value(static_cast<double>(random->between(-1'000, 1'000)) / 8);
    case 3: return Value(static_cast<double>(random->bits()) * 1e-30);
    case 4: return Value(any_text(random));
    case 5: return Value();
    case 6: {
      Value array = Value::array();
      for (size_t left = random->below(4); left > 0; --left) {
        array.push_back(any_value(random, depth - 1));
      }
      return array;
    }
    default: {
      Value object = Value::object();
      for (size_t left = random->below(4); left > 0; --left) {
        object.set(any_text(random), any_value(random, depth - 1));
      }
      return object;
    }
  }
}

// One more thing is told of somebody.
void tell_anything(TestWorkspace* workspace, Random* random, const std::string& who) {
  Value record = Value::object({{"user_id", who}});
  switch (random->below(6)) {
    case 0: record.set("email", who + std::to_string(random->below(3)) + "@Shop.example"); break;
    case 1: record.set("anonymous_id", any_text(random)); break;
    case 2: {
      static const std::vector<std::string> kStates = {"granted", "denied", "none"};
      record.set("channel", random->one_in(2) ? "email" : "sms");
      record.set("state", kStates[random->below(kStates.size())]);
      record.set("source", any_text(random));
      (*workspace)->consent(to_json(record));
      return;
    }
    case 3:
      workspace->call("lists.add", R"({"key": ")" + std::string(random->one_in(2) ? "a" : "b") +
                                       R"(", "profile": )" + person(who) + "}");
      return;
    case 4:
      workspace->call("profiles.add_push_token", R"({"profile": )" + person(who) +
                                                     R"(, "token": "t-)" + random->word() +
                                                     R"(", "platform": "ios"})");
      return;
    default: break;
  }
  Value traits = Value::object({{"n", random->between(0, 9)}});
  for (size_t left = random->below(4); left > 0; --left) {
    traits.set(any_text(random), any_value(random, 3));
  }
  record.set("traits", std::move(traits));
  (*workspace)->identify(to_json(record));
}

// Asks after each of them as questions do; "" when all answers are what a walk through the tables
// finds.
std::string wrong_of(Workspace& workspace, const std::vector<profile::Identifier>& identifiers) {
  std::string wrong;
  const auto reader = workspace.read();
  for (const profile::Identifier& identifier : identifiers) {
    const Reader::FoundProfile found = reader->find(identifier);
    const uint32_t number = find_profile(reader->source(), identifier);
    const auto row = reader->get(T::profiles, number_key(number));
    if (found.number != number || found.row != row.value_or("")) wrong += identifier.value + " ";
  }
  return wrong;
}

// Two user_ids that no table of guesses tells apart, if it has fewer than 256 buckets still.
std::pair<std::string, std::string> colliding_pair() {
  std::map<uint64_t, std::string> seen;
  for (int i = 0;; ++i) {
    std::string id = "u" + std::to_string(i);
    const uint64_t hash = ProfilePlaces::hash({profile::IdentifierKind::user_id, id});
    const auto [known, is_new] = seen.emplace(hash & 0xff000000000000ffULL, id);
    if (!is_new) return {known->second, id};
  }
}

} // namespace

TEST_CASE("lookup: the text of a profile is byte by byte that of its values") {
  for (uint64_t seed = 1; seed <= 5; ++seed) {
    CAPTURE(seed);
    TestWorkspace workspace;
    Random random(seed);
    for (const char* key : {"a", "b"}) {
      workspace.call("lists.create", R"({"key": ")" + std::string(key) + "\"}");
    }
    workspace.segment("high", R"({"trait": "n", "gte": 5})");
    workspace.segment("known", R"({"trait": "n", "exists": true})");
    if (seed % 2 == 0) {
      workspace.call("computed_traits.create",
                     R"({"key": "seen", "event": "Seen", "function": "count"})");
    }
    for (int step = 0; step < 60; ++step) {
      const std::string who = "u" + std::to_string(random.below(4));
      workspace->identify(R"({"user_id": ")" + who + "\"}");
      workspace.track(who, "Seen");
      tell_anything(&workspace, &random, who);
      const std::string expected = get_by_value(workspace.engine(), by("user_id", who));
      REQUIRE(get_json(workspace.engine(), by("user_id", who)) == expected);
      const Value shown = parse_json(expected);
      REQUIRE(get_json(workspace.engine(), by("id", text_of(shown, "id"))) == expected);
      const bool high = shown.find("traits")->find("n") != nullptr &&
                        shown.find("traits")->find("n")->as_integer() >= 5;
      REQUIRE(workspace->is_member("high", by("user_id", who)) == high);
    }
  }
}

TEST_CASE("lookup: mistakes are told as they are elsewhere") {
  TestWorkspace workspace;
  workspace->identify(R"({"user_id": "ann", "email": "ann@shop.example"})");
  for (const std::string request :
       {R"({})", R"({"profile": "ann"})", R"({"profile": {}})", R"({"profile": {"email": "no"}})",
        R"({"profile": {"email": 5}})", R"({"profile": {"email": "a@b.example", "id": "x"}})",
        R"({"profile": {"user_id": "ann"}, "more": 1})", R"({"profile": {"card": "5"}})",
        R"({"profile": {"user_id": "nobody"}})", R"([])", R"({"profile": null})"}) {
    CAPTURE(request);
    const auto error_of = [&](const auto& call) {
      try {
        call();
      } catch (const Error& error) {
        return to_json(to_value(error));
      }
      return std::string("none");
    };
    const std::string by_text =
        error_of([&] { workspace->call_json("profiles.get", request, Watch()); });
    const std::string by_value =
        error_of([&] { workspace->call("profiles.get", parse_json(request)); });
    CHECK(by_text == by_value);
    CHECK(by_text != "none");
  }
  CHECK(code_of([&] { workspace->call_json("profiles.get", "{", Watch()); }) ==
        Code::invalid_request);
  CHECK(code_of([&] { workspace->call_json("profile.get", "{}", Watch()); }) ==
        Code::unknown_operation);
  const Watch stop([](uint64_t, uint64_t) { return false; });
  CHECK(code_of([&] {
          workspace->call_json("profiles.get", R"({"profile": {"user_id": "ann"}})", stop);
        }) == Code::cancelled);
}

TEST_CASE("lookup: a caller sees what was just acknowledged, after merge and erasure too") {
  TestWorkspace workspace;
  workspace.segment("odd", R"({"trait": "odd", "eq": true})");
  const std::string ann = by("email", "ANN@shop.example"), visitor = by("anonymous_id", "v");
  CHECK_FALSE(workspace->is_member("odd", ann));
  for (int i = 0; i < 50; ++i) {
    workspace->identify(R"({"user_id": "ann", "email": "ann@shop.example", "traits": {"n": )" +
                        std::to_string(i) + R"(, "odd": )" + (i % 2 == 1 ? "true" : "false") +
                        "}}");
    REQUIRE(workspace->is_member("odd", ann) == (i % 2 == 1));
    REQUIRE(number_in(workspace.engine(), ann) == i);
  }
  workspace->identify(R"({"anonymous_id": "v", "traits": {"n": 7}})");
  CHECK(number_in(workspace.engine(), visitor) == 7);
  workspace->alias(R"({"user_id": "ann", "previous_id": "v"})");
  CHECK(get_json(workspace.engine(), visitor) == get_json(workspace.engine(), ann));
  CHECK(workspace->is_member("odd", visitor));
  workspace.segment("late", R"({"trait": "n", "gte": 1})");
  CHECK(workspace->is_member("late", ann));
  workspace.call("segments.delete", R"({"key": "late"})");
  CHECK(code_of([&] { workspace->is_member("late", ann); }) == Code::not_found);
  workspace.call("profiles.erase", R"({"profile": )" + ann + "}");
  CHECK_FALSE(workspace->is_member("odd", ann));
  CHECK_FALSE(workspace->is_member("odd", visitor));
  CHECK(code_of([&] { get_json(workspace.engine(), ann); }) == Code::not_found);
  CHECK(workspace.broken() == "");
}

TEST_CASE("lookup: threads that look while others write never see time go back") {
  TestWorkspace workspace(system_options());
  workspace.segment("grown", R"({"trait": "n", "gte": 100})");
  workspace->identify(R"({"user_id": "ann", "traits": {"n": 0}})");
  workspace->flush(); // under load a look may be of the commit before
  constexpr int kLast = 400;
  std::atomic<int> told{0}, wrong{0}, looks{0};
  std::vector<std::thread> lookers;
  for (int i = 0; i < 3; ++i) {
    lookers.emplace_back([&] {
      int64_t seen = 0;
      while (told < kLast) {
        const int64_t now = number_in(workspace.engine(), person("ann"));
        // What is read after it is of the same state, or of a later one.
        const bool grown = workspace->is_member("grown", person("ann"));
        if (now < seen || now > told + 1 || (now >= 100 && !grown)) ++wrong;
        seen = now;
        ++looks;
      }
    });
  }
  for (int i = 1; i <= kLast; ++i) {
    workspace->identify(R"({"user_id": "ann", "traits": {"n": )" + std::to_string(i) + "}}");
    told = i;
    if (i % 50 == 0) {
      workspace.segment("s" + std::to_string(i), R"({"trait": "n", "gte": 1})");
      CHECK(workspace->is_member("s" + std::to_string(i), person("ann")));
    }
  }
  for (std::thread& looker : lookers) looker.join();
  CHECK(wrong == 0);
  CHECK(looks > 0);
  CHECK(number_in(workspace.engine(), person("ann")) == kLast);
}

TEST_CASE("lookup: more threads than there are seats for readers") {
  TestWorkspace workspace;
  workspace.segment("all", R"({"everyone": true})");
  workspace->identify(R"({"user_id": "ann", "traits": {"n": 1}})");
  std::atomic<int> wrong{0};
  std::vector<std::thread> threads;
  for (int i = 0; i < 150; ++i) {
    threads.emplace_back([&] {
      for (int round = 0; round < 20; ++round) {
        const auto held = workspace->read(); // two of one thread
        if (!workspace->is_member("all", person("ann"))) ++wrong;
        if (number_in(workspace.engine(), person("ann")) != 1) ++wrong;
      }
    });
  }
  for (std::thread& thread : threads) thread.join();
  CHECK(wrong == 0);
}

TEST_CASE("lookup: what was found before is found where it is now") {
  using profile::IdentifierKind;
  std::vector<profile::Identifier> all;
  for (size_t i = 0; i < 5; ++i) {
    const std::string n = std::to_string(i);
    all.push_back({IdentifierKind::user_id, "u" + n});
    all.push_back({IdentifierKind::anonymous_id, "a" + n});
    all.push_back({IdentifierKind::email, "e" + n + "@shop.example"});
  }
  for (uint64_t seed = 1; seed <= 4; ++seed) {
    CAPTURE(seed);
    TestWorkspace workspace;
    Random random(seed);
    const auto any = [&](const char* prefix, const char* end = "") {
      return "\"" + std::string(prefix) + std::to_string(random.below(5)) + end + "\"";
    };
    for (int step = 0; step < 150; ++step) {
      try {
        switch (random.below(7)) {
          case 0: workspace->identify(R"({"anonymous_id": )" + any("a") + "}"); break;
          case 1:
            workspace->identify(R"({"anonymous_id": )" + any("a") + R"(, "user_id": )" + any("u") +
                                "}");
            break;
          case 2:
            workspace->alias(R"({"user_id": )" + any("u") + R"(, "previous_id": )" + any("u") +
                             "}");
            break;
          case 3:
            workspace.call("profiles.erase", R"({"profile": {"user_id": )" + any("u") + "}}");
            break;
          case 4: {
            const auto held = workspace->read(); // one who looks at the commit before still
            workspace->identify(R"({"user_id": )" + any("u") + R"(, "traits": {"n": )" +
                                std::to_string(step) + "}}");
            break;
          }
          default:
            workspace->identify(R"({"user_id": )" + any("u") + R"(, "email": )" +
                                any("e", "@shop.example") + "}");
            break;
        }
      } catch (const Error&) { // nobody to erase, or the same person
      }
      REQUIRE(wrong_of(workspace.engine(), all) == "");
      REQUIRE(wrong_of(workspace.engine(), all) == ""); // now by guesses
      if (random.one_in(20)) workspace.reopen();
    }
    CHECK(workspace.broken() == "");
  }
}

TEST_CASE("lookup: a reader of an older commit finds what that commit has") {
  TestWorkspace workspace;
  const profile::Identifier visitor{profile::IdentifierKind::anonymous_id, "v"};
  workspace->identify(R"({"anonymous_id": "v", "traits": {"n": 1}})");
  const auto before = workspace->read();
  const Reader::FoundProfile first = before->find(visitor);
  REQUIRE(first.number != 0);
  const std::string row(first.row);
  workspace->identify(R"({"user_id": "ann", "email": "ann@shop.example"})");
  workspace->alias(R"({"user_id": "ann", "previous_id": "v"})");
  {
    const auto after = workspace->read();
    CHECK(after->find(visitor).number != first.number);
    CHECK(after->find(visitor).row != row);
  }
  CHECK(before->find(visitor).number == first.number);
  CHECK(before->find(visitor).row == row);
  CHECK(before->find(visitor).row == row);
  CHECK(before->find({profile::IdentifierKind::user_id, "ann"}).number == 0);
}

TEST_CASE("lookup: identifiers that guesses cannot tell apart") {
  TestWorkspace workspace;
  const auto [one, two] = colliding_pair();
  workspace->identify(R"({"user_id": ")" + one + R"(", "traits": {"n": 1}})");
  CHECK(number_in(workspace.engine(), person(one)) == 1);
  CHECK(code_of([&] { get_json(workspace.engine(), person(two)); }) == Code::not_found);
  workspace->identify(R"({"user_id": ")" + two + R"(", "traits": {"n": 2}})");
  for (int i = 0; i < 3; ++i) {
    CHECK(number_in(workspace.engine(), person(one)) == 1);
    CHECK(number_in(workspace.engine(), person(two)) == 2);
  }
  workspace.call("profiles.erase", R"({"profile": )" + person(one) + "}");
  CHECK(code_of([&] { get_json(workspace.engine(), person(one)); }) == Code::not_found);
  CHECK(number_in(workspace.engine(), person(two)) == 2);
}

TEST_CASE("lookup: what another process commits is found") {
  const TempDirectory directory;
  const std::string path = directory.file("workspace");
  Options options = system_options();
  Other other([&](Other::Talk& talk) {
    talk.hear();
    TestWorkspace theirs(options, path);
    for (int i = 1; i <= 20; ++i) {
      theirs->identify(R"({"user_id": "ann", "traits": {"n": )" + std::to_string(i) + "}}");
      if (i == 10) theirs->alias(R"({"user_id": "ann", "previous_id": "v"})");
      if (i == 20) theirs.call("profiles.erase", R"({"profile": {"user_id": "ann"}})");
      talk.tell('.');
      talk.hear();
    }
  });
  TestWorkspace workspace(options, path);
  workspace->identify(R"({"anonymous_id": "v", "traits": {"n": -1}})");
  const std::string ann = person("ann"), visitor = by("anonymous_id", "v");
  CHECK(number_in(workspace.engine(), visitor) == -1);
  other.tell('.');
  for (int i = 1; i <= 20; ++i) {
    REQUIRE(other.hear() == '.');
    workspace->flush(); // of whatever process
    if (i < 20) {
      CHECK(number_in(workspace.engine(), ann) == i);
      CHECK(number_in(workspace.engine(), visitor) == (i < 10 ? -1 : i));
    } else {
      CHECK(code_of([&] { get_json(workspace.engine(), ann); }) == Code::not_found);
      CHECK(code_of([&] { get_json(workspace.engine(), visitor); }) == Code::not_found);
    }
    other.tell('.');
  }
  CHECK(other.status() == 0);
}

} // namespace beckon::engine
