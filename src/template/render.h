// What a rendering in progress knows: the scope, the output so far, the budgets.
#pragma once

#include <string>
#include <string_view>
#include <unordered_set>
#include <vector>

#include "template/operand.h"
#include "template/template.h"

namespace beckon::liquid {

class RenderContext {
 public:
  RenderContext(const schema::Value& scope, const RenderOptions& options);

  // The variable of that name; null when there is none.
  const schema::Value* lookup(std::string_view name) const { return scope_.find(name); }
  bool escapes_html() const { return options_.escape == Escape::html; }

  // Counts one unit of work; throws limit_exceeded over the budget.
  void step();
  // Throws limit_exceeded when a text of that size is beyond what may be written.
  void check_size(size_t bytes) const;
  void write(std::string_view text);
  void write(const Operand& operand); // escaped as the options say

  // While an expression with a `default` is evaluated, absence is nothing to report.
  void expect_missing(bool expected) { missing_expected_ = expected; }
  void note_missing(const std::string& path);

  std::string take_output() { return std::move(out_); }

 private:
  const schema::Value& scope_;
  const RenderOptions& options_;
  size_t max_output_, max_steps_;
  size_t steps_ = 0;
  bool missing_expected_ = false;
  std::unordered_set<std::string> reported_; // asked, never walked
  std::string out_, scratch_;
};

} // namespace beckon::liquid
