#include "world.h"

#include <algorithm>

#include "model/edges_model.h"

namespace property {

Person* World::find(const std::string& name) {
  for (const auto& person : people_) {
    const auto& names = person->names;
    if (std::find(names.begin(), names.end(), name) != names.end()) return person.get();
  }
  return nullptr;
}

Person& World::meet(const std::string& name, const std::string& id) {
  if (Person* known = find(name)) return *known;
  people_.push_back(std::make_unique<Person>());
  people_.back()->names.push_back(name);
  people_.back()->profile.id = id;
  return *people_.back();
}

// The newest wins, trait by trait.
void World::learn(Person* person, const Value& traits, Millis at) {
  for (const auto& [name, value] : traits.as_object()) {
    const auto known = person->trait_times.find(name);
    if (known != person->trait_times.end() && known->second > at) continue;
    person->trait_times[name] = at;
    person->profile.trait_history[name].emplace_back(at, value);
    if (value.is_null()) person->profile.traits.erase(name);
    else person->profile.traits.set(name, value);
  }
}

void World::consent(Person* person, const std::string& channel, const std::string& topic,
                    const std::string& state, Millis at) {
  const auto known = person->consent_times.find({channel, topic});
  if (known != person->consent_times.end() && known->second > at) return;
  person->consent_times[{channel, topic}] = at;
  person->profile.consents[{channel, topic}] = state;
  // Denying a channel suppresses its address; granting it lifts that, and nothing stronger.
  if (channel != "email" || !topic.empty() || person->addresses.empty()) return;
  const std::string& address = person->addresses.front();
  if (state == "denied") suppressed_.emplace(address, "unsubscribe");
  else if (is_suppressed(address) && suppressed_[address] == "unsubscribe") lift(address);
}

void World::subscribe(Person* person, const std::string& list, bool joins) {
  if (joins) {
    person->profile.lists.insert(list);
    person->unsubscribed.erase(list);
  } else {
    person->profile.lists.erase(list);
    person->unsubscribed.insert(list);
  }
}

void World::give_address(Person* person, const std::string& address) {
  auto& known = person->addresses;
  if (std::find(known.begin(), known.end(), address) == known.end()) known.push_back(address);
}

void World::suppress(const std::string& address, const std::string& reason) {
  suppressed_[address] = reason;
}
void World::lift(const std::string& address) { suppressed_.erase(address); }

ModelProfile World::as_seen(const Person& person, Millis now) const {
  ModelProfile profile = person.profile;
  if (!person.addresses.empty() && is_suppressed(person.addresses.front())) {
    profile.suppressed.insert("email");
  }
  profile.in_segment = [this, &person, now](const std::string& key) {
    return holds(key, person, now);
  };
  return profile;
}

bool World::answers(const Value& condition, const Person& person, Millis now) const {
  return beckon::model::model_holds(condition, as_seen(person, now), now);
}

bool World::holds(const std::string& segment, const Person& person, Millis now) const {
  const auto by_hand = person.by_hand.find(segment);
  if (by_hand != person.by_hand.end()) return by_hand->second;
  return answers(segments.at(segment), person, now);
}

std::set<std::string> World::memberships(const Person& person, Millis now) const {
  std::set<std::string> keys;
  for (const auto& [key, where] : segments) {
    if (holds(key, person, now)) keys.insert(key);
  }
  return keys;
}

std::vector<Millis> World::edges(Millis now, const std::vector<std::string>& durations) const {
  std::vector<Millis> instants;
  for (const auto& person : people_) {
    const auto of_person = beckon::model::model_edges(person->profile, now, durations);
    instants.insert(instants.end(), of_person.begin(), of_person.end());
  }
  std::sort(instants.begin(), instants.end());
  instants.erase(std::unique(instants.begin(), instants.end()), instants.end());
  return instants;
}

} // namespace property
