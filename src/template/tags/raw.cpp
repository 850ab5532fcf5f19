// {% raw %} … {% endraw %}: written as it stands.
#include "template/parser.h"
#include "template/tags/registry.h"

namespace beckon::liquid {
namespace {

class RawText : public Node {
 public:
  explicit RawText(std::string_view text) : text_(text) {}
  void render(RenderContext& context) const override { context.write(text_); }
  void collect(VariableNames*) const override {}
  bool blank() const override { return text_.empty(); }

 private:
  std::string_view text_;
};

NodePtr parse_raw(Parser& parser, const Token& opening) {
  parser.expect_no_arguments(opening);
  const auto body = parser.read_body(opening, false);
  return body ? std::make_unique<RawText>(*body) : nullptr;
}

} // namespace

const Tag kRawTag = {"raw", parse_raw};

} // namespace beckon::liquid
