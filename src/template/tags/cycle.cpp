// {% cycle "odd", "even" %}, {% cycle group: "odd", "even" %}: the next of its values each time.
#include "template/parser.h"
#include "template/tags/registry.h"
#include "template/text.h"

namespace beckon::liquid {
namespace {

class Cycle : public Node {
 public:
  Cycle(ExpressionPtr group, std::string key, std::vector<ExpressionPtr> values)
      : group_(std::move(group)), key_(std::move(key)), values_(std::move(values)) {}

  void render(RenderContext& context) const override {
    size_t& place = context.cycles()[key(context)];
    const size_t now = place;
    place = now + 1 < values_.size() ? now + 1 : 0;
    // A cycle of this group with more values may have come further than this one reaches.
    if (now < values_.size()) context.write(values_[now]->evaluate(context));
  }
  void collect(VariableNames* names) const override {
    if (group_) group_->collect(names);
    for (const ExpressionPtr& value : values_) value->collect(names);
  }

 private:
  // Without a group the values as they are written tell cycles apart.
  std::string key(RenderContext& context) const {
    if (!group_) return "values " + key_;
    std::string scratch;
    return "group " + std::string(text_of(group_->evaluate(context), &scratch));
  }

  ExpressionPtr group_;
  std::string key_;
  std::vector<ExpressionPtr> values_;
};

NodePtr parse_cycle(Parser& parser, const Token& opening) {
  NodePtr node;
  parser.read_arguments(opening, [&](ExpressionReader& reader) {
    const std::string key(reader.rest());
    ExpressionPtr group;
    std::vector<ExpressionPtr> values;
    values.push_back(reader.primary());
    if (reader.take_if(ExpressionToken::Kind::colon)) {
      group = std::move(values.front());
      values.front() = reader.primary();
    }
    while (reader.take_if(ExpressionToken::Kind::comma)) {
      if (reader.at_end()) break;
      values.push_back(reader.primary());
    }
    reader.expect_end("a comma or the end");
    node = std::make_unique<Cycle>(std::move(group), key, std::move(values));
  });
  return node;
}

} // namespace

const Tag kCycleTag = {"cycle", parse_cycle};

} // namespace beckon::liquid
