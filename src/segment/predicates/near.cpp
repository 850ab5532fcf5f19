// {"near": {"trait": "location", "lat": 48.86, "lon": 2.35, "km": 10}}: the trait is a place no
// further away than that, along the great circle.
//
// A place is {"lat": …, "lon": …} in degrees (also latitude; lng, longitude) or a GeoJSON point,
// {"type": "Point", "coordinates": [lon, lat]}. A bare array is no place: half of those who write
// one put the latitude first. Neither is what lies outside ±90° or ±180°.
#include <array>
#include <cmath>
#include <initializer_list>

#include "schema/json.h"
#include "segment/predicates/registry.h"
#include "segment/predicates/trait_path.h"

namespace beckon::segment::predicates {
namespace {

using schema::Value;

// The mean radius R1 of the Earth, (2a + b) / 3 of the GRS 80 ellipsoid (Moritz, "Geodetic
// Reference System 1980", Journal of Geodesy 74, 2000). On this sphere distances are within 0.6 %
// of the ellipsoid's.
constexpr double kEarthKm = 6371.0088;
constexpr double kHalfTurnKm = 20'015.2; // no two places are further apart
constexpr double kRadians = 3.14159265358979323846 / 180;

struct Place {
  double lat = 0, lon = 0; // degrees
};

std::optional<Place> make_place(const Value* lat, const Value* lon) {
  if (lat == nullptr || lon == nullptr || !lat->is_number() || !lon->is_number()) return {};
  const Place place{lat->as_number(), lon->as_number()};
  if (std::fabs(place.lat) > 90 || std::fabs(place.lon) > 180) return std::nullopt;
  return place;
}

const Value* find_first(const Value& object, std::initializer_list<std::string_view> names) {
  for (const std::string_view name : names) {
    if (const Value* found = object.find(name)) return found;
  }
  return nullptr;
}

std::optional<Place> place_of(const Value* value) {
  if (value == nullptr || !value->is_object()) return std::nullopt;
  const Value* type = value->find("type");
  const Value* pair = value->find("coordinates");
  if (type != nullptr && *type == Value("Point") && pair != nullptr && pair->is_array() &&
      pair->size() >= 2) {
    return make_place(&pair->as_array()[1], &pair->as_array()[0]);
  }
  return make_place(find_first(*value, {"lat", "latitude"}),
                    find_first(*value, {"lon", "lng", "longitude"}));
}

// The haversine form of the great circle: exact enough for near places, where the cosine is not.
double distance_km(const Place& a, const Place& b) {
  const double sin_lat = std::sin((b.lat - a.lat) * kRadians / 2);
  const double sin_lon = std::sin((b.lon - a.lon) * kRadians / 2);
  const double chord = sin_lat * sin_lat +
                       std::cos(a.lat * kRadians) * std::cos(b.lat * kRadians) * sin_lon * sin_lon;
  return 2 * kEarthKm * std::asin(std::sqrt(std::min(1.0, chord)));
}

class Near final : public Predicate {
 public:
  Near(std::string text, schema::Path path, const Place& centre, double km)
      : Predicate(std::move(text)), path_(std::move(path)), centre_(centre), km_(km) {}

  Dependencies dependencies() const override {
    Dependencies dependencies;
    dependencies.traits.push_back(path_.first());
    return dependencies;
  }
  bool holds(const Facts& facts, Millis) const override { return is_near(trait_at(facts, path_)); }
  Millis next_flip(const Facts&, Millis) const override { return kMillisMax; }
  bool turns_with_time() const override { return false; }
  Value evidence(const Facts& facts, Millis) const override {
    const Value* value = trait_at(facts, path_);
    const auto place = place_of(value);
    return Value::object({{"value", value == nullptr ? Value() : *value},
                          {"km", place ? Value(distance_km(*place, centre_)) : Value()}});
  }
  bulk::Form bulk() const override {
    bulk::TraitForm form;
    form.path = &path_;
    form.holds = [this](const Value* value, const Moment&) { return is_near(value); };
    return form;
  }

 private:
  bool is_near(const Value* value) const {
    const auto place = place_of(value);
    return place && distance_km(*place, centre_) <= km_;
  }

  schema::Path path_;
  Place centre_;
  double km_;
};

// A number between two others, both included.
std::optional<double> number_member(const Value& object, const std::string& pointer,
                                    std::string_view member, double low, double high,
                                    ConditionParser* parser) {
  const Value* number = object.find(member);
  const std::string quoted = '"' + std::string(member) + '"';
  if (number == nullptr) {
    parser->report(pointer, "the member " + quoted + " is missing");
    return std::nullopt;
  }
  if (number->is_number() && number->as_number() >= low && number->as_number() <= high) {
    return number->as_number();
  }
  parser->report(pointer_join(pointer, member),
                 quoted + " must be a number from " + schema::to_json(canonical_number(low)) +
                     " to " + schema::to_json(canonical_number(high)));
  return std::nullopt;
}

std::optional<Expression> parse(const Value& object, const std::string& pointer,
                                ConditionParser* parser) {
  bool sound = parser->check_members(object, pointer, {"near"});
  const Value& terms = *object.find("near");
  const std::string where = pointer_join(pointer, "near");
  if (!terms.is_object()) {
    parser->report(where,
                   "\"near\" must be an object, found " + std::string(kind_name(terms.kind())),
                   R"(for example {"near": {"trait": "location", "lat": 48.86, "lon": 2.35, )"
                   R"("km": 10}})");
    return std::nullopt;
  }
  sound = parser->check_members(terms, where, {"trait", "lat", "lon", "km"}) && sound;
  const auto path = parser->path_member(terms, where, "trait");
  const auto lat = number_member(terms, where, "lat", -90, 90, parser);
  const auto lon = number_member(terms, where, "lon", -180, 180, parser);
  const auto km = number_member(terms, where, "km", 0, kHalfTurnKm, parser);
  if (!sound || !path || !lat || !lon || !km) return std::nullopt;
  const Value text = Value::object({{"near", Value::object({{"trait", path->text()},
                                                            {"lat", canonical_number(*lat)},
                                                            {"lon", canonical_number(*lon)},
                                                            {"km", canonical_number(*km)}})}});
  return leaf(std::make_shared<Near>(to_canonical_json(text), *path, Place{*lat, *lon}, *km),
              pointer);
}

} // namespace

extern const PredicateKind kNear = {"near", parse};

} // namespace beckon::segment::predicates
