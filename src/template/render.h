// What a rendering in progress knows: the variables, the output so far, the budgets.
#pragma once

#include <algorithm>
#include <forward_list>
#include <map>
#include <string>
#include <string_view>
#include <unordered_set>
#include <utility>
#include <vector>

#include "template/loop_state.h"
#include "template/member_hint.h"
#include "template/operand.h"
#include "template/template.h"

namespace beckon::liquid {

enum class Interrupt : uint8_t { none, stop, skip };

class RenderContext {
 public:
  RenderContext(const schema::Value& scope, const RenderOptions& options);

  const RenderOptions& options() const { return options_; }
  bool escapes_html() const { return options_.escape == Escape::html; }

  // The variable of that name: of the innermost block that has it, then what was assigned, then the
  // scope, then counters. nil when there is none.
  Operand lookup(std::string_view name) const;
  // The same where it is a value that lies there to be borrowed, and not marked safe; else null,
  // and lookup() knows more.
  const schema::Value* borrow(std::string_view name, const MemberHint& hint) const;
  // Names are borrowed from the template.
  void assign(std::string_view name, Operand operand);
  // Variables of a block, to be taken away in reverse order.
  void push(std::string_view name, Operand operand);
  void pop(size_t count) { block_.resize(block_.size() - count); }
  // The innermost variable, for the next round of a loop.
  Operand& top() { return block_.back().operand; }
  // A value that lives as long as the rendering.
  const schema::Value* keep(schema::Value value);
  int64_t& counter(std::string_view name) { return state_.counters[name]; }
  // The innermost `for` loop, or null.
  const LoopState* loop() const { return loop_; }
  void set_loop(const LoopState* loop) { loop_ = loop; }

  // What tags remember from one of their kind to the next.
  std::map<std::string, size_t>& cycles() { return state_.cycles; }
  // Where the next loop of that name goes on. Names are borrowed from the template.
  size_t& offset(std::string_view loop);
  std::string& last_changed() { return state_.last_changed; }

  // Renders a partial template: within this one's variables, or with none but the scope and what
  // `bound` brings. Throws not_found, or limit_exceeded when partials nest too deeply.
  struct Binding {
    std::string_view name;
    Operand operand;
  };
  void render_shared(const Template& partial);
  void render_isolated(const Template& partial, const std::vector<Binding>& bound);
  const Template& partial(std::string_view name);

  // Counts units of work; throws limit_exceeded over the budget.
  void step(size_t units = 1) {
    steps_ += units;
    if (steps_ > max_steps_) fail_steps();
  }
  // Throws limit_exceeded when a text of that size is beyond what may be written.
  void check_size(size_t bytes) const {
    if (bytes > max_output_) fail_size();
  }
  void write(std::string_view text) {
    check_size(out_.size() + text.size());
    out_.append(text);
  }
  // Escaped as the options say.
  void write(const Operand& operand);
  void write_value(const schema::Value& value);
  // Room for so much output, as far as may be written.
  void reserve(size_t bytes) { out_.reserve(std::min(bytes, max_output_)); }
  // Output goes to a text of its own until end_capture() gives it back.
  std::string begin_capture();
  std::string end_capture(std::string before);

  // While an expression with a `default` is evaluated, absence is nothing to report.
  void expect_missing(bool expected) { missing_expected_ = expected; }
  bool missing_expected() const { return missing_expected_; }
  // Whether anybody wants to know of a path that has no value now.
  bool wants_missing() const {
    return !missing_expected_ && (options_.strict || options_.missing != nullptr);
  }
  void note_missing(const std::string& path);

  bool interrupted() const { return interrupt_ != Interrupt::none; }
  void interrupt(Interrupt kind) { interrupt_ = kind; }
  // What ended the round of a loop; the loop has dealt with it then.
  Interrupt take_interrupt() { return std::exchange(interrupt_, Interrupt::none); }

  std::string take_output() { return std::move(out_); }

 private:
  struct Variable {
    std::string_view name;
    Operand operand;
  };
  // What an isolated partial has of its own.
  struct State {
    std::vector<Variable> assigned;
    std::map<std::string_view, int64_t> counters;
    std::map<std::string, size_t> cycles;
    std::vector<std::pair<std::string_view, size_t>> offsets; // few: searched one by one
    std::string last_changed;
  };
  void enter_partial();
  [[noreturn]] void fail_steps() const;
  [[noreturn]] void fail_size() const;

  const schema::Value& scope_;
  const RenderOptions& options_;
  size_t max_output_, max_steps_;
  size_t steps_ = 0, kept_bytes_ = 0, partial_depth_ = 0;
  bool missing_expected_ = false;
  Interrupt interrupt_ = Interrupt::none;
  State state_;
  std::vector<Variable> block_;
  const LoopState* loop_ = nullptr;
  std::forward_list<schema::Value> kept_;
  std::map<std::string, TemplatePtr, std::less<>> partials_;
  std::unordered_set<std::string> reported_; // asked, never walked
  std::string out_, scratch_;
};

// What ends a rendering because of what the template asks for.
[[noreturn]] void fail_render(const std::string& message, const std::string& hint = {});

} // namespace beckon::liquid
