#include "segment/empty_profile.h"

namespace beckon::segment {
namespace {

using Answers = std::map<std::string, Answer, std::less<>>;

Answer answer_of(std::string_view segment, const Answers& others) {
  const auto found = others.find(segment);
  return found == others.end() ? Answer::no : found->second;
}

class EmptyFacts final : public Facts {
 public:
  explicit EmptyFacts(const Answers& others) : others_(others) {}
  const schema::Value* trait(std::string_view) const override { return nullptr; }
  std::optional<Millis> trait_since(const schema::Path&) const override { return std::nullopt; }
  Series series(const Selector&, const Need&) const override { return {}; }
  Consent consent(std::string_view, std::string_view) const override { return Consent::none; }
  bool on_list(std::string_view) const override { return false; }
  bool suppressed(std::string_view) const override { return false; }
  bool in_segment(std::string_view segment) const override {
    return answer_of(segment, others_) == Answer::yes;
  }
  std::string_view profile_id() const override { return {}; }

 private:
  const Answers& others_;
};

Answer leaf_answer(const Predicate& predicate, const Answers& others) {
  const Dependencies dependencies = predicate.dependencies();
  if (dependencies.profile_id) return Answer::by_id;
  for (const std::string& segment : dependencies.segments) {
    if (answer_of(segment, others) == Answer::by_id) return Answer::by_id;
  }
  // Without events no time matters, so any instant will do.
  return predicate.holds(EmptyFacts(others), 0) ? Answer::yes : Answer::no;
}

Answer negated(Answer answer) {
  if (answer == Answer::by_id) return answer;
  return answer == Answer::yes ? Answer::no : Answer::yes;
}

Answer expression_answer(const Expression& expression, const Answers& others) {
  if (expression.op == Expression::Op::everyone) return Answer::yes;
  if (expression.op == Expression::Op::leaf) return leaf_answer(*expression.predicate, others);
  if (expression.op == Expression::Op::negation) {
    return negated(expression_answer(expression.parts.front(), others));
  }
  // One part that decides is enough; else one that depends on the id leaves it open.
  const Answer deciding = expression.op == Expression::Op::all ? Answer::no : Answer::yes;
  Answer answer = negated(deciding);
  for (const Expression& part : expression.parts) {
    const Answer own = expression_answer(part, others);
    if (own == deciding) return deciding;
    if (own == Answer::by_id) answer = Answer::by_id;
  }
  return answer;
}

} // namespace

Answer holds_for_empty_profile(const Condition& condition, const Answers& others) {
  return expression_answer(condition.root(), others);
}

} // namespace beckon::segment
