// The cold row: merging, and its bytes.
#include "profile/profile.h"

#include <doctest/doctest.h>

#include <map>

#include "profile/profile_json.h"
#include "schema/json.h"
#include "support/errors.h"
#include "support/random.h"

namespace beckon::profile {
namespace {

using namespace beckon::test;
using schema::parse_json;
using schema::to_json;
using schema::Value;

using Names = std::vector<std::string>;

Names merge(Profile* profile, std::string_view traits, Millis at) {
  return merge_traits(profile, parse_json(traits), at);
}

std::string traits_of(const Profile& profile) { return to_json(profile.traits_value()); }

Value any_value(Random* random, size_t depth) {
  switch (random->below(depth == 0 ? 6 : 8)) {
    case 0: return Value();
    case 1: return Value(random->one_in(2));
    case 2: return Value(static_cast<int64_t>(random->bits()));
    case 3: return Value(static_cast<double>(random->between(-1'000, 1'000)) / 8);
    case 4: return Value(random->word());
    case 5: return Value(std::string("\xc3\xa9 \xf0\x9f\x8e\x89"));
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
        object.set(random->word(), any_value(random, depth - 1));
      }
      return object;
    }
  }
}

Profile any_profile(Random* random) {
  Profile profile;
  profile.number = static_cast<uint32_t>(random->bits());
  profile.id = "p_" + random->word();
  profile.created_at = random->between(-1'000'000, 2'000'000'000'000);
  for (size_t left = random->below(5); left > 0; --left) {
    profile.identifiers.push_back(
        {static_cast<IdentifierKind>(random->below(5)), random->bytes(random->below(30))});
  }
  for (size_t left = random->below(6); left > 0; --left) {
    const Millis at = random->between(-5, 5);
    profile.traits.push_back(
        {random->word(), any_value(random, 3), at, at - random->between(0, 9), {}});
    for (size_t parts = random->below(3); parts > 0; --parts) {
      profile.traits.back().kept.push_back(
          {{random->word(), random->word()}, at - random->between(10, 1'000'000)});
    }
  }
  for (size_t left = random->below(4); left > 0; --left) {
    profile.consents.push_back({random->word(), random->one_in(2) ? "" : random->word(),
                                static_cast<uint8_t>(random->below(3)), random->between(0, 9),
                                random->word()});
  }
  return profile;
}

std::string encoded(const Profile& profile) {
  std::string bytes = "what was in the buffer before";
  encode(profile, &bytes);
  return bytes;
}

} // namespace

TEST_CASE("profile: kinds of identifiers by name") {
  for (const auto kind : {IdentifierKind::id, IdentifierKind::user_id, IdentifierKind::anonymous_id,
                          IdentifierKind::email, IdentifierKind::phone}) {
    IdentifierKind found = IdentifierKind::phone;
    REQUIRE(kind_from_name(kind_name(kind), &found));
    CHECK(found == kind);
  }
  CHECK(kind_name(IdentifierKind::anonymous_id) == "anonymous_id");
  IdentifierKind untouched = IdentifierKind::email;
  CHECK_FALSE(kind_from_name("userId", &untouched));
  CHECK_FALSE(kind_from_name("", &untouched));
  CHECK(untouched == IdentifierKind::email);
}

TEST_CASE("traits: a newer value replaces the older whole, first level by first level") {
  Profile profile;
  CHECK(merge(&profile, R"({"a": 1, "address": {"city": "Lyon", "zip": "69001"}})", 10) ==
        Names{"a", "address"});
  CHECK(merge(&profile, R"({"address": {"city": "Nice"}})", 20) == Names{"address"});
  CHECK(traits_of(profile) == R"({"a":1,"address":{"city":"Nice"}})");
  CHECK(merge(&profile, R"({"a": 2, "address": {"city": "Paris"}, "b": 3})", 15) ==
        Names{"a", "b"}); // older than the address, newer than a
  CHECK(traits_of(profile) == R"({"a":2,"address":{"city":"Nice"},"b":3})");
}

