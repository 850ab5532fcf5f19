#include "segment/trait_index.h"

#include <algorithm>

#include "schema/json.h"
#include "segment/parser.h"

namespace beckon::segment {
namespace {

// Equal scalars, and only they, have equal keys.
std::string key_of(const schema::Value& scalar) {
  return schema::to_json(scalar.is_number() ? canonical_number(scalar) : scalar);
}

} // namespace

void TraitIndex::add(uint32_t position, const Predicate& predicate) {
  const auto equality = predicate.equality_test();
  if (!equality) {
    for (const std::string& name : predicate.dependencies().traits) {
      traits_[name].others.push_back(position);
    }
    return;
  }
  std::vector<OfPath>& paths = traits_[equality->path.first()].paths;
  auto found = std::find_if(paths.begin(), paths.end(),
                            [&](const OfPath& row) { return row.path == equality->path; });
  if (found == paths.end()) found = paths.insert(paths.end(), OfPath{equality->path, {}});
  for (const schema::Value& value : equality->values) {
    found->by_value[key_of(value)].push_back(position);
  }
}

void TraitIndex::find(std::string_view name, const schema::Value* before,
                      const schema::Value* after, std::vector<uint32_t>* positions) const {
  const auto found = traits_.find(name);
  if (found == traits_.end()) return;
  const OfTrait& row = found->second;
  positions->insert(positions->end(), row.others.begin(), row.others.end());
  for (const OfPath& of_path : row.paths) {
    of_path.find(before, positions);
    of_path.find(after, positions);
  }
}

void TraitIndex::OfPath::find(const schema::Value* trait, std::vector<uint32_t>* positions) const {
  for (size_t i = 1; trait != nullptr && i < path.steps().size(); ++i) {
    trait = trait->find(path.steps()[i]);
  }
  if (trait == nullptr || trait->is_null() || trait->is_array() || trait->is_object()) return;
  const auto found = by_value.find(key_of(*trait));
  if (found == by_value.end()) return;
  positions->insert(positions->end(), found->second.begin(), found->second.end());
}

} // namespace beckon::segment
