// {% echo value | filter %}: an output written as a tag.
#include "template/parser.h"
#include "template/tags/registry.h"

namespace beckon::liquid {
namespace {

NodePtr parse_echo(Parser& parser, const Token& opening) {
  NodePtr node;
  parser.read_arguments(opening, [&](ExpressionReader& reader) {
    if (reader.at_end()) return;
    ExpressionPtr value = reader.filtered();
    reader.expect_end("a filter after | or the end");
    node = std::make_unique<OutputNode>(std::move(value));
  });
  return node;
}

} // namespace

const Tag kEchoTag = {"echo", parse_echo};

} // namespace beckon::liquid
