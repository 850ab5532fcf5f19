// Which identifier decides, and how many of a kind one person may have.
#include "profile/identifier_kinds.h"

#include <doctest/doctest.h>

namespace beckon::profile {
namespace {

using Kind = IdentifierKind;

Identifier own(std::string kind, std::string value) {
  return make_identifier(kind, std::move(value));
}

std::string names_of(const IdentifierKinds& kinds, std::vector<Identifier> identifiers) {
  kinds.sort(&identifiers);
  std::string names;
  for (const Identifier& row : identifiers) names += std::string(kind_name(row)) + " ";
  return names;
}

const std::vector<Identifier> kMixed = {{Kind::anonymous_id, "a"}, {Kind::email, "e"},
                                        own("card", "c"),          {Kind::phone, "p"},
                                        {Kind::user_id, "u"},      {Kind::id, "i"}};

} // namespace

TEST_CASE("identifier kinds: a name that is none of ours makes an own kind") {
  CHECK(make_identifier("email", "x") == Identifier{Kind::email, "x"});
  CHECK(make_identifier("card", "x") == Identifier{Kind::own, "x", "card"});
  CHECK(kind_name(own("card", "x")) == "card");
  CHECK(kind_name(Identifier{Kind::phone, "x"}) == "phone");
}

TEST_CASE("identifier kinds: without a declaration the order is that of their certainty") {
  CHECK(names_of(IdentifierKinds(), kMixed) == "id user_id card email phone anonymous_id ");
}

TEST_CASE("identifier kinds: a declared priority moves a kind, and equal ones keep a fixed order") {
  IdentifierKinds kinds;
  kinds.declare("phone", {99});
  kinds.declare("card", {20});
  CHECK(names_of(kinds, kMixed) == "id user_id phone email card anonymous_id ");
  kinds.declare("card", {40});
  kinds.declare("badge", {40});
  CHECK(names_of(kinds, {own("card", "c"), own("badge", "b"), {Kind::email, "e"}}) ==
        "email badge card ");
}

TEST_CASE("identifier kinds: equal kinds stay in the order in which they were named") {
  std::vector<Identifier> two = {{Kind::email, "z"}, {Kind::email, "a"}};
  IdentifierKinds().sort(&two);
  CHECK(two.front().value == "z");
}

TEST_CASE("identifier kinds: a limit holds for one kind alone") {
  IdentifierKinds kinds;
  kinds.declare("card", {50, 2});
  const std::vector<Identifier> held = {own("card", "1"), {Kind::email, "e"}};
  CHECK(kinds.has_room(held, own("card", "2")));
  CHECK_FALSE(kinds.has_room({own("card", "1"), own("card", "2")}, own("card", "3")));
  CHECK(kinds.has_room({own("card", "1"), own("card", "2")}, {Kind::email, "e"}));
  CHECK(kinds.fit_together(held, {own("card", "2")}));
  CHECK_FALSE(kinds.fit_together(held, {own("card", "2"), own("card", "3")}));
  CHECK(kinds.fit_together({own("badge", "1")}, held));
}

TEST_CASE("identifier kinds: own names are those that were declared") {
  IdentifierKinds kinds;
  kinds.declare("card", {});
  kinds.declare("email", {41});
  CHECK(kinds.own_names() == std::vector<std::string>{"card"});
  CHECK(kinds.has_own("card"));
  CHECK_FALSE(kinds.has_own("email"));
  CHECK_FALSE(kinds.has_own("badge"));
}

TEST_CASE("identifier kinds: a row keeps the name of an own kind") {
  Profile profile;
  profile.number = 7;
  profile.identifiers = kMixed;
  std::string bytes;
  encode(profile, &bytes);
  CHECK(decode(7, bytes).identifiers == kMixed);
}

} // namespace beckon::profile
