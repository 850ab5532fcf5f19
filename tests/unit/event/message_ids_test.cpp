// De-duplication against a map from id to its newest arrival.
#include "event/message_ids.h"

#include <doctest/doctest.h>

#include <map>
#include <optional>
#include <vector>

#include "support/random.h"
#include "support/temp_directory.h"

namespace beckon::event {
namespace {

using namespace beckon::test;
using store::Environment;
using store::Table;
using store::Transaction;

constexpr Millis kWindow = 7 * 86'400'000LL;
constexpr Millis kStart = 1'700'000'000'000;

using Dump = std::map<std::string, std::string>;

// The set under test with a store of its own.
class Ids {
 public:
  Ids() : environment_(directory_.file("state.mdb"), {"message_ids"}, {}) { reopen(); }

  bool seen_or_add(const std::string& id, Millis at) {
    return ids_.seen_or_add(&*transaction_, table(), id, at, at - kWindow);
  }
  void commit() {
    ids_.store(&*transaction_, table());
    transaction_->commit();
    transaction_ = environment_.begin_write();
  }
  // As after a crash: what was not committed is gone.
  void reopen() {
    roll_back();
    ids_ = MessageIds();
  }
  // What was not committed is gone, but the set is the one that was there before.
  void roll_back() {
    transaction_.reset();
    transaction_ = environment_.begin_write();
    ids_.forget();
  }
  // Another writer has its turn, which knows what it read when it had its last.
  void take_turns() {
    commit();
    std::swap(ids_, others_);
    ids_.forget();
  }
  Dump dump() {
    commit();
    Dump all;
    store::Cursor cursor = transaction_->cursor(table());
    for (bool found = cursor.first(); found; found = cursor.next()) {
      all.emplace(cursor.key(), cursor.value());
    }
    return all;
  }
  uint64_t rows() { return transaction_->count(table()); }

 private:
  Table table() const { return environment_.table(0); }
  TempDirectory directory_;
  Environment environment_;
  std::optional<Transaction> transaction_;
  MessageIds ids_, others_;
};

// By number of the id: when it arrived last, if it did.
class Model {
 public:
  bool seen_or_add(size_t number, Millis at) {
    if (number >= arrivals_.size()) arrivals_.resize(number + 1, kMillisMin);
    if (arrivals_[number] >= at - kWindow) return true;
    arrivals_[number] = at;
    return false;
  }

