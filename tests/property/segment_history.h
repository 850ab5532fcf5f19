// One random history of a workspace, told to the engine and to the plain world alike; after every
// step both must say the same. Not thread safe.
#pragma once

#include <set>
#include <string>
#include <vector>

#include "random.h"
#include "shop.h"
#include "unit/segment/generator.h"
#include "world.h"

namespace property {

class SegmentHistory {
 public:
  explicit SegmentHistory(Random* random);
  void step();
  void check_sound() { shop_.check_sound(); }
  // What the engine was told to do so far; a step may find nothing to tell.
  uint64_t commands() const { return commands_; }

 private:
  using Keys = std::set<std::string>;

  // Steps.
  void identify();
  void track();
  void repeat();
  void consent();
  void subscribe();
  void suppress();
  void batch();
  void alias();
  void merge();
  void erase();
  void decide_by_hand();
  void retain();
  void write_to();
  void receipt();
  void create_segment();
  void edit_segment();
  void delete_segment();
  void reopen();
  void advance();
  void advance_to_flip();

  // Comparisons.
  void compare();
  void compare_members(const std::string& key);
  void compare_proof();
  void compare_timeline();
  void compare_estimate();
  void compare_overlap();
  // The answer of a record names exactly what changed for its profile.
  void check_answer(const Consequences& caused, const Keys& before, const Person& after);

  Value anyone();   // by one identifier
  Value somebody(); // by one, or by a user_id and a device at once
  Keys memberships(const Value& names);
  // Messages that have left since this was asked last.
  void meet_messages();
  Value random_traits();
  // What a record says of its time: now, earlier, or as far ahead as a clock may be wrong. Writes
  // it into the record, and answers when it counts: a time ahead of the clock is the clock's.
  Millis add_time(Value* record);
  void add_segment(const std::string& key, const Value& where);
  Value random_condition();
  // Publishes a flow that whoever enters the segment passes through at once.
  void watch(const std::string& key);
  size_t entries(); // of all such flows
  // Whether anybody's memberships at the instant differ from those of now.
  bool flips_at(Millis instant);
  void go_to(Millis instant);
  void note(const std::string& line); // of a command
  void log(const std::string& line);

  Random& random_;
  beckon::segment::test::Generator generator_;
  Shop shop_;
  World world_;
  std::set<std::string> watched_; // segments with a flow on those who enter
  std::vector<std::string> keys_; // of segments, in the order in which they came
  std::set<std::string> sends_;   // that are known
  size_t made_ = 0, message_ids_ = 0;
  uint64_t commands_ = 0;
  Value told_; // the newest record with a message id
  Millis told_at_ = 0;
  std::string log_; // of a failing case, for people
};

} // namespace property
