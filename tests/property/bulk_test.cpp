// What is evaluated for everybody at once is what each profile is told by itself: columns that
// follow the changes, standing truths, caches without room, any condition at any instant.
#include <doctest/doctest.h>

#include "engine/columns.h"
#include "engine/evaluate.h"
#include "engine/workspace.h"
#include "generator.h"
#include "model/computed_model.h"
#include "segment/bulk/evaluate.h"
#include "segment/bulk/grouped.h"
#include "shop.h"

namespace property {
namespace {

using beckon::Issues;
using beckon::Watch;
using beckon::engine::ColumnCache;
using beckon::engine::ColumnView;
using beckon::engine::ProfileView;
using beckon::engine::Reader;
using beckon::engine::Workspace;
using beckon::schema::to_json;
using beckon::segment::ConditionPtr;
using beckon::segment::Facts;
using beckon::segment::Predicate;
using beckon::segment::PredicatePtr;
using beckon::segment::Selector;
using beckon::segment::bulk::Bits;
using beckon::segment::bulk::Grouped;
using beckon::segment::test::Generator;
using beckon::segment::test::Universe;

constexpr size_t kPeople = 40;

Universe universe() {
  Universe all;
  all.windows = {"1h", "1d", "3d", "1mo"};
  all.step = kHour / 2;
  all.steps = 200;
  all.start = kStart - 90 * kHour;
  return all;
}

Bits one_by_one(const Reader& reader, const beckon::segment::Condition& condition, Millis now) {
  Bits members(reader.meta().next_profile);
  for (uint32_t number = 1; number < reader.meta().next_profile; ++number) {
    const ProfileView profile(reader.source(), number);
    if (profile.exists() && condition.holds(profile, now)) members.set(number);
  }
  return members;
}

class BulkCase {
 public:
  explicit BulkCase(uint64_t seed) : generator_(seed, universe()) {
    shop_.call("lists.create", R"({"key": "newsletter"})");
    shop_.call("lists.create", R"({"key": "beta"})");
    for (const auto& [key, definition] : beckon::model::computed_definitions()) {
      Value request = definition;
      shop_.call("computed_traits.create", beckon::schema::to_json(request.set("key", key)));
    }
    for (const char* key : {"vip", "buyers"}) shop_.segment(key, parsed_condition(false).second);
  }

  void step() {
    const size_t who = generator_.below(kPeople);
    switch (generator_.below(16)) {
      case 0: shop_.advance(static_cast<Millis>(generator_.below(5) * kHour / 2)); break;
      case 1: shop_.consent(who, "email", generator_.one_in(2) ? "granted" : "denied"); break;
      case 2: subscribe(who); break;
      case 3:
        if (generator_.one_in(6)) shop_.reopen();
        break;
      case 4:
        if (generator_.one_in(4)) {
          shop_.segment("s" + std::to_string(segments_++), parsed_condition(true).second);
        }
        break;
      case 5:
      case 6:
      case 7: identify(who); break;
      default: track(who);
    }
  }

