// A part of a condition on its way from text to JSON, with the place of each of its members in the
// text, so that what is found out later about the JSON can be said about the text.
#pragma once

#include <string>
#include <string_view>
#include <vector>

#include "schema/value.h"

namespace beckon::segment::text {

struct Place {
  Place() = default;
  explicit Place(size_t at) : offset(at) {}

  size_t offset = 0;             // in bytes
  std::vector<std::string> keys; // of the parts: members or indices
  std::vector<Place> parts;

  void add(std::string key, Place part);

  // Where the innermost part stands that the JSON pointer leads to.
  size_t find(std::string_view pointer) const;
};

struct Node {
  schema::Value value;
  Place place;
  bool broken = false; // a mistake in it was reported; the value is of no use

  void set(std::string_view member, schema::Value item, size_t offset);
  void set(std::string_view member, Node item);
  void push(Node item); // a null value becomes an array first
};

} // namespace beckon::segment::text
