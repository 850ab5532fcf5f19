// The hot row.
#include "event/activity.h"

#include <doctest/doctest.h>

#include <algorithm>

#include "support/errors.h"
#include "support/random.h"

namespace beckon::event {
namespace {

using namespace beckon::test;

Millis any_time(Random* random) {
  if (random->one_in(20)) return random->one_in(2) ? kMillisMin : kMillisMax;
  return random->between(-100'000'000'000, 2'000'000'000'000);
}

Series any_series(Random* random) {
  Series series;
  series.has_numbers = random->one_in(2);
  const bool values = series.has_numbers || random->one_in(2);
  for (size_t left = random->below(6); left > 0; --left) {
    series.add({any_time(random), values ? static_cast<int64_t>(random->bits()) : 0});
  }
  if (random->one_in(2)) series.trim(random->below(6), kMillisMax, SIZE_MAX);
  return series;
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
    row.seen = static_cast<uint32_t>(random->bits());
    row.turns = any_time(random);
  }
  if (random->one_in(2)) made.armed = any_time(random);
  if (random->one_in(2)) made.traits_turn = any_time(random);
  if (random->one_in(2)) made.newest_flip = static_cast<Position>(random->bits());
  for (size_t left = random->below(20); left > 0; --left) {
    const auto number = static_cast<uint32_t>(random->bits());
    made.series.put(number) = any_series(random);
    if (random->one_in(2)) made.series.set_turns(number, any_time(random));
  }
  return made;
}

bool same(const Activity& a, const Activity& b) {
  const auto same_name = [](const NameActivity& x, const NameActivity& y) {
    return x.name == y.name && x.count == y.count && x.seen == y.seen && x.turns == y.turns &&
           x.newest_at == y.newest_at && x.newest == y.newest;
  };
  const auto same_series = [&](uint32_t number) {
    return *a.series.find(number) == *b.series.find(number) &&
           a.series.turns(number) == b.series.turns(number);
  };
  const auto numbers = a.series.numbers();
  return a.newest == b.newest && a.armed == b.armed && a.newest_flip == b.newest_flip &&
         a.absorbed == b.absorbed && numbers == b.series.numbers() &&
         std::equal(a.names.begin(), a.names.end(), b.names.begin(), b.names.end(), same_name) &&
         std::all_of(numbers.begin(), numbers.end(), same_series);
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
  for (const uint32_t number : {70'000U, 2U, 70'000U}) activity.series.put(number).total += 1;
  const Activity& view = activity;
  REQUIRE(view.series.find(70'000) != nullptr);
  CHECK(view.series.find(70'000)->total == 2);
  CHECK(view.series.find(3) == nullptr);
  CHECK(view.series.numbers() == std::vector<uint32_t>{2, 70'000});
  activity.series.erase(2);
  activity.series.erase(3);
  CHECK(view.series.numbers() == std::vector<uint32_t>{70'000});
  activity.clear();
  CHECK(same(activity, Activity()));
}

TEST_CASE("activity: decode gives back what was encoded, whatever was there before") {
  Random random(1);
  Activity decoded;
  for (int i = 0; i < 3'000; ++i) {
    const Activity activity = any_activity(&random);
    decoded.decode(encoded(activity));
    REQUIRE(encoded(decoded) == encoded(activity)); // before any of its series is asked for
    REQUIRE(same(decoded, activity));
    REQUIRE(encoded(decoded) == encoded(activity));
  }
  decoded.decode(encoded(Activity()));
  CHECK(same(decoded, Activity()));
}

TEST_CASE("activity: the newest of a name tells the total, and whether that is all") {
  const auto newest_of = [](const NameActivity* row) {
    Series series;
    series.total = 7; // what was told before leaves nothing behind
    series.kept = {{5, 5}, {4, 4}};
    tell_newest(row, &series);
    return series;
  };
  CHECK(newest_of(nullptr) == Series());
  const NameActivity one{1, 1, 70, 9}, three{1, 3, 70, 9};
  CHECK(newest_of(&one).total == 1);
  CHECK(newest_of(&one).complete);
  const Series newest = newest_of(&three);
  CHECK(newest.total == 3);
  CHECK(newest.kept == std::vector<SeriesEntry>{{70, 0}});
  CHECK(newest.reaches(1, kMillisMax));
  CHECK(!newest.reaches(2, kMillisMax));
  CHECK(!newest.reaches(1, 70));
}

TEST_CASE("activity: a series that was changed is stored as changed, the others as they came") {
  Activity first;
  for (const uint32_t number : {4U, 7U, 9U}) first.series.put(number).add({number * 10, 0});
  Activity second;
  second.decode(encoded(first));
  second.series.edit(7)->add({75, 0});
  second.series.put(5).total = 1;
  second.series.erase(9);
  CHECK(second.series.edit(6) == nullptr);
  Activity third;
  third.decode(encoded(second));
  CHECK(third.series.numbers() == std::vector<uint32_t>{4, 5, 7});
  CHECK(third.series.find(4)->kept == std::vector<SeriesEntry>{{40, 0}});
  CHECK(third.series.find(7)->kept == std::vector<SeriesEntry>{{75, 0}, {70, 0}});
  CHECK(third.series.find(5)->total == 1);
}

TEST_CASE("activity: the first turn of all that the row knows of") {
  Activity activity;
  CHECK(activity.first_turn() == 0);
  activity.series.put(3);
  activity.series.put(5);
  activity.series.set_turns(5, 70);
  activity.series.set_turns(3, 90);
  activity.series.set_turns(4, 10); // is not there
  CHECK(activity.series.turns(4) == 0);
  CHECK(activity.first_turn() == 70);
  activity.name(2).turns = 60;
  CHECK(activity.first_turn() == 60);
  activity.traits_turn = 50;
  CHECK(activity.first_turn() == 50);
  CHECK(activity.series.turning(69).empty());
  CHECK(activity.series.turning(70) == std::vector<uint32_t>{5});
  CHECK(activity.series.turning(90) == std::vector<uint32_t>{3, 5});
  activity.freeze();
  CHECK(activity.first_turn() == 0);
}

TEST_CASE("activity: an ordinary row is small") {
  Activity activity;
  const Millis now = 1'710'021'600'000;
  for (NameNumber name = 1; name <= 5; ++name) {
    activity.name(name) = {name, 40, now, 1'000'000, 300, 0};
  }
  activity.newest = {3, 1'000'000};
  for (uint32_t number = 1; number <= 3; ++number) {
    Series& series = activity.series.put(number);
    for (const Millis back : {9, 5, 0}) series.add({now - back, 0});
  }
  activity.armed = now + 86'400'000;
  CHECK(encoded(activity).size() <= 150);
}

TEST_CASE("activity: the profiles that were merged into one are kept with it") {
  Random random(4);
  for (int i = 0; i < 200; ++i) {
    Activity made = any_activity(&random), decoded;
    for (size_t left = 1 + random.below(5); left > 0; --left) {
      made.absorbed.push_back(static_cast<uint32_t>(random.bits()));
    }
    decoded.decode(encoded(made));
    REQUIRE(same(made, decoded));
    decoded.decode(encoded(Activity{})); // nothing is left over from the row before
    REQUIRE(decoded.absorbed.empty());
  }
}

TEST_CASE("activity: one that is absorbed keeps the heads and lengths of its own chains alone") {
  Activity earlier;
  earlier.name(2) = {2, 3, 900, 7};
  Activity absorbed;
  absorbed.newest = {1, 12};
  absorbed.newest_flip = 5;
  absorbed.name(1) = {1, 4, 1'000, 12};
  absorbed.name(2) = {2, 5, 1'100, 9}; // two of its own, three of the earlier one
  absorbed.name(3) = {3, 2, 1'200, 0}; // all of another that it absorbed
  absorbed.series.put(8).add({1'000, 0});
  absorbed.armed = 2'000;
  absorbed.absorbed = {4};
  absorbed.take_away(earlier);
  absorbed.freeze();
  REQUIRE(absorbed.names.size() == 2);
  CHECK(absorbed.find_name(1)->count == 4);
  CHECK(absorbed.find_name(2)->count == 2);
  CHECK(absorbed.find_name(2)->newest == 9);
  CHECK(absorbed.newest == Place{1, 12});
  CHECK(absorbed.newest_flip == 5);
  CHECK(absorbed.series.empty());
  CHECK(absorbed.armed == 0);
  CHECK(absorbed.absorbed.empty());
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
    const Code code = code_of([&] {
      decoded.decode(bytes);
      decoded.series.check();
    });
    REQUIRE((code == Code::ok || code == Code::corrupt));
  }
}

} // namespace beckon::event
