#include "profile/merge.h"

#include <doctest/doctest.h>

#include "base/limits.h"

namespace beckon::profile {
namespace {

using schema::Value;

constexpr uint8_t kNone = 0, kGranted = 1, kDenied = 2;
const IdentifierKinds kKinds;

Profile with_trait(const Value& value, Millis at) {
  Profile profile;
  merge_traits(&profile, Value::object({{"plan", value}}), at);
  return profile;
}

Value plan_of(Profile survivor, const Profile& other) {
  absorb(&survivor, other);
  const Value* plan = survivor.trait("plan");
  return plan == nullptr ? Value() : *plan;
}

// The state that is left of two about one channel; 9: no row.
uint8_t joined(std::vector<ConsentState> own, std::vector<ConsentState> others) {
  Profile survivor, other;
  survivor.consents = std::move(own);
  other.consents = std::move(others);
  absorb(&survivor, other);
  const ConsentState* row = survivor.consent("email", "");
  return row == nullptr ? uint8_t{9} : row->state;
}

} // namespace

TEST_CASE("of a trait the newer value stays, by the time of its record") {
  CHECK(plan_of(with_trait("free", 5), with_trait("pro", 6)) == Value("pro"));
  CHECK(plan_of(with_trait("free", 6), with_trait("pro", 5)) == Value("free"));
  CHECK(plan_of(with_trait("free", 5), with_trait("pro", 5)) == Value("free"));
  CHECK(plan_of(Profile(), with_trait("pro", 5)) == Value("pro"));
  CHECK(plan_of(with_trait("free", 5), Profile()) == Value("free"));
}

TEST_CASE("a removal that is newer takes the trait away, and one that is older does not") {
  CHECK(plan_of(with_trait("free", 5), with_trait(Value(), 6)).is_null());
  CHECK(plan_of(with_trait(Value(), 6), with_trait("pro", 5)).is_null());
  CHECK(plan_of(with_trait(Value(), 5), with_trait("pro", 6)) == Value("pro"));
}

TEST_CASE("a removal is remembered after the merge: a late record does not bring the trait back") {
  Profile survivor = with_trait("free", 5);
  absorb(&survivor, with_trait(Value(), 9));
  merge_traits(&survivor, Value::object({{"plan", "pro"}}), 7);
  CHECK(survivor.trait("plan") == nullptr);
}

TEST_CASE("of a consent the most restrictive stays, whichever is newer") {
  for (const Millis other_at : {1, 9}) {
    const auto row = [&](uint8_t state) { return ConsentState{"email", "", state, other_at, ""}; };
    const auto own = [](uint8_t state) { return ConsentState{"email", "", state, 5, ""}; };
    CHECK(joined({own(kGranted)}, {row(kDenied)}) == kDenied);
    CHECK(joined({own(kDenied)}, {row(kGranted)}) == kDenied);
    CHECK(joined({own(kGranted)}, {row(kNone)}) == kNone);
    CHECK(joined({own(kNone)}, {row(kGranted)}) == kNone);
    CHECK(joined({own(kNone)}, {row(kDenied)}) == kDenied);
    CHECK(joined({own(kGranted)}, {row(kGranted)}) == kGranted);
    CHECK(joined({}, {row(kGranted)}) == kGranted); // never asked is no restriction
    CHECK(joined({own(kGranted)}, {}) == kGranted);
  }
}

TEST_CASE("consents are joined topic by topic, and of equal ones the newer stays") {
  Profile survivor, other;
  survivor.consents = {{"email", "", kGranted, 5, "form"}, {"sms", "", kDenied, 3, "old"}};
  other.consents = {{"email", "offers", kDenied, 4, "link"}, {"sms", "", kDenied, 8, "new"}};
  absorb(&survivor, other);
  CHECK(survivor.consent("email", "")->state == kGranted);
  CHECK(survivor.consent("email", "offers")->state == kDenied);
  CHECK(survivor.consent("sms", "")->source == "new");
}

TEST_CASE("a fresh grant after the merge counts against the refusal that stayed, a late one not") {
  Profile survivor, other;
  survivor.consents = {{"email", "", kGranted, 9, ""}};
  other.consents = {{"email", "", kDenied, 5, ""}};
  absorb(&survivor, other);
  merge_consent(&survivor, {"email", "", kGranted, 4, ""});
  CHECK(survivor.consent("email", "")->state == kDenied);
  merge_consent(&survivor, {"email", "", kGranted, 10, ""});
  CHECK(survivor.consent("email", "")->state == kGranted);
}

TEST_CASE("the survivor's own identifiers stay the newest of their kind") {
  Profile survivor, other;
  survivor.created_at = 7;
  other.created_at = 3;
  survivor.identifiers = {{IdentifierKind::user_id, "u1"},
                          {IdentifierKind::email, "own@x.example"}};
  other.identifiers = {{IdentifierKind::email, "other@x.example"}, {IdentifierKind::phone, "+33"}};
  absorb(&survivor, other);
  CHECK(*survivor.identifier(IdentifierKind::email) == "own@x.example");
  CHECK(*survivor.identifier(IdentifierKind::phone) == "+33");
  CHECK(survivor.has({IdentifierKind::email, "other@x.example"}));
  CHECK(survivor.created_at == 3);
}

TEST_CASE("two rows fit one when their traits and identifiers keep to the limits together") {
  Profile survivor = with_trait("free", 1), other = with_trait("pro", 1);
  CHECK(fits_one_row(survivor, other, limits::profile_traits - 1, 0, kKinds));
  CHECK_FALSE(fits_one_row(survivor, other, limits::profile_traits, 0, kKinds));
  merge_traits(&other, Value::object({{"age", 3}}), 1);
  CHECK_FALSE(fits_one_row(survivor, other, limits::profile_traits - 1, 0, kKinds));
  survivor.identifiers.resize(limits::profile_identifiers - 1);
  other.identifiers.resize(1);
  CHECK(fits_one_row(survivor, other, 0, 0, kKinds));
  CHECK_FALSE(fits_one_row(survivor, other, 0, 1, kKinds));
}

} // namespace beckon::profile
