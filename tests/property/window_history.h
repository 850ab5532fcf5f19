// One customer whose events often arrive late, many segments that count them in windows, and a
// clock that stops just before, at and just after the instants at which an event leaves a window.
// After every step all memberships equal the model's. Not thread safe.
#pragma once

#include <string>
#include <utility>
#include <vector>

#include "model/condition_model.h"
#include "random.h"
#include "shop.h"
#include "unit/segment/generator.h"

namespace property {

struct WindowTerms {
  Millis start;
  std::vector<std::string> windows;
  Millis grain; // events lie a few grains apart
};
WindowTerms windows_of_hours();
WindowTerms calendar_windows(); // across the ends of months

class WindowHistory {
 public:
  WindowHistory(Random* random, const WindowTerms& terms);
  void step();
  void check_sound() { shop_.check_sound(); }
  uint64_t commands() const { return commands_; } // that the engine was told so far

 private:
  void note(const std::string& line);
  void track();
  void edit();
  void advance();
  void compare();

  Random& random_;
  WindowTerms terms_;
  beckon::segment::test::Generator generator_;
  Shop shop_;
  beckon::model::ModelProfile profile_;
  std::vector<std::pair<std::string, Value>> segments_;
  uint64_t commands_ = 0;
  std::string log_; // of a failing case, for people
};

} // namespace property
