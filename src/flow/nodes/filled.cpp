#include "flow/nodes/filled.h"

#include <utility>

#include "flow/parts/parts.h"

namespace beckon::flow {

Filled Filled::read(Reader* reader) {
  Filled filled;
  const schema::Value* source = reader->find("properties");
  if (source == nullptr) return filled;
  if (!source->is_object()) {
    reader->issue("properties", object_expected(*source), R"({"cart_id": {"entry": "cart_id"}})");
    return filled;
  }
  if (source->size() > limits::object_keys) {
    reader->too_many("properties", "properties", {"object_keys", limits::object_keys});
    return filled;
  }
  filled.written_ = *source;
  const std::string pointer = pointer_join(reader->pointer(), "properties");
  for (const schema::Member& member : source->as_object()) {
    if (member.value.size() != 1 || !member.value.is_object()) continue;
    const std::string& kind = member.value.as_object().front().key;
    if (kind != "entry" && kind != "trait") continue;
    Reader place(member.value, pointer_join(pointer, member.key), &reader->reading());
    auto path = place.path(kind);
    if (path) filled.taken_.push_back({member.key, kind == "entry", std::move(*path)});
    if (kind == "entry" && !reader->reading().names.has_entry()) {
      place.issue(kind, "nothing is known here of what started the entry",
                  R"(trigger the flow by an event or by {"call": true})");
    }
  }
  return filled;
}

schema::Value Filled::fill(const World& world) const {
  schema::Value filled = written_;
  for (const Taken& taken : taken_) {
    const schema::Value* found = nullptr;
    if (taken.from_entry) {
      found = taken.path.resolve(world.entry_properties());
    } else {
      found = world.trait(taken.path.first());
      const std::vector<std::string>& steps = taken.path.steps();
      for (size_t i = 1; found != nullptr && i < steps.size(); ++i) found = found->find(steps[i]);
    }
    if (found == nullptr) filled.erase(taken.member);
    else filled.set(taken.member, *found);
  }
  return filled;
}

} // namespace beckon::flow
