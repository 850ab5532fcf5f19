// The kinds of identifiers of a workspace: which of several in one record decides whom it is about,
// and how many of each one person may have. Those that need no declaration are known from the
// start; a declaration adds a kind or changes the rule of one of them. Pure, immutable once built.
#pragma once

#include <array>
#include <cstddef>
#include <cstdint>
#include <map>
#include <string>
#include <string_view>
#include <vector>

#include "base/limits.h"
#include "profile/profile.h"

namespace beckon::profile {

struct KindRule {
  uint32_t priority = 50; // the identifier with the highest decides
  size_t limit = limits::profile_identifiers;
};

class IdentifierKinds {
 public:
  IdentifierKinds();

  // Adds a kind, or changes the rule of a known one.
  void declare(std::string_view name, const KindRule& rule);
  // Whether it is an own kind that was declared.
  bool has_own(std::string_view name) const { return own_.find(name) != own_.end(); }
  std::vector<std::string> own_names() const;
  const KindRule& rule(const Identifier& identifier) const;

  // The strongest first; kinds of one priority by their place in IdentifierKind, then by name.
  void sort(std::vector<Identifier>* identifiers) const;
  // Whether a profile with these may have one more of that kind.
  bool has_room(const std::vector<Identifier>& held, const Identifier& more) const;
  // Whether one profile may have both.
  bool fit_together(const std::vector<Identifier>& some,
                    const std::vector<Identifier>& others) const;

 private:
  std::array<KindRule, 5> ours_; // by IdentifierKind
  std::map<std::string, KindRule, std::less<>> own_;
};

// A user_id is above all others; what can be declared for those is at most the second.
inline constexpr uint32_t kUserIdPriority = 100, kHighestPriority = 99;

} // namespace beckon::profile
