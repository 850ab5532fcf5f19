// matches: an RE2 regular expression found anywhere in a string (`^` and `$` bind it to the ends),
// in linear time. Letters' case counts unless the pattern begins with (?i). Values that are no
// strings, or longer than limits::matched_bytes, match nothing.
#include <re2/re2.h>

#include <array>

#include "base/limits.h"
#include "segment/operators.h"

namespace beckon::segment {
namespace {

using schema::Value;

RE2::Options options() {
  RE2::Options options;
  options.set_log_errors(false);
  options.set_max_mem(limits::pattern_memory);
  return options;
}

class Pattern final : public Operand {
 public:
  explicit Pattern(const std::string& text) : Operand(Value(text)), expression_(text, options()) {}
  const RE2& expression() const { return expression_; }
  bool holds(const Value* value, const Moment&) const override {
    if (value == nullptr || !value->is_string()) return false;
    const std::string& text = value->as_string();
    return text.size() <= limits::matched_bytes && RE2::PartialMatch(text, expression_);
  }

 private:
  RE2 expression_;
};

OperandPtr parse_pattern(const Value& operand, const std::string& pointer,
                         ConditionParser* parser) {
  if (!operand.is_string()) {
    parser->report(pointer, "expected a regular expression as a string, found " +
                                std::string(kind_name(operand.kind())));
    return nullptr;
  }
  const std::string& text = operand.as_string();
  if (text.size() > limits::pattern_bytes) {
    parser->report(pointer, "the regular expression has too many bytes (limit pattern_bytes: " +
                                std::to_string(limits::pattern_bytes) + ")");
    return nullptr;
  }
  auto pattern = std::make_shared<const Pattern>(text);
  if (pattern->expression().ok()) return pattern;
  if (pattern->expression().error_code() == RE2::ErrorPatternTooLarge) {
    parser->report(pointer, "the regular expression takes too much memory (limit pattern_memory: " +
                                std::to_string(limits::pattern_memory) + ")");
    return nullptr;
  }
  parser->report(pointer, "not a regular expression: " + pattern->expression().error(),
                 "the syntax is RE2's: without look-around and back-references");
  return nullptr;
}

constexpr std::array<Operator, 1> kOperators = {{{"matches", parse_pattern}}};

} // namespace

std::span<const Operator> pattern_operators() { return kOperators; }

} // namespace beckon::segment