TEST_CASE("traits: null removes, and an older record does not bring back what was removed") {
  Profile profile;
  merge(&profile, R"({"a": 1})", 10);
  CHECK(merge(&profile, R"({"a": null})", 20) == Names{"a"});
  CHECK(profile.trait("a") == nullptr);
  CHECK(traits_of(profile) == "{}");
  CHECK(merge(&profile, R"({"a": 5})", 15).empty());
  CHECK(profile.trait("a") == nullptr);
  CHECK(merge(&profile, R"({"a": null})", 25).empty()); // already gone
  CHECK(merge(&profile, R"({"a": 6})", 22).empty());    // the newer removal counts
  CHECK(merge(&profile, R"({"a": 7})", 30) == Names{"a"});
  CHECK(traits_of(profile) == R"({"a":7})");
  // Removing what never was changes nothing, yet an older value that comes late stays out.
  CHECK(merge(&profile, R"({"never": null})", 30).empty());
  CHECK(merge(&profile, R"({"never": 1})", 29).empty());
}

TEST_CASE("traits: of equal times the one journalled later wins; an equal value is no change") {
  Profile profile;
  merge(&profile, R"({"a": 1})", 10);
  CHECK(merge(&profile, R"({"a": 2})", 10) == Names{"a"});
  CHECK(merge(&profile, R"({"a": 2})", 20).empty());
  CHECK(merge(&profile, R"({"a": 2.0})", 20).empty()); // the same number
  CHECK(merge(&profile, R"({"a": "2"})", 20) == Names{"a"});
  // The equal value has moved the time on.
  CHECK(merge(&profile, R"({"a": 3})", 19).empty());
  CHECK(traits_of(profile) == R"({"a":"2"})");
}

TEST_CASE("traits: whatever the order of arrival, the newest of each stays") {
  for (uint64_t seed = 1; seed <= 200; ++seed) {
    CAPTURE(seed);
    Random random(seed);
    struct Update {
      std::string name;
      Value value;
      Millis at;
    };
    std::vector<Update> updates;
    for (int i = 0; i < 40; ++i) {
      Update& update = updates.emplace_back();
      update.name = random.word(1);
      if (!random.one_in(3)) update.value = i;
      update.at = i; // a time of its own
    }
    std::map<std::string, Value> newest;
    for (const Update& update : updates) newest[update.name] = update.value;
    for (size_t i = updates.size() - 1; i > 0; --i)
      std::swap(updates[i], updates[random.below(i + 1)]);
    Profile profile;
    for (const Update& update : updates) {
      merge_traits(&profile, Value::object({{update.name, update.value}}), update.at);
    }
    for (const auto& [name, value] : newest) {
      const Value* found = profile.trait(name);
      REQUIRE((found == nullptr ? Value() : *found) == value);
    }
  }
}

TEST_CASE("consent: the newest of a channel and topic counts") {
  Profile profile;
  CHECK(profile.consent("email", "") == nullptr);
  CHECK(merge_consent(&profile, {"email", "", 1, 10, "form"}));
  CHECK(merge_consent(&profile, {"email", "news", 2, 10, "form"}));
  CHECK_FALSE(merge_consent(&profile, {"email", "", 2, 9, "late"})); // older
  CHECK(profile.consent("email", "")->state == 1);
  CHECK_FALSE(merge_consent(&profile, {"email", "", 1, 20, "again"})); // same state, newer proof
  CHECK(profile.consent("email", "")->source == "again");
  CHECK(merge_consent(&profile, {"email", "", 2, 20, "link"})); // equal times: the later record
  CHECK(profile.consent("email", "")->state == 2);
  CHECK(profile.consent("email", "news")->state == 2);
  CHECK(profile.consent("sms", "") == nullptr);
  CHECK(profile.consent("email", "other") == nullptr);
  CHECK(profile.consents.size() == 2);
}

TEST_CASE("profile: identifiers, the newest of a kind") {
  Profile profile;
  profile.identifiers = {{IdentifierKind::user_id, "u1"},
                         {IdentifierKind::email, "old@example.org"},
                         {IdentifierKind::email, "new@example.org"}};
  REQUIRE(profile.identifier(IdentifierKind::email) != nullptr);
  CHECK(*profile.identifier(IdentifierKind::email) == "new@example.org");
  CHECK(profile.identifier(IdentifierKind::phone) == nullptr);
  CHECK(profile.has({IdentifierKind::email, "old@example.org"}));
  CHECK_FALSE(profile.has({IdentifierKind::anonymous_id, "u1"}));
}

