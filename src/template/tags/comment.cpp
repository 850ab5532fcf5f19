// {% comment %} … {% endcomment %}: left out; comments nest.
#include "template/parser.h"
#include "template/tags/registry.h"

namespace beckon::liquid {
namespace {

NodePtr parse_comment(Parser& parser, const Token& opening) {
  parser.expect_no_arguments(opening);
  parser.read_body(opening, true);
  return nullptr;
}

} // namespace

const Tag kCommentTag = {"comment", parse_comment};

} // namespace beckon::liquid
