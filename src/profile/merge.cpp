#include "profile/merge.h"

#include <algorithm>

#include "base/limits.h"

namespace beckon::profile {
namespace {

int strictness(const ConsentState& row) {
  constexpr int kStrictness[] = {1, 0, 2, 1}; // none, granted, denied, pending
  return row.state < std::size(kStrictness) ? kStrictness[row.state] : 1;
}

template <typename Rows, typename Same>
auto find_same(Rows& rows, Same same) {
  return std::find_if(rows.begin(), rows.end(), same);
}

// The log of what was set stays in the chains of both, the survivor's own first.
void absorb_traits(Profile* survivor, const Profile& other) {
  for (const Trait& row : other.traits) adopt_trait(survivor, row);
  auto& heads = survivor->trait_heads;
  if (other.trait_heads.empty()) return;
  if (heads.empty()) heads.push_back(0); // of its own none yet
  heads.insert(heads.end(), other.trait_heads.begin(), other.trait_heads.end());
}

void absorb_consents(Profile* survivor, const Profile& other) {
  for (const ConsentState& row : other.consents) {
    const auto own = find_same(survivor->consents, [&](const ConsentState& consent) {
      return consent.channel == row.channel && consent.topic == row.topic;
    });
    if (own == survivor->consents.end()) {
      survivor->consents.push_back(row);
      continue;
    }
    const int stricter = strictness(row) - strictness(*own);
    if (stricter > 0 || (stricter == 0 && row.at > own->at)) *own = row;
  }
}

} // namespace

void absorb(Profile* survivor, const Profile& other) {
  survivor->created_at = std::min(survivor->created_at, other.created_at);
  survivor->identifiers.insert(survivor->identifiers.begin(), other.identifiers.begin(),
                               other.identifiers.end());
  absorb_traits(survivor, other);
  absorb_consents(survivor, other);
}

bool fits_one_row(const Profile& survivor, const Profile& other, size_t more_traits,
                  size_t more_identifiers, const IdentifierKinds& kinds) {
  size_t traits = survivor.traits.size() + more_traits;
  for (const Trait& row : other.traits) {
    const auto own =
        find_same(survivor.traits, [&](const Trait& trait) { return trait.name == row.name; });
    if (own == survivor.traits.end()) ++traits;
  }
  const size_t identifiers =
      survivor.identifiers.size() + other.identifiers.size() + more_identifiers;
  return traits <= limits::profile_traits && identifiers <= limits::profile_identifiers &&
         kinds.fit_together(survivor.identifiers, other.identifiers);
}

} // namespace beckon::profile
