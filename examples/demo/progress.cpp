#include "progress.h"

#include <unistd.h>

#include <cstdlib>
#include <string_view>

#include "money.h"
#include "shop.h"

namespace demo {
namespace {

constexpr int kBarColumns = 30;
constexpr const char* kGreen = "32";

std::string bar(double share) {
  const int full = static_cast<int>(share * kBarColumns + 0.5);
  std::string text;
  for (int i = 0; i < kBarColumns; ++i) text += i < full ? "━" : "╌";
  return text;
}

std::string counts(const Step& step) {
  return grouped(step.purchases) + " purchases, " + grouped(step.customers) + " customers";
}

} // namespace

Style style_of_stdout() {
  const char* no_color = std::getenv("NO_COLOR");
  const char* term = std::getenv("TERM");
  const bool dumb = term == nullptr || std::string_view(term) == "dumb";
  Style style;
  style.terminal = isatty(STDOUT_FILENO) == 1 && !dumb;
  style.color = style.terminal && (no_color == nullptr || *no_color == '\0');
  return style;
}

std::string painted(const Style& style, const char* code, const std::string& text) {
  return style.color ? "\033[" + std::string(code) + "m" + text + "\033[0m" : text;
}

void Progress::show(const Step& step) {
  if (!style_.terminal) {
    if (step.month == nullptr) return;
    out_ << step.month->month << "  " << counts(step) << '\n' << std::flush;
    return;
  }
  const int permille = static_cast<int>(step.share * 1'000);
  if (permille == shown_permille_) return;
  shown_permille_ = permille;
  out_ << '\r' << month_of(step.day) << "  " << painted(style_, kGreen, bar(step.share)) << "  "
       << permille / 10 << " %  " << counts(step) << "\033[K" << std::flush;
}

void Progress::finish() {
  if (style_.terminal) out_ << '\n';
}

} // namespace demo
