// {% case value %}{% when a, b or c %} … {% else %} … {% endcase %}: every branch that matches.
#include "template/parser.h"
#include "template/tags/registry.h"

namespace beckon::liquid {
namespace {

struct Branch {
  std::vector<ExpressionPtr> values; // none: else
  Block block;
};

class Case : public Node {
 public:
  Case(ExpressionPtr subject, std::vector<Branch> branches)
      : subject_(std::move(subject)), branches_(std::move(branches)) {}

  // An `else` is for when nothing before it matched.
  void render(RenderContext& context) const override {
    const Operand subject = subject_->evaluate(context);
    bool matched = false;
    for (const Branch& branch : branches_) {
      if (context.interrupted()) return;
      if (branch.values.empty()) {
        if (!matched) branch.block.render(context);
        continue;
      }
      for (const ExpressionPtr& value : branch.values) {
        if (!equal(subject, value->evaluate(context))) continue;
        matched = true;
        branch.block.render(context);
      }
    }
  }
  void collect(VariableNames* names) const override {
    subject_->collect(names);
    for (const Branch& branch : branches_) {
      for (const ExpressionPtr& value : branch.values) value->collect(names);
      branch.block.collect(names);
    }
  }
  bool blank() const override {
    for (const Branch& branch : branches_) {
      if (!branch.block.blank()) return false;
    }
    return true;
  }

 private:
  ExpressionPtr subject_;
  std::vector<Branch> branches_;
};

// Values divided by commas or `or`; what follows after them is passed over, as everywhere.
bool read_values(Parser& parser, const Token& tag, std::vector<ExpressionPtr>* values) {
  return parser.read_arguments(tag, [&](ExpressionReader& reader) {
    do values->push_back(reader.primary());
    while (reader.take_if(ExpressionToken::Kind::comma) || reader.take_word("or"));
  });
}

NodePtr parse_case(Parser& parser, const Token& opening) {
  ExpressionPtr subject;
  bool sound = parser.read_arguments(opening, [&](ExpressionReader& reader) {
    subject = reader.primary();
    reader.expect_end();
  });
  Block ignored; // what stands before the first branch belongs to none
  std::optional<Token> tag = parser.parse_block(opening, {"when", "else", "endcase"}, &ignored);
  std::vector<Branch> branches;
  while (tag && split_tag(tag->content).name != "endcase") {
    Branch& branch = branches.emplace_back();
    const bool is_else = split_tag(tag->content).name == "else";
    if (!is_else) sound = read_values(parser, *tag, &branch.values) && sound;
    tag = parser.parse_block(opening, {"when", "else", "endcase"}, &branch.block);
  }
  if (!sound || !tag) return nullptr;
  std::vector<Block*> blocks;
  for (Branch& branch : branches) blocks.push_back(&branch.block);
  drop_blank_blocks(blocks);
  return std::make_unique<Case>(std::move(subject), std::move(branches));
}

} // namespace

const Tag kCaseTag = {"case", parse_case};

} // namespace beckon::liquid
