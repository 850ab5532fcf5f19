// One first-level trait of a profile: its value, and since when it, and each part of it, is what it
// is. Pure.
#pragma once

#include <string>
#include <string_view>
#include <vector>

#include "base/bytes.h"
#include "base/time.h"
#include "schema/value.h"

namespace beckon::profile {

// A part of a trait's value that has been what it is for longer than the whole.
struct KeptPart {
  std::vector<std::string> steps; // below the trait; at least one
  Millis since = 0;
  bool operator==(const KeptPart&) const = default;
};

struct Trait {
  std::string name;
  // A null value is a removal that is remembered, so that an older record that comes late does
  // not bring the trait back.
  schema::Value value;
  Millis at = 0; // of the newest record that set it, to whatever value
  // Of the record that gave it the present value: an equal value set again does not move it.
  Millis since = 0;
  // Parts that the newer values left alone: {"plan": "pro", "renewed": …} keeps the time of `plan`
  // when `renewed` changes. In order of the value's members; no time is above `since`.
  std::vector<KeptPart> kept;

  // REQUIRES: `newer` is not older than `at`. Whether the value has changed.
  bool assign(const schema::Value& newer, Millis newer_at);
  // Since when the part under these steps (none: the whole) is what it is. REQUIRES: it is there.
  Millis since_of(const std::vector<std::string>& steps) const;
};

void put_trait(std::string* out, const Trait& trait);
Trait get_trait(ByteReader* reader); // throws corrupt
// Reads a trait up to its value, which comes next (schema/binary.h), and answers its name, a part
// of the bytes. Throws corrupt.
std::string_view begin_trait(ByteReader* reader);

} // namespace beckon::profile
