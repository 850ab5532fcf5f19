// The tags of the language: one file a tag or a pair of them, one row each.
#pragma once

#include <string>
#include <string_view>
#include <vector>

#include "template/lexer.h"
#include "template/node.h"

namespace beckon::liquid {

class Parser;

struct Tag {
  std::string_view name;
  // Reads the tag's arguments and body from the parser, behind its opening. Null when the tag
  // leaves no node, or after an issue was reported.
  NodePtr (*parse)(Parser& parser, const Token& opening);
};

// Null when there is none of that name.
const Tag* find_tag(std::string_view name);
std::vector<std::string> tag_names();

// The tags.
extern const Tag kAssignTag, kBreakTag, kCaptureTag, kCaseTag, kCommentTag, kContinueTag, kCycleTag,
    kDecrementTag, kDocTag, kEchoTag, kForTag, kIfTag, kIfchangedTag, kIncludeTag, kIncrementTag,
    kInlineCommentTag, kLiquidTag, kRawTag, kRenderTag, kTablerowTag, kUnlessTag;

} // namespace beckon::liquid
