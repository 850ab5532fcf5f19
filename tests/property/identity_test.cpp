// Who is who: random records under user ids and anonymous ids, some under both, against the plain
// rules of identity. What is told of one identifier must be known of the other exactly when both
// are one person.
#include <map>
#include <optional>

#include "random.h"
#include "shop.h"

namespace property {
namespace {

using beckon::schema::parse_json;

constexpr size_t kUsers = 3, kDevices = 4;
constexpr int64_t kMost = 12; // events counted apart, one segment each

// The rules: the strongest identifier that is known decides; a person who has a user id never gets
// a second one; an identifier that is taken stays where it is.
class People {
 public:
  struct Person {
    std::optional<size_t> user;
    int64_t events = 0;
  };

  size_t resolve(std::optional<size_t> user, std::optional<size_t> device) {
    std::optional<size_t> found;
    if (user && users_.count(*user) != 0) {
      found = users_[*user];
    } else if (device && devices_.count(*device) != 0) {
      const size_t owner = devices_[*device];
      if (!user || !people_[owner].user) found = owner;
    }
    if (!found) {
      found = people_.size();
      people_.push_back({});
    }
    if (user && users_.emplace(*user, *found).second) people_[*found].user = *user;
    if (device) devices_.emplace(*device, *found);
    return *found;
  }

  // The person of an identifier, if it is known.
  const Person* of_user(size_t user) const { return at(users_, user); }
  const Person* of_device(size_t device) const { return at(devices_, device); }

  Person& person(size_t index) { return people_[index]; }
  size_t count() const { return people_.size(); }

 private:
  const Person* at(const std::map<size_t, size_t>& owners, size_t key) const {
    const auto found = owners.find(key);
    return found == owners.end() ? nullptr : &people_[found->second];
  }

  std::map<size_t, size_t> users_, devices_; // identifier → person
  std::vector<Person> people_;
};

std::string user_id(size_t user) { return "u" + std::to_string(user); }
std::string device_id(size_t device) { return "a" + std::to_string(device); }

Value record_of(std::optional<size_t> user, std::optional<size_t> device) {
  Value record = Value::object();
  if (user) record.set("user_id", user_id(*user));
  if (device) record.set("anonymous_id", device_id(*device));
  return record;
}

void check_counts(Shop* shop, const std::string& identifier, const People::Person* person) {
  for (int64_t n = 1; n <= kMost; ++n) {
    CAPTURE(identifier);
    CAPTURE(n);
    const bool inside = shop->engine().is_member("events-" + std::to_string(n), identifier);
    REQUIRE(inside == (person != nullptr && person->events >= n));
  }
}

// Alias gives a known visitor a user id that nobody has yet; of two known people it is refused.
void alias(Shop* shop, People* people, size_t user, size_t device) {
  Value record = Value::object({{"previous_id", device_id(device)}, {"user_id", user_id(user)}});
  const std::string text = beckon::schema::to_json(record);
  const People::Person* visitor = people->of_device(device);
  const People::Person* known = people->of_user(user);
  const bool refused = (visitor == nullptr && known == nullptr) ||
                       (visitor != nullptr && known != nullptr && visitor != known) ||
                       (visitor != nullptr && known == nullptr && visitor->user);
  if (refused) {
    REQUIRE_THROWS_AS(shop->engine().alias(text), beckon::Error);
    return;
  }
  shop->engine().alias(text);
  people->resolve(user, device);
}

TEST_CASE("a visitor becomes known, and two people stay two, after every step") {
  for_cases(kCases, [](Random& random) {
    Shop shop;
    for (int64_t n = 1; n <= kMost; ++n) {
      Value where = Value::object({{"event", "Viewed"}});
      where.set("count", Value::object({{"gte", n}}));
      shop.segment("events-" + std::to_string(n), where);
    }
    People people;
    for (int step = 0; step < 15; ++step) {
      std::optional<size_t> user, device;
      if (random.one_in(2)) user = random.below(kUsers);
      if (!user || random.one_in(2)) device = random.below(kDevices);
      Value record = record_of(user, device);
      if (random.one_in(6)) {
        alias(&shop, &people, random.below(kUsers), random.below(kDevices));
      } else if (random.one_in(3)) {
        shop.engine().identify(beckon::schema::to_json(record));
        people.resolve(user, device);
      } else {
        record.set("event", "Viewed");
        shop.engine().track(beckon::schema::to_json(record));
        ++people.person(people.resolve(user, device)).events;
      }
      if (random.one_in(6)) shop.reopen();
    }
    for (size_t user = 0; user < kUsers; ++user) {
      check_counts(&shop, beckon::schema::to_json(record_of(user, {})), people.of_user(user));
    }
    for (size_t device = 0; device < kDevices; ++device) {
      check_counts(&shop, beckon::schema::to_json(record_of({}, device)), people.of_device(device));
    }
    REQUIRE(shop.items("profiles.list", "{}").size() == people.count());
    shop.check_sound();
  });
}

} // namespace
} // namespace property
