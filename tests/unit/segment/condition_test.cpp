// Expressions over predicates, and the predicates that are neither traits nor events.
#include "support.h"

namespace beckon::segment::test {
namespace {

// Whether `json` holds with `true_lists` as the lists that the profile is on.
bool holds_on_lists(const std::string& json, const std::set<std::string>& true_lists) {
  model::ModelProfile profile;
  profile.lists = true_lists;
  return holds(json, profile);
}

} // namespace

TEST_CASE("condition: all, any, not, everyone") {
  const std::string beta = R"({"list": "beta"})", news = R"({"list": "newsletter"})";
  const std::string all = R"({"all": [)" + beta + "," + news + "]}";
  const std::string any = R"({"any": [)" + beta + "," + news + "]}";
  const std::string neither = R"({"not": )" + any + "}";
  const std::set<std::string> none, one = {"beta"}, both = {"beta", "newsletter"};
  CHECK(!holds_on_lists(all, none));
  CHECK(!holds_on_lists(all, one));
  CHECK(holds_on_lists(all, both));
  CHECK(!holds_on_lists(any, none));
  CHECK(holds_on_lists(any, one));
  CHECK(holds_on_lists(any, both));
  CHECK(holds_on_lists(neither, none));
  CHECK(!holds_on_lists(neither, one));
  CHECK(holds_on_lists(R"({"everyone": true})", none));
  CHECK(!holds_on_lists(R"({"not": {"everyone": true}})", both));
}

TEST_CASE("condition: consent of a channel and of a topic") {
  const char* channel_granted = R"({"consent": "email", "is": "granted"})";
  const char* topic_granted = R"({"consent": "email", "topic": "news", "is": "granted"})";
  const char* topic_denied = R"({"consent": "email", "topic": "news", "is": "denied"})";
  const char* none = R"({"consent": "email", "is": "none"})";
  model::ModelProfile profile;
  CHECK(holds(none, profile));
  CHECK(!holds(channel_granted, profile));
  profile.consents[{"sms", ""}] = "granted";
  CHECK(holds(none, profile));
  profile.consents[{"email", ""}] = "granted";
  CHECK(!holds(none, profile));
  CHECK(holds(channel_granted, profile));
  CHECK(holds(topic_granted, profile)); // the topic has no state of its own
  profile.consents[{"email", "news"}] = "denied";
  CHECK(holds(channel_granted, profile));
  CHECK(!holds(topic_granted, profile));
  CHECK(holds(topic_denied, profile));
}

TEST_CASE("condition: suppression and segments") {
  model::ModelProfile profile;
  CHECK(!holds(R"({"suppressed": "email"})", profile));
  profile.suppressed.insert("email");
  CHECK(holds(R"({"suppressed": "email"})", profile));
  CHECK(!holds(R"({"suppressed": "sms"})", profile));
  profile.in_segment = [](const std::string& key) { return key == "vip"; };
  CHECK(holds(R"({"segment": "vip"})", profile));
  CHECK(!holds(R"({"segment": "buyers"})", profile));
}

TEST_CASE("condition: random samples are stable, by SHA-256 of salt and id") {
  // Places worked out apart: the first 8 bytes of SHA-256("salt:id"), big-endian, over 2^64.
  struct Row {
    const char* salt;
    const char* id;
    double place;
  };
  const std::vector<Row> rows = {
      {"autumn", "u1", 0.30103014970429026},  {"autumn", "u2", 0.8887103548575449},
      {"autumn", "p-1", 0.08656063868685647}, {"spring", "u1", 0.4388404199332959},
      {"spring", "u2", 0.9065066871333546},   {"spring", "p-1", 0.7720887306214491},
  };
  for (const Row& row : rows) {
    model::ModelProfile profile;
    profile.id = row.id;
    const auto sample = [&](double below) {
      return parse_value(
                 schema::Value::object(
                     {{"random", schema::Value::object({{"salt", row.salt}, {"below", below}})}}))
          ->holds(ProfileFacts(profile), 0);
    };
    CHECK(!sample(0));
    CHECK(!sample(row.place - 1e-9));
    CHECK(sample(row.place + 1e-9));
    CHECK(sample(1));
  }
}

TEST_CASE("condition: random takes about its share, and more as the bound rises") {
  const ConditionPtr tenth = parse(R"({"random": {"salt": "s", "below": 0.1}})");
  const ConditionPtr half = parse(R"({"random": {"salt": "s", "below": 0.5}})");
  int in_tenth = 0, in_half = 0;
  for (int i = 0; i < 10'000; ++i) {
    model::ModelProfile profile;
    profile.id = "profile-" + std::to_string(i);
    const bool tenth_holds = tenth->holds(ProfileFacts(profile), 0);
    const bool half_holds = half->holds(ProfileFacts(profile), 0);
    CHECK((!tenth_holds || half_holds));
    in_tenth += tenth_holds;
    in_half += half_holds;
  }
  CHECK(std::abs(in_tenth - 1'000) < 150); // five standard deviations
  CHECK(std::abs(in_half - 5'000) < 250);
}

TEST_CASE("condition: next_flip is the earliest of all predicates") {
  model::ModelProfile profile;
  profile.events = {{"A", 100, {}}, {"B", 200, {}}};
  const ConditionPtr condition = parse(R"({"any": [{"event": "A", "within": "1s"},
      {"not": {"event": "B", "within": "500ms"}}, {"trait": "x", "eq": 1}]})");
  const ProfileFacts facts(profile);
  CHECK(condition->next_flip(facts, 200) == 701);
  CHECK(condition->next_flip(facts, 701) == 1101);
  CHECK(condition->next_flip(facts, 1101) == kMillisMax);
  CHECK(parse(R"({"everyone": true})")->next_flip(facts, 0) == kMillisMax);
}

TEST_CASE("condition: dependencies, each name once") {
  const Dependencies all = parse(R"({"all": [
      {"trait": "address.city", "eq": "Paris"}, {"trait": "address.zip", "exists": true},
      {"trait": "plan", "eq": "pro"}, {"event": "A"}, {"event": "A", "within": "1d"},
      {"event": "B"}, {"consent": "email", "is": "granted"},
      {"consent": "email", "topic": "t", "is": "none"}, {"list": "beta"}, {"suppressed": "sms"},
      {"segment": "vip"}, {"not": {"segment": "vip"}}]})")
                               ->dependencies();
  using Strings = std::vector<std::string>;
  CHECK(all.traits == Strings{"address", "plan"});
  CHECK(all.events == Strings{"A", "B"});
  CHECK(all.consents == Strings{"email"});
  CHECK(all.lists == Strings{"beta"});
  CHECK(all.suppressions == Strings{"sms"});
  CHECK(all.segments == Strings{"vip"});
  CHECK(!all.profile_id);
  CHECK(parse(R"({"random": {"salt": "s", "below": 0.5}})")->dependencies().profile_id);
}

} // namespace beckon::segment::test
