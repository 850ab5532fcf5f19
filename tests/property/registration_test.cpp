// A registration is stored whole or not at all.
#include "base/error.h"
#include "random.h"
#include "shop.h"

namespace property {
namespace {

using beckon::schema::parse_json;
using beckon::schema::to_json;

// {"user_id", "email", "traits": {"name", "registered_at"}}, and what spoils it.
struct Registration {
  Value record;
  std::string spoiled; // pointer of the issue; "" when it is sound
};

Registration random_registration(Random& random, Millis now) {
  const std::string name = random.word();
  Value traits = Value::object({{"name", name}});
  traits.set("registered_at", beckon::format_time(now));
  Value record = parse_json(person(0));
  record.set("email", name + "@shop.example");
  record.set("traits", traits);
  switch (random.below(8)) {
    case 0: record.set("email", name); return {record, "/email"};
    case 1: record.set("email", name + "@" + name + "@"); return {record, "/email"};
    case 2: record.set("traits", name); return {record, "/traits"};
    case 3: record.set("user_id", std::string(2'000, 'u')); return {record, "/user_id"};
    case 4: record.set("user_id", Value::array()); return {record, "/user_id"};
    case 5: record.set("at", "the 3rd of " + name); return {record, "/at"};
    default: return {record, ""};
  }
}

TEST_CASE("Feature: marketing-automation, Property 1: contact creation has the required fields") {
  for_cases(kCases, [](Random& random) {
    Shop shop;
    for (int tries = 0; tries < 4; ++tries) {
      const Registration registration = random_registration(random, shop.now());
      const std::string asked = to_json(Value::object({{"profile", parse_json(person(0))}}));
      if (!registration.spoiled.empty()) {
        const size_t before = shop.items("profiles.list", "{}").size();
        try {
          shop.engine().identify(to_json(registration.record));
          FAIL("a spoiled registration was stored");
        } catch (const beckon::Error& error) {
          const auto& issues = error.issues();
          REQUIRE((issues.empty() ? error.pointer() : issues.front().pointer) ==
                  registration.spoiled);
        }
        REQUIRE(shop.items("profiles.list", "{}").size() == before);
        continue;
      }
      shop.engine().identify(to_json(registration.record));
      const Value stored = shop.call("profiles.get", asked);
      const Value& wanted = *registration.record.find("traits");
      for (const char* trait : {"name", "registered_at"}) {
        REQUIRE(*stored.find("traits")->find(trait) == *wanted.find(trait));
      }
      bool has_address = false;
      for (const Value& row : stored.find("identifiers")->as_array()) {
        has_address = has_address || (row.find("kind")->as_string() == "email" &&
                                      *row.find("value") == *registration.record.find("email"));
      }
      REQUIRE(has_address);
      if (random.one_in(3)) shop.reopen();
      break;
    }
    shop.check_sound();
  });
}

} // namespace
} // namespace property
