// near: distances along the great circle.
#include "trait_facts.h"

namespace beckon::segment::test {
namespace {

bool near(const char* value, double lat, double lon, double km) {
  const schema::Value condition = schema::Value::object(
      {{"near", schema::Value::object({{"trait", "v"}, {"lat", lat}, {"lon", lon}, {"km", km}})}});
  return parse_value(condition)->holds(facts_of(value), 0);
}

} // namespace

TEST_CASE("near: known distances") {
  struct Row {
    const char* value;
    double lat, lon;
    double km; // on the sphere of 6371.0088 km
  };
  const Row rows[] = {
      {R"({"lat": 48.8566, "lon": 2.3522})", 51.5074, -0.1278, 343.557},      // Paris, London
      {R"({"lat": -33.8688, "lon": 151.2093})", 40.7128, -74.0060, 15988.78}, // Sydney, New York
      {R"({"lat": 0, "lon": 0})", 0, 180, 20015.115},                         // half a turn
      {R"({"lat": 90, "lon": 0})", -90, 77, 20015.115},
      {R"({"lat": 0, "lon": 179.9})", 0, -179.9, 22.239},                 // over the date line
      {R"({"lat": 89.9, "lon": 0})", 89.9, 180, 22.239},                  // over the pole
      {R"({"lat": 48.8566, "lon": 2.3522})", 48.85661, 2.3522, 0.001112}, // a step
  };
  for (const Row& row : rows) {
    CAPTURE(std::string(row.value));
    CHECK(near(row.value, row.lat, row.lon, std::min(20015.2, row.km * 1.00001)));
    CHECK(!near(row.value, row.lat, row.lon, row.km * 0.9999));
  }
  CHECK(near(R"({"lat": 48.8566, "lon": 2.3522})", 48.8566, 2.3522, 0)); // the very place
  CHECK(!near(R"({"lat": 48.8566, "lon": 2.3523})", 48.8566, 2.3522, 0));
}

TEST_CASE("near: ways to write a place, and what is none") {
  for (const char* place :
       {R"({"lat": 48.9, "lon": 2.3})", R"({"lat": 48.9, "lng": 2.3})",
        R"({"latitude": 48.9, "longitude": 2.3, "city": "Paris"})",
        R"({"type": "Point", "coordinates": [2.3, 48.9]})",
        R"({"type": "Point", "coordinates": [2.3, 48.9, 35]})", R"({"lat": 49, "lon": 2})"}) {
    CAPTURE(std::string(place));
    CHECK(near(place, 48.8566, 2.3522, 50));
    CHECK(!near(place, 51.5, -0.1, 50));
  }
  for (const char* none :
       {static_cast<const char*>(nullptr), "null", "true", "48.9", R"("48.9,2.3")", "[48.9, 2.3]",
        "{}", R"({"lat": 48.9})", R"({"lon": 2.3})", R"({"lat": "48.9", "lon": "2.3"})",
        R"({"lat": 90.01, "lon": 2.3})", R"({"lat": 48.9, "lon": -180.01})",
        R"({"type": "Point", "coordinates": [2.3]})", R"({"type": "Point", "coordinates": 2.3})",
        R"({"type": "Polygon", "coordinates": [2.3, 48.9]})",
        R"({"type": "Point", "coordinates": ["2.3", "48.9"]})"}) {
    CAPTURE(std::string(none == nullptr ? "(missing)" : none));
    CHECK(!near(none, 48.8566, 2.3522, 20015.2));
  }
}

TEST_CASE("near: text, dependencies, evidence") {
  const char* json = R"({"near": {"km": 10.0, "lon": 2.5, "lat": 48.0, "trait": "home.at"}})";
  CHECK(text_of(json) == R"({"near":{"km":10,"lat":48,"lon":2.5,"trait":"home.at"}})");
  const ConditionPtr condition = parse(json);
  CHECK(condition->dependencies().traits == std::vector<std::string>{"home"});
  const Predicate& predicate = *condition->predicates().front();
  CHECK(!predicate.turns_with_time());
  const TraitFacts facts(schema::parse_json(R"({"home": {"at": {"lat": 48, "lon": 2.5}}})"));
  CHECK(predicate.holds(facts, 0));
  CHECK(predicate.next_flip(facts, 0) == kMillisMax);
  CHECK(predicate.evidence(facts, 0) ==
        schema::parse_json(R"({"value": {"lat": 48, "lon": 2.5}, "km": 0})"));
  CHECK(predicate.evidence(TraitFacts(), 0) ==
        schema::parse_json(R"({"value": null, "km": null})"));
}

} // namespace beckon::segment::test
