// A random history of a workspace with a manual clock: people, events, consents, lists, time,
// definitions that come, change and go, messages on their way. The same seed gives the same calls.
#pragma once

#include <string>

#include "support/random.h"
#include "support/workspace.h"

namespace beckon::law {

class History {
 public:
  // Publishes the definitions that every history begins with. `largest_batch`: lines of an ingest
  // call; of many the records are applied while they are being journalled.
  History(test::TestWorkspace* workspace, uint64_t seed, size_t largest_batch = 60);

  void run(size_t steps);

 private:
  void step();
  std::string somebody();
  std::string something();
  schema::Value a_person();
  schema::Value an_event();
  void identify();
  void patch();
  void track();
  void ingest();
  void consent();
  void answer();
  void subscribe();
  void suppress();
  void unsubscribe_by_link();
  void merge();
  void redefine();
  void start_by_hand();
  void edit_trial();
  void refused();
  void pass_time();

  test::TestWorkspace& workspace_;
  test::Random random_;
  const size_t largest_batch_;
  size_t next_key_ = 0;
  uint64_t next_message_ = 0;
};

} // namespace beckon::law
