// The log of flips against plain vectors: chains, fills, days, across stores and restarts.
#include "engine/membership_log.h"

#include <doctest/doctest.h>

#include <algorithm>

#include "support/random.h"
#include "support/temp_directory.h"

namespace beckon::engine {
namespace {

using test::Random;
using test::TempDirectory;

constexpr Millis kDayMs = 86'400'000;

// What the log must know, the plain way.
struct Happened {
  uint32_t profile, segment;
  bool entered;
  FlipCause cause;
  Millis at;
  bool operator==(const Happened&) const = default;
};

// A log in an environment of its own.
class Log {
 public:
  Log() : environment_(directory_.file("state.mdb"), table_names(), {}) {
    for (size_t i = 0; i < environment_.table_count(); ++i) {
      tables_.push_back(environment_.table(i));
    }
    begin();
  }

  void flip(uint32_t profile, uint32_t segment, bool entered, FlipCause cause, Millis at) {
    event::Position& head = heads_[profile];
    head = log_.flip(*transaction_, profile, segment, entered, cause, at, head);
    happened_.push_back({profile, segment, entered, cause, at});
  }
  void fill(uint32_t segment, FlipCause cause, Millis at, const std::vector<uint32_t>& entered,
            const std::vector<uint32_t>& left) {
    log_.fill(&*transaction_, segment, cause, at, bits(entered), bits(left));
    for (const uint32_t profile : entered) {
      happened_.push_back({profile, segment, true, cause, at});
    }
    for (const uint32_t profile : left) happened_.push_back({profile, segment, false, cause, at});
  }
  void commit() {
    log_.store(&*transaction_);
    transaction_->commit();
    transaction_.reset();
    begin();
  }
  // Of what was committed.
  template <typename Ask>
  void read(Ask&& ask) {
    transaction_.reset(); // the thread may have one only
    const store::Transaction reading = environment_.begin_read();
    ask(FlipReader(reading, tables_));
  }
  void resume() { begin(); }

  std::vector<Happened> newest_first(uint32_t profile, uint32_t segment) const {
    std::vector<Happened> rows;
    for (auto row = happened_.rbegin(); row != happened_.rend(); ++row) {
      if (row->profile == profile && (segment == 0 || row->segment == segment)) {
        rows.push_back(*row);
      }
    }
    return rows;
  }
  const std::vector<Happened>& happened() const { return happened_; }
  event::Position head(uint32_t profile) { return heads_[profile]; }

 private:
  static ProfileBits bits(const std::vector<uint32_t>& profiles) {
    ProfileBits made;
    for (const uint32_t profile : profiles) {
      if (made.size() <= profile / 64) made.resize(profile / 64 + 1);
      made[profile / 64] |= uint64_t{1} << (profile % 64);
    }
    return made;
  }
  void begin() {
    transaction_.emplace(environment_.begin_write());
    log_.load(*transaction_, tables_);
  }

