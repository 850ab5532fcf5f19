// Since when a trait, and each part of it, has its present value.
#include <doctest/doctest.h>

#include "profile/profile.h"
#include "schema/json.h"
#include "support/random.h"

namespace beckon::profile {
namespace {

using namespace beckon::test;
using schema::parse_json;
using schema::Path;
using schema::Value;

constexpr Millis kMissing = -1;

Millis since(const Profile& profile, const char* path) {
  return profile.trait_since(Path(path)).value_or(kMissing);
}

void merge(Profile* profile, const char* traits, Millis at) {
  merge_traits(profile, parse_json(traits), at);
}

// The definition: the times of all accepted values, looked through backwards.
struct History {
  std::vector<std::pair<Millis, Value>> values;

  std::optional<Millis> since(const std::vector<std::string>& steps) const {
    const auto part = [&](const Value& whole) {
      const Value* found = &whole;
      for (const std::string& step : steps) found = found == nullptr ? found : found->find(step);
      return found == nullptr ? Value() : *found;
    };
    const Value present = part(values.back().second);
    if (present.is_null()) return std::nullopt;
    Millis since = values.back().first;
    for (auto row = values.rbegin(); row != values.rend(); ++row) {
      if (!(part(row->second) == present)) break;
      since = row->first;
    }
    return since;
  }
};

Value any_object(Random* random, size_t depth) {
  if (depth == 0 || random->one_in(4)) {
    return random->one_in(5) ? Value() : Value(static_cast<int64_t>(random->below(2)));
  }
  Value object = Value::object();
  for (const char* key : {"a", "b", "c"}) {
    if (!random->one_in(4)) object.set(key, any_object(random, depth - 1));
  }
  return object;
}

} // namespace

TEST_CASE("trait since: of the record that gave the value; an equal one does not move it") {
  Profile profile;
  CHECK(since(profile, "plan") == kMissing);
  merge(&profile, R"({"plan": "free"})", 10);
  CHECK(since(profile, "plan") == 10);
  merge(&profile, R"({"plan": "free"})", 20);
  CHECK(since(profile, "plan") == 10);
  merge(&profile, R"({"plan": "pro"})", 15); // late: the value of 20 stays
  CHECK(since(profile, "plan") == 10);
  merge(&profile, R"({"plan": "pro"})", 20); // of equal times the later record wins
  CHECK(since(profile, "plan") == 20);
  merge(&profile, R"({"plan": null})", 30);
  CHECK(since(profile, "plan") == kMissing);
  merge(&profile, R"({"plan": "pro"})", 40); // set anew
  CHECK(since(profile, "plan") == 40);
  merge(&profile, R"({"n": 5})", 50);
  merge(&profile, R"({"n": 5.0})", 60); // the same number
  CHECK(since(profile, "n") == 50);
}

TEST_CASE("trait since: parts of an object keep their own times") {
  Profile profile;
  merge(&profile, R"({"s": {"plan": "pro", "renewed": 1, "card": {"kind": "visa", "last": 1}}})",
        10);
  merge(&profile, R"({"s": {"plan": "pro", "renewed": 2, "card": {"kind": "visa", "last": 2}}})",
        20);
  CHECK(since(profile, "s") == 20);
  CHECK(since(profile, "s.plan") == 10);
  CHECK(since(profile, "s.renewed") == 20);
  CHECK(since(profile, "s.card") == 20);
  CHECK(since(profile, "s.card.kind") == 10);
  CHECK(since(profile, "s.card.last") == 20);
  CHECK(since(profile, "s.none") == kMissing);
  CHECK(since(profile, "s.plan.deeper") == kMissing);
  // The card as a whole is kept from 20 on, its kind from 10.
  merge(&profile, R"({"s": {"plan": "free", "card": {"kind": "visa", "last": 2}}})", 30);
  CHECK(since(profile, "s.plan") == 30);
  CHECK(since(profile, "s.card") == 20);
  CHECK(since(profile, "s.card.kind") == 10);
  merge(&profile, R"({"s": "gone"})", 40);
  merge(&profile, R"({"s": {"plan": "free", "card": {"kind": "visa", "last": 2}}})", 50);
  CHECK(since(profile, "s.card.kind") == 50);
}

TEST_CASE("trait since: equals a look through the history of accepted values") {
  for (uint64_t seed = 1; seed <= 300; ++seed) {
    CAPTURE(seed);
    Random random(seed);
    Profile profile;
    History history;
    Millis newest = kMillisMin;
    for (int step = 0; step < 30; ++step) {
      const Millis at = random.between(0, 40);
      const Value value = any_object(&random, 3);
      merge_traits(&profile, Value::object({{"t", value}}), at);
      if (at >= newest) {
        newest = at;
        history.values.emplace_back(at, value);
      }
      std::string bytes;
      encode(profile, &bytes);
      profile = decode(profile.number, bytes);
      for (const char* path :
           {"t", "t.a", "t.b", "t.a.a", "t.a.b", "t.b.c", "t.a.b.c", "t.c.c.c"}) {
        CAPTURE(std::string(path));
        const std::vector<std::string> all = Path(path).steps();
        REQUIRE(profile.trait_since(Path(path)) == history.since({all.begin() + 1, all.end()}));
      }
    }
  }
}

TEST_CASE("trait: adopted from another profile with its times, when it is newer") {
  Profile survivor, absorbed;
  merge(&survivor, R"({"a": 1, "b": 1, "c": 1})", 10);
  merge(&absorbed, R"({"a": 2})", 5);
  merge(&absorbed, R"({"b": {"x": 1, "y": 1}, "d": 4})", 12);
  merge(&absorbed, R"({"b": {"x": 1, "y": 2}, "c": 2, "e": null})", 20);
  merge(&absorbed, R"({"c": 1})", 30);
  std::vector<std::string> changed;
  for (const Trait& trait : absorbed.traits) {
    if (adopt_trait(&survivor, trait)) changed.push_back(trait.name);
  }
  CHECK(changed == std::vector<std::string>{"b", "d"});
  CHECK(since(survivor, "a") == 10);
  CHECK(since(survivor, "b") == 20);
  CHECK(since(survivor, "b.x") == 12);
  CHECK(since(survivor, "c") == 10); // equal: as if it were set again
  merge(&survivor, R"({"c": 9})", 29);
  CHECK(since(survivor, "c") == 10); // which has moved its time on to 30
  CHECK(since(survivor, "d") == 12);
  CHECK(since(survivor, "e") == kMissing);
}

} // namespace beckon::profile
