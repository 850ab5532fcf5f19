// {% if a %} … {% elsif b %} … {% else %} … {% endif %}, and {% unless %}, which asks the opposite.
#include "template/parser.h"
#include "template/tags/registry.h"

namespace beckon::liquid {
namespace {

struct Branch {
  ConditionPtr condition; // null: else
  bool wanted = true;     // `unless` wants its first condition not to hold
  Block block;
};

class If : public Node {
 public:
  explicit If(std::vector<Branch> branches) : branches_(std::move(branches)) {}
  void render(RenderContext& context) const override {
    for (const Branch& branch : branches_) {
      if (branch.condition && branch.condition->holds(context) != branch.wanted) continue;
      branch.block.render(context);
      return;
    }
  }
  void collect(VariableNames* names) const override {
    for (const Branch& branch : branches_) {
      if (branch.condition) branch.condition->collect(names);
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
  std::vector<Branch> branches_;
};

bool read_condition(Parser& parser, const Token& tag, Branch* branch) {
  return parser.read_arguments(tag, [&](ExpressionReader& reader) {
    branch->condition = reader.condition();
    reader.expect_end("a comparison, \"and\", \"or\" or the end");
  });
}

NodePtr parse_branches(Parser& parser, const Token& opening, std::string_view end, bool wanted) {
  std::vector<Branch> branches;
  branches.emplace_back().wanted = wanted;
  bool sound = read_condition(parser, opening, &branches.back());
  std::optional<Token> tag =
      parser.parse_block(opening, {"elsif", "else", end}, &branches.back().block);
  while (tag && split_tag(tag->content).name != end) {
    Branch branch;
    if (split_tag(tag->content).name == "elsif") {
      sound = read_condition(parser, *tag, &branch) && sound;
    }
    tag = parser.parse_block(opening, {"elsif", "else", end}, &branch.block);
    branches.push_back(std::move(branch));
  }
  if (!sound || !tag) return nullptr;
  std::vector<Block*> blocks;
  for (Branch& branch : branches) blocks.push_back(&branch.block);
  drop_blank_blocks(blocks);
  return std::make_unique<If>(std::move(branches));
}

NodePtr parse_if(Parser& parser, const Token& opening) {
  return parse_branches(parser, opening, "endif", true);
}

NodePtr parse_unless(Parser& parser, const Token& opening) {
  return parse_branches(parser, opening, "endunless", false);
}

} // namespace

const Tag kIfTag = {"if", parse_if};
const Tag kUnlessTag = {"unless", parse_unless};

} // namespace beckon::liquid