  TempDirectory directory_;
  store::Environment environment_;
  std::vector<store::Table> tables_;
  std::optional<store::Transaction> transaction_;
  MembershipLog log_;
  std::map<uint32_t, event::Position> heads_;
  std::vector<Happened> happened_;
};

Happened plain(const FlipRow& row) {
  return {row.profile, row.segment, row.entered, row.cause, row.at};
}

void check_profiles(Log* log, const FlipReader& reader, uint32_t profiles, uint32_t segments) {
  for (uint32_t profile = 1; profile <= profiles; ++profile) {
    for (uint32_t segment = 0; segment <= segments; ++segment) {
      std::vector<Happened> rows;
      reader.each_of_profile(profile, log->head(profile), segment, 0, [&](const FlipRow& row) {
        rows.push_back(plain(row));
        return true;
      });
      const std::vector<Happened> expected = log->newest_first(profile, segment);
      REQUIRE(rows == expected);
      if (segment == 0) continue;
      const auto newest = reader.newest(profile, log->head(profile), segment);
      REQUIRE(newest.has_value() == !expected.empty());
      if (newest) REQUIRE(plain(*newest) == expected.front());
    }
  }
}

void check_days(const Log& log, const FlipReader& reader, uint32_t segments) {
  for (uint32_t segment = 1; segment <= segments; ++segment) {
    std::map<int32_t, std::pair<uint32_t, uint32_t>> expected, found;
    for (const Happened& row : log.happened()) {
      if (row.segment != segment) continue;
      auto& [entered, left] = expected[day_of(row.at)];
      ++(row.entered ? entered : left);
    }
    reader.each_day(segment, INT32_MIN, INT32_MAX, [&](int32_t day, const Growth& growth) {
      found[day] = {growth.entered, growth.left};
    });
    REQUIRE(found == expected);
  }
}

} // namespace

TEST_CASE("flips: chains, fills and days agree with a plain list") {
  for (uint64_t seed = 1; seed <= 4; ++seed) {
    CAPTURE(seed);
    Random random(seed);
    Log log;
    constexpr uint32_t kProfiles = 12, kSegments = 4;
    Millis at = 3 * kDayMs - 5;
    for (int step = 0; step < 1'500; ++step) {
      at += static_cast<Millis>(random.below(3) * kDayMs / 40);
      const auto segment = static_cast<uint32_t>(1 + random.below(kSegments));
      if (random.one_in(40)) {
        std::vector<uint32_t> entered, left;
        for (uint32_t profile = 1; profile <= kProfiles; ++profile) {
          if (random.one_in(3)) (random.one_in(2) ? entered : left).push_back(profile);
        }
        log.fill(segment, FlipCause::definition, at, entered, left);
      } else {
        log.flip(static_cast<uint32_t>(1 + random.below(kProfiles)), segment, random.one_in(2),
                 static_cast<FlipCause>(random.below(4)), at);
      }
      if (!random.one_in(200)) continue;
      log.commit();
      log.read([&](const FlipReader& reader) {
        check_profiles(&log, reader, kProfiles, kSegments);
        check_days(log, reader, kSegments);
      });
      log.resume();
    }
    log.commit();
    log.read([&](const FlipReader& reader) {
      check_profiles(&log, reader, kProfiles, kSegments);
      check_days(log, reader, kSegments);
    });
  }
}

TEST_CASE("flips: what is stored does not depend on where commits fell") {
  const auto fill_log = [](Log* log, int step) {
    for (int i = 0; i < 1'000; ++i) {
      const auto number = static_cast<uint32_t>(i);
      log->flip(1 + number % 7, 1 + number % 3, i % 2 == 0, FlipCause::record, i * kDayMs / 100);
      if (i % 100 == 50) log->fill(2, FlipCause::definition, i * kDayMs / 100, {1, 70'000}, {2});
      if (i % step == 0) log->commit();
    }
    log->commit();
  };
  Log often, seldom;
  fill_log(&often, 1);
  fill_log(&seldom, 700);
  std::vector<Happened> first, second;
  for (auto [log, rows] : {std::pair(&often, &first), std::pair(&seldom, &second)}) {
    log->read([rows = rows](const FlipReader& reader) {
      for (event::Position at = 1; at <= reader.count(); ++at) {
        rows->push_back(plain(reader.at(at)));
      }
      reader.each_of_profile(70'000, 0, 2, 0, [&](const FlipRow& row) {
        rows->push_back(plain(row));
        return true;
      });
    });
  }
  CHECK(first.size() == 1'000 + 10 + 10);
  CHECK(first == second);
}

TEST_CASE("flips: a fill that changes nobody is no row, and large sets keep every member") {
  Log log;
  log.fill(1, FlipCause::definition, 0, {}, {});
  std::vector<uint32_t> many;
  for (uint32_t profile = 1; profile < 140'000; profile += 3) many.push_back(profile);
  log.fill(1, FlipCause::definition, kDayMs, many, {2, 5});
  log.commit();
  log.read([&](const FlipReader& reader) {
    REQUIRE(reader.count() == 1);
    const FlipRow fill = reader.at(1);
    CHECK(fill.profile == 0);
    CHECK(reader.head(1) == 1);
    CHECK(reader.newest_fill() == 1);
    std::vector<uint32_t> found;
    reader.each_filled(fill, true, 0, [&](uint32_t profile) {
      found.push_back(profile);
      return true;
    });
    CHECK(found == many);
    found.clear();
    reader.each_filled(fill, true, 70'000, [&](uint32_t profile) {
      found.push_back(profile);
      return found.size() < 3;
    });
    CHECK(found == std::vector<uint32_t>{70'000, 70'003, 70'006});
    CHECK(reader.filled(fill, 4) == true);
    CHECK(reader.filled(fill, 5) == false);
    CHECK(reader.filled(fill, 6) == std::nullopt);
  });
}

TEST_CASE("flips: days are those of UTC, before 1970 too") {
  CHECK(day_of(0) == 0);
  CHECK(day_of(kDayMs - 1) == 0);
  CHECK(day_of(kDayMs) == 1);
  CHECK(day_of(-1) == -1);
  CHECK(day_of(-kDayMs) == -1);
  CHECK(day_of(-kDayMs - 1) == -2);
}

} // namespace beckon::engine
