#include "profile/trait.h"

#include <algorithm>

#include "schema/binary.h"

namespace beckon::profile {
namespace {

using Steps = std::vector<std::string>;

bool begins_with(const Steps& steps, const Steps& start) {
  return start.size() <= steps.size() && std::equal(start.begin(), start.end(), steps.begin());
}

// What of the newer value stays what it was: whole parts, and inside objects that differ their
// members. `steps` is where both values stand.
void collect_kept(const Trait& before, const schema::Value& older, const schema::Value& newer,
                  Steps* steps, std::vector<KeptPart>* kept) {
  if (!older.is_object() || !newer.is_object()) return;
  for (const schema::Member& member : newer.as_object()) {
    const schema::Value* was = older.find(member.key);
    if (was == nullptr) continue;
    steps->push_back(member.key);
    if (*was == member.value) {
      kept->push_back({*steps, before.since_of(*steps)});
      for (const KeptPart& part : before.kept) { // parts of it that are older still
        const bool below = part.steps.size() > steps->size() && begins_with(part.steps, *steps);
        if (below && part.since < kept->back().since) kept->push_back(part);
      }
    } else {
      collect_kept(before, *was, member.value, steps, kept);
    }
    steps->pop_back();
  }
}

} // namespace

bool Trait::assign(const schema::Value& newer, Millis newer_at) {
  at = newer_at;
  if (value == newer) return false;
  std::vector<KeptPart> parts;
  Steps steps;
  collect_kept(*this, value, newer, &steps, &parts);
  value = newer;
  since = newer_at;
  std::erase_if(parts, [&](const KeptPart& part) { return part.since >= since; });
  kept = std::move(parts);
  return true;
}

Millis Trait::since_of(const std::vector<std::string>& steps) const {
  Millis earliest = since;
  for (const KeptPart& part : kept) {
    if (begins_with(steps, part.steps)) earliest = std::min(earliest, part.since);
  }
  return earliest;
}

// Times are written as what they lie before `at`: for most traits a single zero byte.
void put_trait(std::string* out, const Trait& trait) {
  put_text(out, trait.name);
  put_little<Millis>(out, trait.at);
  put_varint(out, static_cast<uint64_t>(trait.at) - static_cast<uint64_t>(trait.since));
  put_varint(out, trait.kept.size());
  for (const KeptPart& part : trait.kept) {
    put_varint(out, part.steps.size());
    for (const std::string& step : part.steps) put_text(out, step);
    put_varint(out, static_cast<uint64_t>(trait.at) - static_cast<uint64_t>(part.since));
  }
  schema::put_value(out, trait.value);
}

Trait get_trait(ByteReader* reader) {
  Trait trait;
  trait.name = reader->text();
  trait.at = reader->little<Millis>();
  const auto before = [&] {
    return static_cast<Millis>(static_cast<uint64_t>(trait.at) - reader->varint());
  };
  trait.since = before();
  trait.kept.resize(reader->count());
  for (KeptPart& part : trait.kept) {
    part.steps.resize(reader->count());
    for (std::string& step : part.steps) step = reader->text();
    part.since = before();
  }
  trait.value = schema::get_value(reader);
  return trait;
}

std::string_view begin_trait(ByteReader* reader) {
  const std::string_view name = reader->text();
  reader->little<Millis>(); // at
  reader->varint();         // since
  for (size_t parts = reader->count(); parts > 0; --parts) {
    for (size_t steps = reader->count(); steps > 0; --steps) reader->text();
    reader->varint();
  }
  return name;
}

} // namespace beckon::profile
