// What has happened to a workspace, kept as plainly as possible: people, what is known of each, and
// the segments. What it says of memberships, the naive model says (tests/model). Not thread safe.
#pragma once

#include <map>
#include <memory>
#include <optional>
#include <set>
#include <string>
#include <vector>

#include "model/condition_model.h"

namespace property {

using beckon::Millis;
using beckon::model::ModelEvent;
using beckon::model::ModelProfile;
using beckon::schema::Value;

struct Person {
  ModelProfile profile;
  std::vector<std::string> names;            // as records call them: {"user_id":"u1"}
  std::vector<std::string> addresses;        // of e-mail, the first one counts; no one has a phone
  std::map<std::string, Millis> trait_times; // also of removed ones
  std::map<std::pair<std::string, std::string>, Millis> consent_times;
  std::set<std::string> unsubscribed;  // lists that it has left
  std::map<std::string, bool> by_hand; // segment → in or out, whatever its condition says
};

class World {
 public:
  std::map<std::string, Value> segments; // key → condition

  Person* find(const std::string& name); // null: nobody
  Person& meet(const std::string& name, const std::string& id);
  const std::vector<std::unique_ptr<Person>>& people() const { return people_; }

  // Each takes the time at which it counts, in the order in which things were recorded.
  void learn(Person* person, const Value& traits, Millis at);
  void consent(Person* person, const std::string& channel, const std::string& topic,
               const std::string& state, Millis at);
  void subscribe(Person* person, const std::string& list, bool joins);
  void give_address(Person* person, const std::string& address);
  void suppress(const std::string& address, const std::string& reason);
  void lift(const std::string& address);
  bool is_suppressed(const std::string& address) const { return suppressed_.count(address) > 0; }

  bool holds(const std::string& segment, const Person& person, Millis now) const;
  bool answers(const Value& condition, const Person& person, Millis now) const;
  std::set<std::string> memberships(const Person& person, Millis now) const;
  // Instants after `now` at which time alone may turn a condition with these durations.
  std::vector<Millis> edges(Millis now, const std::vector<std::string>& durations) const;

 private:
  ModelProfile as_seen(const Person& person, Millis now) const;

  std::vector<std::unique_ptr<Person>> people_;   // in the order in which they came
  std::map<std::string, std::string> suppressed_; // address → reason
};

} // namespace property
