#include "flow/nodes/branches.h"

#include <numeric>

#include "segment/random_place.h"

namespace beckon::flow {

void read_branches(Reader* reader, std::string_view member, std::string_view noun,
                   const std::string& example, const std::function<void(Reader*)>& read) {
  const schema::Value* source = reader->find(member);
  const std::string name(noun);
  if (source == nullptr) return reader->missing(member, example);
  if (!source->is_array() || source->size() == 0) {
    reader->issue(member, "expected an array of at least one " + name, example);
    if (!source->is_array()) reader->reading().edges_known = false;
    return;
  }
  if (source->size() > limits::flow_branches) {
    reader->too_many(member, member, {"flow_branches", limits::flow_branches});
    reader->reading().edges_known = false;
    return;
  }
  const std::string pointer = pointer_join(reader->pointer(), member);
  for (size_t i = 0; i < source->size(); ++i) {
    const schema::Value& item = source->as_array()[i];
    const std::string place = pointer_join(pointer, i);
    if (!item.is_object()) {
      reader->reading().report(place, "expected a " + name + ", an object", example);
      reader->reading().edges_known = false;
      continue;
    }
    Reader branch(item, place, &reader->reading());
    read(&branch);
  }
}

std::vector<std::string> each_once(const std::vector<std::string>& keys) {
  std::vector<std::string> result;
  for (const std::string& key : keys) {
    if (!key.empty()) add_once(&result, key);
  }
  return result;
}

uint32_t read_weight(Reader* branch) {
  const auto weight = branch->whole("weight", 0, limits::split_weight);
  return static_cast<uint32_t>(weight.value_or(1));
}

void check_weights(Reader* reader, std::string_view member, const std::vector<uint32_t>& weights) {
  if (weights.empty()) return;
  if (std::accumulate(weights.begin(), weights.end(), uint64_t{0}) != 0) return;
  reader->issue(member, "nobody would go anywhere: every weight is 0",
                "give at least one a weight above 0");
}

size_t arm_of(const std::vector<uint32_t>& weights, std::string_view salt,
              std::string_view profile_id) {
  static_assert(limits::flow_branches * limits::split_weight < uint64_t{1} << 32U);
  const uint64_t sum = std::accumulate(weights.begin(), weights.end(), uint64_t{0});
  const uint64_t place = segment::random_place(salt, profile_id);
  // The whole part of place * sum / 2^64.
  const uint64_t high = place >> 32U, low = place & 0xffffffffU;
  const uint64_t reached = (high * sum + (low * sum >> 32U)) >> 32U;
  uint64_t cumulated = 0;
  for (size_t i = 0; i < weights.size(); ++i) {
    cumulated += weights[i];
    if (cumulated > reached) return i;
  }
  return weights.size() - 1;
}

} // namespace beckon::flow