  void check() {
    const auto reader = workspace().read(true);
    Millis now = std::max(workspace().now(), reader->meta().now);
    if (generator_.one_in(3)) now += static_cast<Millis>(generator_.below(100)) * kHour;
    std::vector<ConditionPtr> conditions = {parsed_condition(true).first};
    // Those of live segments, whose predicates stand.
    const auto& live = reader->definitions().plan()->segments();
    conditions.push_back(live[generator_.below(live.size())].condition);
    for (const ConditionPtr& condition : conditions) {
      CAPTURE(to_json(condition->source()));
      CAPTURE(now - kStart);
      const Bits expected = one_by_one(*reader, *condition, now);
      REQUIRE(beckon::engine::evaluate_all(*reader, *condition, now, Watch()).words() ==
              expected.words());
      // Without room for more than a few columns, and for none at all.
      ColumnCache two_columns(400'000), no_room(0);
      ColumnView small(&two_columns, reader->source(), reader->meta(), true);
      REQUIRE(beckon::segment::bulk::evaluate(*condition, &small, now).words() == expected.words());
      ColumnView none(&no_room, reader->source(), reader->meta(), true);
      REQUIRE(beckon::segment::bulk::evaluate(*condition, &none, now).words() == expected.words());
      members_ += expected.count();
      for (const PredicatePtr& predicate : condition->predicates()) {
        if (Grouped::can_answer(*predicate)) check_turns(*reader, *predicate, now);
      }
    }
  }
  uint64_t members() const { return members_; }
  uint64_t distinct() const { return distinct_; }

 private:
  Workspace& workspace() { return static_cast<Workspace&>(shop_.engine()); }

  // When time alone turns the predicate, by the rows of all and by each one's own.
  void check_turns(const Reader& reader, const Predicate& predicate, Millis now) {
    CAPTURE(predicate.text());
    ColumnCache cache(40'000'000);
    ColumnView columns(&cache, reader.source(), reader.meta(), false);
    const auto grouped = Grouped::make(&columns, predicate.selectors(), columns.everybody(), now);
    REQUIRE(grouped.has_value());
    const auto check_one = [&](uint32_t number, const Facts& facts) {
      const ProfileView profile(reader.source(), number);
      REQUIRE(predicate.holds(facts, now) == predicate.holds(profile, now));
      REQUIRE(predicate.next_flip(facts, now) == predicate.next_flip(profile, now));
    };
    grouped->each(check_one);
    Bits others = columns.everybody();
    others -= grouped->with_events();
    others.each(
        [&](size_t profile) { check_one(static_cast<uint32_t>(profile), grouped->nobody()); });
    const Selector& selector = *predicate.selectors().front().selector;
    const bool hashes = selector.value() == Selector::Value::hash;
    if (selector.is_prefix() && hashes) distinct_ += grouped->with_events().count();
  }

  // A condition that the language has, with its source.
  std::pair<ConditionPtr, Value> parsed_condition(bool with_segments) {
    for (;;) {
      const Value source = generator_.condition(2, with_segments);
      Issues issues;
      auto condition =
          beckon::segment::parse_condition(source, "/where", *workspace().definitions(), &issues);
      if (condition != nullptr) return {condition, source};
    }
  }

  void identify(size_t who) {
    Value traits = Value::object();
    const auto& names = Generator::trait_names();
    for (size_t i = 0; i <= generator_.below(3); ++i) {
      const std::string& name = generator_.one_of(names);
      traits.set(name, generator_.trait(name));
    }
    shop_.identify(who, traits);
  }

  void track(size_t who) {
    const auto event = generator_.event();
    if (event.at > shop_.now()) shop_.track(who, event.name, event.properties);
    else shop_.track_at(who, event.name, event.at, event.properties);
  }

  void subscribe(size_t who) {
    const bool on = generator_.one_in(2);
    Value record = beckon::schema::parse_json(person(who));
    record.set("type", on ? "subscribe" : "unsubscribe");
    record.set("list", generator_.one_in(2) ? "newsletter" : "beta");
    shop_.engine().ingest(to_json(record) + "\n");
  }

  Generator generator_;
  Shop shop_;
  size_t segments_ = 0;
  uint64_t members_ = 0;
  uint64_t distinct_ = 0; // values of several names, counted together for so many people
};

} // namespace

TEST_CASE("bulk: everybody at once is told what everybody is told alone") {
  uint64_t members = 0, distinct = 0;
  for (uint64_t seed = 1; seed <= 12; ++seed) {
    CAPTURE(seed);
    BulkCase one(seed);
    for (int step = 0; step < 240; ++step) {
      CAPTURE(step);
      one.step();
      if (step % 8 == 7) one.check();
    }
    members += one.members();
    distinct += one.distinct();
  }
  CHECK(members > 1'000); // else it compared nothing with nothing
  CHECK(distinct > 40);
}

} // namespace property