TEST_CASE("profile: decode gives back what was encoded") {
  Random random(1);
  for (int i = 0; i < 2'000; ++i) {
    const Profile profile = any_profile(&random);
    const std::string bytes = encoded(profile);
    const Profile decoded = decode(profile.number, bytes);
    REQUIRE(encoded(decoded) == bytes);
    REQUIRE(decoded.number == profile.number);
    REQUIRE(decoded.id == profile.id);
    REQUIRE(decoded.created_at == profile.created_at);
    REQUIRE(decoded.identifiers == profile.identifiers);
    REQUIRE(decoded.traits.size() == profile.traits.size());
    for (size_t row = 0; row < profile.traits.size(); ++row) {
      REQUIRE(decoded.traits[row].name == profile.traits[row].name);
      REQUIRE(decoded.traits[row].value == profile.traits[row].value);
      REQUIRE(decoded.traits[row].at == profile.traits[row].at);
      REQUIRE(decoded.traits[row].since == profile.traits[row].since);
      REQUIRE(decoded.traits[row].kept == profile.traits[row].kept);
    }
    REQUIRE(decoded.consents.size() == profile.consents.size());
    for (size_t row = 0; row < profile.consents.size(); ++row) {
      const ConsentState &a = decoded.consents[row], &b = profile.consents[row];
      REQUIRE(a.channel == b.channel);
      REQUIRE(a.topic == b.topic);
      REQUIRE(a.state == b.state);
      REQUIRE(a.at == b.at);
      REQUIRE(a.source == b.source);
    }
  }
}

TEST_CASE("profile: a row that is cut off or continued is corrupt") {
  Random random(2);
  for (int i = 0; i < 40; ++i) {
    const std::string bytes = encoded(any_profile(&random));
    for (size_t length = 0; length < bytes.size(); ++length) {
      REQUIRE(code_of([&] { decode(1, bytes.substr(0, length)); }) == Code::corrupt);
    }
    REQUIRE(code_of([&] { decode(1, bytes + '\0'); }) == Code::corrupt);
  }
  std::string other_version = encoded(any_profile(&random));
  other_version[0] = 1;
  CHECK(code_of([&] { decode(1, other_version); }) == Code::corrupt);
  Profile stranger;
  stranger.identifiers = {{static_cast<IdentifierKind>(6), "x"}};
  CHECK(code_of([&] { decode(1, encoded(stranger)); }) == Code::corrupt);
}

TEST_CASE("profile: damaged bytes give an error or a row, never anything else") {
  Random random(3);
  for (int i = 0; i < 20'000; ++i) {
    std::string bytes = encoded(any_profile(&random));
    for (size_t left = 1 + random.below(4); left > 0; --left) {
      bytes[random.below(bytes.size())] = static_cast<char>(random.bits());
    }
    const Code code = code_of([&] { decode(1, bytes); });
    REQUIRE((code == Code::ok || code == Code::corrupt));
  }
}

TEST_CASE("profile: what is written from the bytes is refused where they are not a row") {
  for (uint64_t seed = 1; seed <= 30; ++seed) {
    CAPTURE(seed);
    Random random(seed);
    const std::string row = encoded(any_profile(&random));
    std::string text = "before";
    append_members(&text, row);
    CHECK(text.rfind("before\"id\":\"p_", 0) == 0);
    CHECK(text.back() == ']');
    for (size_t length = 0; length < row.size(); ++length) {
      CAPTURE(length);
      const std::string cut = row.substr(0, length);
      REQUIRE(code_of([&] { append_members(&text, cut); }) == Code::corrupt);
      REQUIRE(code_of([&] { decode(1, cut); }) == Code::corrupt);
    }
    CHECK(code_of([&] { append_members(&text, row + "x"); }) == Code::corrupt);
  }
}

} // namespace beckon::profile
