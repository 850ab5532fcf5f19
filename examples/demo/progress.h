// How far the history has come: a bar on a terminal, a line a month elsewhere.
#pragma once

#include <ostream>
#include <string>

#include "history.h"

namespace demo {

struct Style {
  bool terminal = false; // the output can be drawn over
  bool color = false;
};
// Of standard output; NO_COLOR and TERM=dumb are respected.
Style style_of_stdout();

// Text between the codes of a colour, or plain.
std::string painted(const Style& style, const char* code, const std::string& text);

class Progress {
 public:
  Progress(std::ostream& out, Style style) : out_(out), style_(style) {}
  void show(const Step& step);
  void finish(); // leaves the bar's line

 private:
  std::ostream& out_;
  Style style_;
  int shown_permille_ = -1;
};

} // namespace demo
