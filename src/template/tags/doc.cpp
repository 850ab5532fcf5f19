// {% doc %} … {% enddoc %}: what a template is for; left out, and not even read.
#include "template/parser.h"
#include "template/tags/registry.h"

namespace beckon::liquid {
namespace {

NodePtr parse_doc(Parser& parser, const Token& opening) {
  parser.expect_no_arguments(opening);
  const auto body = parser.read_body(opening, false);
  if (!body) return nullptr;
  for (size_t at = body->find("{%"); at != std::string_view::npos; at = body->find("{%", at + 2)) {
    std::string_view inside = body->substr(at + 2);
    if (inside.starts_with('-')) inside.remove_prefix(1);
    if (split_tag(inside).name != "doc") continue;
    parser.report(opening.offset, "{% doc %} stands in a {% doc %}", "end the outer one first");
    break;
  }
  return nullptr;
}

} // namespace

const Tag kDocTag = {"doc", parse_doc};

} // namespace beckon::liquid
