#include "profile/identifier_kinds.h"

#include <algorithm>
#include <tuple>

namespace beckon::profile {
namespace {

size_t count_kind(const std::vector<Identifier>& identifiers, std::string_view kind) {
  return static_cast<size_t>(
      std::count_if(identifiers.begin(), identifiers.end(),
                    [&](const Identifier& row) { return kind_name(row) == kind; }));
}

// Of a kind that is declared no more: its values stay, and go on to be found.
constexpr KindRule kUndeclared = {};

} // namespace

IdentifierKinds::IdentifierKinds() {
  const auto set = [&](IdentifierKind kind, uint32_t priority) {
    ours_[static_cast<size_t>(kind)].priority = priority;
  };
  set(IdentifierKind::id, kUserIdPriority + 1); // names a profile outright
  set(IdentifierKind::user_id, kUserIdPriority);
  set(IdentifierKind::email, 40);
  set(IdentifierKind::phone, 30);
  set(IdentifierKind::anonymous_id, 10);
}

void IdentifierKinds::declare(std::string_view name, const KindRule& rule) {
  IdentifierKind kind{};
  if (kind_from_name(name, &kind)) ours_[static_cast<size_t>(kind)] = rule;
  else own_[std::string(name)] = rule;
}

std::vector<std::string> IdentifierKinds::own_names() const {
  std::vector<std::string> names;
  for (const auto& [name, rule] : own_) names.push_back(name);
  return names;
}

const KindRule& IdentifierKinds::rule(const Identifier& identifier) const {
  if (identifier.kind != IdentifierKind::own) return ours_[static_cast<size_t>(identifier.kind)];
  const auto found = own_.find(identifier.own_kind);
  return found == own_.end() ? kUndeclared : found->second;
}

void IdentifierKinds::sort(std::vector<Identifier>* identifiers) const {
  if (identifiers->size() < 2) return;
  const auto place = [&](const Identifier& identifier) {
    return std::tuple(rule(identifier).priority, identifier.kind);
  };
  std::stable_sort(identifiers->begin(), identifiers->end(),
                   [&](const Identifier& a, const Identifier& b) {
                     const auto [first, first_kind] = place(a);
                     const auto [second, second_kind] = place(b);
                     if (first != second) return first > second;
                     return std::tie(first_kind, a.own_kind) < std::tie(second_kind, b.own_kind);
                   });
}

bool IdentifierKinds::has_room(const std::vector<Identifier>& held, const Identifier& more) const {
  return count_kind(held, kind_name(more)) < rule(more).limit;
}

bool IdentifierKinds::fit_together(const std::vector<Identifier>& some,
                                   const std::vector<Identifier>& others) const {
  return std::all_of(others.begin(), others.end(), [&](const Identifier& row) {
    const std::string_view kind = kind_name(row);
    return count_kind(some, kind) + count_kind(others, kind) <= rule(row).limit;
  });
}

} // namespace beckon::profile
