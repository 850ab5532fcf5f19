// Guesses where profiles are: of a commit, of a hash, never torn.
#include "engine/profile_places.h"

#include <doctest/doctest.h>

#include <algorithm>
#include <atomic>
#include <set>
#include <string>
#include <thread>
#include <vector>

#include "base/hash.h"
#include "support/random.h"

namespace beckon::engine {
namespace {

using profile::Identifier;
using profile::IdentifierKind;

// Something that rows can stand in, at an even address.
alignas(8) const char kBytes[64] = "the rows of all the profiles stand here, one behind the other";

std::string_view row_at(size_t offset, size_t size) { return {kBytes + offset, size}; }

} // namespace

TEST_CASE("profile places: a row is found as of its commit alone, the number ever after") {
  ProfilePlaces places;
  CHECK(places.find(5, 1).profile == 0);
  places.note(5, 1, {7, row_at(8, 20)});
  CHECK(places.find(5, 1).profile == 7);
  CHECK(places.find(5, 1).row.data() == kBytes + 8);
  CHECK(places.find(5, 1).row.size() == 20);
  CHECK(places.find(5, 2).profile == 7);
  CHECK(places.find(5, 2).row.empty());
  CHECK(places.find(5, 0).row.empty());
  places.note(5, 2, {9, row_at(10, 4)});
  CHECK(places.find(5, 2).profile == 9);
  CHECK(places.find(5, 2).row == row_at(10, 4));
  CHECK(places.find(5, 1).row.empty());
}

TEST_CASE("profile places: what one knows of an older commit is no row of a newer one") {
  ProfilePlaces places;
  const uint64_t other = uint64_t{1} << 56; // the same bucket, another tag
  places.note(0, 4, {1, row_at(0, 8)});
  places.note(other, 5, {2, row_at(8, 8)});
  CHECK(places.find(0, 5).profile == 1);
  CHECK(places.find(0, 5).row.empty());
  CHECK(places.find(0, 4).row.empty());
  places.note(0, 4, {3, row_at(0, 8)}); // by one who looks at that commit still
  CHECK(places.find(0, 5).row.empty());
  CHECK(places.find(0, 4).row.empty());
  CHECK(places.find(0, 4).profile == 3);
  CHECK(places.find(other, 5).row == row_at(8, 8));
}

TEST_CASE("profile places: a bucket that is full forgets one, and tells the others apart") {
  ProfilePlaces places;
  const auto hash_of = [](uint64_t i) { return i << 56; };
  for (uint32_t i = 1; i <= 20; ++i) {
    places.note(hash_of(i), 1, {i, row_at(i * 2, i)});
    size_t found = 0;
    for (uint32_t known = 1; known <= i; ++known) {
      const auto guess = places.find(hash_of(known), 1);
      if (guess.profile == 0) continue;
      ++found;
      REQUIRE(guess.profile == known);
      REQUIRE(guess.row == row_at(known * 2, known));
    }
    REQUIRE(found == std::min<size_t>(i, 4));
    REQUIRE(places.find(hash_of(i), 1).profile == i);
  }
}

TEST_CASE("profile places: where a row has no place in a word, its number is kept") {
  ProfilePlaces places;
  places.note(1, 1, {7, row_at(1, 8)}); // rows stand at even addresses
  CHECK(places.find(1, 1).profile == 7);
  CHECK(places.find(1, 1).row.empty());
  const std::string wide(1 << 17, 'x');
  places.note(2, 1, {8, wide});
  CHECK(places.find(2, 1).profile == 8);
  CHECK(places.find(2, 1).row.empty());
}

TEST_CASE("profile places: kinds of identifiers are apart") {
  const std::set<uint64_t> hashes = {
      ProfilePlaces::hash({IdentifierKind::user_id, "a"}),
      ProfilePlaces::hash({IdentifierKind::anonymous_id, "a"}),
      ProfilePlaces::hash({IdentifierKind::own, "a", "card"}),
      ProfilePlaces::hash({IdentifierKind::own, "a", "cart"}),
      ProfilePlaces::hash({IdentifierKind::user_id, "b"}),
  };
  CHECK(hashes.size() == 5);
}

TEST_CASE("profile places: it grows with what is put in, and finds most of it") {
  ProfilePlaces places;
  constexpr uint32_t kProfiles = 200'000;
  for (int round = 0; round < 3; ++round) {
    for (uint32_t i = 1; i <= kProfiles; ++i) {
      if (places.find(mix64(i), 1).profile != i)
        places.note(mix64(i), 1, {i, row_at(i % 16 * 2, 4)});
    }
  }
  size_t found = 0;
  for (uint32_t i = 1; i <= kProfiles; ++i) {
    const auto guess = places.find(mix64(i), 1);
    if (guess.profile != i) continue; // two of one tag, in one bucket
    ++found;
    REQUIRE(guess.row == row_at(i % 16 * 2, 4));
  }
  CHECK(found > kProfiles * 9 / 10);
}

TEST_CASE("profile places: threads never find halves of two answers") {
  ProfilePlaces places;
  // Writers go on until readers have found enough: on one busy core a thread may end before another
  // begins.
  constexpr int kFinds = 20'000;
  std::atomic<int> reading{2}, wrong{0};
  std::vector<std::thread> threads;
  // Of a profile everything else follows: its row's place and length, and its commit.
  const auto commit_of = [](uint32_t profile) { return uint64_t{1} + profile % 2; };
  for (uint64_t thread = 0; thread < 2; ++thread) {
    threads.emplace_back([&, thread] {
      test::Random random(thread);
      while (reading > 0) {
        const auto profile = static_cast<uint32_t>(1 + random.below(16));
        places.note(uint64_t{profile % 8} << 56, commit_of(profile),
                    {profile, row_at(profile * 2, profile)});
      }
    });
  }
  for (uint64_t thread = 0; thread < 2; ++thread) {
    threads.emplace_back([&, thread] {
      test::Random random(10 + thread);
      for (int found = 0; found < kFinds;) {
        const uint64_t tag = random.below(8), commit = 1 + random.below(2);
        const auto guess = places.find(tag << 56, commit);
        if (guess.profile == 0) continue;
        ++found;
        if (guess.profile % 8 != tag) ++wrong;
        if (!guess.row.empty() &&
            (commit_of(guess.profile) != commit || guess.row.data() != kBytes + guess.profile * 2 ||
             guess.row.size() != guess.profile)) {
          ++wrong;
        }
      }
      --reading;
    });
  }
  for (std::thread& thread : threads) thread.join();
  CHECK(wrong == 0);
}

} // namespace beckon::engine
