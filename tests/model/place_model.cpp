#include "model/place_model.h"

#include <cmath>
#include <initializer_list>
#include <optional>

namespace beckon::model {
namespace {

using schema::Value;

constexpr long double kEarthKm = 6371.0088L; // mean radius (IUGG)
constexpr long double kPi = 3.14159265358979323846L;

struct Point {
  long double lat, lon; // degrees
};

// The first of the members that is there.
const Value* member_of(const Value& object, std::initializer_list<const char*> names) {
  for (const char* name : names) {
    if (const Value* found = object.find(name)) return found;
  }
  return nullptr;
}

// {"lat", "lon"} by any of their usual names, or a GeoJSON point: longitude first.
std::optional<Point> point_of(const Value& value) {
  const Value* lat = member_of(value, {"lat", "latitude"});
  const Value* lon = member_of(value, {"lon", "lng", "longitude"});
  const Value *type = value.find("type"), *pair = value.find("coordinates");
  if (type != nullptr && *type == Value("Point") && pair != nullptr && pair->size() >= 2) {
    lon = &pair->as_array()[0];
    lat = &pair->as_array()[1];
  }
  if (lat == nullptr || lon == nullptr || !lat->is_number() || !lon->is_number()) return {};
  if (std::fabs(lat->as_number()) > 90 || std::fabs(lon->as_number()) > 180) return {};
  return Point{static_cast<long double>(lat->as_number()),
               static_cast<long double>(lon->as_number())};
}

// The angle between two points of the unit sphere, as vectors: right for near ones and for opposite
// ones.
long double angle(const Point& a, const Point& b) {
  const long double lat_a = a.lat * kPi / 180, lat_b = b.lat * kPi / 180;
  const long double turn = (b.lon - a.lon) * kPi / 180;
  const long double east = std::cos(lat_b) * std::sin(turn);
  const long double north =
      std::cos(lat_a) * std::sin(lat_b) - std::sin(lat_a) * std::cos(lat_b) * std::cos(turn);
  const long double along =
      std::sin(lat_a) * std::sin(lat_b) + std::cos(lat_a) * std::cos(lat_b) * std::cos(turn);
  return std::atan2(std::hypot(east, north), along);
}

} // namespace

bool model_near(const Value& place, const Value& centre) {
  const std::optional<Point> at = point_of(place), from = point_of(centre);
  const auto km = static_cast<long double>(centre.find("km")->as_number());
  return at && from && kEarthKm * angle(*at, *from) <= km;
}

} // namespace beckon::model