 private:
  std::vector<Millis> arrivals_;
};

enum class Stores { never, sometimes, with_restarts, in_turns };

// A history of `count` ids, most of them new, the others seen some time ago: compared with the
// model on the way, and the bytes that it leaves behind.
Dump write_history(uint64_t seed, size_t count, Millis longest_step, Stores stores) {
  Ids ids;
  Model model;
  Random random(seed), pace(seed + 1'000);
  Millis at = kStart;
  size_t next = 0;
  for (size_t i = 0; i < count; ++i) {
    at += random.between(0, longest_step);
    const size_t number = random.one_in(4) && next > 0 ? random.below(next) : next++;
    const bool expected = model.seen_or_add(number, at);
    if (ids.seen_or_add("message-" + std::to_string(number), at) != expected) {
      const std::string wanted = expected ? "seen" : "new";
      FAIL("id " << number << " at step " << i << " should be " << wanted);
    }
    if (stores == Stores::never || !pace.one_in(3'000)) continue;
    ids.commit();
    if (stores == Stores::with_restarts) ids.reopen();
    if (stores == Stores::in_turns) ids.take_turns();
  }
  return ids.dump();
}

} // namespace

TEST_CASE("message ids: the window's edges") {
  Ids ids;
  CHECK_FALSE(ids.seen_or_add("a", kStart));
  CHECK(ids.seen_or_add("a", kStart));
  CHECK(ids.seen_or_add("a", kStart + kWindow)); // exactly at its edge: inside
  CHECK_FALSE(ids.seen_or_add("a", kStart + kWindow + 1));
  // From here on it is the second arrival that counts, and being seen does not renew it.
  CHECK(ids.seen_or_add("a", kStart + kWindow + 2));
  CHECK(ids.seen_or_add("a", kStart + 2 * kWindow + 1));
  CHECK_FALSE(ids.seen_or_add("a", kStart + 2 * kWindow + 2));
  CHECK(ids.seen_or_add("a", kStart + 2 * kWindow + 3));
}

TEST_CASE("message ids: any bytes, before 1970 too") {
  Ids ids;
  const std::string zero("\0", 1), zeros("\0\0", 2);
  for (const std::string& id : {std::string(), zero, zeros, std::string(256, 'x'),
                                std::string(256, 'x') + "y", std::string("\xff\xfe")}) {
    CHECK_FALSE(ids.seen_or_add(id, -5'000'000'000'000));
  }
  CHECK(ids.seen_or_add(zero, -5'000'000'000'000 + kWindow));
  CHECK_FALSE(ids.seen_or_add(zeros, -5'000'000'000'000 + kWindow + 1));
}

TEST_CASE("message ids: what was not committed is forgotten with the records it came with") {
  Ids ids;
  CHECK_FALSE(ids.seen_or_add("kept", kStart));
  ids.commit();
  CHECK_FALSE(ids.seen_or_add("lost", kStart));
  ids.reopen();
  CHECK(ids.seen_or_add("kept", kStart));
  CHECK_FALSE(ids.seen_or_add("lost", kStart));
}

TEST_CASE("message ids: agree with the model inside one run, and their bytes tell of no commit") {
  for (uint64_t seed = 1; seed <= 3; ++seed) {
    CAPTURE(seed);
    // Steps of up to 20 minutes: 40,000 ids span a year, so that most repetitions have expired.
    const Dump once = write_history(seed, 40'000, 1'200'000, Stores::never);
    CHECK(write_history(seed, 40'000, 1'200'000, Stores::sometimes) == once);
    CHECK(write_history(seed, 40'000, 1'200'000, Stores::with_restarts) == once);
  }
}

TEST_CASE("message ids: agree with the model across sealed runs and dropped ones") {
  constexpr size_t kIds = 2 * MessageIds::kRunIds + MessageIds::kRunIds / 2;
  // All inside the window: every repetition must be found, in whichever run it is.
  const Dump wide = write_history(7, kIds, 500, Stores::with_restarts);
  CHECK(write_history(7, kIds, 500, Stores::in_turns) == wide);
  // The window holds less than half a run: runs are dropped as they expire.
  const Dump narrow = write_history(8, kIds, 5'000, Stores::with_restarts);
  CHECK(write_history(8, kIds, 5'000, Stores::never) == narrow);
  size_t filters = 0;
  for (const auto& [key, value] : narrow) filters += key[0] == '\2' ? 1 : 0;
  CHECK(filters == 1);
}

TEST_CASE(
    "message ids: a run that was sealed but not committed is not mistaken for the one that was") {
  Ids ids;
  const auto add = [&](const std::string& prefix, size_t count) {
    for (size_t i = 0; i < count; ++i) {
      if (ids.seen_or_add(prefix + std::to_string(i), kStart)) FAIL(prefix << i);
    }
  };
  const size_t sealed = MessageIds::kRunIds + MessageIds::kSealedWithin;
  add("lost-", sealed);
  ids.roll_back();
  add("kept-", sealed);
  ids.commit();
  ids.roll_back();
  for (size_t i = 0; i < sealed; i += 7) {
    if (!ids.seen_or_add("kept-" + std::to_string(i), kStart)) FAIL(i);
  }
  add("lost-", 1'000);
}

TEST_CASE("message ids: an expired run leaves no bytes behind") {
  Ids ids;
  for (size_t i = 0; i < MessageIds::kRunIds; ++i) {
    if (ids.seen_or_add("first-" + std::to_string(i), kStart)) FAIL(i);
  }
  ids.commit();
  const uint64_t one_run = ids.rows();
  CHECK(ids.seen_or_add("first-0", kStart + kWindow));
  CHECK(one_run <= MessageIds::kBuckets + 1);
  const Millis later = kStart + kWindow + 1;
  // The second run, and as much of a third as it takes to seal it.
  const size_t sealed = MessageIds::kRunIds + MessageIds::kSealedWithin;
  for (size_t i = 0; i < sealed; ++i) {
    if (ids.seen_or_add("second-" + std::to_string(i), later)) FAIL(i);
  }
  ids.commit();
  const uint64_t third = MessageIds::kSealedWithin / MessageIds::kPageIds;
  CHECK(ids.rows() <= MessageIds::kBuckets + 1 + third);
  CHECK_FALSE(ids.seen_or_add("first-0", later));
  CHECK(ids.seen_or_add("second-0", later));
}

TEST_CASE(
    "message ids: while a run is sealed each of its ids is known, whenever it is broken off") {
  const auto name = [](size_t number) { return "id-" + std::to_string(number); };
  Ids broken_off, whole;
  Random random(5);
  const size_t border = MessageIds::kRunIds, last = border + MessageIds::kSealedWithin + 100;
  for (size_t i = 0; i < last; ++i) {
    if (broken_off.seen_or_add(name(i), kStart) || whole.seen_or_add(name(i), kStart)) FAIL(i);
    const bool near = i + 3 >= border && i < border + 40;
    if (i + 3 < border || !(near || random.one_in(3'000))) continue;
    CAPTURE(i);
    broken_off.commit();
    broken_off.reopen();
    for (int ask = 0; ask < 50; ++ask) {
      REQUIRE(broken_off.seen_or_add(name(random.below(i + 1)), kStart));
      REQUIRE(whole.seen_or_add(name(random.below(i + 1)), kStart));
    }
    if (near) REQUIRE(broken_off.dump() == whole.dump());
  }
  CHECK(broken_off.dump() == whole.dump());
}

} // namespace beckon::event
