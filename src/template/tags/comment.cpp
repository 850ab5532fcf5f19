// {% comment %} … {% endcomment %}: left out; comments nest. {% # … %}: the same in one line.
#include "template/parser.h"
#include "template/tags/registry.h"

namespace beckon::liquid {
namespace {

NodePtr parse_comment(Parser& parser, const Token& opening) {
  parser.read_body(opening, true);
  return nullptr;
}

NodePtr parse_inline_comment(Parser&, const Token&) { return nullptr; }

} // namespace

const Tag kCommentTag = {"comment", parse_comment};
const Tag kInlineCommentTag = {"#", parse_inline_comment};

} // namespace beckon::liquid
