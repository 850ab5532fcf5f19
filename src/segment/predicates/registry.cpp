#include "segment/predicates/registry.h"

#include <array>

namespace beckon::segment {

namespace predicates {
extern const PredicateKind kAll, kAny, kNot, kEveryone, kTrait, kEvent, kLastEvent, kSequence,
    kMessage, kConsent, kList, kSuppressed, kSegment, kRandom, kNear, kManual, kEntry, kComputed;
} // namespace predicates

namespace {

constexpr std::array<const PredicateKind*, 18> kKinds = {
    &predicates::kAll,       &predicates::kAny,      &predicates::kNot,
    &predicates::kEveryone,  &predicates::kTrait,    &predicates::kEvent,
    &predicates::kLastEvent, &predicates::kSequence, &predicates::kMessage,
    &predicates::kConsent,   &predicates::kList,     &predicates::kSuppressed,
    &predicates::kSegment,   &predicates::kRandom,   &predicates::kNear,
    &predicates::kManual,    &predicates::kEntry,    &predicates::kComputed,
};

} // namespace

std::span<const PredicateKind* const> predicate_kinds() { return kKinds; }

const PredicateKind* find_predicate_kind(std::string_view name) {
  for (const PredicateKind* kind : kKinds) {
    if (kind->name == name) return kind;
  }
  return nullptr;
}

} // namespace beckon::segment
