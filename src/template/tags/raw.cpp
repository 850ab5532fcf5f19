// {% raw %} … {% endraw %}: written as it stands.
#include "template/parser.h"
#include "template/tags/registry.h"

namespace beckon::liquid {
namespace {

NodePtr parse_raw(Parser& parser, const Token& opening) {
  parser.expect_no_arguments(opening);
  const auto body = parser.read_body(opening, false);
  return body ? std::make_unique<TextNode>(*body) : nullptr;
}

} // namespace

const Tag kRawTag = {"raw", parse_raw};

} // namespace beckon::liquid
