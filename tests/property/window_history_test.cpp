// Windows to the millisecond: one customer whose events often arrive late, many segments that count
// them in windows, and a clock that stops just before, at and just after the instants at which an
// event leaves a window. After every step all memberships equal the model's.
#include <algorithm>

#include "model/condition_model.h"
#include "random.h"
#include "shop.h"
#include "unit/segment/generator.h"

namespace property {
namespace {

using beckon::segment::test::Generator;

struct Terms {
  Millis start;
  std::vector<std::string> windows;
  Millis grain; // events lie a few grains apart
};

class WindowHistory {
 public:
  WindowHistory(Random* random, const Terms& terms)
      : random_(*random),
        terms_(terms),
        generator_(random->seed(), {terms.windows, terms.grain, 1, terms.start}),
        shop_(terms.start) {
    for (int i = 0; i < 8; ++i) {
      Value where = generator_.event_condition(true);
      if (random_.one_in(4)) where = Value::object({{"not", where}});
      const std::string key = "s" + std::to_string(i);
      shop_.segment(key, where);
      segments_.emplace_back(key, where);
    }
  }

  void step() {
    switch (random_.below(12)) {
      case 0: shop_.reopen(); break;
      case 1: edit(); break;
      case 2:
      case 3:
      case 4:
      case 5:
      case 6: track(); break;
      default: advance();
    }
    compare();
  }

  void check_sound() { shop_.check_sound(); }

 private:
  void note(const std::string& line) {
    log_ += beckon::format_time(shop_.now()) + " " + line + "\n";
  }

  void track() {
    beckon::model::ModelEvent event = generator_.event();
    event.at = shop_.now() - (random_.one_in(2) ? 0 : random_.between(0, 8) * terms_.grain);
    note("track " + event.name + " at " + beckon::format_time(event.at) + " " +
         beckon::schema::to_json(event.properties));
    shop_.track_at(0, event.name, event.at, event.properties);
    profile_.events.push_back(event);
  }

  void edit() {
    auto& [key, where] = segments_[random_.below(segments_.size())];
    where = generator_.event_condition(true);
    note("edit " + key + " " + beckon::schema::to_json(where));
    shop_.engine().call("segments.update", Value::object({{"key", key}, {"where", where}}));
  }

  // To an instant near which an event leaves a window, most often the next there is.
  void advance() {
    const Millis now = shop_.now();
    std::vector<Millis> targets = {now + terms_.grain};
    for (const beckon::model::ModelEvent& event : profile_.events) {
      for (const std::string& window : terms_.windows) {
        const Millis last = beckon::add(event.at, beckon::parse_duration(window).value());
        for (const Millis near : {last - 1, last, last + 1}) {
          if (near > now) targets.push_back(near);
        }
      }
    }
    const Millis to = random_.one_in(3) ? random_.one_of(targets)
                                        : *std::min_element(targets.begin(), targets.end());
    note("advance to " + beckon::format_time(to));
    shop_.engine().advance_to(to);
  }

  void compare() {
    CAPTURE(log_);
    if (profile_.events.empty()) return; // nobody is there yet
    for (const auto& segment : segments_) {
      const std::string where = beckon::schema::to_json(segment.second);
      CAPTURE(where);
      const bool expected = beckon::model::model_holds(segment.second, profile_, shop_.now());
      REQUIRE(shop_.is_member(segment.first, 0) == expected);
    }
  }

  Random& random_;
  Terms terms_;
  Generator generator_;
  Shop shop_;
  beckon::model::ModelProfile profile_;
  std::vector<std::pair<std::string, Value>> segments_;
  std::string log_; // of a failing case, for people
};

void run(const Terms& terms) {
  for_cases(kCases, [&](Random& random) {
    WindowHistory history(&random, terms);
    for (int step = 0; step < 60; ++step) history.step();
    history.check_sound();
  });
}

TEST_CASE("windows of hours equal the model around every instant at which an event leaves") {
  run({kStart, {"30m", "1h", "2h"}, 10 * kMinute});
}

TEST_CASE("calendar windows equal the model across the ends of months") {
  // 2024-01-30: January has 31 days, February 29.
  run({beckon::parse_time("2024-01-30T06:00:00Z").value(), {"1mo", "3d"}, 6 * kHour});
}

} // namespace
} // namespace property
