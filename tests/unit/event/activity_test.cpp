// The hot row.
#include "event/activity.h"

#include <doctest/doctest.h>

#include "support/errors.h"
#include "support/random.h"

namespace beckon::event {
namespace {

using namespace beckon::test;

Millis any_time(Random* random) {
  if (random->one_in(20)) return random->one_in(2) ? kMillisMin : kMillisMax;
  return random->between(-100'000'000'000, 2'000'000'000'000);
}

Activity any_activity(Random* random) {
  Activity made;
  made.newest = {static_cast<NameNumber>(random->below(65'536)),
                 static_cast<Position>(random->bits())};
  for (size_t left = random->below(20); left > 0; --left) {
    NameActivity& row = made.name(static_cast<NameNumber>(random->below(4'096)));
    row.count = static_cast<uint32_t>(random->bits() >> random->below(64));
    row.newest_at = any_time(random);
    row.newest = static_cast<Position>(random->bits());
  }
  for (size_t left = random->below(20); left > 0; --left) {
    PredicateActivity& row = made.predicate(static_cast<uint32_t>(random->bits() >> 1));
    row.armed = random->one_in(2) ? 0 : any_time(random);
    row.tallied = random->one_in(2);
    if (!row.tallied) continue;
    row.total = random->bits();
    row.newest.clear();
    for (size_t times = random->below(5); times > 0; --times) {
      row.newest.push_back(any_time(random));
    }
  }
  return made;
}

bool same(const Activity& a, const Activity& b) {
  const auto same_name = [](const NameActivity& x, const NameActivity& y) {
    return x.name == y.name && x.count == y.count && x.newest_at == y.newest_at &&
           x.newest == y.newest;
  };
  const auto same_predicate = [](const PredicateActivity& x, const PredicateActivity& y) {
    return x.predicate == y.predicate && x.tallied == y.tallied && x.total == y.total &&
           x.newest == y.newest && x.armed == y.armed;
  };
  return a.newest == b.newest &&
         std::equal(a.names.begin(), a.names.end(), b.names.begin(), b.names.end(), same_name) &&
         std::equal(a.predicates.begin(), a.predicates.end(), b.predicates.begin(),
                    b.predicates.end(), same_predicate);
}

std::string encoded(const Activity& activity) {
  std::string bytes = "what was in the buffer before";
  activity.encode(&bytes);
  return bytes;
}

} // namespace

TEST_CASE("activity: rows are found and made, ascending") {
  Activity activity;
  for (const NameNumber name : std::initializer_list<NameNumber>{5, 1, 9, 5, 3})
    activity.name(name).count += 1;
  REQUIRE(activity.names.size() == 4);
  for (size_t i = 1; i < 4; ++i) CHECK(activity.names[i - 1].name < activity.names[i].name);
  REQUIRE(activity.find_name(5) != nullptr);
  CHECK(activity.find_name(5)->count == 2);
  CHECK(activity.find_name(4) == nullptr);
  CHECK(activity.find_name(10) == nullptr);
  for (const uint32_t predicate : {70'000U, 2U, 70'000U}) activity.predicate(predicate).total += 1;
  const Activity& view = activity;
  REQUIRE(view.find_predicate(70'000) != nullptr);
  CHECK(view.find_predicate(70'000)->total == 2);
  CHECK(view.find_predicate(3) == nullptr);
  CHECK(view.predicates.front().predicate == 2);
  activity.clear();
  CHECK(same(activity, Activity()));
}

TEST_CASE("activity: decode gives back what was encoded, whatever was there before") {
  Random random(1);
  Activity decoded;
  for (int i = 0; i < 3'000; ++i) {
    const Activity activity = any_activity(&random);
    decoded.decode(encoded(activity));
    REQUIRE(same(decoded, activity));
    REQUIRE(encoded(decoded) == encoded(activity));
  }
  decoded.decode(encoded(Activity()));
  CHECK(same(decoded, Activity()));
}

TEST_CASE("activity: an ordinary row is small") {
  Activity activity;
  const Millis now = 1'710'021'600'000;
  for (NameNumber name = 1; name <= 5; ++name) activity.name(name) = {name, 40, now, 1'000'000};
  activity.newest = {3, 1'000'000};
  for (uint32_t number = 1; number <= 3; ++number) {
    activity.predicate(number) = {number, true, 12, {now, now - 5, now - 9}, now + 86'400'000};
  }
  CHECK(encoded(activity).size() <= 150);
}

TEST_CASE("activity: a row that is cut off or continued is corrupt") {
  Random random(2);
  for (int i = 0; i < 50; ++i) {
    const std::string bytes = encoded(any_activity(&random));
    Activity decoded;
    for (size_t length = 0; length < bytes.size(); ++length) {
      REQUIRE(code_of([&] { decoded.decode(bytes.substr(0, length)); }) == Code::corrupt);
    }
    REQUIRE(code_of([&] { decoded.decode(bytes + '\0'); }) == Code::corrupt);
  }
}

TEST_CASE("activity: damaged bytes give an error or a row, never anything else") {
  Random random(3);
  for (int i = 0; i < 20'000; ++i) {
    std::string bytes = encoded(any_activity(&random));
    for (size_t left = 1 + random.below(4); left > 0; --left) {
      bytes[random.below(bytes.size())] = static_cast<char>(random.bits());
    }
    Activity decoded;
    const Code code = code_of([&] { decoded.decode(bytes); });
    REQUIRE((code == Code::ok || code == Code::corrupt));
  }
}

} // namespace beckon::event
