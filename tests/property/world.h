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
#include "model/retention_model.h"

namespace property {

using beckon::Millis;
using beckon::model::ModelEvent;
using beckon::model::ModelProfile;
using beckon::schema::Value;

struct Person {
  ModelProfile profile;
  std::vector<uint64_t> event_order;         // beside profile.events: when each was journalled
  std::vector<std::string> names;            // as requests call them: {"user_id":"u1"}
  std::vector<std::string> addresses;        // of e-mail, the last one counts; no one has a phone
  std::map<std::string, Millis> trait_times; // also of removed ones
  std::map<std::pair<std::string, std::string>, Millis> consent_times;
  std::set<std::string> unsubscribed;  // lists that it was taken off
  std::map<std::string, bool> by_hand; // segment → in or out, whatever its condition says
  bool has_user_id() const;
};

class World {
 public:
  std::map<std::string, Value> segments; // key → condition

  Person* find(const std::string& name); // null: nobody
  Person* find_id(const std::string& id);
  // Who a record with these names ({"user_id", "anonymous_id"}, one or both) is about, among those
  // that are known by now; null: somebody new.
  Person* find(const Value& names);
  // The same person once the record is applied: made, or joined with whoever else it names, who had
  // no user_id before. `id` is that of a new one.
  Person& meet(const Value& names, const std::string& id);
  // Everything of the one becomes the other's.
  void merge(Person* from, Person* into);
  void erase(Person* person);
  const std::vector<std::unique_ptr<Person>>& people() const { return people_; }

  void happen(Person* person, const ModelEvent& event);
  // Each takes the time at which it counts, in the order in which things were recorded.
  void learn(Person* person, const Value& traits, Millis at);
  void consent(Person* person, const std::string& channel, const std::string& topic,
               const std::string& state, Millis at);
  // An unsubscribe that a message to the address has led to.
  void withdraw(Person* person, const std::string& address, Millis at);
  void subscribe(Person* person, const std::string& list, bool joins);
  void give_address(Person* person, const std::string& address);
  void suppress(const std::string& address, const std::string& reason);
  void lift(const std::string& address);
  // Events are kept by these rules from now on.
  void retain(const beckon::model::ModelRetention::Rules& rules, Millis now);
  bool is_suppressed(const std::string& address) const { return suppressed_.count(address) > 0; }

  bool holds(const std::string& segment, const Person& person, Millis now) const;
  bool answers(const Value& condition, const Person& person, Millis now) const;
  std::set<std::string> memberships(const Person& person, Millis now) const;
  // Those that are kept, as they were journalled.
  std::vector<ModelEvent> events(const Person& person, Millis now) const;
  // Instants after `now` at which time alone may turn a condition with these durations.
  std::vector<Millis> edges(Millis now, const std::vector<std::string>& durations) const;

 private:
  ModelProfile as_seen(const Person& person, Millis now) const;

  uint64_t journalled_ = 0;                       // events
  std::vector<std::unique_ptr<Person>> people_;   // in the order in which they came
  std::map<std::string, std::string> suppressed_; // address → reason
  std::set<std::string> event_names_;             // that there have ever been
  beckon::model::ModelRetention retention_;
};

} // namespace property
