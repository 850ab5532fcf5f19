#include "world.h"

#include <algorithm>

#include "model/edges_model.h"
#include "schema/json.h"

namespace property {

Person* World::find(const std::string& name) {
  for (const auto& person : people_) {
    const auto& names = person->names;
    if (std::find(names.begin(), names.end(), name) != names.end()) return person.get();
  }
  return nullptr;
}

namespace {

// {"user_id": "u1", "anonymous_id": "d0"} → {"user_id":"u1"}
std::string single(const Value& names, const char* kind) {
  const Value* value = names.find(kind);
  if (value == nullptr) return "";
  return beckon::schema::to_json(Value::object({{kind, *value}}));
}

void add_name(Person* person, const std::string& name) {
  auto& names = person->names;
  if (std::find(names.begin(), names.end(), name) == names.end()) names.push_back(name);
}

// Denied is stricter than granted; of two equally strict the newer one is kept.
void merge_consents(const Person& from, Person* into) {
  for (const auto& [key, state] : from.profile.consents) {
    const Millis at = from.consent_times.at(key);
    const auto own = into->profile.consents.find(key);
    const bool wins = own == into->profile.consents.end() ||
                      (state == own->second ? at > into->consent_times.at(key) : state == "denied");
    if (!wins) continue;
    into->profile.consents[key] = state;
    into->consent_times[key] = at;
  }
}

// The newer value of each trait; the survivor's own of two from one instant.
void merge_traits(const Person& from, Person* into) {
  for (const auto& [name, at] : from.trait_times) {
    const auto own = into->trait_times.find(name);
    if (own != into->trait_times.end() && own->second >= at) continue;
    into->trait_times[name] = at;
    into->profile.trait_history[name] = from.profile.trait_history.at(name);
    const Value* value = from.profile.traits.find(name);
    if (value == nullptr) into->profile.traits.erase(name);
    else into->profile.traits.set(name, Value(*value));
  }
}

// In the order in which they were journalled.
void merge_events(const Person& from, Person* into) {
  std::map<uint64_t, ModelEvent> all;
  for (const Person* person : {&from, static_cast<const Person*>(into)}) {
    for (size_t i = 0; i < person->event_order.size(); ++i) {
      all[person->event_order[i]] = person->profile.events[i];
    }
  }
  into->event_order.clear();
  into->profile.events.clear();
  for (const auto& [order, event] : all) {
    into->event_order.push_back(order);
    into->profile.events.push_back(event);
  }
}

// On a list if either was, unless the other was taken off it.
void merge_lists(const Person& from, Person* into) {
  std::set<std::string> lists;
  for (const std::string& list : from.profile.lists) {
    if (into->unsubscribed.count(list) == 0) lists.insert(list);
  }
  for (const std::string& list : into->profile.lists) {
    if (from.unsubscribed.count(list) == 0) lists.insert(list);
  }
  into->profile.lists = lists;
  into->unsubscribed.insert(from.unsubscribed.begin(), from.unsubscribed.end());
}

} // namespace

bool Person::has_user_id() const {
  return std::any_of(names.begin(), names.end(),
                     [](const std::string& name) { return name.rfind(R"({"user_id")", 0) == 0; });
}

Person* World::find_id(const std::string& id) {
  for (const auto& person : people_) {
    if (person->profile.id == id) return person.get();
  }
  return nullptr;
}

Person* World::find(const Value& names) {
  if (Person* user = find(single(names, "user_id"))) return user;
  Person* device = find(single(names, "anonymous_id"));
  const bool of_another =
      device != nullptr && names.find("user_id") != nullptr && device->has_user_id();
  return of_another ? nullptr : device;
}

Person& World::meet(const Value& names, const std::string& id) {
  Person* person = find(names);
  if (person == nullptr) {
    people_.push_back(std::make_unique<Person>());
    person = people_.back().get();
    person->profile.id = id;
  }
  const std::string user = single(names, "user_id"), device = single(names, "anonymous_id");
  if (!user.empty()) add_name(person, user);
  Person* holder = device.empty() ? nullptr : find(device);
  if (holder == nullptr && !device.empty()) add_name(person, device);
  if (holder != nullptr && holder != person && !holder->has_user_id()) merge(holder, person);
  return *person;
}

void World::merge(Person* from, Person* into) {
  merge_consents(*from, into);
  merge_traits(*from, into);
  merge_events(*from, into);
  merge_lists(*from, into);
  for (const std::string& name : from->names) add_name(into, name);
  into->addresses.insert(into->addresses.begin(), from->addresses.begin(), from->addresses.end());
  for (const auto& message : from->profile.messages) into->profile.messages.push_back(message);
  into->by_hand.insert(from->by_hand.begin(), from->by_hand.end()); // its own stay
  erase(from);
}

void World::erase(Person* person) {
  const auto is_it = [&](const auto& known) { return known.get() == person; };
  people_.erase(std::find_if(people_.begin(), people_.end(), is_it));
}

void World::happen(Person* person, const ModelEvent& event) {
  person->profile.events.push_back(event);
  person->event_order.push_back(++journalled_);
  event_names_.insert(event.name);
}

void World::retain(const beckon::model::ModelRetention::Rules& rules, Millis now) {
  retention_.change(rules, event_names_, now);
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
  const std::string& address = person->addresses.back();
  if (state == "denied") suppress(address, "unsubscribe");
  else if (is_suppressed(address) && suppressed_[address] == "unsubscribe") lift(address);
}

// Takes back the channel's consent and stops the address, unless a newer grant stands.
void World::withdraw(Person* person, const std::string& address, Millis at) {
  const std::pair<std::string, std::string> channel = {"email", ""};
  const auto known = person->consent_times.find(channel);
  const bool newer = known != person->consent_times.end() && known->second > at;
  if (newer && person->profile.consents.at(channel) != "denied") return;
  if (!newer) {
    person->consent_times[channel] = at;
    person->profile.consents[channel] = "denied";
  }
  suppress(address, "unsubscribe");
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
  // Nothing is weaker than an unsubscribe.
  if (reason != "unsubscribe" || !is_suppressed(address)) suppressed_[address] = reason;
}
void World::lift(const std::string& address) { suppressed_.erase(address); }

ModelProfile World::as_seen(const Person& person, Millis now) const {
  ModelProfile profile = person.profile;
  profile.events = events(person, now);
  if (!person.addresses.empty() && is_suppressed(person.addresses.back())) {
    profile.suppressed.insert("email");
  }
  profile.in_segment = [this, &person, now](const std::string& key) {
    return holds(key, person, now);
  };
  return profile;
}

std::vector<ModelEvent> World::events(const Person& person, Millis now) const {
  return retention_.kept(person.profile.events, now);
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
