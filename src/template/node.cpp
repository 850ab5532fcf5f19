#include "template/node.h"

#include <algorithm>

namespace beckon::liquid {

void Block::render(RenderContext& context) const {
  for (const NodePtr& node : nodes) {
    context.step();
    node->render(context);
    if (context.interrupted()) return;
  }
}

void Block::collect(VariableNames* names) const {
  for (const NodePtr& node : nodes) node->collect(names);
}

bool Block::blank() const {
  return std::all_of(nodes.begin(), nodes.end(), [](const NodePtr& node) { return node->blank(); });
}

void Block::drop_text() {
  std::erase_if(nodes, [](const NodePtr& node) { return node->is_text(); });
}

void drop_blank_blocks(std::vector<Block*> blocks) {
  const bool all =
      std::all_of(blocks.begin(), blocks.end(), [](const Block* block) { return block->blank(); });
  if (!all) return;
  for (Block* block : blocks) block->drop_text();
}

} // namespace beckon::liquid
