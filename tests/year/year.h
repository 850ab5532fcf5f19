// A made-up year of a shop: people sign up, buy and leave, flows run and are changed, providers
// fail, the process is closed, killed and opened again, clocks jump. The same seed is the same year
// to the last byte of the state; at the end the workspace must be sound, and the journal alone must
// give the same state once more.
#pragma once

#include <cstdint>
#include <map>
#include <memory>
#include <string>
#include <vector>

#include "engine/engine.h"
#include "support/random.h"
#include "support/temp_directory.h"
#include "year/faulty_transport.h"
#include "year/shop.h"

namespace beckon::year {

struct YearOptions {
  uint64_t seed = 1;
  size_t people = 10'000, days = 365;
  size_t batches = 4; // of records, a day
  double deeds = 15;  // of a person, on average
};

struct YearReport {
  std::string state_hash;
  uint64_t records = 0, entries = 0, sends = 0, requests = 0;
  size_t restarts = 0, kills = 0, jumps = 0, erasures = 0;
  double seconds = 0;              // of the year, without the checks at its end
  std::vector<std::string> broken; // what must not be; empty: all is well
};

class Year {
 public:
  explicit Year(const YearOptions& options);
  YearReport run();

 private:
  engine::Options options_at(engine::ClockMode mode) const;
  void open();
  void close() { engine_.reset(); }
  void live_through(size_t day);
  void take(const Batch& batch);
  void note(const Batch& batch);
  void tell_receipts();
  void erase_somebody();
  void disturb();
  void restart();
  void die_amid(const Batch& batch);
  void jump(Millis by);
  Batch next_batch();
  void check();
  std::string replayed_hash() const;

  const YearOptions asked_;
  test::TempDirectory directory_;
  const std::string path_;
  std::shared_ptr<FaultyTransport> transport_;
  std::unique_ptr<engine::Engine> engine_;
  test::Random random_;
  size_t signed_up_ = 0, batches_ = 0;
  std::string sends_cursor_;
  YearReport report_;
};

} // namespace beckon::year
